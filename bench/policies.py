"""Ways of asking that bench/polling.py compares. Ours are the product's own functions and nothing beside them."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.play import BATCH
from bench.scans import BEGINNING, DAY, Piece, moment
from carriers.rhythm import BUILT_IN, Rhythm, Stage, stage_of
from carriers.schedule import EAGERNESS, FILL_AHEAD, Seen, Waiting, choose, next_look
from models.vocabulary import Milestone as M

MINUTES_AHEAD = FILL_AHEAD.total_seconds() / 60


@dataclass
class Ours:
    eagerness: float = EAGERNESS
    pushed: bool = False
    rhythm: Rhythm = BUILT_IN
    size: int = BATCH
    ahead: float = MINUTES_AHEAD

    def after(self, piece: Piece, milestone: M, scanned: float, minute: float) -> tuple[float, int] | None:
        if milestone is M.DELIVERED:  # what may still come back is not part of the game
            return None
        seen = Seen(milestone, "found", moment(scanned), piece.expected_on, 0, self.pushed)
        look = next_look(seen, moment(minute), rhythm=self.rhythm, eagerness=self.eagerness)
        return None if look is None else ((look.at - BEGINNING).total_seconds() / 60, look.patience)

    def choose(self, waiting: Sequence[Waiting]) -> list[int]:
        return choose(waiting, self.size)


@dataclass
class OldestFirst:
    """Whoever has waited longest; a batch that is not full waits `hold` minutes and is filled with what is due soon."""

    size: int = BATCH
    hold: float = 5.0
    ahead: float = MINUTES_AHEAD

    def choose(self, waiting: Sequence[Waiting]) -> list[int]:
        first = sorted(waiting, key=lambda one: -one.late)[: self.size]
        full = len(first) == self.size and first[-1].late >= 0
        return [one.key for one in first] if full or first[0].late >= self.hold * 60 else []


@dataclass
class Fixed(OldestFirst):
    """Everything each `every` minutes, whatever its stage."""

    every: float = 60.0

    def after(self, piece: Piece, milestone: M, scanned: float, minute: float) -> tuple[float, int] | None:
        return None if milestone is M.DELIVERED else (minute + self.every, 0)


#: Row C of the performance facts: hours between two looks, and where the morning counts.
BY_STAGE = {Stage.ANNOUNCED: 12.0, Stage.MOVING: 6.0, Stage.NEAR: 1.0, Stage.OUT: 0.25, Stage.WAITING: 6.0}
MORNING, MORNING_HOURS = range(6, 12), 1.0


@dataclass
class StageTable(OldestFirst):
    def after(self, piece: Piece, milestone: M, scanned: float, minute: float) -> tuple[float, int] | None:
        if milestone is M.DELIVERED:
            return None
        hours = BY_STAGE[stage_of(milestone)]
        wait = min(hours, _until_morning(minute)) if self._is_due(piece, minute + hours * 60) else hours
        return minute + wait * 60, 0

    def _is_due(self, piece: Piece, minute: float) -> bool:
        return moment(minute).date() >= piece.expected_on


def _until_morning(minute: float) -> float:
    """Hours until the next look on a day on which it is expected: each hour of the morning, else its beginning."""
    hour = minute % DAY / 60
    return MORNING_HOURS if int(hour) in MORNING else (MORNING[0] - hour) % 24


@dataclass
class SquareRoot(OldestFirst):
    """The rule with a learnt rhythm and one budget knob."""

    rhythm: Rhythm = BUILT_IN
    eagerness: float = 2.0

    def after(self, piece: Piece, milestone: M, scanned: float, minute: float) -> tuple[float, int] | None:
        after = Ours(self.eagerness, rhythm=self.rhythm).after(piece, milestone, scanned, minute)
        return after and (after[0], 0)
