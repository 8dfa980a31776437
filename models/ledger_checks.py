"""What `verify` asks of one row's evidence, and of the tables as a whole once all positions have been walked."""

import hashlib
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from peewee import JOIN, SQL, DatabaseError, fn

from config import time
from models import heads
from models.database import raw_rows
from models.fields import Unreadable, microseconds
from models.heads_file import read_heads_file
from models.ledger import ERASABLE, KINDS, Erasure, LedgerHead, LedgerLeaf, LedgerMark, LedgerNode, plain_fields
from models.ledger_tree import STORED

#: The merge delay is at most 60 s; a row that waits for longer than this has been passed over.
LONGEST_UNSEALED = timedelta(minutes=2)
AT_ONCE = 500


class Finds(Protocol):
    def find(self, where: str, what: str) -> None: ...

    def note(self, what: str) -> None: ...


# -- rows and their evidence -------------------------------------------------------------------------------------------


def read_rows(kind: str, ids: Sequence[int], find: Callable[[str, str], None]) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """(id, plain columns and evidence, as stored) of these rows. One that the database cannot read is a finding."""
    model = KINDS[kind]
    query = model.select(*plain_fields(model), model.evidence)
    place = [field.name for field in plain_fields(model)].index("id")
    ids = sorted(ids)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        try:
            close = some[-1] - some[0] < 2 * len(some)  # as they usually stand: then a range says it in less words
            rows = raw_rows(query.where(model.id.between(some[0], some[-1]) if close else model.id.in_(some)))
        except (DatabaseError, OverflowError):
            rows = []
            for row_id in some:
                try:
                    rows += raw_rows(query.where(model.id == row_id))
                except (DatabaseError, OverflowError):
                    find(f"{kind} row {row_id}", "the database cannot read it: a value was changed into no text")
        asked = set(some)
        yield from ((row[place], row) for row in rows if row[place] in asked)


def open_stored(kind: str, stored: Any) -> bytes | None:
    """The evidence as it was before encryption; None where there is none. Raises Unreadable."""
    if stored is None or not len(stored):
        return None
    try:
        plain: bytes = KINDS[kind].evidence.python_value(stored)
    except zlib.error as problem:
        raise Unreadable("the evidence was encrypted with our key, but not by us") from problem
    return plain


def faults_of_evidence(kind: str, row: dict[str, Any], stored: Any, around: "Circumstances") -> Iterable[str]:
    """`row` are the plain columns by name, `stored` the encrypted evidence."""
    digest = row["digest"]
    try:
        evidence = open_stored(kind, stored)
    except (Unreadable, TypeError):
        yield "its evidence cannot be read: it was changed, or written with a key that is not here"
        return
    if digest is None:
        if evidence is not None:
            yield "it holds evidence that was never sealed"
        elif row["id"] > around.began(kind):
            yield "it has no evidence, although the ledger had begun"
    elif evidence is not None:
        if not isinstance(digest, bytes | memoryview) or hashlib.sha256(evidence).digest() != bytes(digest):
            yield "its evidence is not what was sealed"
    elif kind not in ERASABLE or not around.was_erased(row["contact_id"], kind, row["id"]):
        yield "its evidence was emptied, and no erasure says so"
    if kind == "erasure":
        yield from around.faults_of_erasure(row)


class Circumstances:
    """What else must be known to judge one row: erasures of its contact, and when the ledger began. Keeps little."""

    def __init__(self) -> None:
        self._named = lru_cache(maxsize=256)(_named_by_erasures)
        self.began = lru_cache(_first_with_digest)

    def was_erased(self, contact_id: int, kind: str, row_id: int) -> bool:
        return (kind, row_id) in self._named(contact_id)

    def faults_of_erasure(self, row: dict[str, Any]) -> Iterator[str]:
        """An erasure names rows of its own contact, and they are empty."""
        try:
            named = erased_rows(row["erased_events"])
        except ValueError:
            yield "what it names as erased cannot be read"
            return
        for kind, ids in named.items():
            model = KINDS[kind]
            for start in range(0, len(ids), AT_ONCE):
                columns = (model.id, model.contact_id, fn.LENGTH(model.evidence))
                for row_id, contact_id, length in raw_rows(
                    model.select(*columns).where(model.id.in_(ids[start : start + AT_ONCE]))
                ):
                    if contact_id != row["contact_id"]:
                        yield f"it names {kind} row {row_id}, which belongs to another contact"
                    elif length:
                        yield f"it says that {kind} row {row_id} was emptied, but there is evidence (a restored copy?)"


def _first_with_digest(kind: str) -> int:
    """Rows before this id are from before the ledger."""
    model = KINDS[kind]
    rows = raw_rows(model.select(model.id).where(model.digest.is_null(False)).order_by(model.id).limit(1))
    return int(rows[0][0]) if rows else sys.maxsize


def erased_rows(text: str) -> dict[str, list[int]]:
    """What the column `erased_events` says: kind -> ids. Raises ValueError."""
    named = json.loads(text)
    if not isinstance(named, dict) or not all(
        kind in ERASABLE and isinstance(ids, list) and all(isinstance(row_id, int) for row_id in ids)
        for kind, ids in named.items()
    ):
        raise ValueError("not a list of erased rows")
    return named


def _named_by_erasures(contact_id: int) -> frozenset[tuple[str, int]]:
    found: set[tuple[str, int]] = set()
    for (text,) in raw_rows(Erasure.select(Erasure.erased_events).where(Erasure.contact == contact_id)):
        try:
            found |= {(kind, row_id) for kind, ids in erased_rows(text).items() for row_id in ids}
        except ValueError:
            continue  # its own leaf tells
    return frozenset(found)


# -- the tables as a whole ---------------------------------------------------------------------------------------------


def check_unsealed(report: Finds) -> None:
    """Each row is sealed once, and soon."""
    now = microseconds(time.now())
    longest = LONGEST_UNSEALED // timedelta(microseconds=1)
    marks = dict(raw_rows(LedgerMark.select(LedgerMark.kind, LedgerMark.passed)))
    for kind, model in KINDS.items():
        soon = model.recorded_at.between(now - longest, now + longest) & (model.id > marks.get(kind, 0))
        sealed = (LedgerLeaf.kind == kind) & (LedgerLeaf.row_id == model.id)
        passed_over = model.select(model.id).join(LedgerLeaf, JOIN.LEFT_OUTER, on=sealed)
        for (row_id,) in raw_rows(passed_over.where(LedgerLeaf.position.is_null() & ~soon).limit(AT_ONCE)):
            report.find(
                f"{kind} row {row_id}",
                "it is not in the ledger: it was put in, its leaf was taken away, or the sealer stands still",
            )
    twice = LedgerLeaf.select(LedgerLeaf.kind, LedgerLeaf.row_id).group_by(LedgerLeaf.kind, LedgerLeaf.row_id)
    for kind, row_id in raw_rows(twice.having(fn.COUNT(SQL("*")) > 1).limit(AT_ONCE)):
        report.find(f"{kind} row {row_id}", "it stands at two positions")


def check_nodes(report: Finds, size: int) -> None:
    """No nodes but those of the tree."""
    node = LedgerNode
    belongs = node.height.in_(STORED)
    for height in STORED:
        belongs &= (node.height != height) | node.position.between(0, (size >> height) - 1)
    for height, place in raw_rows(node.select(node.height, node.position).where(~belongs).limit(AT_ONCE)):
        report.find(f"node of height {height}, place {place}", "the tree has no such node")


def check_uncovered(report: Finds) -> None:
    """Leaves and the head over them are written together. Asked in one statement: sealing may go on meanwhile."""
    newest = LedgerHead.select(fn.COALESCE(fn.MAX(LedgerHead.size), 0))
    outside = (LedgerLeaf.position >= newest) | (LedgerLeaf.position < 0)
    query = LedgerLeaf.select(LedgerLeaf.position, LedgerLeaf.kind, LedgerLeaf.row_id).where(outside)
    for position, kind, row_id in raw_rows(query.limit(AT_ONCE)):
        report.find(f"position {position} ({kind} row {row_id})", "no head covers it: put in, or a head was taken away")


def check_heads_file(report: Finds, path: Path) -> None:
    """The file outside the database and the database hold the same heads; the newest may be on its way."""
    newest_in_file, count = 0, 0
    if not path.exists():
        report.note(f"{path} is not there: heads are held in the database alone")
        return
    for number, head in read_heads_file(path):
        where = f"{path.name}, line {number}"
        if head is None:
            report.note(f"{where} is no whole head: a writer died there, or it was changed")
        elif fault := heads.fault_of(head):
            report.find(where, fault)
        elif heads.head_at(head.size) != head:
            report.find(where, f"this head of size {head.size} was given out, but the database does not have it")
        elif head.size > newest_in_file:
            newest_in_file, count = head.size, count + 1
    in_database = LedgerHead.select(fn.COUNT(SQL("*"))).where(LedgerHead.size <= newest_in_file)
    lacking = raw_rows(in_database)[0][0] - count
    newest = heads.latest_head()
    if newest is not None and newest.size > newest_in_file:
        report.note(f"heads after size {newest_in_file} are not in {path.name} yet: the next sealing writes them")
    if lacking > 0:
        report.find(path.name, f"{lacking} heads of the database are not in it, although later ones are")
