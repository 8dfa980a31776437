"""The content of a record as JSON values: what the office registered, what the carrier said, what is on file.

Of rows that are only ever added, so that the content as of a moment is the same whenever it is read. Not in it: who
looked, what is still expected, and names that an office may change.
"""

from base64 import b64encode
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from models.batch import Batch
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.mailpiece import CarrierSlice, TrackingEvent
from models.record_file import RecordFile
from records.gather import batch_of, events_of

Json = dict[str, Any]
FORMAT = "waypost certified record 1"


def content_of(record: CertifiedRecord, until: datetime) -> Json:
    """What was written down up to `until`, its last moment included."""
    piece, batch = record.mailpiece, batch_of(record.mailpiece_id)
    return {
        "format": FORMAT,
        "record": record.mailpiece_id,
        "piece": {"carrier": piece.carrier, "tracking_number": piece.tracking_number, "era": piece.era},
        "registered": {"at": iso(record.created_at), "source": record.source, "by": _who(record.created_by_id)},
        "department": record.sender.key,
        "notice_type": record.notice_type.key,
        "mailing_class": record.mailing_class,
        "options": record.options.split(),
        "external_id": record.external_id or "",
        "crm_url": record.crm_url or "",
        "mailed_on": _day(record.mailed_on),
        "batch": {"id": batch.id, "name": batch.name} if batch else None,
        "addresses": [_address(row) for row in _addresses(record) if row.made_at <= until],
        "references": [_reference(row) for row in _references(record) if row.made_at <= until],
        "events": [_event(row) for row in events_of(piece.id) if row.seen_at <= until],
        "answers": [_answer(row) for row in _answers(record) if row.fetched_at <= until],
        "files": [_file(row) for row in files_of(record, batch, until)],
    }


def iso(at: datetime) -> str:
    """To the microsecond, UTC: always of the same length."""
    return at.isoformat(timespec="microseconds")


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _who(operator_id: int | None) -> str:
    """A row of the team, never a name: names may change."""
    return f"operator {operator_id}" if operator_id else ""


def _addresses(record: CertifiedRecord) -> Iterable[RecordAddress]:
    mine: Iterable[RecordAddress] = (
        RecordAddress.select().where(RecordAddress.record == record).order_by(RecordAddress.version)
    )
    return mine


def _address(row: RecordAddress) -> Json:
    """`block`: the exact bytes; `lines`: the same for people to read."""
    return {
        "version": row.version,
        "recipient": row.recipient,
        "block": b64encode(row.block).decode(),
        "lines": row.block.decode(errors="replace").split("\n"),
        "reason": row.reason or "",
        "made_at": iso(row.made_at),
        "made_by": _who(row.made_by_id),
    }


def _references(record: CertifiedRecord) -> Iterable[RecordReference]:
    mine: Iterable[RecordReference] = (
        RecordReference.select().where(RecordReference.record == record).order_by(RecordReference.id)
    )
    return mine


def _reference(row: RecordReference) -> Json:
    return {"kind": row.kind, "value": row.value, "made_at": iso(row.made_at)}


def _event(row: TrackingEvent) -> Json:
    return {
        "occurred_at": iso(row.occurred_at),
        "local_time": row.local_time,
        "utc_offset_minutes": row.utc_offset_minutes,
        "code": row.code,
        "text": row.text,
        "city": row.city,
        "state": row.state,
        "country": row.country,
        "signer": row.signer or "",
        "by_agent": row.by_agent,
        "milestone": row.milestone,
        "seen_at": iso(row.seen_at),
    }


def _answers(record: CertifiedRecord) -> Iterable[CarrierSlice]:
    """Those that said something new: asked again, the carrier mostly says the same."""
    columns = (CarrierSlice.id, CarrierSlice.sha256, CarrierSlice.fetched_at)
    mine: Iterable[CarrierSlice] = (
        CarrierSlice.select(*columns)
        .where((CarrierSlice.mailpiece == record.mailpiece_id) & CarrierSlice.same_as.is_null())
        .order_by(CarrierSlice.fetched_at, CarrierSlice.id)
    )
    return mine


def _answer(row: CarrierSlice) -> Json:
    return {"fetched_at": iso(row.fetched_at), "sha256": row.sha256}


def files_of(record: CertifiedRecord, batch: Batch | None, until: datetime) -> list[RecordFile]:
    """Originals of the record and of its batch, in the order in which they came."""
    mine = RecordFile.record == record
    if batch is not None:
        mine |= RecordFile.batch == batch
    rows = RecordFile.select().where(mine & RecordFile.preview_of.is_null()).order_by(RecordFile.id)
    return [row for row in rows if row.added_at <= until]


def _file(row: RecordFile) -> Json:
    return {
        "id": row.id,
        "of": "batch" if row.batch_id else "record",
        "kind": row.kind,
        "name": row.name,
        "media_type": row.media_type,
        "size": row.size,
        "sha256": row.sha256,
        "note": row.note or "",
        "source": row.source,
        "added_at": iso(row.added_at),
        "added_by": _who(row.added_by_id),
    }
