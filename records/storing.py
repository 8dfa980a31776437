"""Writes registered mailings down: mailpiece, record, address, references, batch and words, many in one transaction.

The caller opens the transaction. Bad ones come back with what is wrong and never stop the good ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from carriers.one_number import courier_of
from carriers.recognise import Candidate
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.mailpiece import Mailpiece
from models.many_rows import ManyRows
from models.operator import Operator
from models.registering import end_eras, is_old, make_registered, newest_of, register
from models.sender import Sender
from records import word_index
from records.calendar_days import local_day, years_after, zone_of
from records.options import stored
from records.references import index_of
from records.registration import Fault, Registration, check
from records.word_index import Indexed

Key = tuple[str, str]


@dataclass
class Stored:
    """`record_id` is None where something was wrong."""

    record_id: int | None = None
    faults: list[Fault] = field(default_factory=list)


@dataclass
class _Row:
    """One that is good so far. `era`: of a piece that is to be made; 0 where there is one already."""

    given: Registration
    number: Candidate
    outcome: Stored
    piece: Mailpiece | None = None
    era: int = 1
    id: int = 0

    @property
    def key(self) -> Key:
        return courier_of(self.number), self.number.tracking_number


def store(
    sender: Sender,
    registrations: Sequence[Registration],
    by: Operator | None,
    source: str,
    batch: Batch | None,
    now: datetime,
) -> list[Stored]:
    """One answer for each, in their order."""
    answers, rows = _sorted_out(sender, registrations, now)
    if rows:
        _write(rows, sender, by, source, batch, now)
    return answers


def would(sender: Sender, registrations: Sequence[Registration], now: datetime) -> list[Stored]:
    """What `store` would refuse, and why; nothing is written."""
    return _sorted_out(sender, registrations, now)[0]


def _sorted_out(
    sender: Sender, registrations: Sequence[Registration], now: datetime
) -> tuple[list[Stored], list[_Row]]:
    answers, rows = list[Stored](), list[_Row]()
    for given in registrations:
        number, faults = check(given)
        answers.append(Stored(faults=faults))
        if number is not None and not faults:
            rows.append(_Row(given, number, answers[-1]))
    rows = _without_doubles(rows)
    rows = _of_their_own(rows, sender)
    return answers, _placed(rows, sender, now)


def _refuse(row: _Row, name: str, said: str) -> None:
    row.outcome.faults.append(Fault(name, said))


def _left(rows: Sequence[_Row]) -> list[_Row]:
    return [row for row in rows if not row.outcome.faults]


def _without_doubles(rows: Sequence[_Row]) -> list[_Row]:
    seen = set[Key]()
    for row in rows:
        if row.key in seen:
            _refuse(row, "tracking", "This number stands in the list twice; the first one was taken.")
        seen.add(row.key)
    return _left(rows)


def _of_their_own(rows: Sequence[_Row], sender: Sender) -> list[_Row]:
    """An id of the office's own names one mailing."""
    named = {index_of(sender.id, row.given.external_id): row for row in rows if row.given.external_id.strip()}
    if not named:
        return list(rows)
    mine = (CertifiedRecord.sender == sender) & CertifiedRecord.external_index.in_(list(named))
    taken = {one.external_index for one in CertifiedRecord.select(CertifiedRecord.external_index).where(mine)}
    for row in rows:
        index = index_of(sender.id, row.given.external_id) if row.given.external_id.strip() else ""
        if index and (index in taken or named[index] is not row):
            _refuse(row, "external_id", "Another mailing has this id of yours already. Each mailing has its own.")
    return _left(rows)


def _placed(rows: Sequence[_Row], sender: Sender, now: datetime) -> list[_Row]:
    """Which piece it is: one that somebody follows, a new one, or the next life of a number that was used before."""
    there = newest_of(row.key for row in rows)
    records = _records_of([piece.id for piece in there.values()])
    for row in rows:
        piece = there.get(row.key)
        if piece is None:
            continue
        if is_old(piece, now):
            row.piece, row.era = piece, piece.era + 1
        elif piece.id in records:
            _refuse(row, "tracking", _registered_already(records[piece.id], sender))
        elif piece.sender_id not in (None, sender.id):
            _refuse(row, "tracking", "Another department has registered this number. Ask them, or an admin.")
        else:
            row.piece, row.era = piece, 0
    return _left(rows)


def _records_of(pieces: Sequence[int]) -> dict[int, CertifiedRecord]:
    if not pieces:
        return {}
    return {one.mailpiece_id: one for one in CertifiedRecord.select().where(CertifiedRecord.mailpiece.in_(pieces))}


def _registered_already(record: CertifiedRecord, sender: Sender) -> str:
    if record.sender_id != sender.id:
        return "Another department has registered this number. Ask them, or an admin."
    return f"This number is registered already, as record {record.mailpiece_id}. Nothing was changed there."


def _write(
    rows: Sequence[_Row], sender: Sender, by: Operator | None, source: str, batch: Batch | None, now: datetime
) -> None:
    _make_pieces(rows, sender, now)
    today = local_day(now, zone_of(sender.program))
    _records.insert([_record_row(row, sender, by, source, today, now) for row in rows])
    _addresses.insert([_address_row(row, by, now) for row in rows])
    references = [one for row in rows for one in _reference_rows(row, sender, now)]
    if references:
        _references.insert(references)
    if batch is not None:
        _pieces.insert([{"batch": batch.id, "mailpiece": row.id} for row in rows])
    word_index.add([_words_of(row, sender, batch, now) for row in rows])
    for row in rows:
        row.outcome.record_id = row.id


def _make_pieces(rows: Sequence[_Row], sender: Sender, now: datetime) -> None:
    end_eras(row.piece for row in rows if row.piece is not None and row.era)
    new = [(*row.key, row.number.format, row.era) for row in rows if row.era]
    made = make_registered(new, sender, now)
    for row in rows:
        if row.era:
            row.id = made[row.key]
        elif row.piece is not None:
            register(row.piece, sender, now)
            row.id = row.piece.id


def _record_row(
    row: _Row, sender: Sender, by: Operator | None, source: str, today: Any, now: datetime
) -> dict[str, Any]:
    given, kind = row.given, row.given.notice_type
    own = given.external_id.strip()
    return {
        "mailpiece": row.id,
        "sender": sender.id,
        "notice_type": kind.id,
        "source": source,
        "created_by": by.id if by else None,
        "created_at": now,
        "mailing_class": given.mailing_class or kind.mailing_class,
        "options": stored(given.options or kind.options.split()),
        "external_id": own or None,
        "external_index": index_of(sender.id, own) if own else None,
        "crm_url": given.crm_url.strip() or None,
        "mailed_on": given.mailed_on,
        "outcome": "",
        "look_at": now,
        "missing": "",
        "seals": 0,
        "held": 0,
        "keep_until": years_after(given.mailed_on or today, kind.keep_years),
        "words_wait_since": now,
    }


def _address_row(row: _Row, by: Operator | None, now: datetime) -> dict[str, Any]:
    return {
        "record": row.id,
        "version": 1,
        "recipient": row.given.recipient.strip(),
        "block": row.given.address.encode(),
        "made_by": by.id if by else None,
        "made_at": now,
    }


def _reference_rows(row: _Row, sender: Sender, now: datetime) -> list[dict[str, Any]]:
    same = {"record": row.id, "made_at": now}
    return [
        {**same, "kind": kind, "value": value.strip(), "value_index": index_of(sender.id, value)}
        for kind, value in row.given.references
    ]


def _words_of(row: _Row, sender: Sender, batch: Batch | None, now: datetime) -> Indexed:
    """What word_index.indexed_of reads of the rows, before they are read back."""
    given = row.given
    kind, day = given.notice_type, local_day(now, zone_of(sender.program))
    texts = [given.recipient, given.address, *(value for _, value in given.references), given.external_id]
    texts += [kind.name, *([batch.name] if batch else [])]
    number, of_batch = row.number.tracking_number, batch.id if batch else 0
    return Indexed(row.id, sender.id, texts, number, kind.id, of_batch, day, given.mailed_on)


def _plain_insert(model: Any) -> ManyRows:
    key = model._meta.primary_key
    return ManyRows(model, lambda fields, row: model.insert_many([row], fields=fields).returning(key))


_records = _plain_insert(CertifiedRecord)
_addresses = _plain_insert(RecordAddress)
_references = _plain_insert(RecordReference)
_pieces = _plain_insert(BatchPiece)
