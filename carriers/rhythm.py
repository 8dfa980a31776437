"""How soon news of a mailpiece is to be expected: a small table that one can read, and what may be learnt in its place.

Pure. A rate is weighted news an hour: what people wait for (out for delivery, attempted, delivered) weighs 1, a scan on
the way a fiftieth. Hours of the day are those of the place where the piece last was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import sqrt
from typing import TypeVar

from models.vocabulary import Milestone as M


class Stage(StrEnum):
    """Milestones after which news is equally far away."""

    ANNOUNCED = "announced"  # a label, or not even that: nobody has the piece in hand
    MOVING = "moving"
    NEAR = "near"  # where the carrier's people start from in the morning
    OUT = "out"
    WAITING = "waiting"  # for the addressee, or for another round
    RETURNING = "returning"
    ENDED = "ended"


class Day(StrEnum):
    """Today, seen from the day on which the piece is expected."""

    BEFORE = "before"
    EVE = "eve"
    EXPECTED = "expected"
    AFTER = "after"
    OPEN = "open"  # no date is known


BY_DAYS_LATE: Mapping[int, Day] = {-1: Day.EVE, 0: Day.EXPECTED}
SUNDAY = 6  # as date.weekday() counts

#: Every other milestone is MOVING.
STAGES: Mapping[M, Stage] = {
    M.NOT_FOUND: Stage.ANNOUNCED,
    M.LABEL_CREATED: Stage.ANNOUNCED,
    M.ARRIVED_LOCAL: Stage.NEAR,
    M.OUT_FOR_DELIVERY: Stage.OUT,
    **dict.fromkeys((M.DELIVERY_ATTEMPTED, M.AVAILABLE_FOR_PICKUP, M.HELD), Stage.WAITING),
    **dict.fromkeys((M.UNDELIVERABLE, M.REFUSED, M.UNCLAIMED, M.RETURNING, M.LOST_RECOVERY), Stage.RETURNING),
    **dict.fromkeys((M.DELIVERED, M.DELIVERED_AGENT, M.RETURNED, M.CANCELLED), Stage.ENDED),
}


def stage_of(milestone: M) -> Stage:
    return STAGES.get(milestone, Stage.MOVING)


Rates = tuple[float, ...]
Key = TypeVar("Key")


@dataclass(frozen=True)
class Rhythm:
    """`by_hour`: 24 rates for each stage, day and whether it is a Sunday. `since_scan`: a factor for each whole hour
    since the last scan, the last one for all later hours; a stage that is not there has none."""

    by_hour: Mapping[tuple[Stage, Day, bool], Rates]
    since_scan: Mapping[Stage, Rates]

    @cached_property
    def roots(self) -> tuple[Mapping[tuple[Stage, Day, bool], Rates], Mapping[Stage, Rates]]:
        """Looks are best spent in proportion to the square root of the rate (docs/performance.md)."""
        return _roots(self.by_hour), _roots(self.since_scan)


def _roots(table: Mapping[Key, Rates]) -> dict[Key, Rates]:
    return {key: tuple(sqrt(rate) for rate in rates) for key, rates in table.items()}


def through_the_day(at_night: float, **changes: float) -> Rates:
    """`from_7=0.5` holds from seven o'clock until the next one named; `at_night` before the first."""
    at = {int(name.removeprefix("from_")): rate for name, rate in changes.items()}
    rates = [at_night]
    for hour in range(24):
        rates.append(at.get(hour, rates[-1]))
    return tuple(rates[1:])


ON_THE_WAY = 0.001
DUE = through_the_day(ON_THE_WAY, from_6=0.06, from_7=0.12, from_11=0.05, from_13=0.003, from_20=ON_THE_WAY)
MORNING = through_the_day(0.02, from_6=0.3, from_7=1.0, from_13=0.2, from_20=0.02)
ALL_DAY = through_the_day(0.05, from_8=1.0, from_22=0.2, from_23=0.05)
#: Broad on purpose: a carrier that works two hours later must be heard nearly as soon.
_HOURS: Mapping[Stage, Mapping[Day, Rates]] = {
    Stage.ANNOUNCED: dict.fromkeys(Day, through_the_day(0.0005)),
    Stage.MOVING: {
        Day.BEFORE: through_the_day(ON_THE_WAY),
        Day.EVE: through_the_day(ON_THE_WAY, from_6=0.012, from_12=ON_THE_WAY),
        Day.EXPECTED: DUE,
        Day.AFTER: DUE,
        Day.OPEN: through_the_day(ON_THE_WAY, from_6=0.04, from_12=0.005, from_20=ON_THE_WAY),
    },
    Stage.NEAR: dict.fromkeys(Day, MORNING),
    Stage.OUT: dict.fromkeys(Day, ALL_DAY),
    Stage.WAITING: dict.fromkeys(Day, through_the_day(0.001, from_7=0.2, from_12=0.02, from_19=0.001)),
    Stage.RETURNING: dict.fromkeys(Day, through_the_day(ON_THE_WAY)),
    Stage.ENDED: dict.fromkeys(Day, through_the_day(0.00005)),
}
#: The longer a piece has been out, the sooner it is handed over; a carrier's day is some eleven hours long.
_SINCE_SCAN: Mapping[Stage, Rates] = {
    Stage.NEAR: (0.15, 0.8, 1.5, 1.5, 1.0, 0.5),
    Stage.OUT: (0.02, 0.06, 0.12, 0.2, 0.3, 0.4, 0.5, 0.65, 0.9, 1.2, 1.2, 0.6, 0.2),
    Stage.WAITING: (*(0.1,) * 10, 1.0),
}
#: Fewer rounds are made on a Sunday.
ON_SUNDAY = 0.2

BUILT_IN = Rhythm(
    {
        (stage, day, sunday): tuple(rate * (ON_SUNDAY if sunday else 1.0) for rate in rates)
        for stage, days in _HOURS.items()
        for day, rates in days.items()
        for sunday in (False, True)
    },
    _SINCE_SCAN,
)
