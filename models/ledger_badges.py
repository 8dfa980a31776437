"""Whether single rows are still what was sealed, for lists and pages: the leaf made anew from the row, its way up to a
signed head, its evidence. Changes nothing. What a whole ledger holds is for models/ledger_verify.py to say."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from models import heads, ledger_checks
from models.database import raw_rows
from models.fields import microseconds
from models.heads import Head
from models.ledger import KINDS, LedgerLeaf, leaf_data, plain_names
from models.ledger_checks import LONGEST_UNSEALED, Circumstances
from models.ledger_tree import LedgerBroken, Proofs
from models.merkle import includes, leaf_hash

#: Leaves that this process has followed up to a signed head need not be followed again: what was proven stays so.
MOST_REMEMBERED = 20_000


class Badge(StrEnum):
    SEALED = "sealed"
    WAITS = "waits"  # too young to be sealed
    BROKEN = "broken"


@dataclass(frozen=True)
class Verdict:
    """`faults` in plain words. `position` counts from 0; None when no leaf stands for the row."""

    badge: Badge
    position: int | None = None
    faults: tuple[str, ...] = ()


@dataclass
class _Proven:
    """position -> the leaf hash that was shown to stand there under a head with our signature."""

    leaves: OrderedDict[int, bytes] = field(default_factory=OrderedDict)

    def remember(self, position: int, leaf: bytes) -> None:
        self.leaves[position] = leaf
        if len(self.leaves) > MOST_REMEMBERED:
            self.leaves.popitem(last=False)


_proven = _Proven()


def verdicts(kind: str, ids: Sequence[int], now: datetime) -> dict[int, Verdict]:
    """Of rows of one kind of leaf. Rows that are not there have none."""
    if not ids:
        return {}
    unread: list[str] = []
    rows = dict(ledger_checks.read_rows(kind, ids, lambda where, what: unread.append(f"{where}: {what}")))
    leaves = _leaves(kind, ids)
    judge = _Judge(kind, now)
    found = {row_id: judge.verdict(row, leaves.get(row_id)) for row_id, row in rows.items()}
    return found | {row_id: _unreadable(leaves[row_id]) for row_id in ids if unread and row_id not in rows}


def _leaves(kind: str, ids: Sequence[int]) -> dict[int, tuple[int, bytes]]:
    which = (LedgerLeaf.kind == kind) & LedgerLeaf.row_id.in_(ids)
    query = LedgerLeaf.select(LedgerLeaf.row_id, LedgerLeaf.position, LedgerLeaf.leaf_hash).where(which)
    return {row_id: (position, bytes(stored or b"")) for row_id, position, stored in raw_rows(query)}


def _unreadable(leaf: tuple[int, bytes] | None) -> Verdict:
    fault = "the database cannot read this row: a value was changed into no text"
    return Verdict(Badge.BROKEN, leaf[0] if leaf else None, (fault,))


class _Judge:
    def __init__(self, kind: str, now: datetime) -> None:
        self._kind, self._now, self._names = kind, now, plain_names(KINDS[kind])
        self._head, self._head_fault = _signed_head()
        self._proofs, self._around = Proofs(), Circumstances()

    def verdict(self, row: tuple[Any, ...], leaf: tuple[int, bytes] | None) -> Verdict:
        *values, stored = row
        named = dict(zip(self._names, values, strict=True))
        faults = list(ledger_checks.faults_of_evidence(self._kind, named, stored, self._around))
        if leaf is None:
            if not faults and self._is_young(named["recorded_at"]):
                return Verdict(Badge.WAITS)
            faults.append("it is not in the ledger, although it should be by now: put in, or the sealer stands still")
            return Verdict(Badge.BROKEN, None, tuple(faults))
        position, sealed = leaf
        if leaf_hash(leaf_data(self._kind, values)) != sealed:
            faults.append(f"the row is not what was sealed at position {position}: it was changed since")
        elif fault := self._fault_of_place(position, sealed):
            faults.append(fault)
        return Verdict(Badge.BROKEN if faults else Badge.SEALED, position, tuple(faults))

    def _is_young(self, recorded_at: Any) -> bool:
        longest = LONGEST_UNSEALED.total_seconds() * 1e6
        return isinstance(recorded_at, int) and abs(microseconds(self._now) - recorded_at) <= longest

    def _fault_of_place(self, position: int, leaf: bytes) -> str:
        if _proven.leaves.get(position) == leaf:
            return ""
        if self._head is None or self._head_fault:
            return self._head_fault or "no signed head covers it: the heads were taken away"
        if position >= self._head.size:
            return f"no signed head covers position {position}"
        try:
            path = self._proofs.inclusion(position, self._head.size)
        except (LedgerBroken, ValueError) as problem:
            return f"the ledger around position {position} is not whole: {problem}"
        if not includes(leaf, position, self._head.size, path, self._head.root):
            return f"what stands at position {position} does not lead to the signed head: the ledger was changed"
        _proven.remember(position, leaf)
        return ""


def _signed_head() -> tuple[Head | None, str]:
    head = heads.latest_head()
    fault = heads.fault_of(head) if head else ""
    return head, f"the newest head is not ours: {fault}" if fault else ""


@dataclass(frozen=True)
class Proof:
    """Everything that shows where one row stands: `path` leads from `leaf`, the hash of the row, to `head`; `first` is
    the head that covered it first. `holds`: it was followed just now, and arrives."""

    position: int
    leaf: bytes
    path: tuple[bytes, ...]
    head: Head
    first: Head
    holds: bool


def proof_of(kind: str, row_id: int) -> Proof | None:
    """Made anew from the row; None when it is not sealed, or the ledger around it is not whole."""
    leaf, (head, fault) = _leaves(kind, [row_id]).get(row_id), _signed_head()
    rows = dict(ledger_checks.read_rows(kind, [row_id], lambda *_: None))
    if leaf is None or head is None or row_id not in rows:
        return None
    position, made = leaf[0], leaf_hash(leaf_data(kind, rows[row_id][:-1]))
    first = heads.first_head_covering(position)
    try:
        path = Proofs().inclusion(position, head.size)
    except (LedgerBroken, ValueError):
        return None
    if first is None:
        return None
    holds = not fault and includes(made, position, head.size, path, head.root)
    return Proof(position, made, tuple(path), head, first, holds)
