"""A person's dossier: found by what one has in hand, read beside their consent, acted on with a reason on record."""

import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from bot.people import look_for
from config import time
from models.audit import AuditEntry
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.inbound import InboundMessage
from models.ledger import Erasure, open_evidence
from models.long_task import LongTask
from models.outbound import OutboundMessage
from models.vocabulary import ConsentKind, OutboundState, Role, Source, TaskState
from tests.console_people import Person, department, sign_in
from tests.web_forms import words_on
from tests.world import ADA, BEN, NUMBER, NUMBERS, World


def followed(world: World, phone: str = ADA, number: str = NUMBER) -> Contact:
    """They text a number, and it goes out for delivery: a conversation with news in it."""
    world.piece(number)
    world.text(phone, number)
    world.scan(number, "OF", "Out for Delivery")
    world.settle()
    found: Contact = InboundMessage.select().order_by(InboundMessage.id.desc()).get().contact
    return found


def found_by(person: Person, words: str) -> TestResponse:
    return person.post("/console/people/find", {"words": words})


def spellings(phone: str) -> list[str]:
    """Of a North American phone: as people write it."""
    area, middle, last = phone[2:5], phone[5:8], phone[8:]
    signs = ("", " ", "-", ".", "/", ") ", " - ")
    return [phone, phone[2:], f"1{phone[2:]}", *(f"{area}{one}{middle}{two}{last}" for one in signs for two in signs)]


def shows(page: str, phone: str) -> list[str]:
    return [spelling for spelling in spellings(phone) if spelling in page]


def actions(object_: str) -> list[str]:
    return [one.action for one in AuditEntry.select().where(AuditEntry.object == object_).order_by(AuditEntry.id)]


# -- finding -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["+12025550143", "(202) 555-0143", "1 202 555 0143", "202.555.0143"])
def test_a_whole_phone_finds_its_person_and_stands_in_no_address(typed: str, world: World) -> None:
    ada = followed(world)
    olga = sign_in(world, Role.OPERATOR)
    answer = found_by(olga, typed)
    assert answer.status_code == 303 and answer.headers["Location"] == f"/console/people/{ada.id}"


def test_a_reference_of_ours_or_the_providers_and_a_record_find_the_person(world: World) -> None:
    ada = followed(world)
    olga = sign_in(world, Role.OPERATOR)
    text, heard = OutboundMessage.select().first(), InboundMessage.get()
    event = ConsentEvent.select().where(ConsentEvent.contact == ada).first()
    for words in (text.reference, text.provider_reference, heard.provider_reference, f"C-{event.id}", f"c{event.id}"):
        assert found_by(olga, words).headers["Location"] == f"/console/people/{ada.id}", words


def test_a_tracking_number_finds_all_who_follow_it(world: World) -> None:
    ada = followed(world)
    world.text(BEN, NUMBER)
    olga = sign_in(world, Role.OPERATOR)
    there = found_by(olga, NUMBER).headers["Location"]
    assert NUMBER not in there
    page = words_on(olga.get(there))
    assert "+…0143" in page and "+…0144" in page and "USPS …0787" in page
    assert f"/console/people/{ada.id}" in olga.get(there).text


def test_the_last_four_digits_list_everybody_whose_phone_ends_so(world: World) -> None:
    followed(world)
    olga = sign_in(world, Role.OPERATOR)
    there = found_by(olga, "0143").headers["Location"]
    assert there.endswith("last_four=0143")
    assert "+…0143" in words_on(olga.get(there))
    assert "Nobody fits" in words_on(olga.get("/console/people?last_four=9999"))


def test_what_was_not_found_is_said_with_what_to_do(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    said = {
        "+1 202 555 0199": "No contact here has that phone",
        "C-987654": "no consent record of that number",
        "SM00000000000000000000000000000000": "No text in or out bears that id",
        NUMBERS[2]: "Nobody here has followed that tracking number",
        "hello there": "That is no phone",
    }
    for words, answer in said.items():
        assert answer in words_on(olga.get(found_by(olga, words).headers["Location"])), words


def test_a_phone_on_two_channels_is_listed_and_each_names_the_other(world: World) -> None:
    ada = followed(world)
    other = Contact.create(
        program=ada.program, channel="whatsapp", phone=ADA, phone_index=ada.phone_index, created_at=time.now()
    )
    olga = sign_in(world, Role.OPERATOR)
    assert look_for(ADA).contacts == [ada.id, other.id]
    assert "WhatsApp" in words_on(olga.get(found_by(olga, ADA).headers["Location"]))
    assert f"contact {other.id}" in words_on(olga.get(f"/console/people/{ada.id}"))


# -- reading -----------------------------------------------------------------------------------------------------------


def test_from_a_phone_to_why_are_two_clicks(world: World) -> None:
    ada = followed(world)
    vera = sign_in(world, Role.VIEWER)
    page = vera.get(found_by(vera, ADA).headers["Location"])
    assert "Yes: news of what they follow may go now" in words_on(page)
    news = OutboundMessage.get(OutboundMessage.kind == "out_for_delivery")
    why = re.search(rf'href="(/console/people/{ada.id}/texts/{news.id})"', page.text)
    assert why
    said = words_on(vera.get(why[1]))
    parts = ["They texted us", NUMBER, "Record C-", "They chose to get news", "the main steps", "out for delivery"]
    for part in (*parts, "Out for Delivery", "MEMPHIS", "delivered to the phone"):
        assert part in said, part
    assert said.index("They texted us") < said.index("Record C-") < said.index("MEMPHIS") < said.index("delivered to")


def test_another_persons_text_is_not_shown_under_this_one(world: World) -> None:
    ada, ben = followed(world), followed(world, BEN, NUMBERS[0])
    text = OutboundMessage.select().where(OutboundMessage.contact == ben).first()
    vera = sign_in(world, Role.VIEWER)
    assert vera.get(f"/console/people/{ada.id}/texts/{text.id}").status_code == 404


def test_the_conversation_goes_back_page_by_page_and_loses_no_text(world: World) -> None:
    """Also texts of one and the same moment: the clock stands while they are written."""
    ada = followed(world)
    for step in range(40):
        world.text(ADA, f"LIST {step}", work=False)
    world.work()
    vera, seen, there = sign_in(world, Role.VIEWER), list[str](), f"/console/people/{ada.id}"
    while there:
        page = vera.get(there).text
        seen = re.findall(r'<li class="bubble [a-z ]+" id="((?:in|out)-\d+)"', page) + seen
        older = re.search(r'href="([^"]+)#thread">Earlier texts', page)
        there = older[1].replace("&amp;", "&") if older else ""
    everything = InboundMessage.select().count() + OutboundMessage.select().count()
    assert len(seen) == len(set(seen)) == everything


def test_a_viewer_never_sees_a_whole_phone_in_any_spelling(world: World) -> None:
    ada = followed(world)
    for said in spellings(ADA):
        world.text(ADA, f"please call me back at {said} about the gate", work=False)
    world.work()
    event = ConsentEvent.select().where(ConsentEvent.contact == ada).first()
    vera = sign_in(world, Role.VIEWER)
    paths = [f"/console/people/{ada.id}", "/console/people?last_four=0143", f"/console/people?of={ada.id}"]
    paths += [f"/console/people/{ada.id}/texts/{text.id}" for text in OutboundMessage.select()]
    paths += ["/console/inbox", "/console/inbox?state=every", "/console/inbox/1"]
    older = re.search(r'href="([^"]+)#thread">Earlier texts', vera.get(paths[0]).text)
    paths += [older[1].replace("&amp;", "&")] if older else []
    found = {path: shows(vera.get(path).text, ADA) for path in paths}
    assert {path: phones for path, phones in found.items() if phones} == {}
    assert "…0143" in vera.get(paths[0]).text and event


def test_every_look_at_a_dossier_is_on_record_but_a_page_that_refreshes_itself(world: World) -> None:
    ada = followed(world)
    vera = sign_in(world, Role.VIEWER)
    vera.get(f"/console/people/{ada.id}")
    vera.get(f"/console/people/{ada.id}", headers={"X-Live": "1"})
    assert actions(f"contact {ada.id}") == ["contact.view"]


def test_the_line_on_top_says_why_nothing_goes(world: World) -> None:
    ada = followed(world)
    olga = sign_in(world, Role.OPERATOR)
    world.text(ADA, "make it stop")
    doubt = words_on(olga.get(f"/console/people/{ada.id}"))
    assert "may have been a stop" in doubt and "whether all our texts should end" in doubt
    world.text(ADA, "STOP")
    page = words_on(olga.get(f"/console/people/{ada.id}"))
    assert "They stopped all texts by a text on 2026-11-20" in page and "only their own START" in page
    assert "They ended texts ( C-" in page


# -- acting ------------------------------------------------------------------------------------------------------------


def test_an_opt_out_by_letter_holds_at_once_and_names_who_wrote_it_down(world: World) -> None:
    ada = followed(world)
    olga = sign_in(world, Role.OPERATOR)
    there = f"/console/people/{ada.id}"
    assert "fault=reason" in olga.post(f"{there}/stop", {"how": "letter", "reason": " "}).headers["Location"]
    assert "fault=reason" in olga.post(f"{there}/stop", {"how": "pigeon", "reason": "x"}).headers["Location"]
    answer = olga.post(f"{there}/stop", {"how": "letter", "reason": "wrote on Nov 18: leave me alone"})
    assert answer.headers["Location"].endswith("done=stopped")
    event = ConsentEvent.select().order_by(ConsentEvent.id.desc()).get()
    assert (event.kind, event.source) == (ConsentKind.REVOKED, Source.OPERATOR)
    assert "leave me alone" in (open_evidence(event) or {})["note"] and "Olga" in (open_evidence(event) or {})["note"]
    assert Suppression.select().where(Suppression.lifted_at.is_null()).count() == 1
    heard = world.texts_to(ADA)
    world.scan(NUMBER, "01", "Delivered")
    assert world.texts_to(ADA) == heard
    assert "as an operator recorded" in words_on(olga.get(there))
    entry = AuditEntry.get(AuditEntry.action == "contact.opt_out")
    assert (open_evidence(entry) or {})["record"] == f"C-{event.id}"


def test_a_phone_that_we_do_not_know_can_be_opted_out_before_it_ever_texts(world: World) -> None:
    olga = sign_in(world, Role.OPERATOR)
    form = {"phone": "202 555 0145", "how": "phone call", "reason": "called and asked"}
    answer = olga.post("/console/people/stop", form)
    contact = Contact.get()
    assert (
        answer.headers["Location"] == f"/console/people/{contact.id}?done=stopped" and contact.phone == "+12025550145"
    )
    world.piece(NUMBER)
    world.text("+12025550145", NUMBER)
    assert "You are opted out. Reply START" in world.texts_to("+12025550145")[-1]
    bad = olga.post("/console/people/stop", {"phone": "12", "how": "letter", "reason": "x"})
    assert "fault=phone" in bad.headers["Location"]


def test_a_phone_is_unmasked_with_a_proof_and_a_reason_for_a_quarter_of_an_hour(world: World) -> None:
    ada = followed(world)
    olga, other = sign_in(world, Role.OPERATOR), sign_in(world, Role.OPERATOR)
    there = f"/console/people/{ada.id}"
    world.clock.move(minutes=6)
    held = olga.post(f"{there}/unmask", {"reason": "to call her back"}, proven=False)
    assert held.status_code == 401 and ADA not in olga.get(there).text
    assert "fault=reason" in olga.post(f"{there}/unmask", {"reason": ""}).headers["Location"]
    olga.post(f"{there}/unmask", {"reason": "to call her back"})
    assert ADA in olga.get(there).text and ADA not in other.get(there).text
    entry = AuditEntry.get(AuditEntry.action == "contact.unmask")
    assert (open_evidence(entry) or {})["reason"] == "to call her back" and entry.object == f"contact {ada.id}"
    world.clock.move(minutes=15, seconds=1)
    assert ADA not in olga.get(there).text


@pytest.mark.parametrize("act", ["stop", "unmask", "export", "erase"])
@pytest.mark.parametrize("role", [Role.VIEWER, Role.AUDITOR, Role.SENDER])
def test_who_may_not_act_changes_nothing(role: Role, act: str, world: World) -> None:
    ada = followed(world)
    person = sign_in(world, role, department(world) if role == Role.SENDER else None)
    before = (ConsentEvent.select().count(), LongTask.select().count())
    form = {"reason": "x", "how": "letter", "last_four": "0143"}
    assert person.post(f"/console/people/{ada.id}/{act}", form).status_code == 403
    assert (ConsentEvent.select().count(), LongTask.select().count()) == before


def test_the_history_for_a_dispute_is_verified_by_a_stranger_with_the_verifier_inside(
    world: World, tmp_path: Path
) -> None:
    ada = followed(world)
    world.text(ADA, "STOP")
    olga = sign_in(world, Role.OPERATOR)
    answer = olga.post(f"/console/people/{ada.id}/export", {"reason": "letter from their lawyer"})
    assert answer.status_code == 303
    world.work()
    task = LongTask.get()
    assert (task.state, task.kind) == (TaskState.DONE, "dispute"), task.said
    assert answer.headers["Location"] == f"/console/tasks/{task.id}"
    packed = b"".join(part.body for part in task.parts)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    checked = subprocess.run([sys.executable, "verify.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    history = json.loads((tmp_path / "history.json").read_text())
    assert history["phone"] == ADA and [event["leaf"]["row"]["kind"] for event in history["events"]][-1] == "revoked"
    assert (open_evidence(AuditEntry.get(AuditEntry.action == "contact.export")) or {})["reason"]


def test_a_person_is_erased_after_typing_the_last_four_digits_and_the_report_says_what_went(world: World) -> None:
    ada = followed(world)
    olga = sign_in(world, Role.OPERATOR)
    there = f"/console/people/{ada.id}"
    wrong = olga.post(f"{there}/erase", {"reason": "asked by letter", "last_four": "9999"})
    assert "fault=last_four" in wrong.headers["Location"] and Erasure.select().count() == 0
    olga.post(f"{there}/erase", {"reason": "asked by letter", "last_four": "0143"})
    world.work()
    task = LongTask.get()
    assert task.state == TaskState.DONE and "1 texts in" in task.said and "Not reached:" in task.said
    assert (
        open_evidence(Erasure.get()) is not None and (open_evidence(Erasure.get()) or {})["reason"] == "asked by letter"
    )
    page = words_on(olga.get(there))
    assert "Their data was erased on" in page and "(erased)" in page and "Erase this person" not in page
    text = OutboundMessage.select().where(OutboundMessage.state == OutboundState.DELIVERED).first()
    why = words_on(olga.get(f"{there}/texts/{text.id}"))
    assert "missing" not in why and "(erased)" in why
    assert "fault=erased" in olga.post(f"{there}/erase", {"reason": "x", "last_four": "0143"}).headers["Location"]


def test_an_erasure_that_was_killed_between_two_channels_is_finished_and_reported_whole(world: World) -> None:
    from bot import erasure
    from models import long_work

    ada = followed(world)
    other = Contact.create(
        program=ada.program, channel="whatsapp", phone=ADA, phone_index=ada.phone_index, created_at=time.now()
    )
    olga = sign_in(world, Role.OPERATOR)
    long_work.begin("erase", olga.who, {"contacts": [ada.id, other.id], "reason": "r"}, time.now())
    erasure._erase_contact(ada, ADA, "r", "olga", time.now())
    world.work()
    task = LongTask.get()
    assert task.state == TaskState.DONE and Contact.select().where(Contact.erased_at.is_null()).count() == 0
    assert f"contact {ada.id}:" in task.said and f"contact {other.id}:" in task.said
