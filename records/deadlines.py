"""Deadlines of records: it must be delivered by a day, or be served again. One for each record; the custody log and the
ledger keep those before it.

A deadline closes by a delivery in time, or by hand with a reason. Refuses days that are past and people of elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.certified_record import CertifiedRecord
from models.operator import Operator
from models.prepared import prepared
from models.record_watch import DeskNotice, RecordDeadline
from models.vocabulary import Role
from records import court_days, watches
from records.calendar_days import local_day
from records.waking import wake
from records.watches import Facts, Kind

#: Set further ahead than this, it is a slip of the pen.
LONGEST = timedelta(days=3_660)
MOST_WARNINGS, EARLIEST_WARNING = 10, 120
#: Why one is over: what is stored -> what people call it. In whose words else stands in the custody log, encrypted.
CLOSINGS: dict[str, str] = {
    "delivered": "delivered in time",
    "served_again": "served again another way",
    "moved": "the day no longer holds",
    "mistake": "set by mistake",
}
DELIVERED_IN_TIME = "delivered"
_OF_DEADLINES = (Kind.DEADLINE_WARNING.value, Kind.DEADLINE_PASSED.value)


class Refused(Exception):
    """What is wrong with it, in words for whoever filled in the form."""


@dataclass(frozen=True)
class Wanted:
    """As a form says it. `zone`: of the clock by which a day begins and ends. `warn_days`: court days before."""

    by_on: date
    calendar: str
    zone: str
    owner: Operator
    backup: Operator | None = None
    warn_days: Sequence[int] = (10, 5, 2, 0)
    note: str = ""


def of(record: CertifiedRecord) -> RecordDeadline | None:
    """Open or closed."""
    found: RecordDeadline | None = RecordDeadline.get_or_none(RecordDeadline.record == record.mailpiece_id)
    return found


def open_one(record: CertifiedRecord) -> RecordDeadline | None:
    found: RecordDeadline | None = _open.first(record.mailpiece_id)
    return found


_open = prepared(
    lambda record: RecordDeadline.select().where((RecordDeadline.record == record) & RecordDeadline.closed_at.is_null())
)


def as_rule(deadline: RecordDeadline) -> watches.Deadline:
    return watches.Deadline(
        by_on=deadline.by_on,
        calendar=deadline.calendar,
        zone=deadline.zone,
        warn_days=tuple(int(part) for part in deadline.warn_days.split()),
        owner=deadline.owner_id,
        backup=deadline.backup_id,
        made_at=deadline.made_at,
    )


def set_one(record: CertifiedRecord, wanted: Wanted, now: datetime) -> dict[str, str]:
    """In the caller's transaction. Gives what changed, for the audit trail: days and numbers, no names. Raises
    Refused."""
    _check(record, wanted, now)
    wake(record.mailpiece_id, now)  # whoever changes what hangs on a record takes the record first
    before = of(record)
    values: dict[str, Any] = {
        "by_on": wanted.by_on,
        "calendar": wanted.calendar,
        "zone": wanted.zone,
        "warn_days": " ".join(map(str, sorted(set(wanted.warn_days), reverse=True))),
        "note": wanted.note.strip() or None,
        "owner": wanted.owner.id,
        "backup": wanted.backup.id if wanted.backup else None,
        "made_at": now,
        "closed_at": None,
        "closed_because": "",
    }
    RecordDeadline.insert(record=record.mailpiece_id, **values).on_conflict(
        conflict_target=[RecordDeadline.record], update=values
    ).execute()
    _silence(record, now)
    after = {"by": str(wanted.by_on), "calendar": wanted.calendar, "zone": wanted.zone}
    return after | ({"before": str(before.by_on)} if before else {})


def _check(record: CertifiedRecord, wanted: Wanted, now: datetime) -> None:
    if wanted.calendar not in court_days.calendars():
        raise Refused("Choose a calendar of court holidays from the list.")
    if not is_zone(wanted.zone):
        raise Refused("Choose a time zone, such as America/New_York.")
    today = local_day(now, wanted.zone)
    if not today <= wanted.by_on <= today + LONGEST:
        raise Refused("The day must be today or later, and no further than ten years away.")
    if len(wanted.warn_days) > MOST_WARNINGS or not all(0 <= day <= EARLIEST_WARNING for day in wanted.warn_days):
        raise Refused(f"Give up to {MOST_WARNINGS} numbers of court days, each from 0 to {EARLIEST_WARNING}.")
    if wanted.backup is not None and wanted.backup.id == wanted.owner.id:
        raise Refused("The backup is somebody else than the owner: one of them may be away.")
    for person in (wanted.owner, wanted.backup):
        if person is not None and not may_own(person, record):
            raise Refused("Owner and backup must be people who can open this record.")


def may_own(person: Operator, record: CertifiedRecord) -> bool:
    if person.disabled_at is not None:
        return False
    return person.role == Role.ADMIN or (person.role == Role.SENDER and person.sender_id == record.sender_id)


def people_for(record: CertifiedRecord) -> list[Operator]:
    """Who may own deadlines and tasks of this record: the department first, then admins."""
    theirs = (Operator.role == Role.SENDER) & (Operator.sender == record.sender_id)
    found = Operator.select().where((theirs | (Operator.role == Role.ADMIN)) & Operator.disabled_at.is_null())
    return sorted(found, key=lambda one: (one.role == Role.ADMIN, one.name.lower(), one.id))


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return bool(name)


def close(record: CertifiedRecord, because: str, now: datetime) -> bool:
    """`because`: a key of CLOSINGS. False when it is closed already."""
    if because not in CLOSINGS:
        raise Refused("Say why the deadline is over.")
    wake(record.mailpiece_id, now)
    which = (RecordDeadline.record == record.mailpiece_id) & RecordDeadline.closed_at.is_null()
    closed = RecordDeadline.update(closed_at=now, closed_because=because).where(which).execute()
    if closed:
        _silence(record, now)
    return bool(closed)


def _silence(record: CertifiedRecord, now: datetime) -> None:
    """What was said of a deadline is over with it; nobody has acknowledged it."""
    over = (DeskNotice.record == record.mailpiece_id) & DeskNotice.acknowledged_at.is_null()
    DeskNotice.update(acknowledged_at=now).where(over & DeskNotice.kind.in_(_OF_DEADLINES)).execute()


def close_met(record: CertifiedRecord, facts: Facts, now: datetime) -> bool:
    if facts.deadline is None or not watches.is_met(facts, facts.deadline):
        return False
    return close(record, DELIVERED_IN_TIME, now)
