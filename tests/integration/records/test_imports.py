"""Files of mailings: good rows land once whatever happens, bad ones come back with what is wrong, a batch is undone."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from config import time
from models import kept_files, long_work
from models.auditing import COMMAND_LINE
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.database import database, is_postgresql
from models.long_task import LongTask
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.record_file import RecordFile, RecordFilePart
from models.record_import import RecordImport
from models.sender import Sender
from models.vocabulary import Role, TaskState
from records import holds, import_choices, import_files, import_steps, importing, long_kinds, mappings, search, undoing
from records.bad_rows import WHAT_IS_WRONG
from records.file_bytes import whole
from records.import_rows import Fixed
from records.search import Asked
from tests.batch_letters import accept, name, number
from tests.import_rows import HEADINGS, bad_rows, load_of, row, thousand, workbook, written
from tests.integration.records.test_record_lists import person
from tests.mailings import NOW, department, kind
from tests.world import StandingClock


@pytest.fixture
def legal(db: str) -> Iterator[Sender]:
    long_work.use_kinds(long_kinds.KINDS)
    with time.clock(lambda: NOW):
        yield department("legal")


@pytest.fixture
def sam(legal: Sender) -> Operator:
    return person("sam", Role.SENDER, legal)


def carry(task: LongTask) -> LongTask:
    long_work.carry_on(60, lambda: False)
    found: LongTask = LongTask.get_by_id(task.id)
    return found


def file_of(task: LongTask) -> list[dict[str, str]]:
    said = b"".join(kept_files.read(task)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(said, newline="")))


def import_all(load: RecordImport, who: Operator) -> LongTask:
    task = carry(importing.begin(load, COMMAND_LINE, who, NOW))
    assert task.state == TaskState.DONE, task.said
    return task


def fresh(load: RecordImport) -> RecordImport:
    found: RecordImport = RecordImport.get_by_id(load.id)
    return found


def test_of_a_thousand_rows_the_good_land_and_seven_come_back_and_land_when_mended(
    legal: Sender, sam: Operator
) -> None:
    load = load_of(legal, thousand())
    task = import_all(load, sam)
    done = fresh(load)
    assert (done.state, done.rows, done.good, done.bad) == ("done", 1000, 993, 7)
    assert task.said.startswith("993 mailings are registered. 7 rows were not taken")
    assert CertifiedRecord.select().count() == BatchPiece.select().where(BatchPiece.batch == done.batch).count() == 993
    returned = file_of(task)
    assert [one[WHAT_IS_WRONG].partition(":")[0] for one in returned] == [f"Row {place + 1}" for place in bad_rows()]
    said = [one[WHAT_IS_WRONG] for one in returned]
    for part, sentence in zip(
        (
            "check digit does not fit", "A spreadsheet has rounded this number", "Say whom it is addressed to",
            "Give the address block", "'soon' is no day", "registered already", "no service option called 'by drone'",
        ),
        said,
        strict=True,
    ):  # fmt: skip
        assert part in sentence
    mended = [row(serial) for serial in bad_rows()]
    headings = (*HEADINGS, WHAT_IS_WRONG)
    again = written([[*cells, "whatever"] for cells in mended], headings=headings).encode()
    second = load_of(legal, again, batch="November")
    import_all(second, sam)
    assert (fresh(second).good, fresh(second).bad) == (7, 0)
    assert CertifiedRecord.select().count() == 1000 and Batch.select().count() == 1


def test_what_comes_back_unmended_is_refused_again_and_nothing_in_it_was_changed(legal: Sender, sam: Operator) -> None:
    odd = row(3, Recipient="=HYPERLINK(1)", Matter="'quoted", **{"Tracking No.": "9.58907E+21"})
    wide = [*row(4), "one more"]
    task = import_all(load_of(legal, written([row(1), odd, wide]).encode()), sam)
    content = b"".join(kept_files.read(task))
    assert b'"\'=HYPERLINK(1)"' in content, "a spreadsheet runs nothing"
    second = load_of(legal, content, "again.csv")
    assert import_choices.of(second).top.headings == HEADINGS
    again = import_all(second, sam)
    assert fresh(second).good == 0 and fresh(second).bad == 2
    assert b"".join(kept_files.read(again)).replace(b"Row 2:", b"").replace(b"Row 3:", b"") == content.replace(
        b"Row 3:", b""
    ).replace(b"Row 4:", b"")
    assert Batch.select().where(Batch.name == "again").count() == 0, "a batch of nothing is not left behind"


def test_a_record_of_an_import_is_found_and_reads_as_its_row_does(legal: Sender, sam: Operator) -> None:
    import_all(load_of(legal, written([row(1)], ";").encode("utf-16")), sam)
    (record,) = CertifiedRecord.select()
    address = RecordAddress.get()
    assert record.source == "import" and record.created_by_id == sam.id
    assert (address.recipient, bytes(address.block).decode()) == (
        name(1),
        f"{name(1)}\n1 Elm St, Apt 4\nMemphis TN 03810",
    )
    assert [(one.kind, one.value) for one in RecordReference.select()] == [("matter", "2026-0001")]
    assert (record.options, str(record.mailed_on)) == ("certified receipt_electronic", "2026-11-19")
    assert search.find(sam, Asked("elm 2026-0001")).page(0, 10) == [record.mailpiece_id]


def test_a_trial_says_what_would_come_of_it_and_writes_no_record(legal: Sender, sam: Operator) -> None:
    content = thousand()
    load = load_of(legal, content)
    task = carry(importing.begin_trial(load, sam, NOW))
    assert task.said.startswith("Nothing was written. 993 rows would be registered, 7 would not")
    assert [one[WHAT_IS_WRONG].partition(":")[0] for one in file_of(task)] == [f"Row {one + 1}" for one in bad_rows()]
    assert "stands further above in the file" in file_of(task)[5][WHAT_IS_WRONG]
    assert CertifiedRecord.select().count() == Mailpiece.select().count() == Batch.select().count() == 0
    import_all(load, sam)
    assert (fresh(load).good, fresh(load).bad) == (993, 7)


@pytest.mark.parametrize("when", ["before the step is saved", "in the middle of a block"])
def test_whoever_is_killed_between_steps_leaves_no_row_twice_and_none_out(
    legal: Sender, sam: Operator, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    load = load_of(legal, thousand())
    task = importing.begin(load, COMMAND_LINE, sam, NOW)
    calls: list[int] = []
    where = long_work if when == "before the step is saved" else import_files
    called = "_save" if where is long_work else "add_part"
    kept: Any = getattr(where, called)

    def killed(*given: Any) -> Any:
        calls.append(1)
        if len(calls) in (1, 2):
            raise SystemExit(9)
        return kept(*given)

    monkeypatch.setattr(where, called, killed)
    clock = StandingClock(NOW)
    with time.clock(clock):
        for _ in range(2):
            with pytest.raises(SystemExit):
                long_work.carry_on(60, lambda: False)
            clock.move(seconds=31)
        done = carry(task)
    assert (done.state, fresh(load).good, fresh(load).bad) == (TaskState.DONE, 993, 7)
    assert CertifiedRecord.select().count() == 993 and len(file_of(done)) == 7


def test_a_stopped_import_is_begun_again_from_where_it_stands(legal: Sender, sam: Operator) -> None:
    load = load_of(legal, thousand())
    task = importing.begin(load, COMMAND_LINE, sam, NOW)
    with pytest.raises(importing.Refused, match="at this moment"):
        undoing_of(load, sam)
    long_work.stop(task, NOW)
    again = import_all(fresh(load), sam)
    assert again.id != task.id and fresh(load).good == 993 and len(file_of(again)) == 7


def undoing_of(load: RecordImport, who: Operator, at: Any = NOW) -> LongTask:
    try:
        return carry(undoing.begin(fresh(load), COMMAND_LINE, who, at))
    except undoing.Refused as problem:
        raise importing.Refused(str(problem)) from problem


def found_by_words(sender: Sender) -> int:
    """Rows of the index itself, whether there is a record or not."""
    told = "" if is_postgresql() else f" WHERE record_words MATCH 's{sender.id}'"
    return int(database.execute_sql(f"SELECT COUNT(*) FROM record_words{told}").fetchone()[0])


def test_an_undone_batch_leaves_nothing_behind_and_its_rows_can_come_again(legal: Sender, sam: Operator) -> None:
    load = load_of(legal, thousand())
    import_all(load, sam)
    assert found_by_words(legal) == 993
    task = undoing_of(load, sam)
    assert task.state == TaskState.DONE and fresh(load).state == "undone" and fresh(load).file is None
    for table in (CertifiedRecord, RecordAddress, RecordReference, BatchPiece, RecordFile, RecordFilePart):
        assert table.select().count() == 0, table
    watched = Mailpiece.registered_at.is_null(False) | Mailpiece.next_poll_at.is_null(False)
    assert Mailpiece.select().where(watched).count() == 0
    assert search.find(sam, Asked("elm")).page(0, 10) == []
    assert found_by_words(legal) == 0
    batch = Batch.get()
    assert batch.undone_at == NOW and batch.name == "November (taken back 2026-11-20)"
    second = load_of(legal, thousand())
    import_all(second, sam)
    assert fresh(second).good == 993 and fresh(second).batch.name == "November"
    assert len(search.find(sam, Asked("2026-0005")).page(0, 10)) == 1


def _hold(record: CertifiedRecord, sam: Operator) -> None:
    holds.place([record.mailpiece_id], "a case", sam, NOW)


def _edit(record: CertifiedRecord, sam: Operator) -> None:
    RecordAddress.create(record=record, version=2, recipient="x", block=b"y", reason="moved", made_at=NOW)


def _scan(record: CertifiedRecord, sam: Operator) -> None:
    accept([2], NOW)


def _attach(record: CertifiedRecord, sam: Operator) -> None:
    RecordFile.create(record=record, kind="letter", name="a", media_type="x", size=0, sha256="", added_at=NOW)


def _stamp(record: CertifiedRecord, sam: Operator) -> None:
    Batch.update(stamped_at=NOW).execute()


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (_hold, "1 piece of it is or was held."),
        (_edit, "1 piece of it has a newer address."),
        (_scan, "1 piece of it was accepted by the carrier."),
        (_attach, "1 piece of it has a file of its own."),
        (_stamp, "The sheet of this batch that the post office stamped is on file."),
    ],
)
def test_what_has_come_of_a_piece_keeps_its_batch(legal: Sender, sam: Operator, act: Any, said: str) -> None:
    load = load_of(legal, written([row(1), row(2)]).encode())
    import_all(load, sam)
    act(CertifiedRecord.get(), sam)
    with pytest.raises(importing.Refused, match=said):
        undoing_of(load, sam)
    assert CertifiedRecord.select().count() == 2 and fresh(load).state == "done"


def test_after_a_week_a_batch_is_not_taken_back(legal: Sender, sam: Operator) -> None:
    load = load_of(legal, written([row(1)]).encode())
    import_all(load, sam)
    with pytest.raises(importing.Refused, match="within 7 days"):
        undoing_of(load, sam, NOW + timedelta(days=7, seconds=1))


# -- workbooks, and files that mean harm -------------------------------------------------------------------------------


def test_a_workbook_is_read_as_text_and_a_number_that_it_rounded_is_refused(legal: Sender, sam: Operator) -> None:
    good, rounded, formula = row(1), row(2), row(3)
    rounded[0] = int(number(2))  # type: ignore[call-overload]
    rows = [list(HEADINGS), good, [float(rounded[0]), *rounded[1:]], [formula[0], "=1+1", *formula[2:]]]
    content = workbook(rows)
    load = load_of(legal, content, "Letters.xlsx")
    task = import_all(load, sam)
    assert whole(fresh(load).file) == content, "the original is kept as it came"
    assert (fresh(load).good, fresh(load).bad) == (1, 2)
    said = [one[WHAT_IS_WRONG] for one in file_of(task)]
    assert "A spreadsheet has rounded this number" in said[0] and "Say whom it is addressed to" in said[1]
    assert RecordAddress.get().recipient == name(1)


def bomb() -> bytes:
    """A workbook whose only sheet unpacks to a gigabyte."""
    out = io.BytesIO(workbook([list(HEADINGS), row(1)]))
    with zipfile.ZipFile(out) as book:
        parts = {one: book.read(one) for one in book.namelist()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for called, body in parts.items():
            book.writestr(called, body)
        with book.open("xl/sharedStrings2.xml", "w", force_zip64=True) as part:
            for _ in range(1000):
                part.write(bytes(1 << 20))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"Tracking,Recipient\n\0\0\0\0\0\0", "no text"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"\xd0\xcf\x11\xe0rest", "old .xls workbook"),
        (b"PK\x03\x04 and nothing more", "broken"),
        (b"Tracking,Recipient,Address\n", "no rows under its headings"),
        (b'Tracking,Recipient\n"' + b"x" * 200_000, "quotation mark|longer than|no table"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(legal: Sender, content: bytes, said: str) -> None:
    with pytest.raises(importing.Refused, match=said):
        importing.take_in(legal, io.BytesIO(content), "x.csv", None, NOW)
    assert RecordImport.select().count() == RecordFile.select().count() == 0


def test_a_workbook_that_unpacks_without_end_is_refused(legal: Sender) -> None:
    with pytest.raises(importing.Refused, match="larger than a table of mailings"):
        importing.take_in(legal, io.BytesIO(bomb()), "x.xlsx", None, NOW)


def test_a_file_that_breaks_in_its_middle_imports_nothing(legal: Sender, sam: Operator) -> None:
    content = written([row(serial) for serial in range(1, 600)]).encode() + b'"' + b"never closed," * 20_000
    load = load_of(legal, content)
    task = carry(importing.begin(load, COMMAND_LINE, sam, NOW))
    assert (task.state, fresh(load).state) == (TaskState.FAILED, "failed") and "Nothing was imported." in task.said
    assert CertifiedRecord.select().count() == 0


# -- saved ways, folders -----------------------------------------------------------------------------------------------


def save_way(legal: Sender, headings: tuple[str, ...] = HEADINGS) -> None:
    with database.atomic():
        columns = mappings.way_for(legal, headings).columns
        mappings.save(legal, "Our case program", headings, columns, Fixed(notice_type=kind().id), None, NOW)


def test_a_dropped_file_is_imported_once_and_its_bad_rows_come_back(legal: Sender, sam: Operator) -> None:
    save_way(legal)
    taken = importing.take_dropped(legal, thousand(), "day.csv", NOW)
    assert (taken.good, taken.bad) == (993, 7) and taken.bad_rows.count(b"\r\n") == 8
    again = importing.take_dropped(legal, thousand(), "day.csv", NOW)
    assert (again.load.id, again.good, again.bad_rows) == (taken.load.id, 993, taken.bad_rows)
    assert CertifiedRecord.select().count() == 993 and RecordImport.select().count() == 1
    assert {one.source for one in CertifiedRecord.select()} == {"folder"}
    assert taken.load.operator is None and taken.load.batch.name == "day"
    other = importing.take_dropped(legal, written([row(2001)]).encode(), "day.csv", NOW)
    assert other.load.batch.name == "day 2"


def test_a_dropped_file_that_was_killed_halfway_goes_on(legal: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    save_way(legal)
    kept, calls = import_files.add_part, []

    def killed(*given: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit(9)
        kept(*given)

    monkeypatch.setattr(import_files, "add_part", killed)
    with pytest.raises(SystemExit):
        importing.take_dropped(legal, thousand(), "day.csv", NOW)
    taken = importing.take_dropped(legal, thousand(), "day.csv", NOW)
    assert (taken.good, taken.bad, CertifiedRecord.select().count()) == (993, 7, 993)


def test_a_dropped_file_that_no_saved_way_reads_waits_at_the_desk(legal: Sender) -> None:
    with pytest.raises(importing.Refused, match="Choose what kind of letter these are.*waits as import"):
        importing.take_dropped(legal, written([row(1)]).encode(), "day.csv", NOW)
    assert RecordImport.get().state == "uploaded" and CertifiedRecord.select().count() == 0
    save_way(legal)
    assert importing.take_dropped(legal, written([row(1)]).encode(), "day.csv", NOW).good == 1


def test_a_saved_way_is_chosen_by_equal_headings_alone(legal: Sender) -> None:
    save_way(legal)
    same = tuple(one.upper() for one in HEADINGS)
    assert mappings.way_for(legal, same).said == "saved as Our case program"
    assert mappings.way_for(legal, same).columns["tracking"] == "TRACKING NO."
    assert mappings.way_for(legal, same[1:]).said == mappings.GUESSED
    assert mappings.way_for(department("sales"), HEADINGS).said == mappings.GUESSED


def test_whoever_lost_the_department_carries_nothing_on(legal: Sender, sam: Operator) -> None:
    load = load_of(legal, written([row(1)]).encode())
    task = importing.begin(load, COMMAND_LINE, sam, NOW)
    Operator.update(sender=department("sales")).where(Operator.id == sam.id).execute()
    done = carry(task)
    assert done.state == TaskState.FAILED and "not yours to carry on" in done.said
    assert CertifiedRecord.select().count() == 0 and import_steps.WHO == {Role.SENDER, Role.ADMIN}
