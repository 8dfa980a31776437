"""Has records' own job look at a record soon: something about it, its files, its deadline or its tasks has changed."""

from datetime import datetime

from models.certified_record import CertifiedRecord
from models.prepared import prepared


def wake(mailpiece_id: int, now: datetime) -> bool:
    """In the caller's transaction. False for a mailpiece that no sender registered, and for a purged record."""
    return _wake.run(now, mailpiece_id) == 1


_wake = prepared(
    lambda now, mailpiece: CertifiedRecord.update(look_at=now).where(
        (CertifiedRecord.mailpiece == mailpiece) & CertifiedRecord.purged_at.is_null()
    )
)
