"""The days that a department must not miss, for somebody's own calendar: deadlines, return dates, tasks. By a link
whose token is kept nowhere, and that may be taken back.

Titles name the last four digits of a number and nobody: a calendar is shown on many screens.
"""

import hashlib
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.certified_record import CertifiedRecord
from models.mailpiece import Mailpiece, TrackingEvent
from models.operator import Operator
from models.record_watch import CalendarLink, RecordDeadline, RecordTask
from models.vocabulary import Role
from records import watches
from records.return_dates import NOTICES, return_day

LONGEST_TOKEN = 64
#: Of each kind, the next so many: a calendar with more is not looked at.
MOST = 1_000


@dataclass(frozen=True)
class Entry:
    """A whole day, or an hour for a task. `uid` stays the same for as long as it is the same thing."""

    uid: str
    title: str
    at: date | datetime
    record_id: int


def link_of(operator: Operator) -> CalendarLink | None:
    mine = (CalendarLink.operator == operator) & CalendarLink.revoked_at.is_null()
    found: CalendarLink | None = CalendarLink.select().where(mine).order_by(CalendarLink.id.desc()).first()
    return found


def make(operator: Operator, now: datetime) -> str:
    """The token, which is shown once; earlier links open nothing any more. In the caller's transaction."""
    end(operator, now)
    token = secrets.token_urlsafe(24)
    CalendarLink.create(token_digest=_digest(token), operator=operator, created_at=now)
    return token


def end(operator: Operator, now: datetime) -> int:
    mine = (CalendarLink.operator == operator) & CalendarLink.revoked_at.is_null()
    return int(CalendarLink.update(revoked_at=now).where(mine).execute())


def find(token: str) -> Operator | None:
    """Whose link it is; None for one that was never made or was taken back, and for whoever works here no more."""
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    holds = (CalendarLink.token_digest == _digest(token)) & CalendarLink.revoked_at.is_null()
    found: CalendarLink | None = CalendarLink.get_or_none(holds)
    if found is None or found.operator.disabled_at is not None:
        return None
    whose: Operator = found.operator
    return whose if whose.role in (Role.SENDER, Role.ADMIN) else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def entries(who: Operator) -> list[Entry]:
    """Of the department; of somebody who belongs to none, what is theirs by name."""
    found = [*_deadlines(who), *_tasks(who)]
    return [*found, *_return_dates(who)] if _is_of_department(who) else found


def _is_of_department(who: Operator) -> bool:
    return who.role == Role.SENDER and who.sender_id is not None


def _theirs(who: Operator, by_name: Any) -> Any:
    there = CertifiedRecord.purged_at.is_null()
    return there & ((CertifiedRecord.sender == who.sender_id) if _is_of_department(who) else by_name)


def _deadlines(who: Operator) -> Iterator[Entry]:
    by_name = (RecordDeadline.owner == who) | (RecordDeadline.backup == who)
    rows = RecordDeadline.select(RecordDeadline, CertifiedRecord, Mailpiece).join(CertifiedRecord).join(Mailpiece)
    rows = rows.where(_theirs(who, by_name) & RecordDeadline.closed_at.is_null())
    for row in rows.order_by(RecordDeadline.by_on).limit(MOST):
        yield Entry(f"deadline-{row.id}", f"Deliver by or serve again {_last(row)}", row.by_on, row.record.mailpiece_id)


def _tasks(who: Operator) -> Iterator[Entry]:
    rows = RecordTask.select(RecordTask, CertifiedRecord, Mailpiece).join(CertifiedRecord).join(Mailpiece)
    rows = rows.where(_theirs(who, RecordTask.owner == who) & RecordTask.done_at.is_null())
    for row in rows.order_by(RecordTask.due_at).limit(MOST):
        yield Entry(f"task-{row.id}", f"Task due {_last(row)}", row.due_at, row.record.mailpiece_id)


def _last(row: Any) -> str:
    return last_four(row.record.mailpiece)


def last_four(piece: Mailpiece) -> str:
    return f"…{piece.tracking_number[-4:]}"


def _return_dates(who: Operator) -> Iterator[Entry]:
    waiting = Mailpiece.milestone.in_(sorted(watches.WAITING))
    rows = CertifiedRecord.select(CertifiedRecord, Mailpiece).join(Mailpiece)
    rows = rows.where((CertifiedRecord.sender == who.sender_id) & CertifiedRecord.purged_at.is_null() & waiting)
    found = list(rows.order_by(CertifiedRecord.mailpiece.desc()).limit(MOST))
    notices = _notices([row.mailpiece for row in found if row.mailpiece.return_on is None])
    for row in found:
        on = return_day(row, row.mailpiece, notices.get(row.mailpiece_id, []))
        if on is not None:
            yield Entry(f"return-{row.mailpiece_id}", f"Return date {last_four(row.mailpiece)}", on, row.mailpiece_id)


def _notices(pieces: Sequence[Mailpiece]) -> dict[int, list[TrackingEvent]]:
    """Scans at the door or the counter, oldest first, of many pieces at once."""
    found: dict[int, list[TrackingEvent]] = {}
    if pieces:
        of_these = TrackingEvent.mailpiece.in_([piece.id for piece in pieces])
        at_door = TrackingEvent.milestone.in_(sorted(NOTICES))
        rows = TrackingEvent.select().where(of_these & at_door)
        for row in rows.order_by(TrackingEvent.occurred_at, TrackingEvent.id):
            found.setdefault(row.mailpiece_id, []).append(row)
    return found
