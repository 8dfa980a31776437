"""The stored tree: takes up the growing tree where it stands, and gives proofs, reading few rows for either.

Subtrees of 2**8, 2**16 and 2**24 leaves are stored whole; what lies between is hashed anew. Verifies nothing.
"""

from functools import lru_cache
from typing import Any

from models.database import raw_rows
from models.ledger import LedgerLeaf, LedgerNode
from models.merkle import Range, Subtrees, consistency_proof, inclusion_path, root_of, subtrees_of

#: Heights whose full subtrees are stored; a leaf is height 0.
STORED = (8, 16, 24)
BLOCK = 256


class LedgerBroken(Exception):
    """What is stored does not fit what was signed: nothing more is sealed on top of it. `flask ledger verify` tells."""


def range_at(size: int) -> Range:
    """The tree of the first `size` leaves, ready to grow. Raises LedgerBroken when a part of it is missing."""
    find = subtrees()
    return Range(size, [find(height, index) for height, index in subtrees_of(0, size)])


def subtrees() -> Subtrees:
    """A finder of full subtrees. It keeps what it read last, since neighbours are asked for again and again."""

    @lru_cache(maxsize=64)
    def block(stored: int, number: int) -> dict[int, bytes]:
        return _block(stored, number)

    @lru_cache(maxsize=4_096)
    def find(height: int, index: int) -> bytes:
        stored = max(level for level in (0, *STORED) if level <= height)
        first, count = index << height - stored, 1 << height - stored
        known = block(stored, first // BLOCK)
        parts = [known.get(place) for place in range(first, first + count)]
        if missing := parts.count(None):
            raise LedgerBroken(f"{missing} of the hashes of height {stored} from place {first} on are not there")
        return root_of([part for part in parts if part is not None])

    return find


def _block(stored: int, number: int) -> dict[int, bytes]:
    """place -> hash of up to 256 neighbours at a stored height: as many as one subtree of the next one has."""
    first, last = number * BLOCK, (number + 1) * BLOCK - 1
    if stored == 0:
        which = LedgerLeaf.position.between(first, last)
        query: Any = LedgerLeaf.select(LedgerLeaf.position, LedgerLeaf.leaf_hash).where(which)
    else:
        which = (LedgerNode.height == stored) & LedgerNode.position.between(first, last)
        query = LedgerNode.select(LedgerNode.position, LedgerNode.hash).where(which)
    return {place: bytes(found) for place, found in raw_rows(query)}


class Proofs:
    """Proofs from the stored tree. They hold only if what is stored is what was signed: whoever gets them checks."""

    def __init__(self) -> None:
        self._find = subtrees()

    def inclusion(self, position: int, size: int) -> list[bytes]:
        return inclusion_path(position, size, self._find)

    def consistency(self, old: int, new: int) -> list[bytes]:
        return consistency_proof(old, new, self._find)
