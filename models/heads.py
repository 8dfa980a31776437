"""Heads of the ledger: a signed statement that its first `size` leaves have this root. Made, read, checked.

What is signed is the text of a C2SP checkpoint: origin, size, root, and when. Knows no tree.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from config.ledger_key import key_id
from models.database import raw_rows
from models.ledger import LedgerHead


def _no_key() -> Ed25519PrivateKey:
    raise RuntimeError("use_ledger() has not been called: app.create_app() does it")


_key: Callable[[], Ed25519PrivateKey] = _no_key
_file: Path | None = None


def use_ledger(load: Callable[[], Ed25519PrivateKey], heads_file: Path | None) -> None:
    """`load` is called once, at the first head; `heads_file` is where heads are also written, outside the database."""
    global _key, _file
    _key, _file = cache(load), heads_file


def heads_file() -> Path | None:
    return _file


def public_key() -> Ed25519PublicKey:
    return _key().public_key()


def sign_bytes(content: bytes) -> bytes:
    """For what leaves the house beside heads: the list of files of an export."""
    return _key().sign(content)


@dataclass(frozen=True)
class Head:
    """`sealed_at` in µs since 1970, UTC; `root` 32 bytes; `signature` 64 bytes, Ed25519."""

    size: int
    root: bytes
    sealed_at: int
    key_id: str
    signature: bytes

    @property
    def text(self) -> bytes:
        """What is signed: four lines."""
        root = b64encode(self.root).decode()
        return f"waypost/{self.key_id}\n{self.size}\n{root}\nsealed_at {self.sealed_at}\n".encode()

    def as_json(self) -> dict[str, Any]:
        return {
            "origin": f"waypost/{self.key_id}",
            "size": self.size,
            "root": b64encode(self.root).decode(),
            "sealed_at": self.sealed_at,
            "key_id": self.key_id,
            "signature": b64encode(self.signature).decode(),
        }

    @property
    def line(self) -> str:
        return json.dumps(self.as_json(), separators=(",", ":"))


def sign(size: int, root: bytes, sealed_at: int) -> Head:
    draft = Head(size, root, sealed_at, key_id(public_key()), b"")
    return Head(size, root, sealed_at, draft.key_id, _key().sign(draft.text))


def read_head(line: str) -> Head:
    """Raises ValueError for anything but a whole head."""
    try:
        said = json.loads(line)
        root, signature = (b64decode(said[name], validate=True) for name in ("root", "signature"))
        head = Head(said["size"], root, said["sealed_at"], said["key_id"], signature)
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        raise ValueError(f"not a head of a ledger: {type(problem).__name__}") from problem
    if not isinstance(head.size, int) or not isinstance(head.sealed_at, int) or head.as_json() != said:
        raise ValueError("not a head of a ledger: its parts do not belong together")
    return head


def fault_of(head: Head) -> str:
    """What is wrong with its signature, in words; empty when it is ours."""
    ours = key_id(public_key())
    if head.key_id != ours:
        return f"it names the key {head.key_id}; ours is {ours}"
    try:
        public_key().verify(head.signature, head.text)
    except InvalidSignature:
        return "its signature does not fit: a head that was signed and then changed"
    return ""


def head_of(row: tuple[Any, ...]) -> Head:
    size, root, sealed_at, name, signature = row
    return Head(size, bytes(root or b""), sealed_at, name, bytes(signature or b""))


def _rows() -> Any:
    return LedgerHead.select(
        LedgerHead.size, LedgerHead.root, LedgerHead.sealed_at, LedgerHead.key_id, LedgerHead.signature
    )


def latest_head() -> Head | None:
    rows = raw_rows(_rows().order_by(LedgerHead.size.desc()).limit(1))
    return head_of(rows[0]) if rows else None


def heads_between(after: int, through: int, page: int = 1_000) -> Iterator[Head]:
    """Heads with after < size <= through, by size, a page at a time."""
    while True:
        which = (LedgerHead.size > after) & (LedgerHead.size <= through)
        rows = raw_rows(_rows().where(which).order_by(LedgerHead.size).limit(page))
        yield from map(head_of, rows)
        if len(rows) < page:
            return
        after = rows[-1][0]


def head_at(size: int) -> Head | None:
    rows = raw_rows(_rows().where(LedgerHead.size == size))
    return head_of(rows[0]) if rows else None


def first_head_covering(position: int) -> Head | None:
    """The head that first said what stands at `position`."""
    rows = raw_rows(_rows().where(LedgerHead.size > position).order_by(LedgerHead.size).limit(1))
    return head_of(rows[0]) if rows else None
