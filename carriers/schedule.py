"""When a mailpiece is looked at next, and which of those that wait are asked about now. Pure; the clock is a parameter.

Looks are spent in proportion to the square root of the news that is to be expected (carriers/rhythm.py): the least
waiting for so many looks. A late look counts by how many of the piece's own intervals it is late, so scarcity stretches
all intervals alike; only what is twelve hours late goes before everything else. docs/performance.md has the figures.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil, log2
from typing import Any, NamedTuple

from carriers.answers import ScanEvent
from carriers.rhythm import BUILT_IN, BY_DAYS_LATE, SUNDAY, Day, Rhythm, Stage, stage_of
from models.vocabulary import Milestone as M

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
SILENT_FOR = timedelta(days=45)  # nothing heard for so long: stop asking
AFTER_THE_END = timedelta(days=7)  # a delivered piece may still come back
FIRST_RETRY, LONGEST_RETRY = MINUTE, HOUR

ENDED = frozenset({M.DELIVERED, M.DELIVERED_AGENT, M.RETURNED, M.CANCELLED})

#: Looks an hour where one weighted event an hour is to be expected.
EAGERNESS = 5.0
#: Where the carrier tells us by itself, looks only find what got lost on the way.
WITH_PUSH = 0.3
#: What a look finds of a piece that the carrier tells us of, and that was scanned so long ago, was never told.
PUSH_IS_LATE = timedelta(hours=2)
#: No interval is longer, in hours.
LONGEST: Mapping[Stage, float] = {
    Stage.ANNOUNCED: 12,
    Stage.MOVING: 12,
    Stage.NEAR: 6,
    Stage.OUT: 3,
    Stage.WAITING: 12,
    Stage.RETURNING: 12,
    Stage.ENDED: 24,
}
NOT_PERMITTED = DAY
# Not found: often at first (a counter scan can lag by hours, api-examples #102), then less and less.
NOT_FOUND = ((2 * DAY, 2 * HOUR), (7 * DAY, 6 * HOUR))
NOT_FOUND_LATER = 12 * HOUR

#: Patience: how long after its moment a look is late by one interval; kept as a power of two of minutes.
MOST_PATIENCE = 10
#: A batch that is not full waits for an eighth of the least patience in it, and is then filled with what is due soon.
HOLD = 1 / 8
FILL_AHEAD = timedelta(hours=1)
#: Lateness counts a little more than by its length: that spares the longest waits and costs the middle one nothing.
IMPATIENCE = 1.2
#: Later than this, a look goes first, whatever it is worth.
STARVES_AFTER = 12 * HOUR

#: How long nobody asks a carrier that refuses our application, or that is busy and does not say for how long.
PAUSE_SECONDS = {"unauthorized": 5 * MINUTE, "throttled": MINUTE}


#: Where no scan tells a place: the middle of the United States, in minutes from UTC.
HOME_OFFSET = -360
#: Mail of these services comes on the next working day or the one after: without a date, each may be the day.
IN_A_HURRY = ("express", "overnight", "next day", "one day", "1 day")


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a piece after a look. `answer_kind`: found, not_found, not_permitted or failed. `last_scan_at`:
    the newest scan, or when we began to ask where there is none. `failures`: failed looks in a row, this one included.
    `retry_after`: seconds, and nothing goes below it. `utc_offset_minutes`: of the newest scan's place."""

    milestone: M
    answer_kind: str = "found"
    last_scan_at: datetime | None = None
    expected_on: date | None = None
    utc_offset_minutes: int = HOME_OFFSET
    pushed: bool = False
    failures: int = 0
    retry_after: float | None = None
    service: str = ""


class Look(NamedTuple):
    at: datetime
    patience: int = 0


class Waiting(NamedTuple):
    """A look that waits: whose, how many seconds late (negative: not due yet), and its patience."""

    key: Any
    late: float
    patience: int


def next_look(
    seen: Seen,
    now: datetime,
    ceiling_seconds: float | None = None,
    rhythm: Rhythm = BUILT_IN,
    eagerness: float = EAGERNESS,
) -> Look | None:
    """The next time to ask, or None for never again. `ceiling_seconds` caps every interval (the sandbox's time runs
    faster)."""
    if seen.answer_kind == "failed":
        return Look(now + timedelta(seconds=_retry_seconds(seen, ceiling_seconds)))
    if is_over(seen, now):
        return None
    seconds, rest = _interval(seen, now, rhythm, eagerness * (WITH_PUSH if seen.pushed else 1.0))
    if ceiling_seconds is not None and seconds > ceiling_seconds:
        seconds, rest = ceiling_seconds, 0.0
    return Look(now + timedelta(seconds=seconds), _patience(rest))


def is_over(seen: Seen, now: datetime) -> bool:
    """Finished, or silent for so long that nothing more is to be expected."""
    silent = now - seen.last_scan_at if seen.last_scan_at is not None else timedelta(0)
    return seen.milestone is M.EXPIRED or silent >= (AFTER_THE_END if seen.milestone in ENDED else SILENT_FOR)


def still_pushed(pushed_at: datetime | None, found: Iterable[ScanEvent], now: datetime) -> datetime | None:
    """When the carrier last told of this piece by itself, or None when it is not to be relied on: a look has `found`
    what should have been told long before."""
    missed = any(scan.occurred_at < now - PUSH_IS_LATE for scan in found)
    return None if missed else pushed_at


def _interval(seen: Seen, now: datetime, rhythm: Rhythm, eagerness: float) -> tuple[float, float]:
    """Seconds until the next look, and how long one interval is there."""
    if seen.answer_kind == "not_permitted":
        return NOT_PERMITTED, NOT_PERMITTED
    if seen.milestone is M.NOT_FOUND:
        silent = (now - seen.last_scan_at).total_seconds() if seen.last_scan_at else 0.0
        wait = next((wait for until, wait in NOT_FOUND if silent < until), NOT_FOUND_LATER)
        return wait, wait / 2
    return _walk(seen, now + timedelta(minutes=seen.utc_offset_minutes), rhythm, eagerness)


def _walk(seen: Seen, local: datetime, rhythm: Rhythm, eagerness: float) -> tuple[float, float]:
    """Hour by hour through what is to be expected, until it is worth one look."""
    stage = stage_of(seen.milestone)
    by_hour, since = rhythm.roots[0], rhythm.roots[1].get(stage)
    longest = LONGEST[stage] * (1.0 if not seen.pushed else 2.0)
    today, hour = local.date(), local.hour + local.minute / 60 + local.second / 3600
    ahead = (today - seen.expected_on).days if seen.expected_on else None
    undated = Day.EXPECTED if any(word in seen.service.casefold() for word in IN_A_HURRY) else Day.OPEN
    weekday, start, end = today.weekday(), hour, hour + longest
    scanned = hour - _hours_since(seen, local) if since else 0.0
    left: float = 1.0 / eagerness
    while hour < end:
        days, step = int(hour // 24), min(int(hour) + 1, end)
        rate = by_hour[stage, _day(ahead, days, undated), (weekday + days) % 7 == SUNDAY][int(hour) % 24]
        if since:
            rate *= since[min(max(int((hour + step) / 2 - scanned), 0), len(since) - 1)]
        if rate * (step - hour) >= left:
            return (hour + left / rate - start) * HOUR, HOUR / (eagerness * rate)
        left -= rate * (step - hour)
        hour = step
    return longest * HOUR, longest * HOUR / 2


def _hours_since(seen: Seen, local: datetime) -> float:
    if seen.last_scan_at is None:
        return 0.0
    return (local - timedelta(minutes=seen.utc_offset_minutes) - seen.last_scan_at).total_seconds() / HOUR


def _day(ahead: int | None, days: int, undated: Day) -> Day:
    if ahead is None:
        return undated
    late = ahead + days
    return Day.BEFORE if late < -1 else BY_DAYS_LATE.get(late, Day.AFTER)


def _patience(seconds: float) -> int:
    return min(max(round(log2(max(seconds / MINUTE, 1.0))), 0), MOST_PATIENCE)


def _retry_seconds(seen: Seen, ceiling_seconds: float | None) -> float:
    doublings = min(max(seen.failures - 1, 0), 16)
    backoff: float = min(FIRST_RETRY * 2**doublings, LONGEST_RETRY)
    return max(backoff if ceiling_seconds is None else min(backoff, ceiling_seconds), seen.retry_after or 0.0)


def choose(waiting: Iterable[Waiting], size: int, call_anyway: bool = False) -> list[Any]:
    """Whom to ask now in one call of `size`, most pressing first; nobody yet when the batch may still fill.
    `call_anyway`: the call is made for somebody else's sake.

    1. What starves, oldest first. 2. What is due, by how late it is in intervals of its own. 3. When that does not fill
    the batch and somebody's patience ends: whatever is nearest to its moment.
    """
    due, soon = list[Waiting](), list[Waiting]()
    for one in waiting:
        (due if one[1] >= 0 else soon).append(one)
    if not call_anyway and len(due) < size and not any(_has_waited(one) for one in due):
        return []
    due.sort(key=_pressing, reverse=True)
    if len(due) < size:
        due += sorted(soon, key=_pressing, reverse=True)
    return [one[0] for one in due[:size]]


def _has_waited(one: Waiting) -> bool:
    return not one.patience or one.late >= MINUTE * (1 << one.patience) * HOLD


def _pressing(one: Waiting) -> float:
    """How late, by patience: many thousand of these are asked at a time, so by place and not by name."""
    late = one[1]
    if late >= STARVES_AFTER:
        return late * STARVES_AFTER
    return (late**IMPATIENCE if late > 0 else late) / (1 << one[2])


def calls_needed(pieces: Mapping[M, int], size: int) -> int:
    """Calls an hour without which looks come later than the bound of their stage: its longest interval and 12 hours."""
    looks = sum(count / (LONGEST[stage_of(milestone)] + STARVES_AFTER / HOUR) for milestone, count in pieces.items())
    return ceil(looks / size)


def pause_seconds(failures: Sequence[tuple[str, float | None]], answers: int) -> float:
    """How long to leave the carrier alone after a call with so many `answers`, by the (kind, retry-after seconds) of
    those that failed: as long as it says; by our own measure when it refused or throttled all of them."""
    asked = max((after for _, after in failures if after is not None), default=0.0)
    kinds = {kind for kind, _ in failures}
    if asked or len(failures) < answers or not kinds <= PAUSE_SECONDS.keys():
        return asked
    return max((PAUSE_SECONDS[kind] for kind in kinds), default=0.0)
