"""Commands of the desk: a folder that is watched for a department."""

import time as passing
from collections.abc import Iterator
from pathlib import Path

import click
import structlog
from peewee import InterfaceError, OperationalError

from config import time
from models.database import unit_of_work
from models.sender import Sender
from records.drop_folder import SETTLED_SECONDS, Busy, Folder, Outcome

log = structlog.get_logger()

#: Seconds between two looks; and how long --once waits for files that are still being written.
LOOK_EVERY, LONGEST_WAIT = 1.0, 60.0


@click.group("desk")
def desk() -> None:
    """The senders' desk at the command line."""


@desk.command("watch")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, writable=True, path_type=Path))
@click.option("--once", is_flag=True, help="do what is there, and end")
@click.option(
    "--sender", "key", default="", metavar="KEY", help="whose folder it is, where there are several departments"
)
def watch_command(folder: Path, once: bool, key: str) -> None:
    """Attach the e-mails and PDFs that are put into DIR, and import its lists.

    Each file ends in DIR/done or DIR/refused, there with a text that says why. It may be killed at any moment.
    """
    with unit_of_work():
        watched = Folder(folder, _sender(key), passing.monotonic)
    try:
        with watched.held():
            click.echo(f"watching {folder} for {watched.sender.name}")
            for outcome in _until_done(watched) if once else _for_good(watched):
                click.echo(f"{outcome.name}: {'done' if outcome.is_done else 'refused'}. {outcome.said}")
            if watched.is_waiting():
                click.echo("Some files are still being written, or wait for the database: they stay for the next time.")
    except Busy as problem:
        raise click.ClickException(str(problem)) from problem


def _sender(key: str) -> Sender:
    """The one of that key; without one, the only one."""
    found = list(Sender.select().where(Sender.key == key) if key else Sender.select().limit(2))
    if len(found) == 1:
        return found[0]
    keys = ", ".join(one.key for one in Sender.select().order_by(Sender.key))
    said = f"There is no department {key!r}" if key else "Say with --sender whose folder it is"
    raise click.UsageError(f"{said}. Departments: {keys or 'none so far; an admin makes them'}.")


def _for_good(watched: Folder) -> Iterator[Outcome]:
    while True:
        try:
            with unit_of_work():
                yield from watched.work(time.now())
        except (OperationalError, InterfaceError) as problem:  # the database is away: files wait where they are
            log.warning("folder_waits", problem=type(problem).__name__)
        passing.sleep(LOOK_EVERY)


def _until_done(watched: Folder) -> Iterator[Outcome]:
    """All that is settled within a minute; what is still being written then stays for the next time."""
    end = passing.monotonic() + LONGEST_WAIT
    while True:
        with unit_of_work():
            yield from watched.work(time.now())
        if not watched.is_waiting() or passing.monotonic() > end:
            return
        passing.sleep(SETTLED_SECONDS / 4)


COMMANDS: list[click.Command] = [desk]
