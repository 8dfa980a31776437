"""Tasks and reminders of records: what is to be done, by whom, until which hour of which clock.

A task is done or handed over, never edited or deleted. Its words are encrypted: an audit entry names its number alone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.certified_record import CertifiedRecord
from models.operator import Operator
from models.record_watch import DeskNotice, RecordTask
from records.deadlines import Refused, is_zone, may_own
from records.waking import wake
from records.watches import MORNING, Kind

LONGEST_TITLE = 200
LONGEST = timedelta(days=3_660)


@dataclass(frozen=True)
class Wanted:
    """`zone`: of the clock that `due_on` and `due_time` are said by."""

    title: str
    owner: Operator
    due_on: date
    zone: str
    due_time: time = MORNING


def add(record: CertifiedRecord, wanted: Wanted, by: Operator | None, now: datetime) -> RecordTask:
    """In the caller's transaction. Raises Refused."""
    due_at = _check(record, wanted, now)
    wake(record.mailpiece_id, now)
    made: RecordTask = RecordTask.create(
        record=record.mailpiece_id,
        title=wanted.title.strip(),
        owner=wanted.owner,
        made_by=by,
        made_at=now,
        due_at=due_at,
        zone=wanted.zone,
    )
    return made


def _check(record: CertifiedRecord, wanted: Wanted, now: datetime) -> datetime:
    """When it is due."""
    if not wanted.title.strip() or len(wanted.title) > LONGEST_TITLE:
        raise Refused(f"Say what is to be done, in 1 to {LONGEST_TITLE} characters.")
    if not is_zone(wanted.zone):
        raise Refused("Choose a time zone, such as America/New_York.")
    due_at = datetime.combine(wanted.due_on, wanted.due_time, ZoneInfo(wanted.zone)).astimezone(UTC)
    if not now < due_at <= now + LONGEST:
        raise Refused("It must be due later than now, and no further than ten years away.")
    if not may_own(wanted.owner, record):
        raise Refused("Its owner must be somebody who can open this record.")
    return due_at


def of(record: CertifiedRecord) -> list[RecordTask]:
    """Open ones first, the next due first; then those that are done, the newest first."""
    found = list(RecordTask.select().where(RecordTask.record == record.mailpiece_id))
    still_open = sorted((one for one in found if one.done_at is None), key=lambda one: (one.due_at, one.id))
    done = sorted((one for one in found if one.done_at is not None), key=lambda one: one.done_at, reverse=True)
    return still_open + done


def find(record: CertifiedRecord, task: int) -> RecordTask | None:
    found: RecordTask | None = RecordTask.get_or_none(
        (RecordTask.id == task) & (RecordTask.record == record.mailpiece_id)
    )
    return found


def done(task: RecordTask, by: Operator, now: datetime) -> bool:
    """False when somebody was quicker. What was said of it needs nobody any more."""
    wake(task.record_id, now)
    is_open = (RecordTask.id == task.id) & RecordTask.done_at.is_null()
    finished = RecordTask.update(done_by=by, done_at=now).where(is_open).execute()
    if finished:
        _silence(task, by, now)
    return bool(finished)


def hand_over(task: RecordTask, to: Operator, now: datetime) -> bool:
    """To somebody else of those who can open the record, who is told anew when it is due. Raises Refused."""
    if not may_own(to, task.record):
        raise Refused("Its owner must be somebody who can open this record.")
    wake(task.record_id, now)
    is_open = (RecordTask.id == task.id) & RecordTask.done_at.is_null() & (RecordTask.owner != to)
    return bool(RecordTask.update(owner=to).where(is_open).execute())


def _silence(task: RecordTask, by: Operator, now: datetime) -> None:
    """Whoever has done it has seen that it was due."""
    said = (DeskNotice.record == task.record_id) & (DeskNotice.kind == Kind.TASK_DUE.value)
    said &= DeskNotice.occasion.startswith(f"{task.id} ") & DeskNotice.acknowledged_at.is_null()
    DeskNotice.update(acknowledged_by=by, acknowledged_at=now).where(said).execute()


def open_tasks_of(operator: Operator) -> list[RecordTask]:
    """The next due first: what is to be handed over when somebody leaves."""
    mine = (RecordTask.owner == operator) & RecordTask.done_at.is_null()
    return list(RecordTask.select().where(mine).order_by(RecordTask.due_at, RecordTask.id))
