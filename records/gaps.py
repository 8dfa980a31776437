"""Evidence that is not on file: what the carrier can still give, soonest lost first, and who is without a receipt.

Reads rows and decides nothing: what is missing was decided when the record was last brought up to date.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL, fn

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.database import raw_rows
from models.operator import Operator
from models.record_file import RecordFile
from models.seeking import MOST as MOST
from models.seeking import Found, Kept, Span, Way, seek
from models.sender import Sender
from records import found_rows, proof_requests, reach
from records.calendar_days import local_day, zone_of
from records.evidence import EVIDENCE
from records.proof_requests import Asked

RECORDS = Kept(CertifiedRecord.mailpiece, CertifiedRecord.created_at)
#: No receipt at all, whether its kind of letter asks for one or not.
NO_RECEIPT = "no_receipt"
#: What a list may be narrowed to: key -> what the form calls it.
FILTERS: dict[str, str] = {NO_RECEIPT: "no receipt of mailing on file at all", **EVIDENCE}


@dataclass(frozen=True)
class Gap:
    """`missing`: names of what is asked for and not on file. `until`: the last day on which the next of it can be had,
    `days` from today. `can_ask`: USPS may give a proof of delivery.
    `is_on_its_way`: it was asked lately. `asked`: the last time that somebody did."""

    row: found_rows.Row
    missing: list[str]
    until: date | None
    days: int | None
    can_ask: bool
    is_on_its_way: bool
    asked: Asked | None


def obtainable(departments: Sequence[Sender], today: date) -> Found:
    """Keys of records of these departments that lack what the carrier still has, soonest lost first; so many at most
    as are numbered."""
    ids = [one.id for one in departments]
    mine = CertifiedRecord.sender.in_(ids) & (CertifiedRecord.obtainable_until >= today) if ids else SQL("1 = 0")
    query = CertifiedRecord.select(CertifiedRecord.mailpiece).where(mine)

    def page(first: int, count: int) -> list[int]:
        soonest = query.order_by(CertifiedRecord.obtainable_until, CertifiedRecord.mailpiece)
        return [key for (key,) in raw_rows(soonest.limit(min(count, MOST - first)).offset(first))]

    return Found(min(int(query.limit(MOST + 1).count()), MOST), page)


def lacking(who: Operator, what: str, department: int | None = None, before: int | None = None) -> Found:
    """Keys of records without `what` (a key of FILTERS), newest first."""
    mine = reach.may_reach(who)
    if department is not None:
        mine &= CertifiedRecord.sender == department
    narrowed = department is not None or not reach.sees_all(who)
    conditions = [CertifiedRecord.purged_at.is_null(), *(without_receipt() if what == NO_RECEIPT else [lacks(what)])]
    return seek(RECORDS, [Way(mine, in_order=True)] if narrowed else [], conditions, Span(before=before))


def lacks(key: str) -> Any:
    """A condition: `key` is one of the words of what is missing. A return_receipt is no receipt."""
    said = CertifiedRecord.missing
    return (said == key) | said.startswith(f"{key} ") | said.endswith(f" {key}") | said.contains(f" {key} ")


def without_receipt() -> list[Any]:
    """Conditions: neither a receipt nor a stamped sheet is on file, of it or of its batch."""
    own = RecordFile.select(RecordFile.id).where(
        (RecordFile.record == CertifiedRecord.mailpiece)
        & RecordFile.kind.in_(["ps3800", "ps3877"])
        & RecordFile.preview_of.is_null()
    )
    stamped = (
        BatchPiece.select(BatchPiece.id)
        .join(Batch)
        .where((BatchPiece.mailpiece == CertifiedRecord.mailpiece) & Batch.stamped_at.is_null(False))
    )
    return [~fn.EXISTS(own), ~fn.EXISTS(stamped)]


def gaps_of(who: Operator, records: Sequence[CertifiedRecord], now: datetime) -> list[Gap]:
    """In their order; those that may not be reached are left out."""
    rows = found_rows.rows_of(who, records)
    asked = proof_requests.last_asked([row.record.mailpiece_id for row in rows])
    return [_gap(row, asked.get(row.record.mailpiece_id), now) for row in rows]


def _gap(row: found_rows.Row, asked: Asked | None, now: datetime) -> Gap:
    record, until = row.record, row.record.obtainable_until
    days = (until - today_of(record.sender, now)).days if until is not None else None
    is_on_its_way = asked is not None and asked.is_on_its_way(now)
    return Gap(
        row=row,
        missing=[EVIDENCE[key] for key in record.missing.split() if key in EVIDENCE],
        until=until,
        days=days,
        can_ask=proof_requests.can_ask(row.carrier, record, today_of(record.sender, now)) and not is_on_its_way,
        is_on_its_way=is_on_its_way,
        asked=asked,
    )


def today_of(sender: Sender, now: datetime) -> date:
    return local_day(now, zone_of(sender.program))
