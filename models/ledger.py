"""The ledger: facts are appended through `append` alone, stand in their own tables, and are sealed into a tree later.

Refuses to edit: a row stays as it was appended; only its `evidence` may be emptied, by an erasure.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar

from peewee import BigIntegerField, BlobField, CharField, CompositeKey, ForeignKeyField, IntegerField, TextField

from models.audit import AuditEntry
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import Table
from models.fields import EncryptedBytesField, MomentField
from models.prepared import create
from models.record_seal import RecordSeal

Row = TypeVar("Row", bound=Table)
SALT_BYTES = 32


class LedgerLeaf(Table):
    """One sealed fact: which row of which kind stands at this position (from 0), and its leaf hash."""

    position = BigIntegerField(primary_key=True)
    kind = CharField()
    row_id = BigIntegerField()
    leaf_hash = BlobField()

    class Meta:
        indexes = ((("kind", "row_id"), True),)


class LedgerNode(Table):
    """The root of a full subtree of 2**height leaves, so that a proof need not read them all."""

    height = IntegerField()
    position = BigIntegerField()
    hash = BlobField()

    class Meta:
        primary_key = CompositeKey("height", "position")


class LedgerHead(Table):
    """A signed head: the root over the first `size` leaves."""

    size = BigIntegerField(primary_key=True)
    root = BlobField()
    sealed_at = MomentField()
    key_id = CharField()
    signature = BlobField()


class Erasure(Table):
    """Personal data of a contact was removed; `erased_events` names the consent events whose evidence went."""

    contact = ForeignKeyField(Contact, on_delete="RESTRICT")
    subject = CharField()
    erased_events = TextField()
    report = TextField()
    evidence = EncryptedBytesField(null=True)
    digest = BlobField(null=True)
    recorded_at = MomentField()


class LedgerMark(Table):
    """How far the sealer has come in each kind: rows up to `passed` are sealed. Only a hint, never evidence."""

    kind = CharField(primary_key=True)
    passed = BigIntegerField()


#: kind of leaf -> the table of its rows, which needs `evidence`, `digest` and `recorded_at`; new kinds come last. Never
#: rename a kind or a column, never give one another meaning: old leaves were made so. A new column must be NULL in old
#: rows. What belongs to a person has `contact` and `subject` too: that is exported for them.
KINDS: dict[str, Any] = {
    "consent": ConsentEvent,
    "erasure": Erasure,
    "audit": AuditEntry,
    "record_seal": RecordSeal,
}
OF_PERSONS = {kind: model for kind, model in KINDS.items() if "subject" in model._meta.fields}
#: Kinds whose evidence an erasure may empty; the database's triggers let it through for these tables alone.
ERASABLE = frozenset({"consent"})


@cache
def plain_fields(model: Any) -> tuple[Any, ...]:
    """The columns that a leaf covers as they stand: all but the evidence, whose digest is one of them."""
    fields = (field for field in model._meta.sorted_fields if field.name != "evidence")
    return tuple(sorted(fields, key=lambda field: str(field.column_name)))


@cache
def plain_names(model: Any) -> tuple[str, ...]:
    return tuple(field.column_name for field in plain_fields(model))


def leaf_data(kind: str, values: Sequence[Any]) -> bytes:
    """What is hashed for a row: `values` are its plain columns as the driver gave them, in the order of plain_fields.

    A column that is NULL is left out, so that a column added later leaves old leaves as they were.
    """
    named = zip(plain_names(KINDS[kind]), values, strict=True)
    row = {name: value if type(value) in _AS_THEY_ARE else _plain(value) for name, value in named if value is not None}
    return canonical({"kind": kind, "row": row})


_AS_THEY_ARE = (int, str)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview | bytearray):
        return bytes(value).hex()
    return value.isoformat() if isinstance(value, date) else value


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(content: dict[str, Any]) -> bytes:
    """JSON with one spelling: keys sorted, no spaces, UTF-8. What is hashed is always this."""
    return _CANONICAL.encode(content).encode()


def append(model: type[Row], evidence: dict[str, object], **columns: Any) -> Row:
    """Append one fact in one INSERT and without a lock; gives the row with its id.

    `evidence` holds whatever is personal (JSON values): it is stored encrypted with a random salt, and only its digest
    is sealed, so that it can be erased and the ledger still verifies. Raises TypeError when it is not plain JSON.
    """
    if model not in KINDS.values():
        raise ValueError(f"{model.__name__} is no kind of leaf")
    plain = canonical({**evidence, "salt": secrets.token_hex(SALT_BYTES)})
    row: Row = create(model, evidence=plain, digest=hashlib.sha256(plain).digest(), **columns)
    return row


def open_evidence(row: Any) -> dict[str, Any] | None:
    """What `append` was given, and `salt`; None for a row from before the ledger, and after an erasure."""
    if not row.evidence:
        return None
    opened: dict[str, Any] = json.loads(row.evidence)
    return opened
