"""Seals records: the digest of one as it stood becomes a leaf of the ledger. Old seals stay, late ones join.

The only place that writes seals. What a seal is of is kept beside it, word for word, until the record is purged.
"""

import hashlib
import json
from datetime import datetime, timedelta

from models import ledger
from models.certified_record import CertifiedRecord
from models.ledger import canonical
from models.record_seal import RecordSeal, SealedContent
from records.content import Json, content_of

SEALED, LATE, PURGED = "sealed", "late", "purged"
#: Scans of the last day still come in after the one that ended it.
GRACE = timedelta(hours=24)


def is_due(record: CertifiedRecord, now: datetime) -> bool:
    """It has come to its end, a day ago."""
    return bool(record.outcome) and record.ended_at is not None and record.ended_at + GRACE <= now


def due_at(record: CertifiedRecord) -> datetime | None:
    """When the first seal is due; None before its end, and once it is sealed."""
    return record.ended_at + GRACE if record.outcome and record.ended_at is not None and not record.seals else None


def seal_if_due(record: CertifiedRecord, now: datetime) -> RecordSeal | None:
    """In the caller's transaction, the record locked: the first seal at its end, another when something came since."""
    if record.purged_at is not None or not is_due(record, now):
        return None
    last = seals_of(record)[-1:]
    content = content_of(record, now)
    if last and not _has_news(last[0], content):
        return None
    return _append(record, LATE if last else SEALED, content, now)


def _has_news(last: RecordSeal, content: Json) -> bool:
    """Beyond what was sealed. That the carrier said the same in other words is no evidence by itself."""
    if last.content_sha256 == _digest(content):
        return False
    body = sealed_bytes(last)
    sealed: Json = json.loads(body) if body is not None else {}
    return {**sealed, "answers": []} != {**content, "answers": []}


def tombstone(record: CertifiedRecord, reason: str, now: datetime) -> RecordSeal:
    """The last seal of a record that is purged: it names the digest of what was there, and why it went."""
    content = content_of(record, now)
    number = len(seals_of(record)) + 1
    files = [one["sha256"] for one in content["files"]]
    kept = {"why": reason, "files": files, "registered_at": content["registered"]["at"], "seals_before": number - 1}
    row = ledger.append(
        RecordSeal,
        kept,
        mailpiece=record.mailpiece_id,
        number=number,
        what=PURGED,
        content_sha256=_digest(content),
        recorded_at=now,
    )
    for seal in seals_of(record):
        SealedContent.delete().where(SealedContent.seal == seal.id).execute()
    return row


def seals_of(record: CertifiedRecord) -> list[RecordSeal]:
    """Oldest first."""
    mine = RecordSeal.select().where(RecordSeal.mailpiece == record.mailpiece_id)
    return list(mine.order_by(RecordSeal.number))


def sealed_bytes(seal: RecordSeal) -> bytes | None:
    """What the seal is the digest of; None once the record was purged."""
    kept: SealedContent | None = SealedContent.get_or_none(SealedContent.seal == seal.id)
    return None if kept is None else bytes(kept.body)


def _append(record: CertifiedRecord, what: str, content: Json, now: datetime) -> RecordSeal:
    number = len(seals_of(record)) + 1
    counts = {name: len(content[name]) for name in ("addresses", "references", "events", "answers", "files")}
    row = ledger.append(
        RecordSeal,
        {"why": record.outcome, "counts": counts},
        mailpiece=record.mailpiece_id,
        number=number,
        what=what,
        content_sha256=_digest(content),
        recorded_at=now,
    )
    SealedContent.create(seal=row.id, body=canonical(content))
    record.seals = number
    CertifiedRecord.update(seals=number).where(CertifiedRecord.mailpiece == record.mailpiece_id).execute()
    return row


def _digest(content: Json) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
