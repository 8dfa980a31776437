"""What an office is told by itself about a record, and when: each thing once, at nine in the morning of the right zone.

Pure: facts and a clock go in, what is due comes out. What is no longer so when somebody looks is not told any more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from models.vocabulary import Milestone as M
from records import court_days

MORNING = time(9)
DAY = timedelta(days=1)
ALWAYS, NEVER = datetime(1970, 1, 1, tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
#: Accountable mail goes back so many days after its first notice, where the carrier names no day: DMM 508.1.1.7f.
HELD_DAYS, HELD_DAYS_EXPRESS = 15, 5
#: On how many days before it goes back somebody is reminded.
RETURN_STEPS = (3, 1)
#: So long before evidence is to be had no more.
GAP_AHEAD = timedelta(days=30)

WAITING = frozenset({M.DELIVERY_ATTEMPTED, M.AVAILABLE_FOR_PICKUP, M.HELD})
DELIVERED = frozenset({M.DELIVERED, M.DELIVERED_AGENT})
#: Once it was tried, or came to some end, it is not late any more.
NOT_LATE = WAITING | DELIVERED | {M.REFUSED, M.UNCLAIMED, M.UNDELIVERABLE, M.RETURNING, M.RETURNED, M.CANCELLED}


class Kind(StrEnum):
    """Stored in rows: add, never rename."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    NEVER_ACCEPTED = "never_accepted"
    OVERDUE = "overdue"
    NOTICE_LEFT = "notice_left"
    RETURN_SOON = "return_soon"
    REFUSED = "refused"
    UNCLAIMED = "unclaimed"
    UNDELIVERABLE = "undeliverable"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"
    DAMAGED = "damaged"
    STALLED = "stalled"
    DEADLINE_WARNING = "deadline_warning"
    DEADLINE_PASSED = "deadline_passed"
    TASK_DUE = "task_due"
    EVIDENCE_GAP = "evidence_gap"


#: Told, and nobody need say that they have seen it.
NEWS = frozenset({Kind.ACCEPTED, Kind.DELIVERED})
#: What cannot wait for tomorrow's digest.
URGENT = frozenset({Kind.DEADLINE_WARNING, Kind.DEADLINE_PASSED, Kind.RETURN_SOON})
#: Stage of the journey -> the watch that it fires.
STAGES: dict[M, Kind] = {
    M.DELIVERED: Kind.DELIVERED,
    M.DELIVERED_AGENT: Kind.DELIVERED,
    M.REFUSED: Kind.REFUSED,
    M.UNCLAIMED: Kind.UNCLAIMED,
    M.UNDELIVERABLE: Kind.UNDELIVERABLE,
    M.RETURNING: Kind.RETURNING,
    M.RETURNED: Kind.RETURNED,
    M.LOST_RECOVERY: Kind.LOST,
    M.DELAYED: Kind.STALLED,
    M.EXPIRED: Kind.STALLED,
}


@dataclass(frozen=True)
class Deadline:
    """`warn_days`: court days before. Owner and backup are told apart; they are ids of operators."""

    by_on: date
    calendar: str
    zone: str
    warn_days: tuple[int, ...]
    owner: int
    backup: int | None
    made_at: datetime


@dataclass(frozen=True)
class Task:
    id: int
    owner: int
    due_at: datetime


@dataclass(frozen=True)
class Facts:
    """`entered`: all stages that the piece ever entered. `posted_on`: the day on which it was mailed, or registered.
    `has_notice`: one was left, or it lies ready. `return_on`: by the carrier, else counted from the first notice.
    `delivered_on`: by the clock of the place. `missing`, `obtainable_until`: evidence that is not on file, and the last
    day to get it. `rechecks`: days on which evidence changes its state by itself. `deadline` and `tasks`: those that
    are open. `fired`: (kind, occasion) of what was told."""

    zone: str
    posted_on: date
    milestone: M = M.UNKNOWN
    entered: frozenset[str] = frozenset()
    accepted: bool = False
    never_accepted_days: int = 5
    expected_on: date | None = None
    has_notice: bool = False
    return_on: date | None = None
    delivered_on: date | None = None
    damaged: bool = False
    missing: bool = False
    obtainable_until: date | None = None
    rechecks: tuple[date, ...] = ()
    deadline: Deadline | None = None
    tasks: tuple[Task, ...] = ()
    fired: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Fired:
    """`kind` and `occasion` tell one from every other of its record. `for_operator`: None is the whole department."""

    kind: Kind
    occasion: str = ""
    for_operator: int | None = None


@dataclass(frozen=True)
class _Planned:
    """Told by the first look from `at` on, and by none from `until` on: something newer has taken its place."""

    what: Fired
    at: datetime = ALWAYS
    until: datetime = NEVER


def due(facts: Facts, now: datetime) -> list[Fired]:
    """What is to be told now. Put into `fired`, it is never due again."""
    return [one.what for one in _unfired(facts) if one.at <= now < one.until]


def next_look(facts: Facts, now: datetime) -> datetime | None:
    """When something may be due without anything having happened; None when nothing will be."""
    moments = [one.at for one in _unfired(facts)] + [morning_of(day, facts.zone) for day in facts.rechecks]
    return min((at for at in moments if at > now), default=None)


def morning_of(day: date, zone: str) -> datetime:
    """Nine by the wall clock there, whatever clock changes lie between."""
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def goes_back_on(first_notice_on: date, mailing_class: str) -> date:
    """By the rule, where the carrier names no day."""
    is_express = "express" in mailing_class.lower()
    return first_notice_on + timedelta(days=HELD_DAYS_EXPRESS if is_express else HELD_DAYS)


def is_met(facts: Facts, deadline: Deadline) -> bool:
    return facts.delivered_on is not None and facts.delivered_on <= deadline.by_on


def _unfired(facts: Facts) -> Iterator[_Planned]:
    seen = set(facts.fired)
    for planned in _planned(facts):
        key = (planned.what.kind.value, planned.what.occasion)
        if key not in seen:
            seen.add(key)
            yield planned


def _planned(facts: Facts) -> Iterator[_Planned]:
    """Everything that holds by what is known now, told or not."""
    yield from _of_stages(facts)
    yield from _of_acceptance(facts)
    yield from _of_waiting(facts)
    yield from _of_evidence(facts)
    for task in facts.tasks:
        yield _Planned(Fired(Kind.TASK_DUE, f"{task.id} for {task.owner}", task.owner), task.due_at)
    if facts.deadline is not None and not is_met(facts, facts.deadline):
        yield from _of_deadline(facts, facts.deadline)


def _of_stages(facts: Facts) -> Iterator[_Planned]:
    if facts.accepted:
        yield _Planned(Fired(Kind.ACCEPTED))
    for stage, kind in STAGES.items():
        if stage in facts.entered:
            yield _Planned(Fired(kind))
    if facts.damaged:
        yield _Planned(Fired(Kind.DAMAGED))


def _of_acceptance(facts: Facts) -> Iterator[_Planned]:
    is_over = facts.milestone in NOT_LATE
    if not facts.accepted and not is_over:
        day = facts.posted_on + timedelta(days=facts.never_accepted_days)
        yield _Planned(Fired(Kind.NEVER_ACCEPTED), morning_of(day, facts.zone))
    if facts.expected_on is not None and not is_over:
        yield _Planned(Fired(Kind.OVERDUE), morning_of(facts.expected_on + DAY, facts.zone))


def _of_waiting(facts: Facts) -> Iterator[_Planned]:
    if facts.milestone not in WAITING:
        return
    if facts.has_notice:
        yield _Planned(Fired(Kind.NOTICE_LEFT))
    if facts.return_on is not None:
        mornings = [(days, morning_of(facts.return_on - timedelta(days=days), facts.zone)) for days in RETURN_STEPS]
        for days, at, until in ladder(mornings, morning_of(facts.return_on, facts.zone)):
            yield _Planned(Fired(Kind.RETURN_SOON, f"{facts.return_on} {days}"), at, until)


def _of_evidence(facts: Facts) -> Iterator[_Planned]:
    if facts.missing and facts.obtainable_until is not None:
        at = morning_of(facts.obtainable_until - GAP_AHEAD, facts.zone)
        until = morning_of(facts.obtainable_until + DAY, facts.zone)
        yield _Planned(Fired(Kind.EVIDENCE_GAP, facts.obtainable_until.isoformat()), at, until)


def _of_deadline(facts: Facts, deadline: Deadline) -> Iterator[_Planned]:
    """To owner and backup each. Delivered too late is not delivered: it must be served again."""
    too_late = facts.delivered_on is not None
    passed_at = ALWAYS if too_late else morning_of(deadline.by_on + DAY, deadline.zone)
    people = sorted({deadline.owner} | ({deadline.backup} if deadline.backup is not None else set()))
    for who in people:
        yield _Planned(Fired(Kind.DEADLINE_PASSED, f"{deadline.by_on} for {who}", who), passed_at)
        for days, at, until in ladder([] if too_late else warnings(deadline), passed_at):
            yield _Planned(Fired(Kind.DEADLINE_WARNING, f"{deadline.by_on} {days} for {who}", who), at, until)


def warnings(deadline: Deadline) -> list[tuple[int, datetime]]:
    """(court days before, when), of those that come after it was set: whoever set it knew by then."""
    days = sorted(set(deadline.warn_days), reverse=True)
    steps = [(one, court_days.count_back(deadline.by_on, one, deadline.calendar)) for one in days]
    mornings = [(one, morning_of(day, deadline.zone)) for one, day in steps]
    return [(one, at) for one, at in mornings if at > deadline.made_at]


def ladder(steps: Sequence[tuple[int, datetime]], end: datetime) -> Iterator[tuple[int, datetime, datetime]]:
    """(step, from, until): after an outage the newest step alone is told. Steps of one moment are one, the last."""
    ends = [*(at for _, at in steps), end]
    for (step, _), (at, until) in zip(steps, pairwise(ends), strict=True):
        if at < until:
            yield step, at, until
