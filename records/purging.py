"""Purges records whose time is over: what was personal goes, a signed tombstone stays. All of one record, or nothing.

Refuses one with a legal hold, and one whose last day is not past.
"""

from datetime import date, datetime

from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.database import take_turn
from models.mailpiece import CarrierSlice, TrackingEvent
from models.record_file import RecordFile, RecordFilePart
from models.record_keeping import LegalHold, RetrievalDrill
from models.record_watch import DeskNotice, RecordDeadline, RecordTask
from models.subscription import Subscription
from records import sealing, word_index

#: What stands where a name stood, so that a row that others refer to can stay.
GONE = "(purged)"


def due(today: date, most: int) -> list[int]:
    """Whose last day is past, and which nobody holds; the longest over first."""
    over = (CertifiedRecord.keep_until < today) & (CertifiedRecord.held == 0) & CertifiedRecord.purged_at.is_null()
    rows = CertifiedRecord.select(CertifiedRecord.mailpiece).where(over)
    return [row.mailpiece_id for row in rows.order_by(CertifiedRecord.keep_until).limit(most)]


def purge(record_id: int, today: date, now: datetime) -> bool:
    """In the caller's transaction. False when it was purged already, is held, or its time is not over."""
    mine = CertifiedRecord.select().where(CertifiedRecord.mailpiece == record_id)
    record: CertifiedRecord | None = take_turn(mine).first()
    if record is None or record.purged_at is not None or record.keep_until is None or record.keep_until >= today:
        return False
    if LegalHold.select().where((LegalHold.record == record) & LegalHold.released_at.is_null()).exists():
        return False
    word_index.remove([word_index.indexed_of(record)])
    sealing.tombstone(record, f"kept until {record.keep_until}", now)
    _delete_rows(record)
    _empty_scans(record)
    gone = dict(
        purged_at=now,
        external_id=None,
        external_index=None,
        crm_url=None,
        look_at=None,
        missing="",
        obtainable_until=None,
        keep_until=None,
        words_wait_since=None,
    )
    CertifiedRecord.update(gone).where(CertifiedRecord.mailpiece == record_id).execute()
    return True


def _delete_rows(record: CertifiedRecord) -> None:
    files = [row.id for row in RecordFile.select(RecordFile.id).where(RecordFile.record == record)]
    if files:
        RecordFilePart.delete().where(RecordFilePart.file.in_(files)).execute()
        RecordFile.delete().where(RecordFile.preview_of.in_(files)).execute()
        RecordFile.delete().where(RecordFile.id.in_(files)).execute()
    for table in (RecordAddress, RecordReference, DeskNotice, RecordDeadline, RecordTask):
        table.delete().where(table.record == record).execute()
    for hold in LegalHold.select().where(LegalHold.record == record):
        hold.reason, hold.release_reason = GONE, GONE
        hold.save(only=[LegalHold.reason, LegalHold.release_reason])
    RetrievalDrill.delete().where((RetrievalDrill.record == record) & RetrievalDrill.produced_at.is_null()).execute()


def _empty_scans(record: CertifiedRecord) -> None:
    """Who signed, and the carrier's whole answers, unless a person follows the piece by text and may still ask."""
    if Subscription.select().where(Subscription.mailpiece == record.mailpiece_id).exists():
        return
    TrackingEvent.update(signer=None).where(TrackingEvent.mailpiece == record.mailpiece_id).execute()
    CarrierSlice.update(body=None).where(CarrierSlice.mailpiece == record.mailpiece_id).execute()
