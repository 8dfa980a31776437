"""Notices of the desk as rows: which are open for whom, how many of each kind, and who has acknowledged them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from peewee import SQL, fn

from models.certified_record import CertifiedRecord
from models.operator import Operator
from models.prepared import prepared
from models.record_watch import DeskNotice
from models.vocabulary import Role
from records import reach
from records.watches import Kind

#: Open ones are counted so far; a desk with more of them than that has not looked for months.
COUNTED = 10_000
OPEN = DeskNotice.acknowledged_at.is_null()


def may_see(who: Operator) -> Any:
    """A condition on notices, as reach.may_reach is one on records."""
    if reach.sees_all(who):
        return SQL("1 = 1")
    if who.role == Role.SENDER and who.sender_id is not None:
        return DeskNotice.sender == who.sender_id
    return SQL("1 = 0")


def counts(who: Operator) -> dict[Kind, int]:
    """Open ones by kind."""
    newest = DeskNotice.select(DeskNotice.kind).where(may_see(who) & OPEN)
    newest = newest.order_by(DeskNotice.id.desc()).limit(COUNTED).alias("newest")
    rows: Any = DeskNotice.select(newest.c.kind, fn.COUNT(SQL("*"))).from_(newest).group_by(newest.c.kind).tuples()
    return {Kind(kind): count for kind, count in rows}


def of_record(record: CertifiedRecord) -> list[DeskNotice]:
    """Newest first: part of what the record's custody log shows."""
    mine = DeskNotice.record == record.mailpiece_id
    return list(DeskNotice.select().where(mine).order_by(DeskNotice.id.desc()))


def acknowledge(who: Operator, notices: Sequence[int], now: datetime) -> list[DeskNotice]:
    """In the caller's transaction. Gives those that were open and are theirs to see: they now say who and when."""
    if not notices:
        return []
    mine = DeskNotice.id.in_(list(notices)) & may_see(who) & OPEN
    found = list(DeskNotice.select().where(mine).order_by(DeskNotice.id))
    return [one for one in found if _acknowledge.run(who.id, now, one.id)]


_acknowledge = prepared(
    lambda who, now, notice: DeskNotice.update(acknowledged_by=who, acknowledged_at=now).where(
        (DeskNotice.id == notice) & DeskNotice.acknowledged_at.is_null()
    )
)


def silence(record: CertifiedRecord, now: datetime) -> None:
    """Nothing of it needs anybody any more, and nobody has acknowledged it."""
    DeskNotice.update(acknowledged_at=now).where((DeskNotice.record == record.mailpiece_id) & OPEN).execute()


def in_kinds(kinds: Iterable[Kind]) -> Any:
    return DeskNotice.kind.in_(sorted(kind.value for kind in kinds))
