"""The scan process that bench/polling.py plays: made-up mailpieces with the moments of their scans. Seeded, so that
every run has the same. Knows no scheduler.

A process is a few numbers, and a JSON file may replace any of them by the names that `Process` has; what it leaves out
is as published. Hours are hours of the day at the destination, and may have fractions:

    {"out_at": 10.5, "delivered_from": 11, "delivered_peak": 15, "sundays": true, "facility_scans": [0.1, 0.5, 0.4]}
"""

import json
import random
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from models.vocabulary import Milestone as M

#: A Monday, and midnight at the destination: all of a process's hours are hours at the destination.
BEGINNING = datetime(2026, 3, 2, tzinfo=UTC)
DAY = 1_440.0
SUNDAY = 6
KEY = frozenset({M.OUT_FOR_DELIVERY, M.DELIVERY_ATTEMPTED, M.DELIVERED})

#: Minutes since the beginning, and what the scan says.
Scan = tuple[float, M]


@dataclass(frozen=True)
class Process:
    """`spread` is a standard deviation in hours."""

    labels_from: float = 9.0
    labels_until: float = 20.0
    accepted_after_hours: float = 17.0  # after the label
    accepted_spread: float = 5.0
    facility_scans: tuple[float, ...] = (0.2, 0.3, 0.3, 0.2)  # the chance of one, two, three ...
    facility_every_hours: float = 10.5
    arrives_at: float = 6.5  # at the last post office
    arrives_spread: float = 0.7
    out_at: float = 8.25  # for delivery, at least ten minutes after it has arrived
    out_spread: float = 0.6
    delivered_from: float = 9.25  # at least a quarter of an hour after it went out
    delivered_peak: float = 13.5
    delivered_until: float = 18.9
    sundays: bool = False  # is there delivery
    attempted: float = 0.05  # the chance that nobody is at home the first time
    date_is_right: float = 0.85  # the chance; else it is a day off


PUBLISHED = Process()
#: Other hours, slower, Sundays on, three times as many attempts.
PERTURBED = replace(
    PUBLISHED,
    accepted_after_hours=24.0,
    facility_every_hours=15.0,
    arrives_at=8.5,
    arrives_spread=1.0,
    out_at=10.5,
    out_spread=1.0,
    delivered_from=11.0,
    delivered_peak=16.5,
    delivered_until=21.5,
    sundays=True,
    attempted=0.15,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """`scans` oldest first; the first is its label, the last its delivery."""

    expected_on: date
    scans: tuple[Scan, ...]

    @property
    def begins(self) -> float:
        return self.scans[0][0]

    @property
    def ends(self) -> float:
        return self.scans[-1][0]


def read(path: Path) -> Process:
    """Raises ValueError, in one sentence, for what is no process."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise ValueError(f"{path} is no JSON: {problem}") from problem
    names = [field.name for field in fields(Process)]
    if not isinstance(given, dict):
        raise ValueError(f"{path}: a process is a JSON object")
    if unknown := sorted(set(given) - set(names)):
        raise ValueError(f"{path}: no process has {', '.join(unknown)}; there are {', '.join(names)}")
    made = Process(**{name: _value(path, name, value) for name, value in given.items()})
    if not made.labels_from < made.labels_until:
        raise ValueError(f"{path}: labels_from must be earlier than labels_until")
    if not made.delivered_from <= made.delivered_peak <= made.delivered_until:
        raise ValueError(f"{path}: delivered_from, delivered_peak and delivered_until must be in this order")
    return made


def _value(path: Path, name: str, value: Any) -> Any:
    """As the published process has it: a number, true or false, or a list of chances."""
    published = getattr(PUBLISHED, name)
    if isinstance(published, bool):
        is_right = isinstance(value, bool)
    elif isinstance(published, tuple):
        is_right = isinstance(value, list) and all(_is_number(one) for one in value) and sum(value) > 0
    else:
        is_right = _is_number(value)
    if not is_right:
        raise ValueError(f"{path}: {name} must be like {json.dumps(published)}, not {json.dumps(value)}")
    return tuple(value) if isinstance(value, list) else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1_000


def pieces(process: Process, per_hour: float, days: float, seed: int) -> list[Piece]:
    """Those whose labels are made in so many days, in that order."""
    chance = random.Random(seed)  # noqa: S311 - a game
    made = [_piece(process, begins, chance) for begins in _labels(process, per_hour, days, chance)]
    return made


def moment(minute: float) -> datetime:
    return BEGINNING + timedelta(minutes=minute)


def _labels(process: Process, per_hour: float, days: float, chance: random.Random) -> Iterator[float]:
    """As many a day as `per_hour` says, all of them in the hours when labels are made."""
    hours = process.labels_until - process.labels_from
    rate = per_hour * 24 / hours / 60
    for day in range(int(days)):
        minute = process.labels_from * 60
        while (minute := minute + chance.expovariate(rate)) < process.labels_until * 60:
            yield day * DAY + minute


def _piece(process: Process, begins: float, chance: random.Random) -> Piece:
    accepted = begins + max(0.5, chance.gauss(process.accepted_after_hours, process.accepted_spread)) * 60
    scans: list[Scan] = [(begins, M.LABEL_CREATED), (accepted, M.ACCEPTED)]
    at = accepted
    for _ in range(_count(process.facility_scans, chance)):
        at += chance.uniform(0.3, 1.7) * process.facility_every_hours * 60
        scans.append((at, M.IN_TRANSIT))
    day = _next_day(process, at)
    first_day = day
    while True:
        last = _round(process, day, scans, chance)
        attempted = chance.random() < process.attempted and day == first_day
        scans.append((last, M.DELIVERY_ATTEMPTED if attempted else M.DELIVERED))
        if not attempted:
            break
        day = _working_day(process, day + 1)
    return Piece(_expected(process, first_day, chance), tuple(scans))


def _round(process: Process, day: int, scans: list[Scan], chance: random.Random) -> float:
    """The last day's scans; returns when the carrier stood at the door. On a second round nothing arrives anew."""
    morning = day * DAY
    arrived = morning + chance.gauss(process.arrives_at, process.arrives_spread) * 60
    arrived = max(arrived, scans[-1][0] + 5)
    out = max(morning + chance.gauss(process.out_at, process.out_spread) * 60, arrived + 10)
    door = chance.triangular(process.delivered_from, process.delivered_until, process.delivered_peak)
    if scans[-1][1] is not M.DELIVERY_ATTEMPTED:
        scans.append((arrived, M.ARRIVED_LOCAL))
    scans.append((out, M.OUT_FOR_DELIVERY))
    return max(morning + door * 60, out + 15)


def _count(chances: tuple[float, ...], chance: random.Random) -> int:
    total, bounds = 0.0, list[float]()
    for one in chances:
        total += one
        bounds.append(total)
    return min(bisect_left(bounds, chance.random() * total), len(bounds) - 1) + 1


def _next_day(process: Process, at: float) -> int:
    """The first morning on which it may still arrive in time."""
    return _working_day(process, int((at + DAY - (process.arrives_at - 1) * 60) // DAY))


def _working_day(process: Process, day: int) -> int:
    return day + 1 if day % 7 == SUNDAY and not process.sundays else day


def _expected(process: Process, day: int, chance: random.Random) -> date:
    if chance.random() >= process.date_is_right:
        day += chance.choice((-1, 1))
    return (BEGINNING + timedelta(days=day)).date()
