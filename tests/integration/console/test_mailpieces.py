"""The mailpieces screen: found by number and state, a department sees its own alone, raw answers without persons."""

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from bot import redaction
from config import time
from jobs.budget import pause
from models.audit import AuditEntry
from models.mailpiece import CarrierSlice, Exchange, Mailpiece, TrackingEvent
from models.sender import Sender
from models.vocabulary import AnswerState, Milestone, Role
from tests.console_people import department, sign_in
from tests.structure.house import ROOT
from tests.world import ADA, NUMBER, NUMBERS, World


@pytest.fixture
def mail(world: World) -> World:
    """Ada follows two pieces; one of them was registered by the legal department."""
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
        world.text(ADA, number)
    world.scan(NUMBER, "OF", "Out for Delivery")
    Mailpiece.update(sender=department(world), registered_at=time.now()).where(
        Mailpiece.tracking_number == NUMBER
    ).execute()
    return world


def piece_of(number: str) -> Mailpiece:
    found: Mailpiece = Mailpiece.get(Mailpiece.tracking_number == number)
    return found


def ids_on(page: str) -> set[int]:
    return {int(one) for one in re.findall(r'id="piece-(\d+)"', page)}


def asked(**values: Any) -> str:
    return f"/console/mailpieces?{urlencode(values)}"


def ids_of(rows: Iterable[Mailpiece]) -> set[int]:
    return {row.id for row in rows}


def test_a_piece_is_found_by_its_whole_number_its_last_digits_and_everything_else(mail: World) -> None:
    first, second = piece_of(NUMBER), piece_of(NUMBERS[0])
    Mailpiece.update(failures=2).where(Mailpiece.id == second.id).execute()
    vera = sign_in(mail, Role.VIEWER)
    spaced = " ".join(NUMBER[start : start + 4] for start in range(0, len(NUMBER), 4))
    today = f"{time.now():%Y-%m-%d}"
    for ways, wanted in (
        ({}, {first.id, second.id}),
        ({"number": NUMBER}, {first.id}),
        ({"number": spaced}, {first.id}),
        ({"number": NUMBER[-4:]}, {first.id}),
        ({"number": NUMBERS[0][-8:]}, {second.id}),
        ({"number": "12"}, set()),
        ({"carrier": "usps"}, {first.id, second.id}),
        ({"carrier": "ups"}, set()),
        ({"milestone": "out_for_delivery"}, {first.id}),
        ({"sender": first.sender_id}, {first.id}),
        ({"registered": "yes"}, {first.id}),
        ({"registered": "no"}, {second.id}),
        ({"trouble": "failing"}, {second.id}),
        ({"trouble": "never"}, set()),
        ({"since": today, "carrier": "usps", "registered": "yes"}, {first.id}),
        ({"until": "2020-01-01"}, set()),
    ):
        assert ids_on(vera.get(asked(**ways)).text) == wanted, ways


def test_last_digits_find_every_ending_on_both_databases(mail: World) -> None:
    """Databases sort letters and signs differently; what comes after 9 and Z is asked so that all agree."""
    for number in ("RR123456789US", "RR123456780ZZ", "ZZZZ", "999999999999", "123456789999"):
        Mailpiece.create(
            carrier="usps", tracking_number=number, ending=number[::-1], created_at=time.now(), milestone="unknown"
        )
    vera = sign_in(mail, Role.VIEWER)
    for typed, wanted in (
        ("9999", {"999999999999", "123456789999"}),
        ("89us", {"RR123456789US"}),
        ("80ZZ", {"RR123456780ZZ"}),
        ("ZZZZ", {"ZZZZ"}),
    ):
        found = Mailpiece.select().where(Mailpiece.id.in_(list(ids_on(vera.get(asked(number=typed)).text)) or [0]))
        assert {row.tracking_number for row in found} == wanted, typed


def test_a_piece_shows_its_scans_in_local_time_with_zone_and_what_they_are_to_us(mail: World) -> None:
    page = sign_in(mail, Role.VIEWER).get(f"/console/mailpieces/{piece_of(NUMBER).id}").text
    event = TrackingEvent.select().where(TrackingEvent.milestone == Milestone.OUT_FOR_DELIVERY).get()
    assert event.local_time.replace("T", " ") in page
    assert "UTC-06:00" in page and "Out for Delivery" in page and "MEMPHIS, TN" in page
    assert "out for delivery" in page
    assert "+…0143" in page and ADA not in page and "2025550143" not in page
    assert "It is out for delivery: it is asked about most often." in page


def test_a_departments_people_see_their_own_pieces_alone_and_nothing_about_followers(mail: World) -> None:
    legal = Sender.get(Sender.key == "legal")
    sam, other = sign_in(mail, Role.SENDER, legal), sign_in(mail, Role.SENDER, department(mail, "sales"))
    mine, others = piece_of(NUMBER), piece_of(NUMBERS[0])
    page = sam.get("/console/mailpieces").text
    assert ids_on(page) == {mine.id} and "Mailpieces of Legal" in page and "Followers" not in page
    page = sam.get(f"/console/mailpieces/{mine.id}").text
    assert "Out for Delivery" in page
    assert "0143" not in page and "Followers" not in page and "Answers as they came" not in page
    assert sam.get(f"/console/mailpieces/{others.id}").status_code == 404
    never_was = sam.get("/console/mailpieces/99999").text
    assert sam.get(f"/console/mailpieces/{others.id}").text == never_was, "others' pieces look like none"
    assert ids_on(sam.get(asked(sender=others.sender_id or 0, number=NUMBERS[0])).text) == set()
    assert ids_on(other.get("/console/mailpieces").text) == set()
    assert other.get(f"/console/mailpieces/{mine.id}").status_code == 404
    kept = CarrierSlice.get(CarrierSlice.mailpiece == mine)
    assert sam.get(f"/console/mailpieces/{mine.id}/answers/{kept.id}").status_code == 403
    assert sam.post(f"/console/mailpieces/{mine.id}/check-now").status_code == 403


def test_a_raw_answer_is_shown_without_persons_and_looking_is_on_record(mail: World) -> None:
    piece = piece_of(NUMBER)
    body = json.dumps(
        {
            "trackingNumber": NUMBER,
            "statusSummary": "Your item was delivered to JANE ROE in MEMPHIS, TN 38101.",
            "status": "Delivered at 38101-1234",
            "destinationZIP": "38101",
            "trackingEvents": [
                {"eventCode": "01", "eventCity": "MEMPHIS", "eventZIP": "38101", "name": "J ROE", "signedForBy": "ROE"}
            ],
            "recipient": {"first": "Jane", "address": "1 Elm St"},
            "phoneNumber": ADA,
        }
    ).encode()
    kept = CarrierSlice.create(mailpiece=piece, sha256="0" * 64, body=body, fetched_at=time.now())
    olga = sign_in(mail, Role.OPERATOR)
    page = olga.get(f"/console/mailpieces/{piece.id}/answers/{kept.id}").text
    assert NUMBER in page and "MEMPHIS" in page and "01" in page
    for personal in ("38101", "J ROE", "1 Elm St", "2025550143", '"Jane"', '"ROE"'):
        assert personal not in page, personal
    entry = AuditEntry.select().where(AuditEntry.action == "mailpiece.raw_looked_at").get()
    assert (entry.object, entry.operator_id) == (f"slice {kept.id}", olga.id)
    assert olga.get(f"/console/mailpieces/{piece_of(NUMBERS[0]).id}/answers/{kept.id}").status_code == 404


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "payloads").rglob("*.json")), ids=lambda path: path.stem)
def test_no_payload_that_we_know_shows_a_name_a_street_or_a_zip_code(path: Any) -> None:
    personal = re.compile(r"zip|postal|street|address|sign|name|recipient", re.I)
    body = path.read_bytes()
    shown = redaction.answer_lines(body)
    try:
        said = json.loads(body)
    except ValueError:
        assert "hidden" in shown
        return

    def walk(part: Any, name: str = "") -> None:
        if isinstance(part, dict):
            for key, value in part.items():
                walk(value, key)
        elif isinstance(part, list):
            for one in part:
                walk(one, name)
        elif isinstance(part, str) and len(part) > 3 and personal.search(name):
            assert f'"{name}": {json.dumps(part, ensure_ascii=False)}' not in shown, name

    walk(said)


def test_olga_has_a_piece_checked_now_once_a_minute_and_it_is_on_record(mail: World) -> None:
    piece = piece_of(NUMBER)
    later = time.now() + timedelta(hours=5)
    Mailpiece.update(next_poll_at=later, patience=5).where(Mailpiece.id == piece.id).execute()
    mail.clock.move(minutes=2)
    olga = sign_in(mail, Role.OPERATOR)
    answer = olga.post(f"/console/mailpieces/{piece.id}/check-now")
    assert answer.status_code == 303
    assert "this page shows the answer itself" in olga.get(answer.headers["Location"]).text
    assert (piece_of(NUMBER).next_poll_at, piece_of(NUMBER).patience) == (time.now(), 0)
    before = Exchange.select().count()
    mail.work()
    assert piece_of(NUMBER).answered_at == time.now() and Exchange.select().count() > before
    again = olga.post(f"/console/mailpieces/{piece.id}/check-now").text
    assert "it was checked within the last minute" in again
    entries = AuditEntry.select().where(AuditEntry.action == "mailpiece.check_now")
    assert [entry.object for entry in entries] == [f"mailpiece {piece.id}"]


def test_a_piece_that_nobody_follows_is_checked_too(mail: World) -> None:
    piece = Mailpiece.create(
        carrier="usps", tracking_number=NUMBERS[2], ending=NUMBERS[2][::-1], created_at=time.now(), milestone="unknown"
    )
    mail.piece(NUMBERS[2])
    olga = sign_in(mail, Role.OPERATOR)
    page = olga.get(f"/console/mailpieces/{piece.id}").text
    assert "nobody follows it and no sender registered it" in page
    olga.post(f"/console/mailpieces/{piece.id}/check-now")
    mail.work()
    assert piece_of(NUMBERS[2]).answer != AnswerState.NEVER_ASKED


def test_while_a_carrier_asks_us_to_wait_the_check_says_from_when_on(mail: World) -> None:
    mail.clock.move(minutes=2)
    pause("usps", time.now() + timedelta(minutes=30))
    olga = sign_in(mail, Role.OPERATOR)
    page = olga.post(f"/console/mailpieces/{piece_of(NUMBER).id}/check-now").text
    assert "as soon as USPS lets us: from" in page
    assert piece_of(NUMBER).answered_at != time.now()


def test_a_piece_whose_carrier_nobody_answers_for_is_not_put_in_any_queue(mail: World) -> None:
    piece = Mailpiece.create(
        carrier="ontrac", tracking_number="D10011354453707", ending="70735445311001D", created_at=time.now()
    )
    page = sign_in(mail, Role.OPERATOR).post(f"/console/mailpieces/{piece.id}/check-now").text
    assert "Nothing was done. Never: nobody whom we may ask answers for OnTrac numbers." in page
    assert Mailpiece.get_by_id(piece.id).next_poll_at is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first_look_at": 1}, "It is next: somebody waits for its first status."),
        ({"failures": 3}, "USPS gave no usable answer 3 times in a row: it is tried again, later each time."),
        ({"answer": AnswerState.NOT_PERMITTED}, "USPS does not show us this piece: it is tried once a day."),
        ({"milestone": Milestone.IN_TRANSIT}, "It is on its way"),
        ({"milestone": Milestone.AVAILABLE_FOR_PICKUP, "pushed_at": 1}, "tells us of it by itself, so looks are rare"),
        ({"milestone": Milestone.DELIVERED, "next_poll_at": None}, "Never: it has come to its end"),
        ({"milestone": Milestone.EXPIRED, "next_poll_at": None}, "Never: nothing was heard of it for 45 days"),
        ({"late": 3}, "We are 3 h behind"),
    ],
)
def test_why_a_piece_is_looked_at_when_it_is(mail: World, changes: dict[str, Any], said: str) -> None:
    moments = {name: time.now() if value == 1 else value for name, value in changes.items() if name != "late"}
    if "late" in changes:
        mail.clock.move(hours=changes["late"])
        moments["next_poll_at"] = time.now() - timedelta(hours=changes["late"])
    Mailpiece.update(moments).where(Mailpiece.tracking_number == NUMBER).execute()
    assert said in sign_in(mail, Role.VIEWER).get(f"/console/mailpieces/{piece_of(NUMBER).id}").text


def test_viewers_look_and_do_not_act(mail: World) -> None:
    vera = sign_in(mail, Role.VIEWER)
    page = vera.get(f"/console/mailpieces/{piece_of(NUMBER).id}").text
    assert "Check again now" not in page
    assert vera.post(f"/console/mailpieces/{piece_of(NUMBER).id}/check-now").status_code == 403
