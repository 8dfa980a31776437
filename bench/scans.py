"""The scan process that bench/polling.py plays: made-up mailpieces with the moments of their scans. Seeded, so that
every run has the same; a process is a few numbers that a JSON file may replace. Knows no scheduler.
"""

import json
import random
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

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
    """Hours of the day are at the destination; `spread` is a standard deviation in hours."""

    labels_from: float = 9.0
    labels_until: float = 20.0
    accepted_after_hours: float = 17.0
    accepted_spread: float = 5.0
    facility_scans: tuple[float, ...] = (0.2, 0.3, 0.3, 0.2)  # the chance of one, two, three ...
    facility_every_hours: float = 10.5
    arrives_at: float = 6.5
    arrives_spread: float = 0.7
    out_at: float = 8.25
    out_spread: float = 0.6
    delivered_from: float = 9.25
    delivered_peak: float = 13.5
    delivered_until: float = 18.9
    sundays: bool = False
    attempted: float = 0.05
    date_is_right: float = 0.85


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
    """Raises ValueError for a name that no process has."""
    given = json.loads(path.read_text(encoding="utf-8"))
    unknown = set(given) - {field.name for field in fields(Process)}
    if unknown:
        raise ValueError(f"{path}: {', '.join(sorted(unknown))}: a process has {[f.name for f in fields(Process)]}")
    return Process(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})


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
