"""A database of the first version, in use, becomes one with a ledger: every row is kept, and what it knew is sealed."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import DatabaseError
from playhouse.migrations import Runner

from bot import consent, erasure
from bot.opt_out_search import Search, indexes_of
from config import time
from jobs import seal
from models import opt_out_log
from models.consent import ConsentEvent
from models.contact import Contact, index_last_fours
from models.database import bind, database, is_postgresql, unit_of_work
from models.fields import microseconds, phone_index
from models.fields import seal as encrypt
from models.ledger import LedgerLeaf
from models.ledger_verify import verify
from models.mailpiece import Mailpiece, keep_endings
from models.migrate import FOLDER, migrate, missing
from models.opt_out import OptOut, OptOutWord
from models.outbound import DeliveryReceipt, OutboundMessage
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import ConsentKind
from tests.conftest import PAIRINGS, _administer
from tests.ledger_story import NOON, wire
from tests.world import ADA, NUMBER

AT = microseconds(NOON)
#: One row or more of every table that the upgrade touches, as the first version wrote them.
ROWS: dict[str, list[dict[str, Any]]] = {
    "program": [
        dict(id=1, key="default", brand="Waypost", from_number="55501", help_contact="x@example.org", language="en",
             keywords_handled_by="app", regions="US", created_at=AT),
    ],
    "contact": [dict(id=1, program_id=1, channel="sms", phone="", phone_index="", language="en", created_at=AT)],
    "inbound_message": [
        dict(id=1, provider_reference="SM1", program_id=1, contact_id=1, body="", media_count=0, opt_out_type="",
             received_at=AT, source="webhook", state="answered", intent="stop", rule="the text is STOP", tries=0),
    ],
    "mailpiece": [
        dict(id=1, carrier="usps", tracking_number=NUMBER, era=1, format="", answer="found", milestone="in_transit",
             visits="{}", service="", created_at=AT, poll_epoch=0, failures=0),
    ],
    "consent_event": [
        dict(id=row_id, contact_id=1, kind=kind, scope="all", source="inbound_text", inbound_id=1, rule="",
             language="en", wording_key="", wording_version="", state_before="open", happened_at=AT, recorded_at=AT)
        for row_id, kind in ((1, "confirmed"), (2, "revoked"), (3, "resumed"))
    ],
    "subscription": [
        dict(id=1, contact_id=1, mailpiece_id=1, state="active", choices="standard", proven=False, consent_event_id=1,
             told_answer="", created_at=AT),
    ],
    "outbound_message": [
        dict(id=1, reference="ours-1", contact_id=1, consent_event_id=1, purpose="reply", kind="help", occasion="",
             body="", body_index="", segments=1, priority=0, language="en", wording_version="help/1", state="sent",
             reason="", created_at=AT, not_before=AT, epoch=0, tries=0, provider_rank=-1),
    ],
    "delivery_receipt": [
        dict(id=1, outbound_id=1, provider_reference="SM-out-1", status="sent", error_code=0, raw="", received_at=AT),
    ],
}  # fmt: skip
SECRET = {("contact", "phone"): ADA, ("inbound_message", "body"): "STOP", ("outbound_message", "body"): "Waypost: help"}


@pytest.fixture(params=PAIRINGS)
def first_version(request: pytest.FixtureRequest, tmp_path: Path, keys: None) -> Iterator[None]:
    """A database at 0001 with rows in it."""
    only_first = tmp_path / "first"
    only_first.mkdir()
    shutil.copy(FOLDER / "0001_first_tables.py", only_first)
    server = ""
    if request.param == "sqlite-alone":
        bind(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        server = request.getfixturevalue("postgresql")
        _administer(server, "CREATE DATABASE old")
        bind(server.format("old"))
    wire(tmp_path)
    with unit_of_work():
        Runner(database.obj, str(only_first)).up()
        for table, rows in ROWS.items():
            for row in rows:
                insert(table, row)
        yield
    if server:
        database.close_all()
        _administer(server, "DROP DATABASE old WITH (FORCE)")
    else:
        database.close()


def insert(table: str, row: dict[str, Any]) -> None:
    values = dict(row)
    for (owner, column), secret in SECRET.items():
        if owner == table:
            values[column] = encrypt(secret.encode(), f"{table}.{column}".encode())
    if table == "contact":
        values["phone_index"] = phone_index(ADA)
    if table == "delivery_receipt":
        values["raw"] = DeliveryReceipt.raw.db_value(b"To=%2B12025550143")
    marks = ", ".join(["%s" if is_postgresql() else "?"] * len(values))
    columns = ", ".join(f'"{name}"' for name in values)
    database.execute_sql(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(values.values()))
    if is_postgresql():
        database.execute_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {values['id']})")


def test_rows_of_the_first_version_are_kept_and_sealed_and_new_ones_go_on(first_version: None, tmp_path: Path) -> None:
    newer = [
        "0002_consent_that_proves",
        "0003_lost_and_found",
        "0004_a_drain_for_each_number",
        "0005_looks_by_patience",
        "0006_carriers_that_tell",
        "0007_track_pages",
        "0008_asked_on_a_page",
        "0009_the_console",
        "0010_filters_that_meet",
        "0011_certified_records",
    ]
    assert missing() == newer
    assert migrate(tmp_path) == newer and missing() == []
    ada = Contact.get()
    assert (ada.phone, ada.zone, ada.quiet_hours, ada.check_word, ada.erased_at) == (ADA, "", "", None, None)
    program = Program.get()
    assert (program.quiet_from, program.quiet_until, program.pushes_a_day, program.invites_by_text) == (21, 8, 6, False)
    assert [event.kind for event in ConsentEvent.select().order_by(ConsentEvent.id)] == [
        "confirmed", "revoked", "resumed"
    ]  # fmt: skip
    assert OutboundMessage.get().body == "Waypost: help" and OutboundMessage.get().template_values is None
    assert OutboundMessage.get().from_number.address == "55501"
    assert Subscription.get().told_expected_on is None and Mailpiece.get().sender is None
    assert (Mailpiece.get().patience, Mailpiece.get().pushed_at) == (0, None)
    with time.clock(lambda: NOON + timedelta(days=400)):
        assert seal.run() == 3
        consent.record(ada, ConsentKind.REVOKED, NOON + timedelta(days=400))
        assert seal.run() == 1
        assert verify().findings == [] and LedgerLeaf.select().count() == 4
        erasure.erase(ADA, "asked", "Olga")
        seal.run()
        assert verify().findings == []


def test_what_was_on_record_before_stands_in_the_opt_out_log_and_is_found(first_version: None, tmp_path: Path) -> None:
    migrate(tmp_path)
    assert [row.event_id for row in OptOut.select()] == [2] and OptOutWord.select().count() == 0
    for catch_up in (index_last_fours, keep_endings, opt_out_log.index_words):
        assert (catch_up(), catch_up()) == (1, 0)
    assert [row.event_id for row in Search(words=indexes_of("Stop"), last_four="0143").query()] == [2]
    assert Mailpiece.get().ending == NUMBER[::-1]
    with time.clock(lambda: NOON):
        [done] = erasure.erase(ADA, "asked", "Olga")
    assert done.counts["words of the opt-out log"] == 1
    assert list(Search(words=indexes_of("Stop")).query()) == [] == list(Search(last_four="0143").query())


def test_after_the_upgrade_facts_are_guarded_as_before(first_version: None, tmp_path: Path) -> None:
    migrate(tmp_path)
    consent.record(Contact.get(), ConsentKind.REVOKED, NOON)
    for statement in (
        "UPDATE consent_event SET rule = 'x'",
        "UPDATE consent_event SET evidence = NULL, rule = 'x' WHERE id = 4",
        "DELETE FROM consent_event",
        "UPDATE delivery_receipt SET status = 'x'",
        "DELETE FROM delivery_receipt",
    ):
        with pytest.raises(DatabaseError, match="append-only"), database.atomic():
            database.execute_sql(statement)
    with database.atomic():
        DeliveryReceipt.update(raw=b"").execute()
    assert DeliveryReceipt.get().raw == b""


def test_a_row_without_evidence_is_old_or_was_put_in(first_version: None, tmp_path: Path) -> None:
    """Rows of the first version have no digest. A later one without is no event of ours."""
    migrate(tmp_path)
    consent.record(Contact.get(), ConsentKind.ASKED, NOON)
    ConsentEvent.create(contact=1, kind="revoked", scope="all", source="web", happened_at=NOON, recorded_at=NOON)
    with time.clock(lambda: NOON):
        seal.run()
        assert [what for _, what in verify().findings] == ["it has no evidence, although the ledger had begun"]


def test_the_old_remark_is_gone_with_its_column(first_version: None, tmp_path: Path) -> None:
    migrate(tmp_path)
    names = {column.name for column in database.get_columns("consent_event")}
    assert "note" not in names and {"evidence", "digest", "subject", "sender_id"} <= names
    if not is_postgresql():
        with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
