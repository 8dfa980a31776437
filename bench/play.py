"""Plays a way of asking against made-up mailpieces, minute by minute: calls made, how late scans become known."""

import math
import random
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Protocol

from bench.scans import DAY, KEY, Piece
from carriers.schedule import MOST_PATIENCE, Waiting
from models.vocabulary import Milestone as M

BATCH = 35
#: Push: minutes until it comes (median and spread of a lognormal), and how many never do (performance facts, row D).
PUSH_MEDIAN, PUSH_SPREAD, PUSH_LOST = 5.0, 1.04, 0.02
#: The bucket of calls holds a tenth of an hour's, as jobs/budget.py has it.
BURST_SHARE = 0.1


class Policy(Protocol):
    """`after`: minute of the next look and its patience, or None. `choose`: whom to ask now, by index."""

    size: int
    ahead: float  # minutes: how soon due what may fill a batch

    def after(self, piece: Piece, milestone: M, scanned: float, minute: float) -> tuple[float, int] | None: ...

    def choose(self, waiting: Sequence[Waiting]) -> list[int]: ...


@dataclass
class Outcome:
    """Delays in minutes, of key events. `active` and `delivered` are of the minutes that count."""

    calls: int = 0
    looks: int = 0
    delivered: int = 0
    active: float = 0.0
    delays: list[float] = field(default_factory=list)

    @property
    def calls_a_piece(self) -> float:
        return self.calls / max(1, self.delivered)

    def delay(self, share: float) -> float:
        self.delays.sort()
        return self.delays[int(len(self.delays) * share)] if self.delays else math.inf


class Game:
    """`warm_up` and `days` from the beginning; what happens before the end of the warm-up counts for nothing."""

    def __init__(self, pieces: Sequence[Piece], policy: Policy, days: float, warm_up: float) -> None:
        self.pieces, self.policy = pieces, policy
        self.until, self.counts_from = int(days * DAY), int(warm_up * DAY)
        self.known = [-1] * len(pieces)
        self.due: list[tuple[float, int] | None] = [None] * len(pieces)
        self.queues: list[list[tuple[float, int]]] = [[] for _ in range(MOST_PATIENCE + 1)]
        self.outcome, self.active = Outcome(), 0
        self.pushes: list[tuple[float, int, int]] = []

    def play(self, calls_an_hour: float | None = None, push_seed: int | None = None) -> Outcome:
        chance = random.Random(push_seed) if push_seed is not None else None
        bucket = burst = max(5.0, (calls_an_hour or 0) * BURST_SHARE)
        begun = 0
        for minute in range(self.until):
            while begun < len(self.pieces) and self.pieces[begun].begins <= minute:
                self._begin(begun, minute, chance)
                begun += 1
            while self.pushes and self.pushes[0][0] <= minute:
                at, piece, scan = heappop(self.pushes)
                self._learn(piece, scan, at)
            bucket = min(burst, bucket + (calls_an_hour or 0) / 60)
            while (calls_an_hour is None or bucket >= 1) and self._ask(minute):
                bucket -= 1
            if minute >= self.counts_from:
                self.outcome.active += self.active / (self.until - self.counts_from)
        return self.outcome

    def _begin(self, which: int, minute: int, chance: random.Random | None) -> None:
        self.active += 1
        self.known[which] = 0
        self._schedule(which, minute)
        for scan, (at, _) in enumerate(self.pieces[which].scans[1:], 1) if chance else ():
            if chance and chance.random() >= PUSH_LOST:
                heappush(self.pushes, (at + chance.lognormvariate(math.log(PUSH_MEDIAN), PUSH_SPREAD), which, scan))

    def _ask(self, minute: int) -> bool:
        """One call, if the policy makes one now."""
        size, horizon = self.policy.size, minute + self.policy.ahead
        heads = [(patience, queue[:size]) for patience, queue in enumerate(self.queues) if queue]
        if not any(head[0][0] <= minute for _, head in heads):
            return False
        waiting = [
            Waiting(which, (minute - due) * 60, patience)
            for patience, head in heads
            for due, which in head
            if due <= horizon
        ]
        chosen = self.policy.choose(waiting)
        counts = minute >= self.counts_from
        self.outcome.calls += bool(chosen) and counts
        self.outcome.looks += len(chosen) if counts else 0
        for which in chosen:
            scans = self.pieces[which].scans
            newest = self.known[which]
            while newest + 1 < len(scans) and scans[newest + 1][0] <= minute:
                newest += 1
            self._learn(which, newest, minute)
        return bool(chosen)

    def _learn(self, which: int, newest: int, minute: float) -> None:
        """All scans up to `newest` are known now; a push that comes late says nothing."""
        scans, before = self.pieces[which].scans, self.known[which]
        if newest < before:
            return
        for at, milestone in scans[before + 1 : newest + 1]:
            if milestone in KEY and at >= self.counts_from:
                self.outcome.delays.append(minute - at)
                self.outcome.delivered += milestone is M.DELIVERED
            self.active -= milestone is M.DELIVERED
        self.known[which] = newest
        self._schedule(which, minute)

    def _schedule(self, which: int, minute: float) -> None:
        before = self.due[which]
        if before is not None:
            queue = self.queues[before[1]]
            del queue[bisect_left(queue, (before[0], which))]
        scanned, milestone = self.pieces[which].scans[self.known[which]]
        self.due[which] = after = self.policy.after(self.pieces[which], milestone, scanned, minute)
        if after is not None:
            insort(self.queues[after[1]], (after[0], which))
