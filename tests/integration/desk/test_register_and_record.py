"""Sam of the legal department registers a letter by scan and by hand, and sees what became of it."""

import html
import re

import pytest
from werkzeug.datastructures import MultiDict

from config import time
from models.audit import AuditEntry
from models.certified_record import CertifiedRecord, RecordAddress
from models.notice_type import NoticeType
from models.vocabulary import Role
from records import assemble
from records.evidence import EVIDENCE
from tests.batch_letters import number as certified_number
from tests.console_people import Person, department, sign_in
from tests.mailings import BLOCK
from tests.world import NUMBER, NUMBERS, World


@pytest.fixture
def sam(world: World) -> Person:
    return sign_in(world, Role.SENDER, department(world))


def kind(key: str) -> int:
    return int(NoticeType.get(NoticeType.key == key).id)


def form(**more: object) -> MultiDict[str, object]:
    given = {
        "tracking": NUMBER,
        "notice_type": kind("tenant_notice"),
        "recipient": "Maria Núñez",
        "address": BLOCK.replace("\n", "\r\n"),
        "reference-tenant": "Núñez, unit 4",
        "own-kind-0": "Loan No.",
        "own-value-0": "77-1",
        "options": ["certified", "receipt_electronic"],
        **more,
    }
    return MultiDict(given)


def post(person: Person, path: str, data: MultiDict[str, object]) -> object:
    return person.client.post(path, data=MultiDict([*data.items(multi=True), ("csrf", person.csrf())]))


def register(person: Person, **more: object) -> int:
    answer = post(person, "/desk/register", form(**more))
    assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
    found = re.search(r"/desk/records/(\d+)", answer.headers["Location"])  # type: ignore[attr-defined]
    assert found
    return int(found[1])


def test_a_scan_alone_says_that_the_number_is_good_and_asks_whose_letter_it_is(sam: Person) -> None:
    answer = sam.post("/desk/register", {"tracking": f"]C142012345{NUMBER}"})
    assert answer.status_code == 200 and f"{NUMBER} is a good USPS number" in answer.text
    assert CertifiedRecord.select().count() == 0
    wrong = sam.post("/desk/register", {"tracking": "9.40011E+21"})
    assert wrong.status_code == 422 and "format the column as" in wrong.text


def test_a_number_that_is_not_of_certified_mail_is_flagged_and_registered_all_the_same(sam: Person) -> None:
    certified = certified_number(7)
    for number, is_odd in ((NUMBER, True), (certified, False)):
        scanned = sam.post("/desk/register", {"tracking": number}).text
        record = register(sam, tracking=number, options=["certified"])
        for page in (scanned, sam.get(f"/desk/records/{record}").text):
            assert ("does not look like one of Certified Mail" in page) == is_odd


def test_another_like_it_begins_with_what_is_usual_for_its_kind(sam: Person) -> None:
    change = {"mailing_class": "Priority Mail", "options": "certified receipt_electronic"}
    NoticeType.update(change).where(NoticeType.key == "tax").execute()
    chosen = kind("tax")
    page = sam.get(f"/desk/register?notice_type={chosen}").text
    assert re.findall(r'<option value="([^"]+)" selected', page) == [str(chosen), "Priority Mail"]
    assert re.findall(r'name="options" value="([a-z_]+)" checked', page) == ["certified", "receipt_electronic"]


def test_what_was_registered_stands_on_its_page_with_two_lines_first(sam: Person) -> None:
    record = register(sam, tracking=f"]C142012345{NUMBER}")
    assert CertifiedRecord.get_by_id(record).source == "scan"
    page = sam.get(f"/desk/records/{record}").text
    lines = re.findall(r'<p class="line">([^<]+)</p>', page)
    assert lines[0].startswith("It was registered on 2026-11-")
    assert lines[1].startswith("Tenant notice to Maria Núñez (tenant Núñez, unit 4; loan no 77-1), from Legal")
    assert "a label alone is no evidence of mailing" in page
    assert BLOCK in page, "the block as it was typed, indents and all"
    assert [name for name in EVIDENCE.values() if name not in html.unescape(page)] == []
    for part in ("piece", "scans", "address", "references", "deadline", "tasks", "files", "holds"):
        assert f'id="{part}"' in page


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(sam: Person) -> None:
    data = form(tracking=NUMBER[:-1] + "0")
    del data["reference-tenant"]
    answer = post(sam, "/desk/register", data)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    text = answer.text  # type: ignore[attr-defined]
    assert "its check digit does not fit" in text and "Tenant notice asks for: Tenant." in text
    assert 'value="Maria Núñez"' in text and "MARIA NÚÑEZ\n  12 Elm St" in text.replace("\r", "")
    assert CertifiedRecord.select().count() == 0


def test_after_the_scans_the_page_says_who_signed_and_what_is_still_missing(world: World, sam: Person) -> None:
    world.scan(NUMBER, "03", "Accepted at USPS Origin Facility")
    record = register(sam)
    world.work()
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    world.clock.move(days=3)
    assemble.refresh(record, time.now())
    page = sign_in(world, Role.SENDER, sam.who.sender).get(f"/desk/records/{record}").text
    assert "; delivered in MEMPHIS, TN on 2026-11-20" in page
    assert "Attach the letter." in page and "Attach the stamped receipt." in page


def test_every_look_and_change_is_on_record_with_who_it_was(sam: Person) -> None:
    record = register(sam)
    sam.get(f"/desk/records/{record}")
    answer = sam.post(
        f"/desk/records/{record}/address", {"recipient": "Maria Núñez", "address": "PO BOX 9", "reason": "she moved"}
    )
    assert answer.status_code == 303
    assert sam.post(f"/desk/records/{record}/references", {"kind": "Matter", "value": "2026-118"}).status_code == 303
    entries = AuditEntry.select().where(AuditEntry.object == f"record {record}").order_by(AuditEntry.id)
    assert [entry.action for entry in entries] == [
        "record.registered",
        "record.looked_at",
        "record.address_changed",
        "record.reference_added",
    ]
    assert {entry.operator_id for entry in entries} == {sam.id}
    page = sam.get(f"/desk/records/{record}").text
    assert page.index("As it was registered") < page.index("Version 2") and "she moved" in page


def test_an_address_is_not_changed_without_a_reason(sam: Person) -> None:
    record = register(sam)
    answer = sam.post(f"/desk/records/{record}/address", {"recipient": "Maria", "address": "PO BOX 9", "reason": ""})
    assert answer.status_code == 422 and "nothing was changed" in answer.text.lower()
    assert RecordAddress.select().count() == 1


def test_another_department_sees_nothing_of_it_and_an_admin_and_an_auditor_do(world: World, sam: Person) -> None:
    record = register(sam)
    other = sign_in(world, Role.SENDER, department(world, "sales"))
    hidden = other.get(f"/desk/records/{record}")
    never = other.get("/desk/records/999999")
    assert hidden.status_code == never.status_code == 404 and "Núñez" not in hidden.text
    refused = other.post(f"/desk/records/{record}/references", {"kind": "Matter", "value": "x"})
    assert refused.status_code == 404
    assert "Another department has registered" in post(other, "/desk/register", form()).text  # type: ignore[attr-defined]
    for role in (Role.ADMIN, Role.AUDITOR):
        assert sign_in(world, role).get(f"/desk/records/{record}").status_code == 200
    assert sign_in(world, Role.AUDITOR).post(f"/desk/records/{record}/references", {}).status_code == 403
    assert sign_in(world, Role.OPERATOR).get(f"/desk/records/{record}").status_code == 403


def test_an_admin_names_the_department_that_mails(world: World) -> None:
    department(world, "legal")
    sales = department(world, "sales")
    ida = sign_in(world, Role.ADMIN)
    without = post(ida, "/desk/register", form())
    assert without.status_code == 422 and "Choose the department" in without.text  # type: ignore[attr-defined]
    record = register(ida, sender=sales.id, tracking=NUMBERS[1])
    assert CertifiedRecord.get_by_id(record).sender == sales
