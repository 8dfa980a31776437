"""The spend guard: how many segments a program may begin in one day, news and answers each. At the cap they wait.

Counted in the claim's own transaction, so that a crash or a second drain cannot pass it. A goodbye is never held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import structlog

from models.database import run_sql
from models.outbound import OutboundMessage
from models.program import Program
from models.spending import Spending
from models.vocabulary import Purpose

log = structlog.get_logger()

PUSH, REPLY = "push", "reply"


@dataclass
class Left:
    """Segments that may still begin today, by kind; None is no limit."""

    push: int | None = None
    reply: int | None = None

    def of(self, kind: str) -> int | None:
        return self.push if kind == PUSH else self.reply

    def is_full(self, kind: str) -> bool:
        left = self.of(kind)
        return left is not None and left <= 0

    def takes(self, message: OutboundMessage) -> bool:
        """Count one text in. False when the day has no room for it: then nothing of its kind goes any more today."""
        kind = kind_of(message.purpose)
        left = self.of(kind)
        if left is None:
            return True
        fits = message.segments <= left
        setattr(self, kind, left - message.segments if fits else 0)
        return fits


def kind_of(purpose: str) -> str:
    return REPLY if purpose in (Purpose.REPLY, Purpose.ESSENTIAL) else PUSH


def left(program: Program, now: datetime) -> Left:
    rows = Spending.select().where((Spending.program == program) & (Spending.spent_on == _day(now)))
    begun = {row.kind: row.segments for row in rows}
    return Left(**{kind: cap - begun.get(kind, 0) if cap else None for kind, cap in caps(program).items()})


def caps(program: Program) -> dict[str, int]:
    return {PUSH: program.push_segments_a_day, REPLY: program.reply_segments_a_day}


def count(program: Program, begun: Sequence[OutboundMessage], now: datetime) -> None:
    for kind, cap in caps(program).items():
        segments = sum(message.segments for message in begun if kind_of(message.purpose) == kind)
        if segments and _add(program, kind, segments, now) >= cap > 0:
            _tell_operator(program, kind, now)


def give_back(message: OutboundMessage, now: datetime) -> None:
    """It was surely not sent; if the day has turned since, the old day keeps it."""
    if message.started_at is not None and _day(message.started_at) == _day(now):
        _add(message.contact.program, kind_of(message.purpose), -message.segments, now)


def _tell_operator(program: Program, kind: str, now: datetime) -> None:
    """Once a day and kind."""
    which = (Spending.program == program) & (Spending.spent_on == _day(now)) & (Spending.kind == kind)
    told: int = Spending.update(full_at=now).where(which & Spending.full_at.is_null()).execute()
    if told:
        what = "news waits" if kind == PUSH else "answers wait"
        log.error(
            "operator_needed",
            what=f"the day's cap on segments is reached, {what} until 00:00 UTC or until they are no longer true",
            setting=f"{kind}_segments_a_day".upper(),
            program=program.id,
        )


def full_today(now: datetime) -> list[str]:
    """What waits for the end of the day, for health pages."""
    rows = Spending.select(Spending.kind).where((Spending.spent_on == _day(now)) & Spending.full_at.is_null(False))
    return sorted({row.kind for row in rows})


#: Runs with every few texts sent.
ADD = (
    "UPDATE spending SET segments = segments + ? WHERE program_id = ? AND spent_on = ? AND kind = ? RETURNING segments"
)


def _add(program: Program, kind: str, segments: int, now: datetime) -> int:
    """Returns the day's segments after it."""
    values = (segments, program.id, _day(now).isoformat(), kind)
    added = run_sql(ADD, values).fetchone()
    if added is None:
        Spending.insert(program=program, spent_on=_day(now), kind=kind, segments=0).on_conflict_ignore().execute()
        added = run_sql(ADD, values).fetchone()
    return int(added[0])


def _day(now: datetime) -> date:
    return now.astimezone(UTC).date()
