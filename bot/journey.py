"""What the track page shows of a mailpiece, worked out from its rows. Pure; the clock is a parameter.

No names, no street, no sender: of a scan it takes the town, the wall clock there and the carrier's own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot import lag
from bot.describe import WAITING, Scan, is_without_notice, piece_name, place_of, state_of, when_of
from carriers.schedule import ENDED, HOME_OFFSET
from models.mailpiece import Mailpiece
from models.vocabulary import Milestone as M


class Way(StrEnum):
    """Which line is drawn: to the door, to the counter, or back."""

    DOOR = "door"
    COUNTER = "counter"
    BACK = "back"


class Mark(StrEnum):
    """The sign beside the state; the word says the same."""

    ASKED = "asked"  # nothing known yet
    MOVING = "moving"
    OUT = "out"
    WAITING = "waiting"
    DONE = "done"
    BACK = "back"
    TROUBLE = "trouble"


#: The stations of each line, and the milestones that have reached them.
STATIONS: dict[Way, tuple[frozenset[M], ...]] = {
    Way.DOOR: (
        frozenset({M.LABEL_CREATED}),
        frozenset({M.ACCEPTED, M.IN_TRANSIT, M.MISSENT, M.FORWARDED, M.DELAYED, M.EXPIRED}),
        frozenset({M.ARRIVED_LOCAL}),
        frozenset({M.OUT_FOR_DELIVERY}),
        frozenset({M.DELIVERED, M.DELIVERED_AGENT}),
    ),
    Way.COUNTER: (
        frozenset({M.LABEL_CREATED}),
        frozenset({M.ACCEPTED, M.IN_TRANSIT, M.ARRIVED_LOCAL}),
        frozenset({M.DELIVERY_ATTEMPTED}),
        frozenset({M.AVAILABLE_FOR_PICKUP, M.HELD}),
        frozenset({M.DELIVERED, M.DELIVERED_AGENT}),
    ),
    Way.BACK: (
        frozenset({M.LABEL_CREATED}),
        frozenset({M.ACCEPTED, M.IN_TRANSIT}),
        frozenset({M.REFUSED, M.UNCLAIMED, M.UNDELIVERABLE}),
        frozenset({M.RETURNING}),
        frozenset({M.RETURNED}),
    ),
}
_BACK = frozenset({M.REFUSED, M.UNCLAIMED, M.UNDELIVERABLE, M.RETURNING, M.RETURNED})
_MARKS = {
    **dict.fromkeys((M.UNKNOWN, M.NOT_FOUND, M.LABEL_CREATED), Mark.ASKED),
    M.OUT_FOR_DELIVERY: Mark.OUT,
    **dict.fromkeys(WAITING, Mark.WAITING),
    **dict.fromkeys((M.DELIVERED, M.DELIVERED_AGENT), Mark.DONE),
    **dict.fromkeys((M.REFUSED, M.UNCLAIMED, M.RETURNING, M.RETURNED), Mark.BACK),
    **dict.fromkeys((M.UNDELIVERABLE, M.LOST_RECOVERY, M.DELAYED, M.CANCELLED, M.EXPIRED), Mark.TROUBLE),
}


class Told(NamedTuple):
    """`words` are ours for the state that it made, `said` the carrier's own, else ours. `where`: town and moment, as
    far as they are known."""

    words: str
    said: str
    where: str


@dataclass(frozen=True)
class Journey:
    """`stations` reached so far, of five. `held_until` is the last day, `days_left` counts to it. `has_notice`: where
    delivery was tried, a notice was left."""

    piece: str
    carrier: str
    milestone: M
    state: str
    has_notice: bool
    mark: Mark
    way: Way
    stations: int
    steps: tuple[Told, ...]
    scans: tuple[Told, ...]
    expected_on: date | None
    held_until: date | None
    days_left: int | None
    last_scan_at: datetime | None
    answered_at: datetime | None
    behind: timedelta | None

    @property
    def is_over(self) -> bool:
        return self.milestone in ENDED


def journey_of(piece: Mailpiece, events: Sequence[Scan], now: datetime, language: str, full: bool = True) -> Journey:
    """`events` oldest first. Not `full`: the state and how old it is, for a stranger's look at a sender's piece."""
    milestone = M(piece.milestone) if events else M.NOT_FOUND
    steps = _steps(events)
    told = {id(event): _told(event, piece.carrier, language) for event in events} if full else {}
    held_until: date | None = piece.return_on if milestone in WAITING and full else None
    stages = [M(step.milestone) for step in steps]
    made_by = next((step for step in reversed(steps) if step.milestone == milestone), None)
    way = _way(milestone, stages)
    return Journey(
        piece=piece_name(piece.carrier, piece.tracking_number, None, language),
        carrier=piece.carrier,
        milestone=milestone,
        state=state_of(milestone, piece.carrier, made_by, language),
        has_notice=made_by is not None and not is_without_notice(piece.carrier, milestone, made_by.code),
        mark=_MARKS.get(milestone, Mark.MOVING),
        way=way,
        stations=_reached(way, milestone, stages),
        steps=tuple(told[id(step)] for step in steps) if full else (),
        scans=tuple(reversed(told.values())),
        expected_on=piece.expected_on if milestone not in ENDED | _BACK and full else None,
        held_until=held_until,
        days_left=max(0, (held_until - _today(events, now)).days) if held_until else None,
        last_scan_at=events[-1].occurred_at if events else None,
        answered_at=piece.answered_at,
        behind=lag.behind(piece.next_poll_at, piece.answered_at, now, piece.patience),
    )


def _today(events: Sequence[Scan], now: datetime) -> date:
    """At the place of the newest scan."""
    offset = events[-1].utc_offset_minutes if events else None
    return (now + timedelta(minutes=HOME_OFFSET if offset is None else offset)).date()


def _steps(events: Sequence[Scan]) -> list[Scan]:
    """The first scan of each stage; what we do not understand is no stage."""
    steps = list[Scan]()
    for event in events:
        known = event.milestone not in (M.UNKNOWN, M.NOT_FOUND)
        if known and (not steps or steps[-1].milestone != event.milestone):
            steps.append(event)
    return steps


def _way(milestone: M, steps: Sequence[M]) -> Way:
    """A piece that was picked up went to the counter; one that moves again after a try is on its way to the door."""
    if milestone in _BACK:
        return Way.BACK
    before = next((step for step in reversed(steps) if step is not milestone), milestone)
    return Way.COUNTER if milestone in WAITING or (milestone in ENDED and before in WAITING) else Way.DOOR


def _reached(way: Way, milestone: M, steps: Sequence[M]) -> int:
    """The station of the state; of a state that is none, the farthest so far."""
    places = {stage: place for place, station in enumerate(STATIONS[way], 1) for stage in station}
    return places.get(milestone) or max((places.get(step, 0) for step in steps), default=0)


def _told(event: Scan, carrier: str, language: str) -> Told:
    words = state_of(M(event.milestone), carrier, event, language)
    return Told(words, event.text or words, _where(event, language))


def _where(event: Scan, language: str) -> str:
    return ", ".join(part for part in (place_of(event), when_of(event, language)) if part)
