"""A department's batches: made, counted, and compared with the carrier's scans.

Pieces and their standing are read in the order in which they were listed, some at a time, however large a batch is.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from peewee import JOIN, SQL, fn

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress
from models.database import raw_rows
from models.fields import moment
from models.mailpiece import Mailpiece, TrackingEvent
from models.operator import Operator
from models.sender import Sender
from records import reach
from records.calendar_days import local_day, zone_of
from records.gather import NOT_HAD, day_of
from records.reconciling import Listed, Reconciled, Totals, reconcile

LONGEST_NAME = 80
#: Pieces read at once.
AT_ONCE = 500
#: Batches of more pieces than so are not counted on the list of batches; their own page does.
COUNTED_IN_LISTS = 5_000


class Refused(Exception):
    """Why it cannot be, in a sentence for the person."""


def may_reach(who: Operator) -> Any:
    """A condition on batches."""
    if reach.sees_all(who):
        return SQL("1 = 1")
    mine = [one.id for one in reach.departments_of(who)]
    return Batch.sender.in_(mine) if mine else SQL("1 = 0")


def find(who: Operator, batch: int) -> Batch | None:
    found: Batch | None = Batch.get_or_none((Batch.id == batch) & may_reach(who))
    return found


def make(sender: Sender, name: str, mailed_on: date | None, by: Operator | None, now: datetime) -> Batch:
    """An empty one. In the caller's transaction. Raises Refused."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable():
        raise Refused(f"A batch has a name of 1 to {LONGEST_NAME} characters. Nothing was made.")
    if Batch.select().where((Batch.sender == sender) & (Batch.name == name)).exists():
        raise Refused(f"{sender.name} has a batch of that name already. Open it, or choose another name.")
    made: Batch = Batch.create(sender=sender, name=name, mailed_on=mailed_on, made_by=by, created_at=now)
    return made


# -- counting ----------------------------------------------------------------------------------------------------------


def sizes_of(batches: Sequence[int]) -> dict[int, int]:
    """batch -> how many pieces are listed."""
    if not batches:
        return {}
    counted = BatchPiece.select(BatchPiece.batch, fn.COUNT(BatchPiece.id)).where(BatchPiece.batch.in_(batches))
    return dict(raw_rows(counted.group_by(BatchPiece.batch)))


def totals_of(batches: Sequence[Batch]) -> dict[int, Totals]:
    """batch -> its totals; without those that are too large to be counted for a list."""
    sizes = sizes_of([one.id for one in batches])
    small = [one for one in batches if sizes.get(one.id, 0) <= COUNTED_IN_LISTS]
    return {one.id: totals(one) for one in small}


def totals(batch: Batch) -> Totals:
    """What reconciling it would come to, counted by the database."""
    mine = BatchPiece.batch == batch
    listed = int(BatchPiece.select().where(mine).count())
    records = _with_records(BatchPiece.select(BatchPiece.id)).where(mine & CertifiedRecord.mailpiece.is_null(False))
    by_number = listed - int(records.count())
    if batch.undone_at is not None:
        return Totals(listed, 0, 0, listed, by_number)
    accepted = int(_with_records(BatchPiece.select(BatchPiece.id)).where(mine, _accepted()).count())
    return Totals(listed, accepted, listed - accepted, 0, by_number)


def _with_records(query: Any) -> Any:
    return query.join(CertifiedRecord, JOIN.LEFT_OUTER, on=(CertifiedRecord.mailpiece == BatchPiece.mailpiece))


def _accepted() -> Any:
    """By the record's own column, or by a scan that the record's job has not looked at yet."""
    return CertifiedRecord.accepted_at.is_null(False) | fn.EXISTS(
        TrackingEvent.select(SQL("1")).where(TrackingEvent.mailpiece == BatchPiece.mailpiece, _is_had())
    )


def _is_had() -> Any:
    return TrackingEvent.milestone.not_in(sorted(NOT_HAD))


# -- by name -----------------------------------------------------------------------------------------------------------


def listed(batch: Batch, after: int = 0, most: int = AT_ONCE) -> list[tuple[int, Listed]]:
    """(key to go on after, piece), in the order in which they were listed."""
    return _read(batch, _some(batch, after, most))


def missing(batch: Batch, after: int = 0, most: int = AT_ONCE) -> list[tuple[int, Listed]]:
    """Those alone that no scan shows accepted."""
    return [] if batch.undone_at is not None else _read(batch, _some(batch, after, most, ~_accepted()))


def labels_of(records: Sequence[int]) -> dict[int, RecordAddress]:
    """record -> its address as it was on the label: later versions are not what was mailed."""
    mine = RecordAddress.record.in_(records) & (RecordAddress.version == 1)
    return {row.record_id: row for row in RecordAddress.select().where(mine)} if records else {}


def all_listed(batch: Batch) -> Iterator[Listed]:
    after = 0
    while some := listed(batch, after):
        yield from (one for _, one in some)
        after = some[-1][0]


def reconciled(batch: Batch) -> Reconciled:
    """Every piece of it in memory: for batches that a page or a sheet holds."""
    return reconcile(all_listed(batch))


def _some(batch: Batch, after: int, most: int, *narrowed: Any) -> list[tuple[Any, ...]]:
    """(key, mailpiece, its number, has it a record, was that purged, accepted at), raw."""
    query = BatchPiece.select(
        BatchPiece.id,
        BatchPiece.mailpiece,
        Mailpiece.tracking_number,
        CertifiedRecord.mailpiece.is_null(False),
        CertifiedRecord.purged_at.is_null(False),
        CertifiedRecord.accepted_at,
    ).join(Mailpiece)
    query = _with_records(query.switch(BatchPiece))
    mine = (BatchPiece.batch == batch) & (BatchPiece.id > after)
    return raw_rows(query.where(mine, *narrowed).order_by(BatchPiece.id).limit(most))


def _read(batch: Batch, rows: Sequence[tuple[Any, ...]]) -> list[tuple[int, Listed]]:
    names = labels_of([piece for _, piece, _, has_record, purged, _ in rows if has_record and not purged])
    days, zone = _accepted_on([row[1] for row in rows]), zone_of(batch.sender.program)
    read = []
    for key, piece, number, has_record, _, accepted_at in rows:
        day = days.get(piece) or (local_day(moment(accepted_at), zone) if accepted_at is not None else None)
        name = names[piece].recipient if piece in names else ""
        read.append((key, Listed(piece, number, name, bool(has_record), day, batch.undone_at is not None)))
    return read


def _accepted_on(pieces: Sequence[int]) -> dict[int, date]:
    """By the wall clock of the first scan of a carrier that has it."""
    if not pieces:
        return {}
    scans = TrackingEvent.select(TrackingEvent.mailpiece, TrackingEvent.local_time, TrackingEvent.occurred_at)
    scans = scans.where(TrackingEvent.mailpiece.in_(pieces), _is_had()).order_by(TrackingEvent.occurred_at.desc())
    return {scan.mailpiece_id: day_of(scan) for scan in scans}
