"""The square-root rule with a rhythm learnt from days that are already known: the best rule that was measured before.

It is told more than the product is: a table of the very process that it is then played on.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from bench.scans import BEGINNING, KEY, SUNDAY, Piece, Process, pieces
from carriers.learning import Stay
from carriers.learning import learn as learn_stays
from carriers.rhythm import BUILT_IN, Day, Rates, Rhythm, Stage, stage_of

WEIGHT_OF_A_SCAN = 0.02
LEARNT_DAYS, LEARNT_SEED = 60, 99
#: A little of both where hardly anything was seen.
NEWS, HOURS = 0.01, 5.0

Key = tuple[Stage, Day, bool]


def learn(process: Process) -> Rhythm:
    """From sixty other days of this process: weighted news an hour by stage, day, Sunday or not, and hour."""
    spent: dict[Key, list[float]] = defaultdict(lambda: [HOURS] * 24)
    heard: dict[Key, list[float]] = defaultdict(lambda: [NEWS] * 24)
    for piece in pieces(process, 24, LEARNT_DAYS, LEARNT_SEED):
        for (begins, milestone), (ends, then) in zip(piece.scans, piece.scans[1:], strict=False):
            stage = stage_of(milestone)
            for hour, share in _hours(begins, ends):
                spent[key_of(piece, stage, hour)][hour % 24] += share
            hour = int(ends // 60)
            heard[key_of(piece, stage, hour)][hour % 24] += 1 if then in KEY else WEIGHT_OF_A_SCAN
    return Rhythm({key: _rates(heard[key], spent[key]) for key in _all_keys()}, {})


def by_the_product(process: Process) -> Rhythm:
    """What LEARN_RHYTHMS makes of the same sixty days."""
    stays = (
        Stay(stage_of(milestone), _local(begins), _local(ends), then, piece.expected_on)
        for piece in pieces(process, 24, LEARNT_DAYS, LEARNT_SEED)
        for (begins, milestone), (ends, then) in pairwise(piece.scans)
    )
    return learn_stays(stays, BUILT_IN)


def _local(minute: float) -> datetime:
    return (BEGINNING + timedelta(minutes=minute)).replace(tzinfo=None)


def key_of(piece: Piece, stage: Stage, hour: int) -> Key:
    day = hour // 24
    late = day - (piece.expected_on - BEGINNING.date()).days
    days = {-1: Day.EVE, 0: Day.EXPECTED}
    return stage, Day.BEFORE if late < -1 else days.get(late, Day.AFTER), day % 7 == SUNDAY


def _hours(begins: float, ends: float) -> Iterator[tuple[int, float]]:
    """Each hour of the clock from minute to minute, and how much of it."""
    for hour in range(int(begins // 60), int(ends // 60) + 1):
        yield hour, (min(ends, hour * 60 + 60) - max(begins, hour * 60)) / 60


def _rates(heard: Sequence[float], spent: Sequence[float]) -> Rates:
    return tuple(news / hours for news, hours in zip(heard, spent, strict=True))


def _all_keys() -> list[Key]:
    return [(stage, day, sunday) for stage in Stage for day in Day for sunday in (False, True)]
