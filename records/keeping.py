"""How long records are kept, and who can produce them. A period is never made shorter for a record that is there."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, fn

from models.certified_record import CertifiedRecord
from models.notice_type import NoticeType
from models.operator import Operator
from models.record_keeping import RetrievalDrill
from models.sender import Sender
from models.vocabulary import Role
from records.calendar_days import local_day, years_after, zone_of

#: People who can produce a packet, below which one illness away nobody can.
ENOUGH_PEOPLE = 2
#: A record's end comes into view so long before it.
WARNED_BEFORE = timedelta(days=30)
AT_ONCE = 500


def keep_until(record: CertifiedRecord, years: int) -> date:
    """The last day on which it is kept, counted from the latest of what happened to it; never before what it has."""
    zone = zone_of(record.sender.program)
    days = [local_day(at, zone) for at in (record.created_at, record.ended_at) if at is not None]
    days += [record.mailed_on] if record.mailed_on else []
    counted = years_after(max(days), years)
    return max(counted, record.keep_until) if record.keep_until else counted


def lengthen(notice_type: NoticeType, after: int) -> int | None:
    """The next portion of the records of a type, whose period has become longer: gives the last one looked at, None
    when there are no more. In the caller's transaction."""
    mine = (CertifiedRecord.notice_type == notice_type) & CertifiedRecord.purged_at.is_null()
    rows = CertifiedRecord.select().where(mine & (CertifiedRecord.mailpiece > after))
    last = None
    for record in rows.order_by(CertifiedRecord.mailpiece).limit(AT_ONCE):
        last = record.mailpiece_id
        wanted = keep_until(record, notice_type.keep_years)
        if record.keep_until is None or wanted > record.keep_until:
            CertifiedRecord.update(keep_until=wanted).where(CertifiedRecord.mailpiece == last).execute()
    return last


def settle(record: CertifiedRecord) -> None:
    """When it has ended, its period begins anew from there. In the caller's transaction."""
    wanted = keep_until(record, record.notice_type.keep_years)
    if wanted != record.keep_until:
        CertifiedRecord.update(keep_until=wanted).where(CertifiedRecord.mailpiece == record.mailpiece_id).execute()
        record.keep_until = wanted


def ending_soon(today: date) -> list[tuple[Sender, int, date]]:
    """(department, how many records are purged within the next month, the first day of it), not held."""
    due = CertifiedRecord.keep_until <= today + WARNED_BEFORE
    counted = (
        CertifiedRecord.select(CertifiedRecord.sender, fn.COUNT(SQL("*")), fn.MIN(CertifiedRecord.keep_until))
        .where(due & (CertifiedRecord.held == 0) & CertifiedRecord.purged_at.is_null())
        .group_by(CertifiedRecord.sender)
        .tuples()
    )
    rows: list[Any] = list(counted)
    senders = {one.id: one for one in Sender.select().where(Sender.id.in_([row[0] for row in rows]))} if rows else {}
    return [(senders[sender], count, first) for sender, count, first in rows]


def exporters(sender: Sender) -> list[Operator]:
    """Who can produce this department's packets today: its own people, and admins; nobody who has left."""
    theirs = ((Operator.role == Role.SENDER) & (Operator.sender == sender)) | (Operator.role == Role.ADMIN)
    active = Operator.disabled_at.is_null() & Operator.joined_at.is_null(False)
    return list(Operator.select().where(theirs & active).order_by(Operator.id))


def has_enough(sender: Sender) -> bool:
    return len(exporters(sender)) >= ENOUGH_PEOPLE


def departments() -> Iterator[Sender]:
    yield from Sender.select().order_by(Sender.name, Sender.id)


def newest_drill_of(sender: Sender) -> datetime | None:
    found: datetime | None = (
        RetrievalDrill.select(fn.MAX(RetrievalDrill.produced_at)).where(RetrievalDrill.sender == sender).scalar()
    )
    return found
