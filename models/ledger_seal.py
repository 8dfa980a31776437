"""Seals what was appended: leaves in batches, the nodes that they complete, one signed head for each batch.

Never signs a head that does not extend the one before it. Takes no lock that an append waits for.
"""

import time as passing
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from peewee import IntegrityError

from config import time
from models import heads
from models.database import database, is_postgresql, raw_rows
from models.fields import microseconds, moment
from models.ledger import KINDS, LedgerHead, LedgerLeaf, LedgerMark, LedgerNode, leaf_data, plain_fields
from models.ledger_tree import STORED, LedgerBroken, range_at
from models.merkle import Range, leaf_hash

MOST_LEAVES = 1_000
#: Sealing begins when the oldest row has waited so long: with a late clock and a busy worker it still ends within 60 s.
LONGEST_WAIT = timedelta(seconds=50)
#: PostgreSQL commits ids out of order. A gap this old is an id that was never used; a younger one is waited for.
GAP_IS_OLD = timedelta(minutes=10)
#: Any fixed number: the same one for everybody who seals into this database.
ADVISORY_LOCK = 7_296_782


def due_since(now: datetime) -> datetime | None:
    """Since when sealing is due, None when it is not."""
    waiting, at = waiting_since(), microseconds(now)
    if len(waiting) >= MOST_LEAVES:
        return moment(max(0, min(at, sorted(waiting)[MOST_LEAVES - 1])))
    due = min(waiting, default=at) + LONGEST_WAIT // timedelta(microseconds=1)
    return moment(max(0, due)) if due <= at else None


def waiting_since() -> list[int]:
    """When the rows that are not sealed yet were recorded, in µs; no more than MOST_LEAVES of each kind are counted."""
    return [
        row[1]
        for kind, model in KINDS.items()
        for row in _look(kind, [model.id, model.recorded_at], _mark(kind), MOST_LEAVES)[1]
    ]


def seal_waiting(longest_seconds: float = float("inf")) -> int:
    """Seal until nothing waits or the time is over; gives how many leaves. Several at once do no harm: one seals.

    Raises LedgerBroken when what is stored does not fit the newest head.
    """
    sealed, end, tree = 0, passing.monotonic() + longest_seconds, _tree()
    while passing.monotonic() < end:
        done = _seal_batch(tree, time.now())
        if not done:
            break
        sealed += done
    return sealed


def look_at_every_row() -> None:
    """Forget how far sealing had come: the next one looks at all rows again, and at those behind old gaps."""
    LedgerMark.delete().execute()


def _tree() -> Range:
    head = heads.latest_head()
    tree = range_at(head.size if head else 0)
    if head and tree.root() != head.root:
        raise LedgerBroken(f"the stored leaves do not give the root of the newest head, of size {head.size}")
    if head and (fault := heads.fault_of(head)):
        raise LedgerBroken(f"the newest head, of size {head.size}, is not ours: {fault}")
    return tree


@dataclass
class _Batch:
    leaves: list[tuple[int, str, int, bytes]] = field(default_factory=list)
    nodes: list[tuple[int, int, bytes]] = field(default_factory=list)
    marks: dict[str, int] = field(default_factory=dict)


def _seal_batch(tree: Range, now: datetime) -> int:
    """One batch, one transaction. 0 when nothing waits or somebody else seals."""
    before, batch = tree.size, _gather(tree, now)
    if not batch.leaves:
        return 0
    head = heads.sign(tree.size, tree.root(), microseconds(now))
    statements = list(_statements(batch, head))
    try:
        with database.atomic():
            if not _my_turn(before):
                return 0
            for statement in statements:
                database.execute_sql(*statement)
    except IntegrityError as problem:
        raise LedgerBroken(f"something stands already at position {before} or behind it: {problem}") from problem
    return len(batch.leaves)


def _my_turn(size: int) -> bool:
    """SQLite's write transaction lets one in at a time; PostgreSQL needs a lock. Then: has nobody sealed meanwhile?"""
    if is_postgresql():
        got = database.execute_sql("SELECT pg_try_advisory_xact_lock(%s)", (ADVISORY_LOCK,)).fetchone()[0]
        if not got:
            return False
    head = heads.latest_head()
    return (head.size if head else 0) == size


def _gather(tree: Range, now: datetime) -> _Batch:
    """Read and hash outside the transaction: rows never change, and the transaction checks that we are not late."""
    batch = _Batch()
    for kind, model in KINDS.items():
        fields = [model.id, model.recorded_at, *plain_fields(model)]
        mark, room = _mark(kind), MOST_LEAVES - len(batch.leaves)
        if not room:
            break
        seen, rows = _look(kind, fields, mark, room)
        for row_id, _recorded_at, *values in rows:
            leaf = leaf_hash(leaf_data(kind, values))
            batch.leaves.append((tree.size, kind, row_id, leaf))
            batch.nodes += [node for node in tree.append(leaf) if node[0] in STORED]
        if seen:
            batch.marks[kind] = _passed(mark, seen, now)
    return batch


def _look(
    kind: str, fields: Sequence[Any], mark: int, limit: int
) -> tuple[list[tuple[int, int]], list[tuple[Any, ...]]]:
    """(id and time of every row seen behind the mark, the `fields` of those not sealed), up to `limit` of these.

    `fields` begin with id and recorded_at. Two plain questions instead of a join, which PostgreSQL likes to answer by
    reading both tables whole. Who is seen is sealed or among the rows: whoever commits later is not seen.
    """
    model, after = KINDS[kind], mark
    seen: list[tuple[int, int]] = []
    rows: list[tuple[Any, ...]] = []
    while len(rows) < limit:
        page = raw_rows(model.select(*fields).where(model.id > after).order_by(model.id).limit(MOST_LEAVES))
        if not page:
            break
        within = (LedgerLeaf.kind == kind) & LedgerLeaf.row_id.between(page[0][0], page[-1][0])
        sealed = {row[0] for row in raw_rows(LedgerLeaf.select(LedgerLeaf.row_id).where(within))}
        for row in page:
            if row[0] not in sealed and len(rows) == limit:
                return seen, rows
            seen.append((row[0], row[1]))
            if row[0] not in sealed:
                rows.append(row)
        after = page[-1][0]
    return seen, rows


def _passed(mark: int, rows: Iterable[tuple[int, int]], now: datetime) -> int:
    """How far the mark may move: over ids without a gap, and over gaps so old that no transaction still holds them."""
    old = microseconds(now - GAP_IS_OLD)
    for row_id, recorded_at in rows:
        if row_id != mark + 1 and recorded_at > old:
            break
        mark = row_id
    return mark


def _statements(batch: _Batch, head: heads.Head) -> Iterable[tuple[str, Sequence[Any]]]:
    yield _insert(LedgerLeaf, batch.leaves)
    if batch.nodes:
        yield _insert(LedgerNode, batch.nodes)
    yield _insert(LedgerHead, [(head.size, head.root, head.sealed_at, head.key_id, head.signature)])
    for kind, passed in batch.marks.items():
        mark = LedgerMark.insert(kind=kind, passed=passed)
        yield mark.on_conflict(conflict_target=[LedgerMark.kind], update={LedgerMark.passed: passed}).sql()


def _insert(model: Any, rows: Sequence[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    """One INSERT of rows with all columns in the order of the model: twenty times as fast as building it by parts."""
    names = ", ".join(f'"{field.column_name}"' for field in model._meta.sorted_fields)
    mark = "%s" if is_postgresql() else "?"
    marks = ", ".join([f"({', '.join([mark] * len(rows[0]))})"] * len(rows))
    values = [value for row in rows for value in row]
    return f'INSERT INTO "{model._meta.table_name}" ({names}) VALUES {marks}', values  # noqa: S608 - our own names alone


def _mark(kind: str) -> int:
    rows = raw_rows(LedgerMark.select(LedgerMark.passed).where(LedgerMark.kind == kind))
    return rows[0][0] if rows else 0
