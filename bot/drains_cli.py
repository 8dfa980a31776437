"""`flask outbox`: each number we text from, how its queue stands, and why it stands still if it does."""

from datetime import datetime

import click
from peewee import fn

from bot import dispatch, drains, spending
from config import time
from models.database import unit_of_work
from models.from_number import FromNumber
from models.outbound import OutboundMessage
from models.vocabulary import OutboundState

WAITING = (OutboundState.QUEUED, OutboundState.SENDING, OutboundState.UNKNOWN)


@click.command("outbox")
def outbox_command() -> None:
    """Show the queue of each number: waiting, being sent, in doubt; its pace; pauses, stops and caps."""
    now = time.now()
    with unit_of_work():
        for number in FromNumber.select().order_by(FromNumber.id):
            for line in report(number, now):
                click.echo(line)


def report(number: FromNumber, now: datetime) -> list[str]:
    counted = (
        OutboundMessage.select(OutboundMessage.state, fn.COUNT(OutboundMessage.id))
        .where((OutboundMessage.from_number == number) & OutboundMessage.state.in_(WAITING))
        .group_by(OutboundMessage.state)
    )
    states = {state: count for state, count in counted.tuples()}  # type: ignore[attr-defined]
    oldest = dispatch.oldest_due(now, [number])
    waits = f", the oldest due for {(now - oldest).total_seconds():.0f} s" if oldest else ""
    lines = [
        f"{number.address} ({number.channel}), {number.segments_per_second:g} segments/s: "
        + ", ".join(f"{states.get(state, 0)} {state}" for state in WAITING)
        + waits
    ]
    if number.stopped_because:
        lines.append(f"  stopped since {number.stopped_at:%Y-%m-%d %H:%M}Z: {number.stopped_because}")
        lines.append("  One text is tried each minute; the rest waits, and goes when one has gone.")
    elif drains.is_paused(number, now):
        lines.append(f"  pauses until {number.paused_until:%H:%M:%S}Z: Twilio asked us to slow down")
    return lines + _spent(number, now)


def _spent(number: FromNumber, now: datetime) -> list[str]:
    left = spending.left(number.program, now)
    caps = {spending.PUSH: ("news", number.program.push_segments_a_day)}
    caps[spending.REPLY] = ("answers", number.program.reply_segments_a_day)
    return [
        f"  {words}: {cap - (left.of(kind) or 0)} of {cap} segments today"
        + ("; the rest waits until 00:00 UTC" if left.is_full(kind) else "")
        for kind, (words, cap) in caps.items()
        if cap
    ]


COMMANDS: list[click.Command] = [outbox_command]
