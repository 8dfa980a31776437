"""What an import leaves behind goes by itself: a file that nobody went on with, and bad rows that nobody mended."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from config import time
from config.settings import Settings
from jobs import purge, upkeep
from jobs.context import use_settings
from models import long_work
from models.audit import AuditEntry
from models.auditing import COMMAND_LINE
from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.database import database
from models.ledger import open_evidence
from models.operator import Operator
from models.record_file import RecordFile, RecordFilePart
from models.record_import import RecordImport
from models.sender import Sender
from models.vocabulary import Role
from records import addresses, files, holds, import_keeping, importing, long_kinds, undoing
from records.checking_files import Checked
from records.file_bytes import whole
from tests.import_rows import load_of, row, written
from tests.integration.records.test_imports import save_way
from tests.integration.records.test_record_lists import person
from tests.mailings import NOW, department
from tests.world import StandingClock

ROWS = written([row(1), row(2, Recipient="")]).encode()
WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@pytest.fixture
def clock() -> Iterator[StandingClock]:
    standing = StandingClock(NOW)
    with time.clock(standing):
        yield standing


@pytest.fixture
def legal(db: str, clock: StandingClock) -> Sender:
    long_work.use_kinds(long_kinds.KINDS)
    return department("legal")


@pytest.fixture
def sam(legal: Sender) -> Operator:
    return person("sam", Role.SENDER, legal)


def test_a_file_that_nobody_went_on_with_is_deleted_after_a_week(
    db: str, tmp_path: Path, legal: Sender, sam: Operator, clock: StandingClock
) -> None:
    use_settings(Settings(_env_file=None, database_url=db, instance_dir=tmp_path))
    load = load_of(legal, ROWS)
    importing.begin_trial(load, sam, NOW)
    long_work.carry_on(60, lambda: False)
    assert RecordFile.select().count() > 1, "its rows were read for the trial"
    clock.at = NOW + WEEK - timedelta(seconds=1)
    assert import_keeping.old_since(clock.at) is None and import_keeping.delete_old(clock.at) == 0
    clock.at = NOW + WEEK
    assert upkeep.due_since(clock.at) == clock.at
    assert upkeep.run() == 1 and upkeep.due_since(clock.at) is None
    assert [table.select().count() for table in (RecordImport, RecordFile, RecordFilePart)] == [0, 0, 0]


def test_one_that_somebody_tries_at_this_moment_stays(legal: Sender, sam: Operator, clock: StandingClock) -> None:
    load = load_of(legal, ROWS)
    importing.begin_trial(load, sam, NOW)
    clock.at = NOW + WEEK
    assert import_keeping.delete_old(clock.at) == 0
    long_work.carry_on(60, lambda: False)
    assert import_keeping.delete_old(clock.at) == 1


def test_bad_rows_go_after_a_month_and_what_was_imported_stays_with_its_file(
    legal: Sender, sam: Operator, clock: StandingClock
) -> None:
    load = load_of(legal, ROWS)
    importing.begin(load, COMMAND_LINE, sam, NOW)
    long_work.carry_on(60, lambda: False)
    assert import_keeping.delete_old(NOW + MONTH - timedelta(seconds=1)) == 0
    assert import_keeping.old_since(NOW + MONTH) == NOW + MONTH
    assert import_keeping.delete_old(NOW + MONTH) == 1 and import_keeping.delete_old(NOW + MONTH) == 0
    kept = RecordImport.get_by_id(load.id)
    assert (kept.state, kept.good, kept.bad, kept.choices) == ("done", 1, 1, None)
    assert [file.id for file in RecordFile.select()] == [kept.file_id] and whole(kept.file) == ROWS
    assert CertifiedRecord.select().count() == 1


def broken_in_its_middle() -> bytes:
    return written([row(serial) for serial in range(1, 600)]).encode() + b'"' + b"never closed," * 20_000


def test_a_file_that_breaks_in_its_middle_leaves_no_batch_and_its_name_is_free(legal: Sender, sam: Operator) -> None:
    load = load_of(legal, broken_in_its_middle())
    importing.begin(load, COMMAND_LINE, sam, NOW)
    long_work.carry_on(60, lambda: False)
    failed = RecordImport.get_by_id(load.id)
    assert (failed.state, failed.batch, Batch.select().count()) == ("failed", None, 0)
    assert [file.id for file in RecordFile.select()] == [failed.file_id], "the file alone is kept, for a week"
    again = load_of(legal, ROWS)
    importing.begin(again, COMMAND_LINE, sam, NOW)
    long_work.carry_on(60, lambda: False)
    assert RecordImport.get_by_id(again.id).batch.name == "November"
    assert import_keeping.delete_old(NOW + WEEK) == 1 and RecordImport.select().count() == 1


def test_a_dropped_file_that_breaks_in_its_middle_says_why_each_time_it_comes(legal: Sender) -> None:
    save_way(legal)
    with pytest.raises(importing.Refused, match="quotation mark"):
        importing.take_dropped(legal, broken_in_its_middle(), "x.csv", NOW)
    assert (RecordImport.get().state, Batch.select().count()) == ("failed", 0)
    with pytest.raises(importing.Refused, match="came before, as import"):
        importing.take_dropped(legal, broken_in_its_middle(), "x.csv", NOW)


def test_a_dropped_file_that_comes_again_after_its_bad_rows_went_imports_nothing(legal: Sender) -> None:
    save_way(legal)
    first = importing.take_dropped(legal, ROWS, "x.csv", NOW)
    assert (first.good, first.bad) == (1, 1) and b"addressed" in first.bad_rows
    import_keeping.delete_old(NOW + MONTH)
    again = importing.take_dropped(legal, ROWS, "x.csv", NOW + MONTH)
    assert (again.load.id, again.good, again.bad_rows) == (first.load.id, 1, b"")


def test_a_reference_that_somebody_added_keeps_the_batch(legal: Sender, sam: Operator) -> None:
    load = load_of(legal, ROWS)
    importing.begin(load, COMMAND_LINE, sam, NOW)
    long_work.carry_on(60, lambda: False)
    load = RecordImport.get_by_id(load.id)
    assert undoing.in_the_way(load, NOW) == ""
    addresses.add_reference(CertifiedRecord.get(), "client", "Acme", NOW + timedelta(hours=1))
    assert undoing.in_the_way(load, NOW).startswith("1 piece of it has a reference that was added.")


def test_a_large_batch_is_looked_through_when_it_is_taken_back_and_not_for_its_page(
    legal: Sender, sam: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = load_of(legal, written([row(1), row(2)]).encode())
    importing.begin(load, COMMAND_LINE, sam, NOW)
    long_work.carry_on(60, lambda: False)
    load = RecordImport.get_by_id(load.id)
    addresses.add_reference(CertifiedRecord.get(), "client", "Acme", NOW + timedelta(hours=1))
    assert "reference" in undoing.in_the_way_at_a_glance(load, NOW)
    monkeypatch.setattr(undoing, "LOOKED_AT_FOR_A_PAGE", 1)
    assert undoing.in_the_way_at_a_glance(load, NOW) == ""
    assert "within 7 days" in undoing.in_the_way_at_a_glance(load, NOW + WEEK + timedelta(hours=1))
    with pytest.raises(undoing.Refused, match="a reference that was added"):
        undoing.begin(load, COMMAND_LINE, sam, NOW)


def test_what_a_batch_kept_goes_with_its_last_record(legal: Sender, sam: Operator, clock: StandingClock) -> None:
    load = load_of(legal, written([row(1), row(2)]).encode())
    importing.begin(load, COMMAND_LINE, sam, NOW)
    long_work.carry_on(60, lambda: False)
    first, second = CertifiedRecord.select().order_by(CertifiedRecord.mailpiece)
    stamped = Checked("image/png", ".png", preview=b"a picture of it, made anew")
    with database.atomic():
        batch = Batch.get()
        files.keep(batch=batch, kind="ps3877", name="sheet", content=b"stamped", checked=stamped, by=sam, now=NOW)
    over(first)
    assert purge.run() == 1
    assert RecordFile.select().where(RecordFile.batch == load.batch_id).count() == 3, "the other is in that list too"
    over(second)
    assert purge.run() == 1
    assert (RecordFile.select().count(), RecordFilePart.select().count()) == (0, 0)
    ended = RecordImport.get_by_id(load.id)
    assert (ended.choices, ended.file, ended.good, ended.batch.name) == (None, None, 2, "November")
    said = open_evidence(AuditEntry.get(AuditEntry.action == "batch.purged")) or {}
    assert len(said["files"]) == 2, "the digests of the list and of the sheet; its picture is no evidence"
    assert purge.run() == 0


def test_a_record_that_is_held_keeps_what_its_batch_kept(legal: Sender, sam: Operator, clock: StandingClock) -> None:
    load = load_of(legal, written([row(1), row(2)]).encode())
    importing.begin(load, COMMAND_LINE, sam, NOW)
    long_work.carry_on(60, lambda: False)
    first, second = CertifiedRecord.select().order_by(CertifiedRecord.mailpiece)
    with database.atomic():
        holds.place([second.mailpiece_id], "a case", sam, NOW)
    over(first)
    over(second)
    assert purge.run() == 1
    assert whole(RecordImport.get_by_id(load.id).file).startswith(b"Tracking")


def over(record: CertifiedRecord) -> None:
    yesterday = NOW.date() - timedelta(days=1)
    CertifiedRecord.update(keep_until=yesterday).where(CertifiedRecord.mailpiece == record.mailpiece_id).execute()
