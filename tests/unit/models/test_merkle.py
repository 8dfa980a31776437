"""RFC 6962 trees: the known vectors, and for any tree every proof holds while any changed bit breaks it."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.merkle import (
    EMPTY_ROOT,
    Range,
    consistency_proof,
    extends,
    includes,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of,
    subtrees_of,
)

#: The inputs and roots that the implementations of certificate transparency test themselves with.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
#: Audit paths of the same tests: (position, size) -> path.
PATHS = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
PROOFS = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
VECTORS = [leaf_hash(bytes.fromhex(text)) for text in INPUTS]


class Leaves:
    """A tree held whole: the slow, obvious way that the definition of RFC 6962 gives."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.leaves = leaves

    def __call__(self, height: int, index: int) -> bytes:
        return defined(self.leaves[index << height : (index + 1) << height])


def defined(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = 1
    while middle * 2 < len(leaves):
        middle *= 2
    return node_hash(defined(leaves[:middle]), defined(leaves[middle:]))


def tree_of(size: int) -> Leaves:
    return Leaves([leaf_hash(str(number).encode()) for number in range(size)])


def test_the_known_roots() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" == root_of([]).hex()
    assert [root_of(VECTORS[: size + 1]).hex() for size in range(8)] == ROOTS


def test_the_known_paths_and_proofs() -> None:
    tree = Leaves(VECTORS)
    for (position, size), path in PATHS.items():
        assert [step.hex() for step in inclusion_path(position, size, tree)] == path
    for (old, new), proof in PROOFS.items():
        assert [step.hex() for step in consistency_proof(old, new, tree)] == proof


def test_every_proof_of_every_small_tree_holds() -> None:
    tree = tree_of(40)
    roots = [defined(tree.leaves[:size]) for size in range(41)]
    for size in range(1, 41):
        assert root_of(tree.leaves[:size]) == roots[size]
        for position in range(size):
            path = inclusion_path(position, size, tree)
            assert includes(tree.leaves[position], position, size, path, roots[size])
            assert not includes(tree.leaves[position], position + 1, size, path, roots[size])
            assert not includes(tree.leaves[position], position, size, [*path, path[0] if path else b""], roots[size])
        for old in range(1, size + 1):
            proof = consistency_proof(old, size, tree)
            assert extends(old, size, roots[old], roots[size], proof)
            assert not extends(old, size, roots[old], roots[size], [*proof, roots[1]])


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_any_changed_bit_breaks_an_inclusion_path(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 600))
    position = data.draw(st.integers(0, size - 1))
    tree = tree_of(size)
    path, root = inclusion_path(position, size, tree), root_of(tree.leaves)
    parts = [tree.leaves[position], *path, root]
    assert includes(parts[0], position, size, parts[1:-1], parts[-1])
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = flipped(parts[which], bit)
    assert not includes(parts[0], position, size, parts[1:-1], parts[-1])


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_any_changed_bit_breaks_a_consistency_proof(data: st.DataObject) -> None:
    new = data.draw(st.integers(2, 600))
    old = data.draw(st.integers(1, new - 1))
    tree = tree_of(new)
    parts = [root_of(tree.leaves[:old]), *consistency_proof(old, new, tree), root_of(tree.leaves)]
    assert extends(old, new, parts[0], parts[-1], parts[1:-1])
    which, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[which] = flipped(parts[which], bit)
    assert not extends(old, new, parts[0], parts[-1], parts[1:-1])


def flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@given(st.integers(0, 700), st.integers(0, 300))
@settings(deadline=None, max_examples=60)
def test_a_tree_taken_up_anew_goes_on_as_if_it_had_never_stopped(before: int, more: int) -> None:
    tree = tree_of(before + more)
    grown = Range(before, [tree(height, index) for height, index in subtrees_of(0, before)])
    done = {}
    for leaf in tree.leaves[before:]:
        done |= {(height, index): root for height, index, root in grown.append(leaf)}
    assert grown.root() == root_of(tree.leaves) and grown.size == before + more
    for (height, index), root in done.items():
        assert root == tree(height, index)


def test_impossible_questions_are_refused() -> None:
    for position, size in ((0, 0), (1, 1), (-1, 3)):
        with pytest.raises(ValueError, match="no position"):
            inclusion_path(position, size, tree_of(3))
        assert not includes(b"", position, size, [], b"")
    for old, new in ((0, 1), (3, 2)):
        with pytest.raises(ValueError, match="no proof"):
            consistency_proof(old, new, tree_of(3))
        assert not extends(old, new, b"", b"", [])
    with pytest.raises(ValueError, match="full subtrees"):
        Range(3, [b""])
