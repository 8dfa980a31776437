"""Learns a rhythm from stays: how long pieces stayed where they were, and at which hours news came. Pure.

Every cell of the table is a mean that anybody can check: news heard, over the hours in which it could have been heard,
with the built-in rate counted in as so many hours more. Where little was seen the table stays as it was built.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from carriers.rhythm import BY_DAYS_LATE, SUNDAY, Day, Rates, Rhythm, Stage
from models.vocabulary import Milestone as M

#: What people wait for; any other scan weighs a fiftieth.
KEY = frozenset(
    {
        *(M.OUT_FOR_DELIVERY, M.DELIVERY_ATTEMPTED, M.AVAILABLE_FOR_PICKUP, M.DELIVERED, M.DELIVERED_AGENT),
        *(M.REFUSED, M.UNCLAIMED, M.UNDELIVERABLE, M.RETURNED),
    }
)
OTHER_SCAN = 0.02
#: The built-in rate weighs as much as so many hours of watching.
PRIOR_HOURS = 100.0
#: A longer stay is one that nobody scanned the end of.
LONGEST_STAY = timedelta(days=20)
#: Fewer than so many pieces that came to their end teach nothing.
FEWEST_PIECES = 500

Cell = tuple[Stage, Day, bool]


@dataclass(frozen=True, slots=True)
class Stay:
    """From one scan to the next, by the wall clock of the place; `ended_by` is what the next one said."""

    stage: Stage
    began: datetime
    ended: datetime
    ended_by: M
    expected_on: date | None = None


def learn(stays: Iterable[Stay], built_in: Rhythm) -> Rhythm:
    """The same shape as the built-in one, whose factors since the scan it keeps: the hours are counted through them."""
    heard: dict[Cell, list[float]] = defaultdict(lambda: [0.0] * 24)
    spent: dict[Cell, list[float]] = defaultdict(lambda: [0.0] * 24)
    for stay in stays:
        if not timedelta(0) < stay.ended - stay.began <= LONGEST_STAY:
            continue
        for cell, hour, share in _hours(stay, built_in):
            spent[cell][hour] += share
        heard[_cell(stay, stay.ended)][stay.ended.hour] += 1.0 if stay.ended_by in KEY else OTHER_SCAN
    return Rhythm(
        {cell: _rates(rates, heard[cell], spent[cell]) for cell, rates in built_in.by_hour.items()}, built_in.since_scan
    )


def _hours(stay: Stay, built_in: Rhythm) -> Iterator[tuple[Cell, int, float]]:
    """Each hour of the clock that the stay lasted: its cell, and how much news it could have brought."""
    since = built_in.since_scan.get(stay.stage, (1.0,))
    at = stay.began
    while at < stay.ended:
        end = min(at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1), stay.ended)
        passed = int((at - stay.began).total_seconds() // 3600)
        factor = since[min(passed, len(since) - 1)]
        yield _cell(stay, at), at.hour, (end - at).total_seconds() / 3600 * factor
        at = end


def _cell(stay: Stay, at: datetime) -> Cell:
    if stay.expected_on is None:
        day = Day.OPEN
    else:
        late = (at.date() - stay.expected_on).days
        day = Day.BEFORE if late < -1 else BY_DAYS_LATE.get(late, Day.AFTER)
    return stay.stage, day, at.weekday() == SUNDAY


def _rates(built_in: Rates, heard: list[float], spent: list[float]) -> Rates:
    return tuple(
        (news + PRIOR_HOURS * rate) / (hours + PRIOR_HOURS)
        for rate, news, hours in zip(built_in, heard, spent, strict=True)
    )


def as_table(rhythm: Rhythm) -> dict[str, list[float]]:
    """For JSON: `near/expected/weekday` -> 24 rates."""
    return {
        f"{stage}/{day}/{'sunday' if sunday else 'weekday'}": [round(rate, 6) for rate in rates]
        for (stage, day, sunday), rates in rhythm.by_hour.items()
    }


def from_table(table: Mapping[str, list[float]], built_in: Rhythm) -> Rhythm:
    """A cell that the table lacks is as built in."""
    by_hour = dict(built_in.by_hour)
    for name, rates in table.items():
        stage, day, kind = name.split("/")
        by_hour[Stage(stage), Day(day), kind == "sunday"] = tuple(rates)
    return Rhythm(by_hour, built_in.since_scan)
