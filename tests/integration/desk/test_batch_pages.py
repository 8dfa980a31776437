"""Sam of the legal department reconciles a batch, prints its sheet and a cover sheet, and takes lists with him."""

import csv
import io
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from config import time
from models.audit import AuditEntry
from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.database import database
from models.ledger import open_evidence
from models.long_task import LongTask
from models.record_file import RecordFile, RecordFilePart
from models.sender import Sender
from models.sender_link import SenderLink
from models.vocabulary import Milestone, Role
from records import batches, lists, manifest_work
from records.pdf_page import Sheet
from tests.batch_letters import accept, batch_of, name, number, text_of
from tests.console_people import Person, department, sign_in
from tests.world import World


@pytest.fixture
def legal(world: World) -> Sender:
    return department(world, "legal")


@pytest.fixture
def sam(world: World, legal: Sender) -> Person:
    return sign_in(world, Role.SENDER, legal)


def made(sender: Sender, count: int, called: str = "November", first: int = 1) -> Batch:
    with database.atomic():
        return batch_of(sender, count, time.now(), called, first)


def audited(action: str) -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.select().where(AuditEntry.action == action).order_by(AuditEntry.id)
    return [(row.object, open_evidence(row) or {}) for row in rows]


def section(page: str, begin: str, end: str) -> str:
    found = re.search(f"{begin}(.*?){end}", page, re.DOTALL)
    assert found, page
    return found[1]


def test_of_fifty_letters_the_two_that_are_missing_stand_on_top_by_name(sam: Person, legal: Sender) -> None:
    batch = made(legal, 50)
    accept([one for one in range(1, 51) if one not in (7, 33)], time.now())
    page = sam.get(f"/desk/batches/{batch.id}").get_data(as_text=True)
    assert "2 of 50 pieces have no acceptance scan." in page
    missing = section(page, 'id="missing"', "</table>")
    assert [one for one in range(1, 51) if number(one) in missing] == [7, 33]
    assert name(7) in missing and name(33) in missing
    assert "Accepted by the carrier</dt><dd>48" in page and "none on file" in page
    listed = sam.get("/desk/batches").get_data(as_text=True)
    cells = re.findall(r'class="number">(?:<span[^>]*>)?(\d+)', listed)
    assert cells == ["50", "48", "2"]
    assert audited("record.batch_looked_at")[0][0] == f"batch {batch.id}"


def test_a_long_batch_is_paged_and_every_piece_is_on_some_page(sam: Person, legal: Sender) -> None:
    batch = made(legal, 120)
    page = sam.get(f"/desk/batches/{batch.id}").get_data(as_text=True)
    first = section(page, 'id="pieces"', "</table>")
    after = re.search(r"after=(\d+)", page)
    assert after and "From the first one" not in page
    second = section(
        sam.get(f"/desk/batches/{batch.id}?after={after[1]}").get_data(as_text=True), 'id="pieces"', "</table>"
    )
    found = [[one for one in range(1, 121) if number(one) in part] for part in (first, second)]
    assert found == [list(range(1, 101)), list(range(101, 121))]


def test_an_empty_batch_is_made_once_and_what_is_wrong_is_said(sam: Person, legal: Sender) -> None:
    answer = sam.post("/desk/batches", {"name": "December", "mailed_on": "2026-12-01"})
    batch = Batch.get(Batch.name == "December")
    assert answer.status_code == 303 and answer.headers["Location"].endswith(f"/desk/batches/{batch.id}")
    assert (str(batch.mailed_on), batch.made_by_id, batch.sender_id) == ("2026-12-01", sam.id, legal.id)
    assert audited("record.batch_made") != []
    for form in ({"name": "December"}, {"name": " "}, {"name": "x", "mailed_on": "tomorrow"}):
        wrong = sam.post("/desk/batches", form)
        assert wrong.status_code == 422 and 'role="alert"' in wrong.text
    assert Batch.select().count() == 1
    assert "Nothing is listed in this batch yet." in sam.get(answer.headers["Location"]).text


def test_the_manifest_is_a_pdf_that_says_it_is_no_facsimile_and_it_is_on_record(sam: Person, legal: Sender) -> None:
    batch = made(legal, 3)
    answer = sam.post(f"/desk/batches/{batch.id}/manifest")
    assert answer.content_type == "application/pdf" and "attachment" in answer.headers["Content-Disposition"]
    assert answer.data == sam.post(f"/desk/batches/{batch.id}/manifest").data
    assert "Not a USPS-approved facsimile of PS Form 3877" in text_of(answer.data)[0]
    assert [about for about, _ in audited("record.manifest_made")] == [f"batch {batch.id}"] * 2


def test_the_manifest_of_a_large_batch_is_long_work(
    world: World, sam: Person, legal: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest_work, "AT_ONCE", 2)
    batch = made(legal, 3)
    begun = sam.post(f"/desk/batches/{batch.id}/manifest")
    assert begun.status_code == 303 and "/console/tasks/" in begun.headers["Location"]
    world.work()
    task = LongTask.get()
    assert (task.state, task.said, task.total) == ("done", "The manifest of 3 pieces.", 3)
    content = sam.post(f"{begun.headers['Location']}/file").data
    assert name(3) in text_of(content)[0]


def test_no_manifest_is_made_of_more_than_a_clerk_would_take(
    world: World, sam: Person, legal: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest_work, "AT_ONCE", 2)
    monkeypatch.setattr(manifest_work, "MOST", 2)
    batch = made(legal, 3)
    sam.post(f"/desk/batches/{batch.id}/manifest")
    world.work()
    task = LongTask.get()
    assert task.state == "failed" and "at most 2 pieces" in task.said


def test_a_cover_sheet_is_a_pdf_and_stands_in_the_custody_of_its_record(sam: Person, legal: Sender) -> None:
    made(legal, 1)
    record = CertifiedRecord.get().mailpiece_id
    answer = sam.post(f"/desk/records/{record}/cover-sheet")
    assert answer.content_type == "application/pdf" and f"cover-{record}.pdf" in answer.headers["Content-Disposition"]
    (page,) = text_of(answer.data)
    assert name(1) in page and f"/desk/records/{record}" in page.replace("\n", "")
    assert audited("record.cover_sheet_made")[0][0] == f"record {record}"


def test_another_departments_batch_is_none(world: World, sam: Person, legal: Sender) -> None:
    theirs = made(department(world, "sales"), 1, "theirs", first=90)
    record = CertifiedRecord.get().mailpiece_id
    assert sam.get(f"/desk/batches/{theirs.id}").status_code == 404
    for act in ("manifest", "link", "stamp"):
        assert sam.post(f"/desk/batches/{theirs.id}/{act}").status_code == 404
    assert sam.post(f"/desk/records/{record}/cover-sheet").status_code == 404
    assert "theirs" not in sam.get("/desk/batches").get_data(as_text=True)
    aldo = sign_in(world, Role.AUDITOR)
    assert name(90) in aldo.get(f"/desk/batches/{theirs.id}").get_data(as_text=True)
    ida = sign_in(world, Role.ADMIN)
    assert ida.post("/desk/batches", {"name": "whose?"}).status_code == 422
    assert ida.post("/desk/batches", {"name": "legal's", "sender": str(legal.id)}).status_code == 303


def test_the_stamped_sheet_is_attached_and_kept_apart_from_the_carriers_scans(sam: Person, legal: Sender) -> None:
    batch, other = made(legal, 3), made(legal, 1, "other", first=60)
    accept([1], time.now())
    CertifiedRecord.update(look_at=None).execute()
    scan = Sheet("the stamped sheet")
    scan.write(72, 700, "MEMPHIS TN NOV 20 2026")
    scan.next_page()
    sheet = scan.finish() + b"%" * 200_000  # larger than forms of words may be
    answer = stamped(sam, batch, sheet, "stamped.pdf", note="received 2, one struck out")
    assert answer.status_code == 303, answer.text
    found = Batch.get_by_id(batch.id)
    assert found.stamped_at is not None and Batch.get_by_id(other.id).stamped_at is None
    file = RecordFile.get(RecordFile.preview_of.is_null())
    assert (file.kind, file.name, file.batch_id, file.note) == (
        "ps3877",
        "stamped.pdf",
        batch.id,
        "received 2, one struck out",
    )
    assert b"".join(bytes(part.body) for part in file.parts.order_by(RecordFilePart.number)) == sheet
    assert batches.totals(found).missing == 2, "a stamp is no scan of the carrier's"
    page = sam.get(f"/desk/batches/{batch.id}").get_data(as_text=True)
    assert "on file since" in page and "stamped.pdf" in page and "received 2, one struck out" in page
    assert "2 of 3 pieces have no acceptance scan; the stamped sheet alone speaks for these." in page
    woken = CertifiedRecord.select().where(CertifiedRecord.look_at.is_null(False)).count()
    assert woken == 3, "each record of it is looked at anew, and no other"
    assert audited("record.sheet_stamped")[0][0] == f"batch {batch.id}"
    again = stamped(sam, batch, sheet, "again.pdf")
    assert again.status_code == 303 and RecordFile.select().where(RecordFile.preview_of.is_null()).count() == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [(b"", "", "Choose a scan"), (b"<html><script>", "sheet.pdf", "sheet.pdf"), (b"just words", "a.txt", "no scan or")],
)
def test_what_is_no_picture_of_a_sheet_is_refused_and_nothing_is_stamped(
    sam: Person, legal: Sender, content: bytes, name: str, said: str
) -> None:
    batch = made(legal, 1)
    answer = stamped(sam, batch, content, name)
    assert answer.status_code == 422 and said in answer.text and 'role="alert"' in answer.text
    assert Batch.get_by_id(batch.id).stamped_at is None and RecordFile.select().count() == 0


def stamped(person: Person, batch: Batch, content: bytes, called: str, **more: str) -> TestResponse:
    data = {"csrf": person.csrf(), "file": (io.BytesIO(content), called), **more}
    return person.client.post(f"/desk/batches/{batch.id}/stamp", data=data, content_type="multipart/form-data")


def test_a_link_to_ones_own_notices_waits_for_the_departments_word(world: World, sam: Person, legal: Sender) -> None:
    batch = made(legal, 1)
    refused = sam.post(f"/desk/batches/{batch.id}/link")
    assert refused.status_code == 422 and "flask senders attest legal" in refused.text
    assert SenderLink.select().count() == 0
    Sender.update(attested_at=time.now(), attestation="we asked").execute()
    assert sam.post(f"/desk/batches/{batch.id}/link").status_code == 303
    link = SenderLink.get()
    assert link.is_own and link.batch_id == batch.id
    page = sam.get(f"/desk/batches/{batch.id}").get_data(as_text=True)
    found = re.search(r'href="(/o/[^"/]+)/?"', page)
    assert found and world.browser().get(found[1]).status_code == 200
    assert f"{world.settings.public_base_url}{found[1]}" in page
    assert world.browser().get(f"{found[1]}/sheet").status_code == 200
    assert audited("record.batch_link_made")[0][1]["link"] == link.id


# -- lists and reports -------------------------------------------------------------------------------------------------


def exported(world: World, who: Person, key: str, **asked: str) -> list[dict[str, str]]:
    begun = who.post(f"/desk/lists/{key}/csv", asked)
    assert begun.status_code == 303, begun.text
    world.work()
    task = LongTask.select().order_by(LongTask.id.desc()).get()
    assert task.state == "done", task.said
    content = who.post(f"{begun.headers['Location']}/file").data
    assert content.startswith(b"\xef\xbb\xbf"), "so that a spreadsheet reads it as UTF-8"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_list_is_a_file_with_every_row_and_asks_for_a_proof_first(world: World, sam: Person, legal: Sender) -> None:
    batch = made(legal, 5)
    accept([1], time.now())
    world.clock.move(minutes=10)
    asked = sam.post("/desk/lists/records/csv", {"said": "Żółć"}, proven=False)
    assert asked.status_code == 401 and LongTask.select().count() == 0
    rows = exported(world, sam, "records", said="Żółć", reason="for the hearing")
    assert [row["Recipient"] for row in rows] == [name(1)]
    (about, evidence) = audited("record.list_exported")[0]
    assert about.startswith("task ") and evidence["reason"] == "for the hearing"
    assert evidence["narrowed"] == {"said": "(typed words)"} and evidence["list"] == "records"
    missing = exported(world, sam, "batch_pieces", batch=str(batch.id), only="missing")
    assert len(missing) == batches.totals(batch).missing and name(1) not in [row["Recipient"] for row in missing]


def test_a_list_of_many_rows_comes_in_steps_with_a_bar(
    world: World, sam: Person, legal: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.lists_of_records.AT_ONCE", 4)
    made(legal, 10)
    rows = exported(world, sam, "records")
    task = LongTask.get()
    assert [row["Recipient"].lstrip("'") for row in rows] == [name(one) for one in range(10, 0, -1)]
    assert (task.total, task.done, task.part_count) == (10, 10, 3) and "10 rows" in task.said


def test_whoever_loses_a_department_meanwhile_gets_nothing_more_of_it(world: World, sam: Person, legal: Sender) -> None:
    made(legal, 2)
    sam.post("/desk/lists/records/csv")
    sam.who.__class__.update(disabled_at=time.now()).where(sam.who.__class__.id == sam.id).execute()
    world.work()
    task = LongTask.get()
    assert task.state == "failed" and "may not have this list any more" in task.said and task.file_size == 0


def test_a_list_that_is_none_is_not_found(sam: Person) -> None:
    assert sam.post("/desk/lists/secrets/csv").status_code == 404
    assert LongTask.select().count() == 0 and "secrets" not in lists.LISTS


def test_the_report_page_adds_up_and_its_file_says_the_same(world: World, sam: Person, legal: Sender) -> None:
    made(legal, 4)
    accept([1], time.now(), Milestone.DELIVERED)
    CertifiedRecord.update(missing="letter").execute()
    page = sam.get("/desk/reports").get_data(as_text=True)
    assert "4 records" in page and "4 of them lack evidence" in page
    assert re.findall(r'<th scope="row">All</th><td class="number">(\d+)', page) == ["4", "4", "4"]
    assert "A copy of the letter" in page and "Delivered" in page
    rows = exported(world, sam, "report")
    assert {(row["What"], row["Records"]) for row in rows} >= {("delivered", "1"), ("Legal", "4"), ("", "4")}
    ida = sign_in(world, Role.ADMIN)
    department(world, "sales")
    assert "0 records of Sales" in ida.get(f"/desk/reports?sender={Sender.get(Sender.key == 'sales').id}").text
    assert "4 records, " in ida.get("/desk/reports?sender=99").text
