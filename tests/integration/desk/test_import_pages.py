"""Sam of the legal department imports a file: says how it is read, looks, tries, imports, mends, and takes it back."""

import csv
import io
import re

import pytest
from werkzeug.datastructures import FileStorage

from models import long_work
from models.audit import AuditEntry
from models.certified_record import CertifiedRecord
from models.long_task import LongTask
from models.notice_type import NoticeType
from models.record_import import ColumnMapping, RecordImport
from models.vocabulary import Role
from tests.batch_letters import name, number
from tests.console_people import Person, department, sign_in
from tests.import_rows import row, thousand, written
from tests.world import World


@pytest.fixture
def sam(world: World) -> Person:
    return sign_in(world, Role.SENDER, department(world))


def carry() -> None:
    """The long work alone: no carrier is asked, so that nothing has come of a piece."""
    long_work.carry_on(60, lambda: False)


def letter() -> int:
    return int(NoticeType.get(NoticeType.key == "letter").id)


def send(person: Person, content: bytes, called: str = "November.csv", **more: object) -> str:
    """The address of its page."""
    file = FileStorage(io.BytesIO(content), called)
    answer = person.post("/desk/imports", {"file": file, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def mapping(page: str, **more: object) -> dict[str, object]:
    """The form as the page shows it, with what is chosen there."""
    chosen = dict(re.findall(r'name="(col-\d+)".*?<option value="([^"]+)" selected>', page))
    batch = re.search(r'id="f-batch" name="batch" type="text" value="([^"]*)"', page)
    assert batch, page
    return {**chosen, "batch": batch[1], "notice_type": letter(), "name_on_top": "1", **more}


def test_a_file_is_named_looked_at_tried_imported_mended_and_taken_back(world: World, sam: Person) -> None:
    assert "Nothing was imported so far." in sam.get("/desk/imports").text
    path = send(sam, thousand())
    page = sam.get(path).text
    assert "Choose what kind of letter these are." in page and "Import all rows" not in page
    said = sam.post(f"{path}/mapping", mapping(page))
    assert said.status_code == 303
    page = sam.get(path).text
    assert number(1) in page and name(2) in page and "1 Elm St, Apt 4" in page and "matter 2026-0001" in page
    assert "check digit does not fit" in page, "the twentieth row is a bad one"
    sam.post(f"{path}/try")
    carry()
    page = sam.get(path).text
    assert "Nothing was written. 993 rows would be registered, 7 would not" in page
    assert CertifiedRecord.select().count() == 0
    sam.post(f"{path}/commit")
    begun = sam.get(path).text
    assert '<progress id="bar"' in begun and "Import all rows" not in begun
    carry()
    page = sam.get(path).text
    assert "993 mailings are registered. 7 rows were not taken" in page and "/desk/batches/" in page
    task = LongTask.select().order_by(LongTask.id.desc()).get()
    returned = sam.post(f"/console/tasks/{task.id}/file").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(returned, newline="")))
    assert len(rows) == 7 and all(one["What is wrong"] for one in rows)
    again = send(sam, returned.encode(), "mend.csv")
    assert 'value="November"' not in sam.get(again).text
    sam.post(f"{again}/mapping", mapping(sam.get(again).text, batch="November"))
    sam.post(f"{again}/commit")
    carry()
    assert "No mailing is registered." in sam.get(again).text, "nothing was mended"
    sam.post(f"{path}/undo")
    carry()
    page = sam.get(path).text
    assert "The batch was taken back" in page and CertifiedRecord.select().count() == 0
    listed = sam.get("/desk/imports").text
    assert "taken back" in listed and "deleted" in listed


def test_each_act_is_on_record_with_its_person_and_names_nobody(world: World, sam: Person) -> None:
    path = send(sam, written([row(1)]).encode())
    sam.post(f"{path}/mapping", mapping(sam.get(path).text, save_as="Our program"))
    sam.post(f"{path}/commit")
    carry()
    undone = sam.post(f"{path}/undo")
    assert undone.status_code == 303, undone.text
    entries = AuditEntry.select().where(AuditEntry.action.startswith("record.")).order_by(AuditEntry.id)
    load = RecordImport.get()
    assert [(one.action, one.object) for one in entries] == [
        ("record.import_sent", f"import {load.id}"),
        ("record.import_looked_at", f"import {load.id}"),
        ("record.mapping_saved", f"mapping {ColumnMapping.get().id}"),
        ("record.imported", f"batch {load.batch_id}"),
        ("record.import_undone", f"batch {load.batch_id}"),
    ]
    assert {one.operator_id for one in entries} == {sam.id}


def test_the_next_file_with_the_same_headings_is_read_as_it_was_saved(world: World, sam: Person) -> None:
    path = send(sam, written([row(1)]).encode())
    form = mapping(sam.get(path).text, save_as="Our program", **{"col-6": "reference:client"})
    sam.post(f"{path}/mapping", form)
    second = sam.get(send(sam, written([row(2)]).encode(), "December.csv")).text
    assert "Now: saved as Our program." in second and "client 2026-0002" in second and "Import all rows" in second


def test_a_preset_is_chosen_by_hand_and_two_columns_are_not_one_field(world: World, sam: Person) -> None:
    headings = ("Article Number", "Addressee", "Loan No.")
    content = written([[number(1), "Ada Bell\n1 Elm St\nMEMPHIS TN 38103", "77"]], headings=headings).encode()
    path = send(sam, content)
    assert "Now: Firm mailing book (the columns of PS 3877)." in sam.get(path).text
    said = sam.post(f"{path}/mapping", {"col-0": "tracking", "col-1": "address", "col-2": "tracking", "batch": "x"})
    assert said.status_code == 422 and "Tracking number is said of two columns" in said.text
    own = {"col-0": "tracking", "col-1": "address", "col-2": "reference:", "batch": "x", "notice_type": letter()}
    sam.post(f"{path}/mapping", own)
    page = sam.get(path).text
    assert "loan no 77" in page and "chosen by hand" in page and "Import all rows" in page
    sam.post(f"{path}/mapping", {"act": "way", "way": "preset:firm_book", "batch": "x"})
    assert "Now: Firm mailing book" in sam.get(path).text


def test_rows_are_pasted_from_a_spreadsheet(world: World, sam: Person) -> None:
    answer = sam.post("/desk/imports/paste", {"rows": written([row(1), row(2)], "\t")})
    assert answer.status_code == 303
    page = sam.get(answer.headers["Location"]).text
    assert number(2) in page and name(2) in page
    rounded = row(3, **{"Tracking No.": "9.4E+21"})
    shown = sam.get(sam.post("/desk/imports/paste", {"rows": written([rounded], "\t")}).headers["Location"]).text
    assert "Choose what kind" in shown


def test_what_cannot_be_read_is_said_and_nothing_is_kept(world: World, sam: Person) -> None:
    for data in (
        {},
        {"file": FileStorage(io.BytesIO(b"%PDF-1.7"), "x.csv")},
        {"file": FileStorage(io.BytesIO(b""), "x.csv")},
    ):
        answer = sam.post("/desk/imports", data)
        assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert sam.post("/desk/imports/paste", {"rows": " "}).status_code == 422
    assert RecordImport.select().count() == 0


def test_another_department_sees_no_import_and_an_auditor_only_looks(world: World, sam: Person) -> None:
    path = send(sam, written([row(1)]).encode())
    other, aldo = sign_in(world, Role.SENDER, department(world, "sales")), sign_in(world, Role.AUDITOR)
    assert other.get(path).status_code == 404 and "November" not in other.get("/desk/imports").text
    for act in ("mapping", "try", "commit", "undo"):
        assert other.post(f"{path}/{act}").status_code == 404
        assert aldo.post(f"{path}/{act}").status_code == 403
    seen = aldo.get(path)
    assert seen.status_code == 200 and "Which column is what" not in seen.text


def test_an_admin_names_the_department(world: World, sam: Person) -> None:
    sales, ida = department(world, "sales"), sign_in(world, Role.ADMIN)
    file = FileStorage(io.BytesIO(written([row(1)]).encode()), "x.csv")
    assert "Choose the department" in ida.post("/desk/imports", {"file": file}).text
    send(ida, written([row(1)]).encode(), sender=sales.id)
    assert RecordImport.get().sender == sales


def test_what_is_not_ready_is_not_begun_and_nothing_is_undone_that_was_not_done(world: World, sam: Person) -> None:
    path = send(sam, written([row(1)]).encode())
    for act in ("try", "commit"):
        refused = sam.post(f"{path}/{act}")
        assert refused.status_code == 422 and "Choose what kind of letter" in refused.text
    refused = sam.post(f"{path}/undo")
    assert refused.status_code == 422 and "There is nothing to take back" in refused.text
