"""Counts what happened on a UTC day, for charts and the console's home: each day anew as a whole, as long as it may
still change. Reads by ranges of ids; changes nothing but the counts."""

import time as passing
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from peewee import fn

from bot import consent
from models.by_time import written_between
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import database, raw_rows
from models.day_count import Counted, DayCount
from models.inbound import InboundMessage
from models.opt_out import OptOut
from models.outbound import OutboundMessage
from models.program import Program
from models.vocabulary import ConsentKind, OutboundState, Scope

#: Today is counted again after this, and so are the days that may still change, less often.
TODAY_EVERY = timedelta(minutes=2)
LATELY_EVERY = timedelta(hours=1)
#: So long after its end a day may still change: the provider's last words come late.
MAY_CHANGE = timedelta(days=3)
#: Days further back than this are not looked for.
LONGEST_BACK = timedelta(days=800)

_DAY = timedelta(days=1)
#: What each state of a text is counted as; those on their way are not over yet.
_OUTCOMES = {
    OutboundState.DELIVERED: Counted.TEXT_DELIVERED,
    OutboundState.UNDELIVERED: Counted.TEXT_UNDELIVERED,
    OutboundState.FAILED: Counted.TEXT_FAILED,
    OutboundState.DROPPED: Counted.TEXT_DROPPED,
    OutboundState.UNKNOWN: Counted.TEXT_UNKNOWN,
}
#: The provider took these.
_TAKEN = frozenset({OutboundState.ACCEPTED, OutboundState.SENT, OutboundState.DELIVERED, OutboundState.UNDELIVERED})

Counts = Counter[tuple[int, Counted]]


def due_since(now: datetime) -> datetime | None:
    """Since when today wants counting; None when it was counted lately, or there is nothing to count for."""
    today = _begin(now.date())
    minute = _minutes(now.date()).values()
    programs = Program.select().count()
    if not programs:
        return None
    if len(minute) < programs:
        return today
    counted_at = today + timedelta(minutes=min(minute))
    due = counted_at + TODAY_EVERY
    return due if due <= now else None


def count_what_is_due(now: datetime, longest_seconds: float) -> int:
    """Count the days that are due, newest first, until none is or the time is over. Gives how many were counted."""
    done, end = 0, passing.monotonic() + longest_seconds
    for day in _due(now):
        if done and passing.monotonic() >= end:
            break
        count_day(day, now)
        done += 1
    return done


def count_day(day: date, now: datetime) -> None:
    """`day` in UTC. All its counts are written together, also those that are 0."""
    begin = _begin(day)
    counts = _counted(begin, begin + _DAY)
    minute = max(0, (now - begin) // timedelta(minutes=1))
    rows = []
    for (program,) in raw_rows(Program.select(Program.id)):
        counts[program, Counted.MINUTE] = minute
        rows += [{"program": program, "on": day, "what": what, "count": counts[program, what]} for what in Counted]
    if not rows:
        return
    with database.atomic():
        DayCount.insert_many(rows).on_conflict(
            conflict_target=[DayCount.program, DayCount.on, DayCount.what], preserve=[DayCount.count]
        ).execute()


def _due(now: datetime) -> Iterator[date]:
    """Days that were never counted, or before they were over, or not lately while they may still change."""
    first, programs = _first_day() or now.date(), Program.select().count()
    if not programs:
        return
    back = max(first, (now - LONGEST_BACK).date())
    known = _all_minutes(back, programs)
    for ago in range((now.date() - back).days + 1):
        day = now.date() - timedelta(days=ago)
        if _wants_counting(day, known.get(day), now):
            yield day


def _wants_counting(day: date, minute: int | None, now: datetime) -> bool:
    if minute is None:
        return True
    begin = _begin(day)
    counted_at = begin + timedelta(minutes=minute)
    if counted_at > now:  # a clock went back
        return True
    if counted_at >= begin + _DAY + MAY_CHANGE:
        return False
    every = TODAY_EVERY if day == now.date() else LATELY_EVERY
    return now - counted_at >= every


def _first_day() -> date | None:
    """Of the first thing that we know."""
    firsts = [
        table.select(at).order_by(table.id).limit(1).scalar()
        for table, at in ((ConsentEvent, ConsentEvent.recorded_at), (InboundMessage, InboundMessage.received_at))
    ]
    return min((first.date() for first in firsts if first is not None), default=None)


def _minutes(day: date) -> dict[int, int]:
    """program -> how many minutes after its beginning the day was counted last."""
    which = (DayCount.on == day) & (DayCount.what == Counted.MINUTE)
    of_programs = DayCount.program.in_(Program.select(Program.id))
    return dict(raw_rows(DayCount.select(DayCount.program, DayCount.count).where(of_programs & which)))


def _all_minutes(since: date, programs: int) -> dict[date, int]:
    """Of the days that were counted for every program."""
    which = (DayCount.on >= since) & (DayCount.what == Counted.MINUTE)
    found = DayCount.select(DayCount.on, fn.MIN(DayCount.count)).where(which).group_by(DayCount.on)
    counted: Any = found.having(fn.COUNT(DayCount.id) >= programs).tuples()
    return dict(counted)


def _begin(day: date) -> datetime:
    return datetime.combine(day, clock_time.min, UTC)


def _counted(begin: datetime, end: datetime) -> Counts:
    counts: Counts = Counter()
    event, text, theirs = ConsentEvent, OutboundMessage, InboundMessage
    confirmed = written_between(event.id, event.recorded_at, begin, end) & (event.kind == ConsentKind.CONFIRMED)
    _add(counts, Counted.OPT_IN, _by_program(event).where(confirmed))
    ended = written_between(OptOut.event, OptOut.recorded_at, begin, end) & (OptOut.scope == Scope.ALL)
    ended &= OptOut.kind.in_(list(consent.ENDS_ALL))
    stops = OptOut.select(OptOut.program, fn.COUNT(OptOut.event)).group_by(OptOut.program)
    _add(counts, Counted.OPT_OUT, stops.where(ended))
    heard = theirs.select(theirs.program, fn.COUNT(theirs.id)).group_by(theirs.program)
    _add(counts, Counted.TEXT_IN, heard.where(written_between(theirs.id, theirs.received_at, begin, end)))
    _add_texts(counts, written_between(text.id, text.created_at, begin, end))
    return counts


def _by_program(table: Any) -> Any:
    return table.select(Contact.program, fn.COUNT(table.id)).join(Contact).group_by(Contact.program)


def _add(counts: Counts, what: Counted, query: Any) -> None:
    for program, count in raw_rows(query):
        counts[program, what] += count


def _add_texts(counts: Counts, which: Any) -> None:
    text = OutboundMessage
    query = text.select(Contact.program, text.state, fn.COUNT(text.id)).join(Contact).where(which)
    for program, state, count in raw_rows(query.group_by(Contact.program, text.state)):
        if state in _TAKEN:
            counts[program, Counted.TEXT_SENT] += count
        if state in _OUTCOMES:
            counts[program, _OUTCOMES[OutboundState(state)]] += count
