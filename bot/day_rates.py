"""Opt-ins, opt-outs and the opt-out rate by day, out of what was counted: for charts. Counts nothing itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from peewee import fn

from models.database import raw_rows
from models.day_count import Counted, DayCount

DAYS = 90
#: The rate is of so many days up to and including the day: single days of few texts say nothing.
RATE_DAYS = 7
#: Above this share of texts answered with an opt-out a provider's health score warns.
WARNING = 0.01

_WANTED = (Counted.OPT_IN, Counted.OPT_OUT, Counted.TEXT_SENT)


@dataclass(frozen=True)
class Day:
    """`rate` of the RATE_DAYS up to this one: opt-outs for each text sent; None when nothing was sent or counted.
    `counted`: False when nobody counted this day (yet)."""

    on: date
    counted: bool
    opt_ins: int
    opt_outs: int
    sent: int
    rate: float | None


def last_days(today: date, program: int = 0, days: int = DAYS) -> list[Day]:
    """Oldest first, today last. `program` 0: all of them."""
    first = today - timedelta(days=days + RATE_DAYS - 1)
    counts = _counts(first, today, program)
    return list(_days(counts, today - timedelta(days=days - 1), today))


def counted_at(today: date) -> datetime | None:
    """When today was counted last; None when it was not yet."""
    which = (DayCount.on == today) & (DayCount.what == Counted.MINUTE)
    rows = raw_rows(DayCount.select(fn.MIN(DayCount.count)).where(which))
    begin = datetime.combine(today, clock_time.min, UTC)
    return None if rows[0][0] is None else begin + timedelta(minutes=rows[0][0])


def _counts(first: date, last: date, program: int) -> dict[date, dict[str, int]]:
    which = DayCount.on.between(first, last) & DayCount.what.in_(list(_WANTED))
    if program:
        which &= DayCount.program == program
    total = fn.SUM(DayCount.count)
    found: dict[date, dict[str, int]] = {}
    rows: Any = DayCount.select(DayCount.on, DayCount.what, total).where(which).group_by(DayCount.on, DayCount.what)
    for on, what, count in rows.tuples():
        found.setdefault(on, {})[what] = int(count)
    return found


def _days(counts: dict[date, dict[str, int]], first: date, last: date) -> Iterator[Day]:
    for ago in range((last - first).days, -1, -1):
        on = last - timedelta(days=ago)
        here = counts.get(on, {})
        week = [counts.get(on - timedelta(days=back), {}) for back in range(RATE_DAYS)]
        sent, ended = (sum(day.get(what, 0) for day in week) for what in (Counted.TEXT_SENT, Counted.OPT_OUT))
        yield Day(
            on=on,
            counted=bool(here),
            opt_ins=here.get(Counted.OPT_IN, 0),
            opt_outs=here.get(Counted.OPT_OUT, 0),
            sent=here.get(Counted.TEXT_SENT, 0),
            rate=ended / sent if sent else None,
        )
