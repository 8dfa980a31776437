"""What a list shows of each record that was found. Refuses those that the person may not reach, whatever found them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordReference
from models.mailpiece import Mailpiece
from models.notice_type import NoticeType
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Milestone
from records import addresses, reach, references


@dataclass(frozen=True)
class Row:
    """`references`: (name of its kind, value). `missing`: how many pieces of evidence are not on file."""

    record: CertifiedRecord
    recipient: str
    tracking_number: str
    carrier: str
    milestone: Milestone
    references: list[tuple[str, str]]
    notice_type: str
    batch: str
    department: str
    missing: int


def rows_of(who: Operator, records: Sequence[CertifiedRecord]) -> list[Row]:
    """In their order."""
    mine = [one for one in records if one.purged_at is None and _may_reach(who, one)]
    ids = [one.mailpiece_id for one in mine]
    pieces = _by_key(Mailpiece, Mailpiece.id, ids, lambda row: row.id)
    kinds = _by_key(NoticeType, NoticeType.id, [one.notice_type_id for one in mine], lambda row: row.id)
    senders = _by_key(Sender, Sender.id, [one.sender_id for one in mine], lambda row: row.id)
    newest, filed_by, batches = addresses.newest_of(ids), _references_of(ids), _batches_of(ids)
    return [
        Row(
            record=one,
            recipient=newest[key].recipient if key in newest else "",
            tracking_number=pieces[key].tracking_number,
            carrier=pieces[key].carrier,
            milestone=Milestone(pieces[key].milestone),
            references=filed_by.get(key, []),
            notice_type=kinds[one.notice_type_id].name,
            batch=batches.get(key, ""),
            department=senders[one.sender_id].name,
            missing=len(one.missing.split()),
        )
        for key, one in zip(ids, mine, strict=True)
    ]


def _may_reach(who: Operator, record: CertifiedRecord) -> bool:
    return reach.sees_all(who) or (who.sender_id is not None and who.sender_id == record.sender_id)


def _references_of(records: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = {}
    query = RecordReference.select().where(RecordReference.record.in_(records)).order_by(RecordReference.id)
    for row in query if records else ():
        found.setdefault(row.record_id, []).append((references.name_of(row.kind), row.value))
    return found


def _batches_of(records: Sequence[int]) -> dict[int, str]:
    placed = _by_key(BatchPiece, BatchPiece.mailpiece, records, lambda row: row.mailpiece_id)
    names = _by_key(Batch, Batch.id, [row.batch_id for row in placed.values()], lambda row: row.id)
    return {record: names[row.batch_id].name for record, row in placed.items()}


def _by_key(table: Any, column: Any, keys: Sequence[int], key: Callable[[Any], int]) -> dict[int, Any]:
    return {key(row): row for row in table.select().where(column.in_(list(set(keys))))} if keys else {}
