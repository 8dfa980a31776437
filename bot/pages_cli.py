"""Commands for the links of track pages: made, and taken back. The link itself is shown once and kept nowhere."""

import click

from bot import page_links
from bot.cli import one_number
from bot.phone import e164
from carriers.one_number import courier_of
from config import time
from config.settings import current
from models.contact import find_contact
from models.database import database, unit_of_work
from models.mailpiece import Mailpiece
from models.program import first_program
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
        piece = _piece(tracking_number)
        if revoke:
            click.echo(f"Links taken back: {page_links.revoke(piece, time.now())}.")
            return
        token = page_links.make(piece, time.now(), _subscription(piece, phone) if phone else None)
    click.echo(f"{current().public_base_url}/t/{token}")


def _piece(tracking_number: str) -> Mailpiece:
    """One that nobody follows or registered is never asked about: its page would stand still."""
    number = one_number(tracking_number)
    which = (Mailpiece.carrier == courier_of(number)) & (Mailpiece.tracking_number == number.tracking_number)
    found: Mailpiece | None = Mailpiece.select().where(which).order_by(Mailpiece.era.desc()).first()
    if found is None:
        raise click.ClickException("Nobody has named this number yet; no link was made. Register it: flask register.")
    return found


def _subscription(piece: Mailpiece, phone: str) -> Subscription:
    program = first_program()
    contact = find_contact(program, e164(phone) or phone) if program else None
    which = (Subscription.contact == contact) & (Subscription.mailpiece == piece)
    found: Subscription | None = Subscription.get_or_none(which) if contact else None
    if found is None:
        raise click.ClickException("Nobody with this phone follows this mailpiece; no link was made.")
    return found


COMMANDS: list[click.Command] = [track_link_command]
