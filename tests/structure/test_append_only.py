"""Facts about consent and delivery are appended: the database itself refuses to change or remove one.

What an erasure alone may empty is tested in tests/integration/test_erasure.py.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from peewee import DatabaseError

from bot import consent, receipts
from models import auditing, ledger
from models.audit import AuditEntry
from models.consent import ConsentEvent
from models.contact import find_or_make_contact
from models.database import database, is_postgresql
from models.ledger import Erasure, LedgerHead, LedgerLeaf, LedgerNode
from models.outbound import DeliveryReceipt
from models.program import Program
from models.vocabulary import ConsentKind
from tests.world import ADA

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
#: table -> a column that somebody might want to change.
FACTS = {
    ConsentEvent: "kind",
    DeliveryReceipt: "status",
    Erasure: "report",
    AuditEntry: "action",
    LedgerLeaf: "kind",
    LedgerNode: "hash",
    LedgerHead: "key_id",
}


@pytest.fixture
def facts(db: str) -> None:
    """One consent event, receipt, erasure and audit entry; one leaf, node and head."""
    program = Program.create(
        key="default", brand="Waypost", from_number="55501", help_contact="x@example.org", regions="US", created_at=NOW
    )
    consent.record(find_or_make_contact(program, ADA, NOW), ConsentKind.REVOKED, NOW)
    receipts.take_in(receipts.Callback("SM1", "delivered", 0, "", {"MessageStatus": "delivered"}), NOW)
    ledger.append(Erasure, {}, contact=1, subject="", erased_events="{}", report="{}", recorded_at=NOW)
    auditing.note(auditing.COMMAND_LINE, "contact.unmask", "contact 1", NOW)
    LedgerLeaf.insert(position=0, kind="consent", row_id=1, leaf_hash=b"x").execute()
    LedgerNode.insert(height=8, position=0, hash=b"x").execute()
    LedgerHead.insert(size=1, root=b"x", sealed_at=NOW, key_id="x", signature=b"x").execute()


def changed(table: type) -> object:
    return b"changed" if FACTS[table] == "hash" else "changed"


def overwrite(table: type) -> None:
    """The same row again under its own keys: SQLite's REPLACE removes the old one without asking delete triggers,
    unless PRAGMA recursive_triggers is on (sqlite.org/lang_conflict.html)."""
    row = table.get()
    values = {name: getattr(row, name) for name in row._meta.sorted_field_names}
    table.replace(**values | {FACTS[table]: changed(table)}).execute()


def overwrite_by_other_key(table: type) -> None:
    """The receipt's own unique key, with another raw content."""
    row = DeliveryReceipt.get()
    DeliveryReceipt.replace(
        provider_reference=row.provider_reference, status=row.status, error_code=0, raw=b"forged", received_at=NOW
    ).execute()


def upsert(table: type) -> None:
    row = table.get()
    values = {name: getattr(row, name) for name in row._meta.sorted_field_names}
    field, keys = getattr(table, FACTS[table]), table._meta.get_primary_keys()
    table.insert(**values).on_conflict(conflict_target=keys, update={field: changed(table)}).execute()


def truncate(table: type) -> None:
    name = table._meta.table_name
    database.execute_sql(f"TRUNCATE {name} CASCADE" if is_postgresql() else f"DELETE FROM {name}")


ATTEMPTS: dict[str, Callable[[type], object]] = {
    "change": lambda table: table.update(**{FACTS[table]: changed(table)}).execute(),
    "change_one": lambda table: table.update(**{FACTS[table]: changed(table)}).where(table.get()._pk_expr()).execute(),
    "save": lambda table: table.get().save(only=[FACTS[table]]),
    "remove": lambda table: table.delete().execute(),
    "remove_one": lambda table: table.get().delete_instance(),
    "upsert": upsert,
    "empty_the_table": truncate,
}


@pytest.mark.parametrize("table", FACTS)
def test_a_fact_can_be_neither_changed_nor_removed(table: type, facts: None) -> None:
    before = list(table.select().tuples())
    assert len(before) == 1
    for name, attempt in ATTEMPTS.items():
        with pytest.raises(DatabaseError, match="append-only"), database.atomic():
            attempt(table)
        assert list(table.select().tuples()) == before, f"{name} changed a fact"


@pytest.mark.parametrize(
    ("table", "replace"),
    [*((table, overwrite) for table in FACTS), (DeliveryReceipt, overwrite_by_other_key)],
)
def test_a_fact_cannot_be_replaced_under_a_key_of_its_own(
    table: type, replace: Callable[[type], None], facts: None
) -> None:
    before = list(table.select().tuples())
    with pytest.raises((DatabaseError, ValueError)), database.atomic():  # ValueError: PostgreSQL knows no REPLACE
        replace(table)
    assert list(table.select().tuples()) == before


def test_a_second_fact_can_be_appended(facts: None) -> None:
    receipts.take_in(receipts.Callback("SM2", "delivered", 0, "", {}), NOW)
    assert DeliveryReceipt.select().count() == 2
