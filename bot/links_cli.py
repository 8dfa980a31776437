"""Commands for batches and senders' links until the desk exists, and for questions that web pages make us text."""

from datetime import timedelta
from pathlib import Path
from typing import TextIO

import click
import segno

from bot import batches, sender_links, web_limits
from bot.cli import one_number
from bot.following import find_or_make_mailpiece
from bot.senders import LONGEST_NAME
from bot.senders_cli import sender_of
from config import time
from config.settings import current
from models.batch import Batch, BatchPiece
from models.database import database, unit_of_work
from models.program import Program, first_program
from models.registering import register
from models.sender import Sender
from models.sender_link import SenderLink
from models.vocabulary import WebKind, WebState
from models.web_request import WebRequest

DAYS = 30


@click.group("batches")
def batches_group() -> None:
    """Mailpieces that a sender mailed together."""


@batches_group.command("add")
@click.argument("sender")
@click.argument("name")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def add_command(sender: str, name: str, file: TextIO) -> None:
    """Register the tracking numbers in FILE (one in a line, - for what is typed) as the batch NAME of SENDER."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise click.UsageError(f"NAME has 1 to {LONGEST_NAME} characters; nothing was registered.")
    with unit_of_work(), database.atomic():
        added = batches.add(sender_of(sender), name, file, time.now())
    for line, row, why in added.refused:
        click.echo(f"line {line}: {row[:60]}: {why}", err=True)
    click.echo(f"{added.taken} mailpieces are in the batch {name}; {len(added.refused)} lines were not taken.")


@batches_group.command("list")
@click.argument("sender")
def list_command(sender: str) -> None:
    """List the batches of SENDER with how many mailpieces each has."""
    with unit_of_work():
        for batch in Batch.select().where(Batch.sender == sender_of(sender)).order_by(Batch.id):
            count = BatchPiece.select().where(BatchPiece.batch == batch).count()
            click.echo(f"{batch.created_at:%Y-%m-%d}  {batch.name}  {count} mailpieces")


@click.group("links")
def links_group() -> None:
    """Senders' links to the opt-in page."""


@links_group.command("make")
@click.argument("sender")
@click.option("--piece", default="", metavar="NUMBER", help="for the recipient of this mailpiece")
@click.option("--batch", default="", metavar="NAME", help="for the recipients of this batch")
@click.option("--own", is_flag=True, help="with --batch: for the sender's own notices of all of it")
@click.option("--days", default=DAYS, show_default=True, type=click.IntRange(1, 730), help="how long it opens")
@click.option("--qr", type=click.Path(dir_okay=False, path_type=Path), help="write it as a QR code too (.svg or .png)")
def make_command(sender: str, piece: str, batch: str, own: bool, days: int, qr: Path | None) -> None:
    """Make a link by which people opt in to texts about SENDER's mail."""
    if bool(piece) == bool(batch) or (own and not batch):
        raise click.UsageError("Say --piece NUMBER, or --batch NAME (and --own for the sender's own notices).")
    with unit_of_work(), database.atomic():
        now, owner = time.now(), sender_of(sender)
        expires = now + timedelta(days=days)
        if piece:
            found = find_or_make_mailpiece(one_number(piece), now)
            if found.sender_id not in (None, owner.id):
                raise click.ClickException("That mailpiece is another sender's; no link was made.")
            register(found, owner, now)
            made = sender_links.make(now, expires, piece=found)
        else:
            made = sender_links.make(now, expires, batch=_batch(owner, batch), own=own)
    address = f"{current().public_base_url}/o/{made.token}"
    if qr is not None:
        segno.make(address, error="m").save(str(qr), scale=8)
    click.echo(f"Link {made.link.id}, until {expires:%Y-%m-%d}: {address}")
    click.echo(f"To print: {address}/sheet")


def _batch(sender: Sender, name: str) -> Batch:
    found: Batch | None = Batch.get_or_none((Batch.sender == sender) & (Batch.name == name))
    if found is None:
        raise click.ClickException(f"There is no batch {name}: flask batches add makes one.")
    return found


@links_group.command("list")
@click.argument("sender")
def links_command(sender: str) -> None:
    """List the links of SENDER: which open, for what, until when."""
    with unit_of_work():
        for link in SenderLink.select().where(SenderLink.sender == sender_of(sender)).order_by(SenderLink.id):
            what = f"batch {link.batch.name}{', own notices' if link.is_own else ''}" if link.batch else "one mailpiece"
            state = "taken back" if link.revoked_at else "over" if link.expires_at <= time.now() else "open"
            click.echo(f"{link.id}  {state}  until {link.expires_at:%Y-%m-%d}  {what}")


@links_group.command("revoke")
@click.argument("link_id", type=int)
def revoke_command(link_id: int) -> None:
    """Take the link LINK_ID back: it opens nothing from now on. Whoever opted in by it stays."""
    with unit_of_work(), database.atomic():
        if not sender_links.revoke(link_id, time.now()):
            raise click.ClickException("There is no such link, or it was taken back before; nothing was changed.")
    click.echo(f"Link {link_id} opens nothing any more.")


@click.command("web-questions")
@click.option("--reopen", is_flag=True, help="judge anew from here on: after you have looked at what was asked")
def web_questions_command(reopen: bool) -> None:
    """Show what web pages made us text, and whether questions are open; --reopen closes the breaker again."""
    with unit_of_work(), database.atomic():
        program = first_program()
        if program is None:
            raise click.ClickException("There is no program yet: run flask release first.")
        if reopen:
            Program.update(questions_since=time.now()).where(Program.id == program.id).execute()
            program = Program.get_by_id(program.id)
        asked, said_yes = web_limits.last_questions(program)
        state = "open" if web_limits.may_ask(program) else "STOPPED: too few were answered YES (text-us still works)"
        click.echo(f"Questions from the web are {state}. Of the last {asked}, {said_yes} were answered YES.")
        refused = (WebRequest.kind == WebKind.QUESTION) & (WebRequest.state == WebState.REFUSED)
        for request in WebRequest.select().where(refused).order_by(WebRequest.id.desc()).limit(10):
            click.echo(f"{request.created_at:%Y-%m-%d %H:%M}Z  not asked: {request.reason}")


COMMANDS: list[click.Command] = [batches_group, links_group, web_questions_command]
