"""The pure heart: what is new about a mailpiece, which milestone it is at, and what people may be told.

No clock, no database, no carrier. It lists every stage the piece entered; who hears of which is the caller's decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from carriers.answers import Answer, Failed, Found, NotFound, NotPermitted, ScanEvent
from models.vocabulary import Milestone as M

HOLD_REMINDER = "hold_reminder"
MOST_AHEAD = timedelta(hours=26)  # a scanner's clock may be a whole zone wrong; more than that is no scan time at all

DELIVERED = frozenset({M.DELIVERED, M.DELIVERED_AGENT})
TERMINAL = DELIVERED | {M.RETURNED, M.CANCELLED}
AFTER_TERMINAL = DELIVERED | {M.RETURNED, M.RETURNING, M.REFUSED, M.UNCLAIMED, M.UNDELIVERABLE}
# On the way back, "out for delivery" and "notice left" speak of the sender's door. Nobody else's text may say so.
WAY_BACK = frozenset({M.REFUSED, M.UNCLAIMED, M.RETURNING})
ON_THE_WAY_BACK = AFTER_TERMINAL | {M.FORWARDED, M.LOST_RECOVERY}
WAITING = frozenset({M.DELIVERY_ATTEMPTED, M.AVAILABLE_FOR_PICKUP, M.HELD})
DAILY = frozenset({M.OUT_FOR_DELIVERY, M.DELIVERY_ATTEMPTED})  # the same stage on a later day is news
ONCE_A_DAY = frozenset({*DAILY, HOLD_REMINDER})
# "Out for Delivery, Sorting Complete, Out for Delivery" within the hour is noise: only another stage makes it news.
MOVING = frozenset({M.LABEL_CREATED, M.ACCEPTED, M.IN_TRANSIT, M.ARRIVED_LOCAL})


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of a piece. `visits` counts the tellings of each kind, and holds the last day of the once-a-day
    kinds as `day:<kind>` (a proleptic ordinal), so it goes into a JSON column as it is."""

    milestone: M = M.NOT_FOUND
    last_event_at: datetime | None = None
    fingerprints: frozenset[str] = frozenset()
    visits: Mapping[str, int] = field(default_factory=dict)
    milestone_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Something people may be told, once. Its identity: `kind` (a milestone value or hold_reminder) and `occasion`."""

    kind: str
    occasion: str
    milestone: M
    event: ScanEvent


@dataclass(frozen=True, slots=True)
class Decision:
    """`milestone_at` is None unless the milestone was entered here. `reason` says in plain words why no step came."""

    new_events: tuple[ScanEvent, ...]
    milestone: M
    milestone_at: datetime | None
    visits: dict[str, int]
    steps: tuple[Step, ...]
    unknown_codes: tuple[str, ...]
    reason: str
    last_event_at: datetime | None
    milestone_on: date | None


def decide(known: Known, answer: Answer, now: datetime) -> Decision:
    """Fold the new events, oldest first, into what is known. The same history in any portions tells nobody twice."""
    journey = _Journey(known, now)
    if not isinstance(answer, Found):
        return journey.decision((), _milestone_without_events(known, answer), _reason_without_events(answer))
    new = tuple(event for event in _new_events(known, answer) if event.occurred_at <= now + MOST_AHEAD)
    for event in new:
        journey.take(event)
    # Found, so no longer "not found", even when no scan says where it is.
    milestone = M.UNKNOWN if journey.milestone is M.NOT_FOUND else journey.milestone
    return journey.decision(new, milestone, _reason(answer, new))


def is_reuse(known: Known, known_piece_id: str | None, answer: Answer) -> bool:
    """Has the carrier given this number to another piece? Its id changed, and none of the scans we know is there.

    The id alone is not trusted: an intake date that is corrected later changes it too. Ids of different services say
    nothing about each other, nor do their scans.
    """
    if not isinstance(answer, Found) or not known_piece_id or not answer.piece_id or not known.fingerprints:
        return False
    if known_piece_id.partition(":")[0] != answer.piece_id.partition(":")[0]:
        return False
    return answer.piece_id != known_piece_id and known.fingerprints.isdisjoint(
        event.fingerprint for event in answer.events
    )


class _Journey:
    """The state while events are folded in."""

    def __init__(self, known: Known, now: datetime) -> None:
        self.now = now
        self.milestone = known.milestone
        self.milestone_at: datetime | None = None
        self.milestone_on = known.milestone_on
        self.last_event_at = known.last_event_at
        self.visits = dict(known.visits)
        self.steps: list[Step] = []

    def take(self, event: ScanEvent) -> None:
        """One event: out of order, silent, a reminder, a rescan, the same stage on a later day, or a new stage."""
        if self.last_event_at is not None and event.occurred_at < self.last_event_at:
            return
        if event.milestone in {M.UNKNOWN, M.NOT_FOUND}:
            if self.milestone is M.EXPIRED and not event.record_only:
                self.milestone = M.UNKNOWN  # given up, and yet it moves: it is followed again
            return
        if event.reminder and self.milestone in WAITING:
            self._tell(HOLD_REMINDER, event)
        elif not self._may_follow(event.milestone):
            return
        elif event.milestone is not self.milestone:
            self._enter(event)
        elif event.milestone in DAILY and self.milestone_on is not None and event.local_on > self.milestone_on:
            self._enter(event)

    def _may_follow(self, milestone: M) -> bool:
        if self.milestone in TERMINAL:
            return milestone in AFTER_TERMINAL
        return self.milestone not in WAY_BACK or milestone in ON_THE_WAY_BACK

    def _enter(self, event: ScanEvent) -> None:
        told_already = {self.milestone, event.milestone} <= DELIVERED
        self.milestone = event.milestone
        self.milestone_at = event.occurred_at
        # A scanner ahead of time must not make true later scans look old.
        self.last_event_at = min(event.occurred_at, self.now)
        self.milestone_on = event.local_on
        if event.milestone not in MOVING:
            for kind in DAILY - {event.milestone}:
                self.visits.pop(f"day:{kind}", None)
        if not told_already:  # "delivered to agent" and then "delivered": one delivery
            self._tell(event.milestone.value, event)

    def _tell(self, kind: str, event: ScanEvent) -> None:
        if kind in ONCE_A_DAY:
            day = event.local_on.toordinal()
            if day <= self.visits.get(f"day:{kind}", 0):
                return
            self.visits[f"day:{kind}"] = day
        self.visits[kind] = self.visits.get(kind, 0) + 1
        self.steps.append(Step(kind, str(self.visits[kind]), self.milestone, event))

    def decision(self, new: tuple[ScanEvent, ...], milestone: M, reason: str) -> Decision:
        unmapped = (event for event in new if event.milestone is M.UNKNOWN and not event.record_only)
        return Decision(
            new_events=new,
            milestone=milestone,
            milestone_at=self.milestone_at,
            visits=self.visits,
            steps=tuple(self.steps),
            unknown_codes=tuple(sorted({event.code or event.text for event in unmapped})),
            reason="" if self.steps else reason,
            last_event_at=self.last_event_at,
            milestone_on=self.milestone_on,
        )


def _new_events(known: Known, answer: Found) -> tuple[ScanEvent, ...]:
    fresh = {event.fingerprint: event for event in answer.events if event.fingerprint not in known.fingerprints}
    return tuple(sorted(fresh.values(), key=lambda event: event.occurred_at))


def _milestone_without_events(known: Known, answer: Answer) -> M:
    nothing_known = known.milestone is M.UNKNOWN and not known.fingerprints
    return M.NOT_FOUND if isinstance(answer, NotFound) and nothing_known else known.milestone


def _reason_without_events(answer: Answer) -> str:
    match answer:
        case NotFound():
            return "the carrier has no record of this number yet"
        case NotPermitted():
            return "the carrier does not let us track this number"
        case Failed(kind=kind):
            return f"the carrier could not be asked ({kind})"
        case _:
            return ""


def _reason(answer: Found, new: tuple[ScanEvent, ...]) -> str:
    if not answer.events:
        return "the carrier lists no scans yet"
    if not new:
        return "no new scans"
    return f"new scans: {len(new)}, but none is a new stage (rescan, out of order, unmapped or after the turn)"
