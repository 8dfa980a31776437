"""The inbox: what the bot could not answer comes to a person; compliance words never do; answers are judged as ever."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot import canned, erasure, inbox, inquiries
from bot.inbox import InboundText
from bot.inquiries import COMPLIANCE, kind_of
from bot.understand import understand
from config import time
from models.audit import AuditEntry
from models.consent import ConsentEvent
from models.contact import Contact
from models.inbound import InboundMessage
from models.inquiry import Inquiry
from models.ledger import open_evidence
from models.operator import Operator
from models.outbound import OutboundMessage
from models.vocabulary import ConsentKind, InboundState, InquiryKind, InquiryState, OutboundState, Purpose, Role
from tests.console_people import sign_in
from tests.web_forms import words_on
from tests.world import ADA, BEN, NUMBER, World

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
ASKS = "Can you leave it at the back door?"


def waiting() -> list[tuple[str, str]]:
    return [(one.kind, one.inbound.body) for one in Inquiry.select().order_by(Inquiry.id)]


# -- what comes here ---------------------------------------------------------------------------------------------------


def test_questions_complaints_and_thanks_come_to_a_person_and_small_talk_does_not(world: World) -> None:
    said = [ASKS, "you threw my package over the fence, this is ridiculous", "thank you so much, you guys are great"]
    for phone, words in zip((ADA, BEN, "+12025550145"), said, strict=True):
        world.text(phone, words)
    for words in ("hello", "ok", "haha", "good morning", "👍", "..", "see you later"):
        world.text("+12025550146", words)
    assert waiting() == list(zip(("inquiry", "complaint", "feedback"), said, strict=True))


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_no_text_that_is_read_as_a_compliance_word_is_for_the_inbox(path: Path) -> None:
    """Every labelled text of the corpora; whatever one asks for, it is read as the bot reads it."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    readings = [(row["text"], understand(row["text"], question_open=open_)) for row in rows for open_ in (None, False)]
    strays = [text for text, read in readings if read.intent in COMPLIANCE and kind_of(read, text) is not None]
    assert strays == []
    yes_or_no = [row["text"] for row in rows if row["label"] in ("yes", "no", "start", "help", "wrong_number")]
    closed = [(text, understand(text, question_open=False)) for text in yes_or_no]
    kept = [text for text, read in closed if kind_of(read, text) is not None]
    assert len(kept) <= 0.05 * len(yes_or_no) + 1, kept


def test_stops_starts_and_doubts_never_stand_in_the_inbox(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    for words in ("make it stop", "NO", "STOP", "START", "HELP", "WHY", "VERIFY 0787", "WRONG", "YES", "arrêt", "baja",
                  "INFO", "STOP 0787", "unsubscribe me please", "CANCEL"):  # fmt: skip
        world.text(ADA, words)
    assert waiting() == []


def test_one_person_fills_no_inbox_however_much_they_write(world: World) -> None:
    for place in range(inquiries.MOST_WAITING + 4):
        world.text(ADA, f"the dog at house {place} bites, be careful")
    assert len(waiting()) == inquiries.MOST_WAITING
    world.text(BEN, ASKS)
    assert len(waiting()) == inquiries.MOST_WAITING + 1


def test_a_text_taken_in_twice_waits_once(world: World) -> None:
    text = InboundText("SMtwice", ADA, ASKS)
    for _ in range(2):
        message = inbox.store(text, world.program, world.clock())
        if message is not None:
            inbox.answer(message.id, world.clock(), timedelta(0))
    assert waiting() == [("inquiry", ASKS)]


def fail(world: World, monkeypatch: pytest.MonkeyPatch, words: str, times: int) -> InboundMessage:
    """A text whose answer fails so often: the fault is in our own code, behind the understanding of it."""
    message = inbox.store(InboundText(f"SM{words.replace(' ', '')}", ADA, words), world.program, world.clock())
    assert message is not None
    with monkeypatch.context() as broken:
        broken.setattr("bot.acquaintance.read", lambda *_: 1 / 0)
        for _ in range(times):
            assert not inbox.answer(message.id, world.clock(), timedelta(0))
    found: InboundMessage = InboundMessage.get_by_id(message.id)
    assert found.state == InboundState.FAILED
    return found


def test_a_text_that_could_not_be_answered_three_times_is_shown_to_a_person_but_never_a_stop(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail(world, monkeypatch, NUMBER, inquiries.FAILED_TRIES - 1)
    assert waiting() == []
    stop = fail(world, monkeypatch, "STOP", inquiries.FAILED_TRIES + 1)
    number = fail(world, monkeypatch, f"{NUMBER} please", inquiries.FAILED_TRIES)
    assert waiting() == [("inquiry", f"{NUMBER} please")]
    olga = sign_in(world, Role.OPERATOR)
    assert "may be a stop. It tries again by itself" in words_on(olga.get(f"/console/inbox/{Inquiry.get().id}"))
    for message in (stop, number):
        assert inbox.answer(message.id, world.clock(), timedelta(0))
    assert [one.state for one in Inquiry.select()] == [InquiryState.CLOSED]


# -- what is done with it ----------------------------------------------------------------------------------------------


def asked(world: World, phone: str = ADA, words: str = ASKS) -> Inquiry:
    world.text(phone, words)
    world.settle()
    found: Inquiry = Inquiry.select().order_by(Inquiry.id.desc()).get()
    return found


def test_olga_takes_it_answers_with_a_sentence_and_closes_it(world: World) -> None:
    one = asked(world)
    olga = sign_in(world, Role.OPERATOR)
    there = f"/console/inbox/{one.id}"
    assert ASKS in words_on(olga.get("/console/inbox"))
    olga.post(f"{there}/give", {"to": olga.id, "seen": ""})
    assert Inquiry.get().owner_id == olga.id and "Olga" in words_on(olga.get("/console/inbox?owner=me"))
    answer = olga.post(f"{there}/answer", {"answer": "answer_carrier"})
    assert answer.status_code == 303
    world.work()
    assert world.texts_to(ADA)[-1].startswith("Waypost: A person read your text. We only pass on what the carrier")
    text = OutboundMessage.select().order_by(OutboundMessage.id.desc()).get()
    assert (text.purpose, text.kind, text.in_reply_to_id) == (Purpose.REPLY, "answer_carrier", one.inbound_id)
    assert text.consent_event.kind == ConsentKind.ASKED and text.consent_event.inbound_id == one.inbound_id
    row = Inquiry.get()
    assert row.state == InquiryState.ANSWERED and row.answered_at is not None
    page = words_on(olga.get(there))
    assert "We cannot change a delivery" not in page, "each sentence goes once"
    olga.post(f"{there}/close")
    assert Inquiry.get().state == InquiryState.CLOSED
    assert "No text waits for a person" in words_on(olga.get("/console/inbox"))
    done = [one.action for one in AuditEntry.select().where(AuditEntry.object == f"inquiry {one.id}")]
    assert done == ["inbox.give", "inbox.answer", "inbox.view", "inbox.close"]
    said = open_evidence(AuditEntry.get(AuditEntry.action == "inbox.answer")) or {}
    assert said["after"]["wording"] == "answer_carrier/1" and ADA not in json.dumps(said)


def test_what_the_carrier_says_of_a_piece_of_theirs_can_be_the_answer_in_their_language(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, f"hola, mi paquete es {NUMBER} gracias")
    world.scan(NUMBER, "OF", "Out for Delivery")
    one = asked(world, words="mi vecino tiene un perro muy grande, cuidado con eso")
    Contact.update(language="es").execute()
    olga = sign_in(world, Role.OPERATOR)
    choice = next(
        choice for choice in canned.choices(Inquiry.get_by_id(one.id)) if choice.value.startswith("answer_lo")
    )
    assert "Una persona hizo la consulta" in choice.text and "..0787" in choice.text
    assert olga.post(f"/console/inbox/{one.id}/answer", {"answer": choice.value}).status_code == 303
    world.work()
    assert world.texts_to(ADA)[-1] == choice.text


@pytest.mark.parametrize("value", ["goodbye", "answer_looked", "answer_looked 999", "", "answer_carrier 1", "<b>"])
def test_nothing_but_an_offered_sentence_goes_out(value: str, world: World) -> None:
    one = asked(world)
    olga = sign_in(world, Role.OPERATOR)
    heard = world.texts_to(ADA)
    answer = olga.post(f"/console/inbox/{one.id}/answer", {"answer": value, "body": "hi, free text"})
    world.work()
    assert answer.status_code == 409 and "Nothing was sent" in words_on(answer) and world.texts_to(ADA) == heard


def test_two_operators_at_once_give_one_answer_and_one_of_them_takes_it(world: World) -> None:
    one = asked(world)
    olga, ida = sign_in(world, Role.OPERATOR), sign_in(world, Role.ADMIN)
    there = f"/console/inbox/{one.id}"
    assert olga.post(f"{there}/give", {"to": olga.id, "seen": ""}).status_code == 303
    late = ida.post(f"{there}/give", {"to": ida.id, "seen": ""})
    assert late.status_code == 409 and "somebody took" in words_on(late) and Inquiry.get().owner_id == olga.id
    assert olga.post(f"{there}/answer", {"answer": "answer_sorry"}).status_code == 303
    again = ida.post(f"{there}/answer", {"answer": "answer_sorry"})
    assert again.status_code == 409 and "answered before" in words_on(again)
    assert OutboundMessage.select().where(OutboundMessage.kind == "answer_sorry").count() == 1


def test_it_is_given_to_a_colleague_who_may_act_and_to_nobody_else(world: World) -> None:
    one = asked(world)
    olga, ida, vera = sign_in(world, Role.OPERATOR), sign_in(world, Role.ADMIN), sign_in(world, Role.VIEWER)
    there = f"/console/inbox/{one.id}"
    assert olga.post(f"{there}/give", {"to": vera.id, "seen": ""}).status_code == 422
    assert olga.post(f"{there}/give", {"to": ida.id, "seen": ""}).status_code == 303
    assert Inquiry.get().owner_id == ida.id
    assert ida.post(f"{there}/give", {"to": "", "seen": ida.id}).status_code == 303
    assert Inquiry.get().owner_id is None
    assert vera.get(there).status_code == 200 and vera.post(f"{there}/close").status_code == 403
    assert Operator.select().count() == 3


def test_the_composer_says_that_they_stopped_and_nothing_can_be_sent(world: World) -> None:
    one = asked(world)
    olga = sign_in(world, Role.OPERATOR)
    world.text(ADA, "STOP")
    heard = world.texts_to(ADA)
    page = olga.get(f"/console/inbox/{one.id}")
    assert "They stopped all texts by a text on 2026-11-20" in words_on(page)
    assert "only their own START brings texts back: nothing can be sent" in words_on(page)
    assert "<fieldset disabled" in page.text and 'value="answer_sorry"' not in page.text
    refused = olga.post(f"/console/inbox/{one.id}/answer", {"answer": "answer_sorry"})
    world.work()
    assert refused.status_code == 409 and "Nothing was sent. They stopped all texts" in words_on(refused)
    assert world.texts_to(ADA) == heard
    assert OutboundMessage.select().where(OutboundMessage.kind == "answer_sorry").count() == 0


def test_a_stop_between_the_click_and_the_sending_wins(world: World) -> None:
    one = asked(world)
    olga = sign_in(world, Role.OPERATOR)
    olga.post(f"/console/inbox/{one.id}/answer", {"answer": "answer_sorry"})
    world.text(ADA, "STOP")
    row = OutboundMessage.get(OutboundMessage.kind == "answer_sorry")
    assert (row.state, row.reason) == (OutboundState.DROPPED, "opted_out")
    assert not any("noted it" in said or "have noted" in said for said in world.texts_to(ADA))


def test_after_three_days_an_answer_would_come_out_of_nowhere(world: World) -> None:
    one = asked(world)
    world.clock.move(hours=71, minutes=59)
    assert canned.why_closed(Inquiry.get_by_id(one.id), world.clock()) is None
    world.clock.move(minutes=1)
    olga = sign_in(world, Role.OPERATOR)
    assert "an answer is allowed for 72 hours" in words_on(olga.get(f"/console/inbox/{one.id}"))
    assert olga.post(f"/console/inbox/{one.id}/answer", {"answer": "answer_sorry"}).status_code == 409


def test_a_late_answer_waits_for_the_morning_of_their_day_and_an_early_one_goes_at_once(world: World) -> None:
    """15:00 UTC is ten in the morning in Washington; eleven hours later it is nine in the evening."""
    one, prompt = asked(world), asked(world, BEN)
    world.program.quiet_from, world.program.quiet_until = 21, 8
    world.program.save()
    olga = sign_in(world, Role.OPERATOR)
    world.clock.at = world.clock.at.replace(hour=15) + timedelta(hours=12)
    InboundMessage.update(received_at=world.clock() - timedelta(minutes=5)).where(
        InboundMessage.id == prompt.inbound_id
    ).execute()
    olga = sign_in(world, Role.OPERATOR)
    for row in (one, prompt):
        assert olga.post(f"/console/inbox/{row.id}/answer", {"answer": "answer_sorry"}).status_code == 303
    world.work()
    heard = {phone: any("have noted it" in said for said in world.texts_to(phone)) for phone in (ADA, BEN)}
    assert heard == {ADA: False, BEN: True}
    assert "when their quiet hours are over" in words_on(olga.get(f"/console/inbox/{one.id}"))
    world.clock.at = world.clock.at.replace(hour=13, minute=1)
    world.work()
    assert "have noted it" in world.texts_to(ADA)[-1]


def test_a_text_that_was_silently_taken_in_can_be_answered_and_its_record_is_made_then(world: World) -> None:
    world.text(ADA, "my neighbor has a big dog")
    one = asked(world)
    assert one.inbound.state == InboundState.SILENT
    assert ConsentEvent.select().where(ConsentEvent.inbound == one.inbound_id).count() == 0
    olga = sign_in(world, Role.OPERATOR)
    assert olga.post(f"/console/inbox/{one.id}/answer", {"answer": "answer_number"}).status_code == 303
    event = ConsentEvent.get(ConsentEvent.inbound == one.inbound_id)
    assert event.kind == ConsentKind.ASKED and (open_evidence(event) or {})["text"] == ASKS
    world.work()
    assert "we need the tracking number" in world.texts_to(ADA)[-1]


def test_an_erasure_closes_what_waited_and_leaves_no_word_of_it(world: World) -> None:
    one = asked(world)
    olga = sign_in(world, Role.OPERATOR)
    [done] = erasure.erase(ADA, "asked", "Dora")
    assert Inquiry.get().state == InquiryState.CLOSED and done.counts["texts that waited for a person"] == 1
    page = words_on(olga.get(f"/console/inbox/{one.id}"))
    assert "(erased)" in page and "Their data was erased on" in page and "back door" not in page
    assert olga.post(f"/console/inbox/{one.id}/answer", {"answer": "answer_sorry"}).status_code == 409


def test_the_list_is_narrowed_by_state_kind_and_owner(world: World) -> None:
    asked(world)
    asked(world, BEN, "you threw my package over the fence, this is ridiculous")
    olga = sign_in(world, Role.OPERATOR)
    for query, shows in (("kind=complaint", "fence"), ("kind=inquiry", "back door"), ("owner=nobody", "fence")):
        assert shows in words_on(olga.get(f"/console/inbox?{query}")), query
    assert "back door" not in words_on(olga.get("/console/inbox?kind=complaint"))
    assert "No text fits" in words_on(olga.get("/console/inbox?state=closed"))
    assert "fence" in words_on(olga.get("/console/inbox?state=nonsense"))
    day = f"{time.now():%Y-%m-%d}"
    assert "fence" in words_on(olga.get(f"/console/inbox?since={day}&until={day}"))
    assert "No text waits" in words_on(olga.get("/console/inbox?until=2026-01-01"))


def test_every_sentence_has_a_label_and_every_label_a_sentence() -> None:
    from bot.wordings.by_people import ANSWERS

    assert all(set(table) == set(canned.ANSWERS) for table in ANSWERS.values())
    assert set(InquiryKind) == {"inquiry", "complaint", "feedback"}
