"""Batches of a sender: made from a list of numbers; good rows are kept, bad rows come back with what is wrong."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.following import can_follow, find_or_make_mailpiece
from carriers.one_number import read_one
from models.batch import Batch, BatchPiece
from models.registering import register
from models.sender import Sender


@dataclass
class Added:
    """`refused`: (line number from 1, the row as it was, why)."""

    batch: Batch
    taken: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def add(sender: Sender, name: str, rows: Iterable[str], now: datetime) -> Added:
    """Register each number as this sender's and put it into the batch `name`. One that is in it already stays."""
    batch, _made = Batch.get_or_create(sender=sender, name=name, defaults={"created_at": now})
    added = Added(batch)
    for line, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        why = _take(added.batch, row, now)
        if why:
            added.refused.append((line, row.strip(), why))
        else:
            added.taken += 1
    return added


def _take(batch: Batch, row: str, now: datetime) -> str:
    number = read_one(row)
    if isinstance(number, str):
        return number
    if not can_follow(number):
        return f"a number of {number.carrier}, which we cannot follow"
    piece = find_or_make_mailpiece(number, now)
    if piece.sender_id not in (None, batch.sender_id):
        return "another sender's mailpiece"
    already = BatchPiece.get_or_none(BatchPiece.mailpiece == piece)
    if already is not None:
        return "" if already.batch_id == batch.id else "in another batch already"
    register(piece, batch.sender, now)
    BatchPiece.create(batch=batch, mailpiece=piece)
    return ""
