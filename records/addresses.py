"""The address block of a record: each edit is a version with who and why. Refuses to overwrite one."""

from datetime import datetime

from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.operator import Operator
from records import references, word_index


class Refused(Exception):
    """What cannot be done, in a sentence for the person."""


def versions(record: CertifiedRecord) -> list[RecordAddress]:
    """Oldest first: the first is what was on the label."""
    return list(RecordAddress.select().where(RecordAddress.record == record).order_by(RecordAddress.version))


def newest_of(records: list[int]) -> dict[int, RecordAddress]:
    """record -> its newest address, for lists."""
    rows = RecordAddress.select().where(RecordAddress.record.in_(records)) if records else []
    return {row.record_id: row for row in sorted(rows, key=lambda row: row.version)}


def edit(
    record: CertifiedRecord, recipient: str, block: str, reason: str, by: Operator | None, now: datetime
) -> RecordAddress:
    """In the caller's transaction. Raises Refused."""
    recipient, reason = recipient.strip(), reason.strip()
    last = versions(record)[-1]
    if not recipient or not block.strip():
        raise Refused("An address needs whom it is for and at least one line; nothing was changed.")
    if not reason:
        raise Refused("Say why the address is changed: it stands beside the first one for good. Nothing was changed.")
    if (recipient, block.encode()) == (last.recipient, last.block):
        raise Refused("That is what stands there already; nothing was changed.")
    old = word_index.indexed_of(record)
    made: RecordAddress = RecordAddress.create(
        record=record,
        version=last.version + 1,
        recipient=recipient,
        block=block.encode(),
        reason=reason,
        made_by=by,
        made_at=now,
    )
    _found_anew(record, old, now)
    return made


def add_reference(record: CertifiedRecord, kind: str, value: str, now: datetime) -> RecordReference:
    """In the caller's transaction. Raises Refused."""
    kind, value = references.kind_of(kind), value.strip()
    if not kind or not 0 < len(value) <= references.LONGEST_VALUE:
        raise Refused(f"A reference has a kind and 1 to {references.LONGEST_VALUE} characters; nothing was added.")
    mine = RecordReference.select().where(RecordReference.record == record)
    if mine.count() >= references.MOST:
        raise Refused(f"A record has at most {references.MOST} references; nothing was added.")
    index = references.index_of(record.sender_id, value)
    if mine.where((RecordReference.kind == kind) & (RecordReference.value_index == index)).exists():
        raise Refused("That reference stands there already; nothing was changed.")
    old = word_index.indexed_of(record)
    values = dict(kind=kind, value=value, value_index=index, made_at=now)
    made: RecordReference = RecordReference.create(record=record, **values)
    _found_anew(record, old, now)
    return made


def _found_anew(record: CertifiedRecord, old: word_index.Indexed, now: datetime) -> None:
    word_index.remove([old])
    word_index.add([word_index.indexed_of(record)])
    CertifiedRecord.update(words_wait_since=now).where(CertifiedRecord.mailpiece == record.mailpiece_id).execute()
