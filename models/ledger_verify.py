"""Verifies the ledger: every leaf anew from its row, the tree, its nodes, every head. Reads in order, in flat memory.

Changes nothing. Says in plain words what does not fit, and where; what it cannot know stands in docs/ledger.md.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from models import heads, ledger_checks
from models.database import raw_rows
from models.heads import Head
from models.ledger import KINDS, LedgerLeaf, LedgerNode, leaf_data, plain_names
from models.ledger_seal import MOST_LEAVES
from models.ledger_tree import STORED
from models.merkle import Range, leaf_hash

PAGE = 1_000
MOST_FINDINGS, MOST_NOTES = 1_000, 50
#: Longer than the merge delay with room to spare: sealed so much later than it was recorded is worth a remark.
LATE = timedelta(minutes=10)
#: A hole of up to so many positions is filled with nothing, so that what follows keeps its places.
WIDEST_HOLE = 10_000

Progress = Callable[[int, int], None]


@dataclass
class Report:
    """`findings` are faults, as (where, what); `notes` are remarks that are none. `size` leaves were looked at."""

    size: int = 0
    heads: int = 0
    findings: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    more_findings: int = 0
    newest: Head | None = None

    def find(self, where: str, what: str) -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append((where, what))
        else:
            self.more_findings += 1

    def note(self, what: str) -> None:
        if len(self.notes) < MOST_NOTES:
            self.notes.append(what)


def verify(held: Sequence[Head] = (), heads_file: Path | None = None, progress: Progress | None = None) -> Report:
    """Go through the whole ledger. `held` are heads that were kept elsewhere; `heads_file` the file of all heads."""
    report = Report(newest=heads.latest_head())
    walk = _Walk(report, held)
    walk.run(progress)
    ledger_checks.check_nodes(report, walk.tree.size)
    ledger_checks.check_unsealed(report)
    ledger_checks.check_uncovered(report)
    if heads_file is not None:
        ledger_checks.check_heads_file(report, heads_file)
    return report


class _Walk:
    """One pass over all positions. The tree is made of the stored leaf hashes; each is checked against its row."""

    def __init__(self, report: Report, held: Sequence[Head]) -> None:
        self.report, self.tree = report, Range()
        self.end = report.newest.size if report.newest else 0
        self._heads = heads.heads_between(0, self.end)
        self._next_head = next(self._heads, None)
        self._held: dict[int, list[Head]] = {}
        for head in held:
            self._hold(head)
        self._fits = 0  # the size of the last head that fits
        self._misfits = 0
        self._order: tuple[int, int] = (-1, -1)
        self._nothing_left_at = self._sealed_before = 0
        self._recorded: list[tuple[str, int]] = []
        self._around = ledger_checks.Circumstances()

    def _hold(self, head: Head) -> None:
        where = f"the head of size {head.size} held elsewhere"
        if fault := heads.fault_of(head):
            self.report.find(where, fault)
        elif head.size > self.end:
            self.report.find(where, f"covers {head.size} leaves, but only {self.end} are here: leaves were cut off")
        else:
            self._held.setdefault(head.size, []).append(head)

    def run(self, progress: Progress | None) -> None:
        after = -1
        while leaves := _leaves(after, self.end):
            rows = _rows_of(leaves, self.report)
            for position, kind, row_id, stored in leaves:
                self._reach(position)
                self._check_order(position, kind, row_id)
                self._check_leaf(position, kind, row_id, bytes(stored or b""), rows)
                self._grow(bytes(stored or b""))
            self.report.size += len(leaves)
            after = leaves[-1][0]
            if progress:
                progress(min(after + 1, self.end), self.end)
        self._reach(self.end)

    def _reach(self, position: int) -> None:
        """Positions follow each other without a gap."""
        missing = position - self.tree.size
        if missing <= 0:
            return
        last = f" to {position - 1}" if missing > 1 else ""
        self.report.find(f"position {self.tree.size}{last}", "no leaf is here: it was taken away")
        if missing > WIDEST_HOLE:  # no root can fit from here on, and each says so
            self.tree = Range(position, [b""] * position.bit_count())
            return
        for _ in range(missing):
            self._grow(b"", hole=True)

    def _check_order(self, position: int, kind: str, row_id: int) -> None:
        """Within one sealing, rows stand by kind and id: an exchange of two shows."""
        place = (list(KINDS).index(kind), row_id) if kind in KINDS else (-1, -1)
        if place[0] >= 0 and place <= self._order:
            self.report.find(f"position {position}", f"{kind} row {row_id} stands out of order: leaves were exchanged")
        self._order = max(place, self._order)

    def _check_leaf(
        self, position: int, kind: str, row_id: int, stored: bytes, rows: dict[tuple[str, int], tuple[Any, ...]]
    ) -> None:
        where = f"position {position} ({kind} row {row_id})"
        if kind not in KINDS:
            self.report.find(where, "there is no such kind of row: the leaf was changed")
            return
        if (kind, row_id) not in rows:
            self.report.find(where, "the row that was sealed here is gone")
            return
        *values, evidence = rows[kind, row_id]
        if leaf_hash(leaf_data(kind, values)) != stored:
            self.report.find(where, "the row is not what was sealed, or its leaf was changed")
        named = dict(zip(plain_names(KINDS[kind]), values, strict=True))
        for fault in ledger_checks.faults_of_evidence(kind, named, evidence, self._around):
            self.report.find(where, fault)
        if named["digest"] is not None and isinstance(named["recorded_at"], int):
            self._recorded.append((where, named["recorded_at"]))

    def _grow(self, leaf: bytes, hole: bool = False) -> None:
        for height, index, root in self.tree.append(leaf):
            if height in STORED and not hole:
                self._check_node(height, index, root)
        while self._next_head is not None and self._next_head.size <= self.tree.size:
            self._check_head(self._next_head)
            self._next_head = next(self._heads, None)
        for head in self._held.pop(self.tree.size, ()):
            if head.root != self.tree.root():
                what = "is not of this ledger: what it covers was changed since, or two ledgers are kept"
                self.report.find(f"the head of size {head.size} held elsewhere", what)

    def _check_node(self, height: int, index: int, root: bytes) -> None:
        which = (LedgerNode.height == height) & (LedgerNode.position == index)
        stored = raw_rows(LedgerNode.select(LedgerNode.hash).where(which))
        first, last = index << height, (index + 1 << height) - 1
        where = f"node of height {height}, place {index} (positions {first} to {last})"
        if not stored:
            self.report.find(where, "it is missing")
        elif bytes(stored[0][0] or b"") != root:
            self.report.find(where, "it is not the root of the leaves below it")

    def _check_head(self, head: Head) -> None:
        self.report.heads += 1
        where = f"head of size {head.size}"
        if fault := heads.fault_of(head):
            self.report.find(where, fault)
        if head.size != self.tree.size or head.root != self.tree.root():
            self._misfits += 1
            if self._misfits == 1:
                span = f"the leaves from position {self._fits} to {head.size - 1}"
                self.report.find(where, f"{span} do not give the root that was signed")
        else:
            if self._misfits > 1:
                self.report.find(where, f"{self._misfits - 1} more heads before this one do not fit either")
            self._fits, self._misfits = head.size, 0
        self._check_late(head)
        self._order = (-1, -1)

    def _check_late(self, head: Head) -> None:
        """A sealing that was not full left nothing behind: what says it was there by then was put in afterwards."""
        longest = LATE // timedelta(microseconds=1)
        for where, recorded_at in self._recorded:
            if recorded_at < self._nothing_left_at - longest:
                self.report.find(where, "it says it was recorded before an earlier sealing, which did not find it")
        if head.size - self._sealed_before < MOST_LEAVES:
            self._nothing_left_at = max(head.sealed_at, self._nothing_left_at)
        self._sealed_before = head.size
        late = [row for row in self._recorded if head.sealed_at - row[1] > longest]
        self._recorded.clear()
        if late:
            minutes = (head.sealed_at - min(recorded_at for _, recorded_at in late)) // 60_000_000
            self.report.note(
                f"the head of size {head.size} sealed {len(late)} rows up to {minutes} minutes "
                f"after they were recorded, first {late[0][0]}: the sealer stood still"
            )


def _leaves(after: int, end: int) -> list[tuple[Any, ...]]:
    leaf = LedgerLeaf
    which = (leaf.position > after) & (leaf.position < end)
    query = leaf.select(leaf.position, leaf.kind, leaf.row_id, leaf.leaf_hash).where(which)
    return raw_rows(query.order_by(leaf.position).limit(PAGE))


def _rows_of(leaves: Sequence[tuple[Any, ...]], report: Report) -> dict[tuple[str, int], tuple[Any, ...]]:
    """(kind, id) -> plain columns and evidence, as stored, of the rows that these leaves name."""
    found: dict[tuple[str, int], tuple[Any, ...]] = {}
    for kind in KINDS:
        ids = [row_id for _, of_kind, row_id, _ in leaves if of_kind == kind]
        for row_id, row in ledger_checks.read_rows(kind, ids, report.find):
            found[kind, row_id] = row
    return found


def heads_of(lines: Iterator[str]) -> list[Head]:
    """The heads in a file that was held elsewhere, one in each line. Raises ValueError."""
    return [heads.read_head(line) for line in lines if line.strip()]
