"""What is missing while it can still be had: listed by when it is lost, and USPS asked for its proof with one click."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from config import time
from models.audit import AuditEntry
from models.auditing import Actor
from models.batch import Batch
from models.carrier_calls import CallBudget
from models.certified_record import CertifiedRecord
from models.database import database
from models.ledger import open_evidence
from models.long_task import LongTask
from models.mailpiece import Exchange
from models.notice_type import NoticeType
from models.record_file import RecordFile
from models.sender import Sender
from models.vocabulary import Role
from records import assemble, gaps, long_kinds, proof_requests
from records.checking_files import Checked
from records.files import keep
from records.storing import store
from tests.console_people import Person, department, sign_in
from tests.mailings import kind, letter
from tests.world import NUMBER, NUMBERS, World

WORDS = Checked("text/plain", ".txt")


@pytest.fixture
def sam(world: World) -> Person:
    return sign_in(world, Role.SENDER, department(world))


def wanting(*evidence: str) -> NoticeType:
    """A kind of letter that asks for these."""
    found = kind()
    NoticeType.update(evidence=json.dumps(evidence)).where(NoticeType.id == found.id).execute()
    return kind()


def registered(sender: Sender, *numbers: str, batch: Batch | None = None, **more: Any) -> list[int]:
    with database.atomic():
        stored = store(sender, [letter(one, **more) for one in numbers], None, "form", batch, time.now())
    assert all(one.record_id for one in stored), stored
    return [one.record_id for one in stored if one.record_id]


def delivered(world: World, sam: Person, *numbers: str) -> list[int]:
    """Letters that were signed for two weeks ago; the receipt never came. Sam signs in again after those weeks."""
    wanting("return_receipt", "proof_of_delivery")
    for one in numbers:
        world.piece(one, "notice_left", speed=1_000_000)
    made = registered(sam.who.sender, *numbers, options=("certified", "receipt_electronic"))
    world.work()
    world.clock.move(days=15)
    world.work()
    for one in made:
        with database.atomic():
            assemble.refresh(one, time.now())
    back_at_the_desk(world, sam)
    return made


def back_at_the_desk(world: World, sam: Person) -> None:
    """Sessions end while nobody is there; a colleague of the same department sits down."""
    again = sign_in(world, Role.SENDER, sam.who.sender)
    sam.client, sam.id, sam.secret = again.client, again.id, again.secret


def numbers_on(page: str) -> list[str]:
    return re.findall(r'<a data-open href="/desk/records/(\d+)"', page)


def asks(world: World, sam: Person, *records: int) -> str:
    """Presses the button, lets the work be done, and reads what came of it."""
    answer = sam.client.post("/desk/gaps/ask", data={"csrf": sam.csrf(), "record": list(map(str, records))})
    assert answer.status_code == 303, answer.text
    world.work()
    return sam.get(answer.headers["Location"]).text


def test_what_is_lost_first_stands_first_and_what_is_lost_stands_nowhere(world: World, sam: Person) -> None:
    late, soon, gone, never = registered(sam.who.sender, NUMBER, *NUMBERS[:3])
    today = gaps.today_of(sam.who.sender, time.now())
    for record, days in ((late, 90), (soon, 3), (gone, -1)):
        CertifiedRecord.update(missing="signature", obtainable_until=today + timedelta(days=days)).where(
            CertifiedRecord.mailpiece == record
        ).execute()
    page = sam.get("/desk/gaps").text
    assert numbers_on(page) == [str(soon), str(late)]
    assert "3 days" in page and "Who signed" in page and "2 records" in page


def test_the_report_of_missing_receipts_lists_just_those_that_lack_one(world: World, sam: Person) -> None:
    batch = Batch.create(sender=sam.who.sender, name="November", created_at=time.now())
    bare, with_card = registered(sam.who.sender, NUMBER, NUMBERS[0])
    with_receipt, with_sheet = (
        registered(sam.who.sender, NUMBERS[1])[0],
        registered(sam.who.sender, NUMBERS[2], batch=batch)[0],
    )
    with database.atomic():
        for record, what in ((with_card, "green_card"), (with_receipt, "ps3800")):
            found = CertifiedRecord.get_by_id(record)
            keep(record=found, kind=what, name="a", content=b"a", checked=WORDS, by=None, now=time.now())
        keep(batch=batch, kind="ps3877", name="b", content=b"b", checked=WORDS, by=None, now=time.now())
    assert numbers_on(sam.get("/desk/gaps?missing=no_receipt").text) == [str(with_card), str(bare)]
    keep(
        record=CertifiedRecord.get_by_id(bare),
        kind="ps3800",
        name="c",
        content=b"c",
        checked=WORDS,
        by=None,
        now=time.now(),
    )
    assert numbers_on(sam.get("/desk/gaps?missing=no_receipt").text) == [str(with_card)]
    assert with_sheet and RecordFile.select().count() == 4


def test_a_missing_return_receipt_is_no_missing_receipt(world: World, sam: Person) -> None:
    for record, missing in zip(
        registered(sam.who.sender, NUMBER, *NUMBERS[:3]),
        ("receipt", "return_receipt signature", "signature receipt", "accepted receipt return_receipt"),
        strict=True,
    ):
        CertifiedRecord.update(missing=missing).where(CertifiedRecord.mailpiece == record).execute()
    first, _, third, fourth = (
        str(one.mailpiece_id) for one in CertifiedRecord.select().order_by(CertifiedRecord.mailpiece)
    )
    assert numbers_on(sam.get("/desk/gaps?missing=receipt").text) == [fourth, third, first]


def test_another_departments_gaps_are_neither_shown_nor_asked_about(world: World, sam: Person) -> None:
    (record,) = delivered(world, sam, NUMBER)
    other = sign_in(world, Role.SENDER, department(world, "sales"))
    for view in ("", "?missing=proof_of_delivery", "?missing=no_receipt", f"?sender={sam.who.sender_id}"):
        assert numbers_on(other.get(f"/desk/gaps{view}").text) == []
        assert numbers_on(sam.get(f"/desk/gaps{view}").text) == [str(record)]
    refused = other.post("/desk/gaps/ask", {"record": str(record)})
    assert refused.status_code == 404 and "Nothing was asked for" in refused.text
    assert LongTask.select().count() == 0


def test_one_click_asks_usps_and_what_it_said_stands_in_the_custody_log(world: World, sam: Person) -> None:
    (record,) = delivered(world, sam, NUMBER)
    page = sam.get("/desk/gaps").text
    assert "Ask USPS for proof" in page and "Ask USPS for 1 proof of delivery" in page
    said = asks(world, sam, record)
    assert "USPS took 1 of 1 requests." in said and "done" in said
    asked = Exchange.get(Exchange.path.contains("proof"))
    assert (asked.status, NUMBER in asked.path) == (202, False)
    entry = AuditEntry.get(AuditEntry.object == f"record {record}", AuditEntry.action == proof_requests.ASKED)
    told = open_evidence(entry) or {}
    assert "Your request has been received" in told["reason"] and told["who"] == sam.who.email
    assert "Your request has been received" in sam.get("/desk/gaps").text


def test_who_was_asked_about_is_not_asked_about_again_for_three_days(world: World, sam: Person) -> None:
    (record,) = delivered(world, sam, NUMBER)
    asks(world, sam, record)
    for _ in range(2):  # to be told so is no reason to ask after all
        assert "was asked on" in asks(world, sam, record)
    page = sam.get("/desk/gaps").text
    assert "it can be asked again after three" in page and "Ask USPS" not in page
    assert Exchange.select().where(Exchange.path.contains("proof")).count() == 1
    world.clock.move(days=3, minutes=1)
    back_at_the_desk(world, sam)
    assert "USPS took 1 of 1" in asks(world, sam, record)
    assert Exchange.select().where(Exchange.path.contains("proof")).count() == 2


def test_a_step_that_was_killed_after_usps_answered_asks_no_second_time(world: World, sam: Person) -> None:
    (record,) = delivered(world, sam, NUMBER)
    asks(world, sam, record)
    LongTask.update(state="running", place=0, done=0, lease_until=None, finished_at=None).execute()
    world.work()
    assert LongTask.get().said.startswith("USPS took 1 of 1 requests.")
    assert Exchange.select().where(Exchange.path.contains("proof")).count() == 1


def test_requests_wait_for_the_calls_that_usps_grants(world: World, sam: Person) -> None:
    (record,) = delivered(world, sam, NUMBER)
    CallBudget.update(calls=0, refilled_at=time.now() + timedelta(minutes=5)).execute()
    waiting = asks(world, sam, record)
    assert "under way" in waiting and not Exchange.select().where(Exchange.path.contains("proof")).exists()
    world.clock.move(minutes=10)  # calls come back evenly through the hour, and first looks keep a part
    world.work()
    assert LongTask.get().said.startswith("USPS took 1 of 1 requests.")


def test_usps_is_left_alone_for_as_long_as_it_says(world: World, sam: Person) -> None:
    (record,) = delivered(world, sam, NUMBER)
    world.fault("usps", "http_429", path="proof-of-delivery", times=1)
    assert "under way" in asks(world, sam, record)
    world.clock.move(minutes=10)
    world.work()
    assert LongTask.get().said.startswith("USPS took 1 of 1 requests.")


def test_what_usps_cannot_give_is_said_for_each_record(world: World, sam: Person) -> None:
    (record,) = delivered(world, sam, NUMBER)
    (other,) = registered(sam.who.sender, NUMBERS[0])
    said = asks(world, sam, record, other)
    assert "USPS took 1 of 2 requests." in said and f"Record {other}: We keep no whole answer of USPS" in said


def test_nothing_asks_where_nobody_said_how() -> None:
    with pytest.raises(RuntimeError, match="use_asker"):
        proof_requests._nobody(None, None)  # type: ignore[arg-type]
    assert long_kinds.KINDS[proof_requests.KIND].roles == {Role.SENDER, Role.ADMIN}


def test_a_single_name_stands_for_both_of_usps(world: World, sam: Person) -> None:
    asker = proof_requests.requester_of(sam.who)
    assert (asker.first_name, asker.last_name, asker.emails) == ("Sam", "Sam", (sam.who.email,))
    assert Actor(sam.who, sam.who.email).operator == sam.who
