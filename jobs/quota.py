"""Do the calls that a carrier grants suffice? Said once an hour when they do not; `flask polling` says it any time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click
import structlog

from bot.quota import asked_about
from carriers.in_turn import InTurn
from carriers.schedule import STARVES_AFTER, calls_needed
from config import time
from jobs import budget, claims
from jobs.context import context
from models.carrier_calls import CallBudget
from models.database import unit_of_work
from models.fields import moment
from models.mailpiece import Mailpiece

log = structlog.get_logger()

SAID_AGAIN_AFTER = timedelta(hours=1)


class _Said:
    """By this process; another one says it for itself."""

    at: dict[str, datetime] = {}  # noqa: RUF012 - one for the process, on purpose


def look_out(carrier: str, claimed: Sequence[Mailpiece], size: int, granted: int, now: datetime) -> None:
    """Of those just claimed one had waited too long: are the calls too few, or were we away?"""
    starves = now - timedelta(seconds=STARVES_AFTER)
    if not any(piece.next_poll_at is not None and piece.next_poll_at <= starves for piece in claimed):
        return
    if now - _Said.at.get(carrier, datetime.min.replace(tzinfo=UTC)) < SAID_AGAIN_AFTER:
        return
    _Said.at[carrier] = now
    needed = calls_needed(asked_about(carrier), size)
    if needed > granted:
        log.error("quota_too_small", carrier=carrier, calls_granted=granted, calls_needed=needed)


@click.command("polling")
def polling_command() -> None:
    """Show how each carrier is asked: pieces, calls granted, left and needed, what is due, and pauses."""
    now = time.now()
    for carrier, client in sorted(context().carriers.items()):
        with unit_of_work():
            for line in report(carrier, client, context().settings.calls_per_hour(client.service), now):
                click.echo(line)


def report(carrier: str, client: InTurn, granted: int, now: datetime) -> list[str]:
    pieces = asked_about(carrier)
    needed = calls_needed(pieces, client.batch_size)
    due = [head[1] for head in claims.heads(carrier, client.batch_size, now)]
    row = CallBudget.get_or_none(CallBudget.service == client.service)
    left = budget.held(row, granted, now) if row else float(granted)
    of_calls = f"{granted} calls an hour granted, {left:.0f} left now"
    lines = [f"{carrier}: {sum(pieces.values())} mailpieces asked about, {of_calls}"]
    if due:
        late = (now - moment(min(due))).total_seconds()
        lines.append(f"  {len(due)} at the heads of the queues are due, the oldest for {late:.0f} s")
    if needed > granted:
        lines.append(f"  too few calls: {needed} an hour are needed to look at every piece in time")
    if row and row.refilled_at > now:
        lines.append(f"  pauses until {row.refilled_at:%Y-%m-%d %H:%M:%S}Z: the carrier asked us to, or refuses us")
    return lines


COMMANDS: list[click.Command] = [polling_command]
