"""Merkle trees of RFC 6962: roots, inclusion paths, consistency proofs, and their verification. Pure; knows no tables.

A tree is never held whole: a `Range` grows leaf by leaf and keeps one hash for each set bit of its size.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()
#: (height, index) -> root of the full subtree over leaves index * 2**height up to (index + 1) * 2**height.
Subtrees = Callable[[int, int], bytes]


def leaf_hash(content: bytes) -> bytes:
    """The first byte keeps leaves and nodes apart, so that no node can be passed off as a leaf."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Range:
    """The first `size` leaves as their full subtrees, largest first: what a growing tree needs to remember."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """`peaks` are the roots of `subtrees_of(0, size)`, in that order."""
        if len(peaks) != size.bit_count():
            raise ValueError(f"{size} leaves have {size.bit_count()} full subtrees, not {len(peaks)}")
        self.size, self._peaks = size, list(peaks)

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add one leaf hash; gives the subtrees that it completes above itself: (height, index, root)."""
        done, root, height = [], leaf, 0
        carry = self.size
        while carry & 1:
            root = node_hash(self._peaks.pop(), root)
            carry >>= 1
            height += 1
            done.append((height, carry, root))
        self._peaks.append(root)
        self.size += 1
        return done

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    tree = Range()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def subtrees_of(start: int, end: int) -> Iterator[tuple[int, int]]:
    """(height, index) of the full subtrees that make up the leaves from start to end, from the left. `start` is as
    RFC 6962 splits trees: a multiple of the largest power of two that fits."""
    while start < end:
        height = (end - start).bit_length() - 1
        yield height, start >> height
        start += 1 << height


def _root_between(start: int, end: int, subtrees: Subtrees) -> bytes:
    roots = [subtrees(height, index) for height, index in subtrees_of(start, end)]
    root = roots[-1]
    for left in reversed(roots[:-1]):
        root = node_hash(left, root)
    return root


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_path(position: int, size: int, subtrees: Subtrees) -> list[bytes]:
    """The audit path of the leaf at `position` in the tree of the first `size` leaves (RFC 6962, 2.1.1)."""
    if not 0 <= position < size:
        raise ValueError(f"there is no position {position} among {size} leaves")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if position < middle:
            path.append(_root_between(middle, end, subtrees))
            end = middle
        else:
            path.append(_root_between(start, middle, subtrees))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, subtrees: Subtrees) -> list[bytes]:
    """Proof that the tree of `old` leaves is the beginning of the tree of `new` leaves (RFC 6962, 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"there is no proof from {old} to {new} leaves")
    proof, start, end, whole = [], 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_root_between(middle, end, subtrees))
            end = middle
        else:
            proof.append(_root_between(start, middle, subtrees))
            start, whole = middle, False
    if not whole:
        proof.append(_root_between(start, end, subtrees))
    return proof[::-1]


def includes(leaf: bytes, position: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Does `path` lead from this leaf hash at `position` to the root over `size` leaves? (RFC 9162, 2.1.3.2)"""
    if not 0 <= position < size:
        return False
    here, last, found = position, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            found = node_hash(step, found)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found = node_hash(found, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found == root


def extends(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Does `proof` show that the tree of `old` leaves begins the tree of `new` leaves? (RFC 9162, 2.1.4.2)"""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        return False
    here, last = old - 1, new - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    found_old = found_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            found_new = node_hash(found_new, step)
        here, last = here >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root
