"""Brings a record up to what its scans and files say: accepted, ended, what is missing and until when it can be had.

Writes nothing but the record's own columns of that; asked twice, it changes nothing the second time.
"""

from datetime import datetime

from models.certified_record import CertifiedRecord
from models.database import take_turn
from records import evidence
from records.gather import batch_of, events_of, facts_from, scans_of

_COLUMNS = (
    CertifiedRecord.label_made_at,
    CertifiedRecord.accepted_at,
    CertifiedRecord.outcome,
    CertifiedRecord.ended_at,
    CertifiedRecord.missing,
    CertifiedRecord.obtainable_until,
)


def refresh(record_id: int, now: datetime) -> CertifiedRecord:
    """In the caller's transaction; the record is locked. Raises DoesNotExist."""
    record: CertifiedRecord = take_turn(CertifiedRecord.select().where(CertifiedRecord.mailpiece == record_id)).get()
    piece = record.mailpiece
    scans, batch = scans_of(piece, events_of(piece.id)), batch_of(piece.id)
    facts = facts_from(record, piece, scans, batch, now)
    gaps = evidence.gaps(evidence.checklist(facts, evidence.profile_of(record.notice_type)))
    before = [record.__data__[column.name] for column in _COLUMNS]
    record.label_made_at, record.accepted_at = scans.label_made_at, scans.accepted_at
    record.outcome, record.ended_at = scans.outcome, scans.ended_at
    record.missing = " ".join(item.key for item in gaps)
    record.obtainable_until = min((item.until for item in gaps if item.until is not None), default=None)
    if before != [record.__data__[column.name] for column in _COLUMNS]:
        record.save(only=list(_COLUMNS))
    return record
