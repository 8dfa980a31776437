"""Commands for the links of track pages: made, and taken back. The link itself is shown once and kept nowhere."""

import click

from bot import page_links
from bot.cli import one_number
from bot.following import find_or_make_mailpiece
from bot.phone import e164
from config import time
from config.settings import current
from models.contact import find_contact
from models.database import database, unit_of_work
from models.mailpiece import Mailpiece
from models.program import Program
from models.subscription import Subscription


@click.command("track-link")
@click.argument("tracking_number")
@click.option(
    "--for", "phone", default="", metavar="PHONE", help="a personal one, for the follower with this +E164 phone"
)
@click.option("--revoke", is_flag=True, help="take every link to this mailpiece back instead")
def track_link_command(tracking_number: str, phone: str, revoke: bool) -> None:
    """Make a link to the track page of TRACKING_NUMBER. A public one only shows; a personal one may mute and stop."""
    with unit_of_work(), database.atomic():
        piece = find_or_make_mailpiece(one_number(tracking_number), time.now())
        if revoke:
            click.echo(f"{page_links.revoke(piece, time.now())} links are taken back.")
            return
        token = page_links.make(piece, time.now(), _subscription(piece, phone) if phone else None)
    click.echo(f"{current().public_base_url}/t/{token}")


def _subscription(piece: Mailpiece, phone: str) -> Subscription:
    contact = find_contact(Program.select().order_by(Program.id).get(), e164(phone) or phone)
    which = (Subscription.contact == contact) & (Subscription.mailpiece == piece)
    found: Subscription | None = Subscription.get_or_none(which) if contact else None
    if found is None:
        raise click.ClickException("Nobody with this phone follows this mailpiece; no link was made.")
    return found


COMMANDS: list[click.Command] = [track_link_command]
