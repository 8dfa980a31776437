"""Who looked at a record, changed it, exported it: the audit trail by the record's own name. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.audit import AuditEntry
from models.certified_record import CertifiedRecord
from models.database import raw_rows
from models.ledger import LedgerLeaf, open_evidence
from models.many_ids import among
from records.gather import batch_of

#: Whoever looks at the list of a batch has not looked at each record in it.
LOOKS_AT_BATCHES = ("record.batch_looked_at",)


@dataclass(frozen=True)
class Entry:
    """One act. `object`: the record or its batch. `operator`: a row of the team, empty at the command line. `position`:
    in the ledger; None while it waits to be sealed."""

    id: int
    at: datetime
    object: str
    operator: str
    who: str
    role: str
    action: str
    reason: str
    position: int | None

    @property
    def words(self) -> str:
        """looked at, for record.looked_at"""
        return words_of(self.action)


def words_of(action: str) -> str:
    return action.partition(".")[2].replace("_", " ")


def log_of(record: CertifiedRecord, below: int | None = None) -> list[Entry]:
    """Oldest first: of the record, and of its batch. `below`: what stands in the first so many places of the ledger."""
    batch = batch_of(record.mailpiece_id)
    mine = AuditEntry.object == f"record {record.mailpiece_id}"
    if batch is not None:
        mine |= (AuditEntry.object == f"batch {batch.id}") & AuditEntry.action.not_in(LOOKS_AT_BATCHES)
    rows = list(AuditEntry.select().where(mine).order_by(AuditEntry.id))
    places = _positions([row.id for row in rows])
    if below is not None:
        rows = [row for row in rows if places.get(row.id, below) < below]
    return [_entry(row, places.get(row.id)) for row in rows]


def _positions(ids: Sequence[int]) -> dict[int, int]:
    """entry -> its place in the ledger; without those that wait to be sealed."""
    if not ids:
        return {}
    mine = (LedgerLeaf.kind == "audit") & among(LedgerLeaf.row_id, ids)
    return dict(raw_rows(LedgerLeaf.select(LedgerLeaf.row_id, LedgerLeaf.position).where(mine)))


def _entry(row: AuditEntry, position: int | None) -> Entry:
    said = open_evidence(row) or {}
    return Entry(
        id=row.id,
        at=row.recorded_at,
        object=row.object,
        operator=f"operator {row.operator_id}" if row.operator_id else "",
        who=str(said.get("who", "")),
        role=row.role,
        action=row.action,
        reason=str(said.get("reason", "")),
        position=position,
    )
