"""Receipts and scans: kept as they came, shown as a copy that was made anew, and never opened by a browser of ours."""

import hashlib
import io
from typing import Any

import pytest
from PIL import Image

from config import time
from models.audit import AuditEntry
from models.certified_record import CertifiedRecord
from models.database import database
from models.ledger import open_evidence
from models.record_file import RecordFile, RecordFilePart
from models.vocabulary import Role
from records import checking_files, file_bytes, limited
from records.checking_files import Refused, check
from records.pdf_page import Sheet
from records.storing import store
from tests.console_people import Person, department, sign_in
from tests.dropped import mail
from tests.mailings import letter
from tests.world import World
from web.console import roles


def a_pdf(text: str = "Delivered to J. SMITH") -> bytes:
    sheet = Sheet("a receipt")
    sheet.write(72, 700, text)
    return sheet.finish()


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (600, 400)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


@pytest.fixture
def sam(world: World) -> Person:
    return sign_in(world, Role.SENDER, department(world))


@pytest.fixture
def record(sam: Person) -> int:
    with database.atomic():
        (stored,) = store(sam.who.sender, [letter()], sam.who, "form", None, time.now())
    assert stored.record_id
    return stored.record_id


def attach(person: Person, record: int, content: bytes, name: str, kind: str = "ps3800", **more: str) -> Any:
    data = {"csrf": person.csrf(), "kind": kind, "file": (io.BytesIO(content), name), **more}
    return person.client.post(f"/desk/records/{record}/files", data=data, content_type="multipart/form-data")


def test_the_original_comes_back_byte_for_byte_and_only_to_be_saved(sam: Person, record: int) -> None:
    receipt = a_pdf()
    assert attach(sam, record, receipt, "receipt.pdf", note="stamped at the counter").status_code == 303
    file = RecordFile.get(RecordFile.preview_of.is_null())
    assert (file.sha256, file.size) == (hashlib.sha256(receipt).hexdigest(), len(receipt))
    saved = sam.post(f"/desk/files/{file.id}")
    assert saved.data == receipt
    assert saved.headers["Content-Disposition"] == 'attachment; filename="receipt.pdf"'
    assert (
        saved.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in saved.headers["Content-Security-Policy"]
    )
    page = sam.get(f"/desk/records/{record}").text
    assert file.sha256 in page and "stamped at the counter" in page and "The receipt is on file." in page


def test_what_is_shown_is_a_picture_made_anew(sam: Person, record: int) -> None:
    answer = attach(sam, record, a_picture(size=(4000, 3000)), "card.jpg", "green_card")
    assert answer.status_code == 303, answer.text
    file = RecordFile.get(RecordFile.preview_of.is_null())
    shown = sam.get(f"/desk/files/{file.id}/preview")
    assert shown.content_type == "image/png" and shown.data.startswith(b"\x89PNG")
    assert max(Image.open(io.BytesIO(shown.data)).size) <= 1400


def test_no_byte_of_it_stands_in_the_database_in_plain(sam: Person, record: int) -> None:
    attach(sam, record, a_pdf("Núñez secret words"), "receipt of maria.pdf")
    stored = database.execute_sql("SELECT body FROM record_file_part").fetchall()
    assert stored and not any(b"%PDF" in bytes(body) for (body,) in stored)
    names = database.execute_sql("SELECT name FROM record_file").fetchall()
    assert not any(b"maria" in bytes(name) for (name,) in names)


def test_the_same_bytes_are_kept_once(sam: Person, record: int) -> None:
    receipt = a_pdf()
    attach(sam, record, receipt, "receipt.pdf")
    again = attach(sam, record, receipt, "copy.pdf")
    assert "said=there" in again.headers["Location"]
    assert RecordFile.select().where(RecordFile.preview_of.is_null()).count() == 1


def test_each_act_is_on_record_with_the_digest(sam: Person, record: int) -> None:
    attach(sam, record, a_pdf(), "receipt.pdf")
    sam.post(f"/desk/files/{RecordFile.get(RecordFile.preview_of.is_null()).id}")
    entries = AuditEntry.select().where(AuditEntry.object == f"record {record}").order_by(AuditEntry.id)
    assert [one.action for one in entries] == ["record.file_added", "record.file_saved"]
    told = [open_evidence(one) or {} for one in entries]
    assert {one["sha256"] for one in told} == {hashlib.sha256(a_pdf()).hexdigest()}
    assert {one["who"] for one in told} == {sam.who.email} and all(one.recorded_at for one in entries)


def test_another_department_gets_none_of_it(world: World, sam: Person, record: int) -> None:
    attach(sam, record, a_pdf(), "receipt.pdf")
    file = RecordFile.get(RecordFile.preview_of.is_null()).id
    other = sign_in(world, Role.SENDER, department(world, "sales"))
    assert other.post(f"/desk/files/{file}").status_code == 404
    assert other.get(f"/desk/files/{file}/preview").status_code == 404
    assert attach(other, record, a_pdf(), "mine.pdf").status_code == 404


def test_what_is_wrong_with_a_file_is_said_on_the_page_and_nothing_is_kept(sam: Person, record: int) -> None:
    answer = attach(sam, record, b"MZ\x90\x00 a program", "receipt.pdf")
    assert answer.status_code == 422 and "none of the kinds that are kept here" in answer.text
    without = attach(sam, record, a_pdf(), "receipt.pdf", kind="")
    assert without.status_code == 422 and "Say what kind" in without.text
    assert RecordFile.select().count() == 0 == RecordFilePart.select().count()


def test_a_form_that_is_too_large_is_refused_before_it_is_read(
    sam: Person, record: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(roles.TAKES_FILES, "files.add", 10_000)
    answer = attach(sam, record, b"%PDF-" + bytes(20_000), "huge.pdf")
    assert answer.status_code == 413 and "nothing was kept" in answer.text


HOSTILE = {
    "a program called .pdf": (b"MZ\x90\x00" * 100, "a.pdf"),
    "a linux program": (b"\x7fELF" + bytes(500), "a.png"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "a.txt"),
    "a drawing that runs": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.png"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "a.txt"),
    "a page before a PDF": (b"<html>" + a_pdf(), "a.pdf"),
    "half a picture": (a_picture()[:300], "a.jpg"),
    "no PDF behind its first line": (b"%PDF-1.7 nothing else", "a.pdf"),
    "a picture of a billion dots": (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x80\0\0\0\x80\0\x08\x06\0\0\0" + bytes(400),
        "a.png",
    ),
    "nothing": (b"", "a.pdf"),
    "control signs": (b"text\x00text", "a.txt"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_run_or_cannot_be_read_is_refused_in_a_sentence(what: str) -> None:
    content, name = HOSTILE[what]
    with pytest.raises(Refused, match=r"kept"):
        check(content, name)


def test_a_pdf_that_would_run_something_is_kept_and_marked() -> None:
    running = a_pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /Type /Catalog")
    assert check(running, "a.pdf").active and not check(a_pdf(), "a.pdf").active


def test_a_reader_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    (tmp_path / "open_file.py").write_text("while True: pass\n")
    monkeypatch.setattr(limited, "READERS", tmp_path)
    monkeypatch.setattr(limited.run, "__defaults__", (1.0,))
    with pytest.raises(Refused, match="it took too long"):
        checking_files.check(a_pdf(), "a.pdf")


def test_a_reader_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    program = (
        "import json, os; print(json.dumps({'refused': ','.join(sorted(os.environ)) + os.getcwd(), 'sizes': []}))\n"
    )
    (tmp_path / "open_file.py").write_text(program)
    monkeypatch.setattr(limited, "READERS", tmp_path)
    monkeypatch.setenv("TWILIO_AUTH_TOKENS", "secret")
    with pytest.raises(Refused) as refused:
        check(a_pdf(), "a.pdf")
    assert "TWILIO" not in str(refused.value) and str(refused.value).endswith("/")


def test_a_file_more_is_evidence_at_once(sam: Person, record: int) -> None:
    before = CertifiedRecord.get_by_id(record).look_at
    attach(sam, record, a_pdf(), "letter.pdf", "letter")
    assert CertifiedRecord.get_by_id(record).look_at >= before
    assert "It is on file." in sam.get(f"/desk/records/{record}").text


def test_an_email_is_attached_with_its_pdfs_and_what_they_are_said_to_be(sam: Person, record: int) -> None:
    content = mail("Your receipt", "see the PDF", ("receipt.pdf", a_pdf()))
    attach(sam, record, content, "mail.eml", "return_receipt")
    kept = {one.kind: file_bytes.whole(one) for one in RecordFile.select().where(RecordFile.preview_of.is_null())}
    assert kept == {"email": content, "return_receipt": a_pdf()}
    assert "said=there" in attach(sam, record, content, "again.eml", "return_receipt").headers["Location"]


def test_a_pdf_in_an_email_that_cannot_be_read_is_said_and_stays_within_it(sam: Person, record: int) -> None:
    answer = attach(sam, record, mail("x", "y", ("a.pdf", b"%PDF-1.7 no")), "mail.eml", "return_receipt")
    assert "cannot be read, and stands within it alone" in sam.get(answer.headers["Location"]).text
    assert [one.kind for one in RecordFile.select()] == ["email"]


def test_a_pdf_that_would_run_something_is_marked_on_the_page(sam: Person, record: int) -> None:
    running = a_pdf().replace(b"/Type /Catalog", b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >> /Type /Catalog")
    attach(sam, record, running, "odd.pdf")
    assert "would run something" in sam.get(f"/desk/records/{record}").text
    file = RecordFile.get(RecordFile.preview_of.is_null())
    assert file.active and sam.post(f"/desk/files/{file.id}").data == running


def test_a_look_at_the_copy_is_on_record_too(sam: Person, record: int) -> None:
    attach(sam, record, a_picture(), "card.jpg", "green_card")
    file = RecordFile.get(RecordFile.preview_of.is_null())
    assert sam.get(f"/desk/files/{file.id}/preview").headers["Content-Security-Policy"].endswith("; sandbox")
    assert AuditEntry.select().where(AuditEntry.action == "record.file_looked_at").count() == 1
    assert sam.get(f"/desk/files/{file.previews.get().id}/preview").status_code == 404


def test_a_name_that_would_break_a_header_or_a_page_does_neither(sam: Person, record: int) -> None:
    odd = "a%22; filename=x.html\u202egpj.<img src=x onerror=alert(1)>.pdf"  # a browser writes " as %22
    attach(sam, record, a_pdf(), odd)
    file = RecordFile.get(RecordFile.preview_of.is_null())
    assert file.name.startswith('a"; filename=x.html')
    said = sam.post(f"/desk/files/{file.id}").headers["Content-Disposition"]
    assert said.count('"') == 2 and said.isascii() and said.endswith('.pdf"')
    assert "<img src=x" not in sam.get(f"/desk/records/{record}").text
