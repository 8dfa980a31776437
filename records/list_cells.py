"""Cells that several lists have: of a record, its number, recipient, address and references. Reads many at once."""

from collections.abc import Sequence
from typing import Any

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.mailpiece import Mailpiece
from models.many_ids import among
from models.notice_type import NoticeType
from models.operator import Operator
from models.sender import Sender
from records import options, references
from records.evidence import EVIDENCE
from records.lists_csv import Row
from records.manifest import grouped

#: What names a record in any list.
SHORT = ("Record", "Tracking number", "Recipient")
#: A record whole. Kept apart: registered, label made, handed over, accepted, stamped.
WHOLE = (
    *SHORT,
    "Address on the label",
    "Newer address",
    "Carrier",
    "Department",
    "Notice type",
    "References",
    "Your own id",
    "Batch",
    "Mailing class",
    "Service options",
    "Registered at (UTC)",
    "Label made at (UTC)",
    "Handed over on (by the office)",
    "Accepted by the carrier at (UTC)",
    "Sheet of the batch stamped, on file at (UTC)",
    "State",
    "State since (UTC)",
    "Ended at (UTC)",
    "Missing evidence",
    "Obtainable until",
    "Kept until",
    "Legal holds",
    "Seals",
)


def words(key: str) -> str:
    """`out_for_delivery` -> out for delivery."""
    return key.replace("_", " ")


def missing_words(record: CertifiedRecord) -> str:
    return "; ".join(EVIDENCE.get(key, key) for key in record.missing.split())


def names_of(people: Sequence[int | None]) -> dict[int | None, str]:
    """operator -> their name."""
    wanted = sorted({one for one in people if one is not None})
    return {one.id: one.name for one in Operator.select().where(Operator.id.in_(wanted))} if wanted else {}


def short(records: Sequence[int]) -> dict[int, Row]:
    """record -> cells of SHORT."""
    numbers, addresses = _numbers(records), _addresses(records)
    return {key: (key, number, _newest(addresses, key).recipient) for key, number in numbers.items()}


def whole(records: Sequence[CertifiedRecord]) -> list[Row]:
    """Cells of WHOLE, in their order."""
    keys = [one.mailpiece_id for one in records]
    pieces = {one.id: one for one in Mailpiece.select().where(among(Mailpiece.id, keys))}
    more = _More(keys)
    return [_whole(record, pieces[record.mailpiece_id], more) for record in records]


class _More:
    """What stands in other tables than a record's own."""

    def __init__(self, keys: Sequence[int]) -> None:
        self.addresses, self.references = _addresses(keys), _references(keys)
        self.batches = _batches(keys)
        self.senders = {one.id: one.name for one in Sender.select()}
        self.kinds = {one.id: one.name for one in NoticeType.select()}


def _whole(record: CertifiedRecord, piece: Mailpiece, more: _More) -> Row:
    versions = more.addresses[piece.id]
    label, newest, batch = versions[0], versions[-1], more.batches.get(piece.id)
    return (
        piece.id,
        grouped(piece.tracking_number),
        newest.recipient,
        _text(label),
        _text(newest) if newest.version > label.version else "",
        piece.carrier,
        more.senders.get(record.sender_id, ""),
        more.kinds.get(record.notice_type_id, ""),
        more.references.get(piece.id, ""),
        record.external_id,
        batch.name if batch else "",
        record.mailing_class,
        "; ".join(options.names_of(record.options.split())),
        record.created_at,
        record.label_made_at,
        record.mailed_on,
        record.accepted_at,
        batch.stamped_at if batch else None,
        words(piece.milestone),
        piece.milestone_at,
        record.ended_at,
        missing_words(record),
        record.obtainable_until,
        record.keep_until,
        record.held,
        record.seals,
    )


def _text(address: RecordAddress) -> str:
    said: str = address.block.decode(errors="replace")
    return said


def _numbers(records: Sequence[int]) -> dict[int, str]:
    found = Mailpiece.select(Mailpiece.id, Mailpiece.tracking_number).where(among(Mailpiece.id, records))
    return {one.id: grouped(one.tracking_number) for one in found}


def _addresses(records: Sequence[int]) -> dict[int, list[RecordAddress]]:
    """record -> its versions, oldest first."""
    found: dict[int, list[RecordAddress]] = {}
    rows = RecordAddress.select().where(among(RecordAddress.record, records)).order_by(RecordAddress.version)
    for row in rows:
        found.setdefault(row.record_id, []).append(row)
    return found


def _newest(addresses: dict[int, list[RecordAddress]], key: int) -> Any:
    """A purged record has none left."""
    return addresses[key][-1] if key in addresses else RecordAddress(recipient="")


def _references(records: Sequence[int]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    rows = RecordReference.select().where(among(RecordReference.record, records)).order_by(RecordReference.id)
    for row in rows:
        found.setdefault(row.record_id, []).append(f"{references.name_of(row.kind)}: {row.value}")
    return {key: "; ".join(some) for key, some in found.items()}


def _batches(records: Sequence[int]) -> dict[int, Batch]:
    of_piece = {
        row.mailpiece_id: row.batch_id for row in BatchPiece.select().where(among(BatchPiece.mailpiece, records))
    }
    ids = sorted(set(of_piece.values()))
    batches = {one.id: one for one in Batch.select().where(Batch.id.in_(ids))} if ids else {}
    return {piece: batches[batch] for piece, batch in of_piece.items()}
