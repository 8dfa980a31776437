"""Legal holds: while one stands, a record is not purged. Who placed and who released it, and why, stays for good."""

from collections.abc import Iterable
from datetime import datetime

from models.certified_record import CertifiedRecord
from models.database import take_turn
from models.operator import Operator
from models.record_keeping import LegalHold

LONGEST_REASON = 500


class Refused(Exception):
    """What cannot be done, in a sentence for the person."""


def place(records: Iterable[int], reason: str, by: Operator, now: datetime) -> int:
    """On each that is not held for this very reason yet; gives how many. Raises Refused."""
    reason = _reason(reason)
    placed = 0
    for record_id in records:
        record = _locked(record_id)
        if record is None or any(one.reason == reason for one in open_holds(record)):
            continue
        LegalHold.create(record=record, reason=reason, placed_by=by, placed_at=now)
        _count(record)
        placed += 1
    return placed


def release(hold: LegalHold, reason: str, by: Operator, now: datetime) -> None:
    """In the caller's transaction. Raises Refused."""
    reason = _reason(reason)
    record = _locked(hold.record_id)
    hold = LegalHold.get_by_id(hold.id)
    if record is None or hold.released_at is not None:
        raise Refused("That hold was released already; nothing was changed.")
    hold.released_by, hold.released_at, hold.release_reason = by, now, reason
    hold.save(only=[LegalHold.released_by, LegalHold.released_at, LegalHold.release_reason])
    _count(record)


def open_holds(record: CertifiedRecord) -> list[LegalHold]:
    mine = (LegalHold.record == record) & LegalHold.released_at.is_null()
    return list(LegalHold.select().where(mine).order_by(LegalHold.id))


def holds_of(record: CertifiedRecord) -> list[LegalHold]:
    return list(LegalHold.select().where(LegalHold.record == record).order_by(LegalHold.id.desc()))


def _reason(said: str) -> str:
    said = " ".join(said.split())
    if not 0 < len(said) <= LONGEST_REASON:
        raise Refused(f"Say why, in 1 to {LONGEST_REASON} characters; nothing was changed.")
    return said


def _locked(record_id: int) -> CertifiedRecord | None:
    """A hold and a purge of the same record never pass each other."""
    mine = (CertifiedRecord.mailpiece == record_id) & CertifiedRecord.purged_at.is_null()
    found: CertifiedRecord | None = take_turn(CertifiedRecord.select().where(mine)).first()
    return found


def _count(record: CertifiedRecord) -> None:
    held = len(open_holds(record))
    CertifiedRecord.update(held=held).where(CertifiedRecord.mailpiece == record.mailpiece_id).execute()
