"""Answers stay right and quick when a phone follows very many pieces, has had very many texts, or comes back."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot import consent, erasure, following, inbox, listing, outbox, wording
from bot.inbox import InboundText
from models.consent import ConsentEvent
from models.contact import Contact, find_or_make_contact
from models.database import database
from models.fields import phone_index
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.program import Program
from models.question import OpenQuestion
from models.sender import Sender
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Purpose
from tests.integration.test_rule_table import invite
from tests.integration.test_when_and_how_much import fates, follow, go_to, rules, scan
from tests.world import ADA, BEN, NUMBER, NUMBERS, World


@pytest.fixture
def sender(world: World) -> Sender:
    """A sender that vouched, in a program that invites by text."""
    Program.update(invites_by_text=True, invites_a_day=20).execute()
    sender: Sender = Sender.create(
        program=world.program, key="office", name="Law office", attested_at=world.clock(), created_at=world.clock()
    )
    return sender


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []
    real = database.obj.execute_sql

    def noted(sql: str, *more: object) -> object:
        asked.append(sql)
        return real(sql, *more)

    database.obj.execute_sql = noted
    try:
        yield asked
    finally:
        del database.obj.execute_sql


def answer(world: World, phone: str, body: str, reference: str) -> str:
    """Taken in and answered in this thread; returns the text of the answer."""
    text = InboundText(reference, phone, body, sent_at=world.clock(), source="recovered")
    message = inbox.store(text, world.program, world.clock())
    assert message is not None and inbox.answer(message.id, world.clock(), timedelta(0))
    reply = OutboundMessage.get_or_none(OutboundMessage.in_reply_to == message)
    return reply.body if reply else ""


def number_of(serial: int) -> str:
    return f"940011120620640{serial:07}"


def follow_many(world: World, count: int, seen: bool = True, told: str = "found") -> Contact:
    """Ada follows so many pieces, the first of them the newest; unless `seen`, the carrier knows each by its label."""
    contact = find_or_make_contact(world.program, ADA, world.clock())
    with database.atomic():
        for serial in range(count):
            at = world.clock() - timedelta(days=3, minutes=serial)
            piece = Mailpiece.create(
                carrier="usps",
                tracking_number=number_of(serial),
                created_at=at,
                answer="found",
                answered_at=at,
                milestone="in_transit",
                last_event_at=at if seen else None,
            )
            event = consent.record(contact, ConsentKind.CONFIRMED, at, mailpiece=piece)
            Subscription.create(
                contact=contact, mailpiece=piece, state="active", consent_event=event, created_at=at, told_answer=told
            )
    return contact


def text_of_ours(world: World, contact: Contact, event: ConsentEvent, reference: str, **values: object) -> None:
    OutboundMessage.create(
        **{
            "reference": reference,
            "contact": contact,
            "consent_event": event,
            "purpose": Purpose.REPLY,
            "kind": "lang_set",
            "body": "Waypost: an answer.",
            "segments": 1,
            "priority": 0,
            "language": "en",
            "wording_version": "lang_set/1",
            "state": "delivered",
            "created_at": world.clock(),
            "started_at": world.clock(),
            "not_before": world.clock(),
            **values,
        }
    )


# -- LIST --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seen", [True, False])
def test_a_list_of_three_hundred_pieces_costs_few_queries_and_its_nine_pages_read_right(
    world: World, seen: bool
) -> None:
    follow_many(world, 300, seen)
    read: list[str] = []
    for page in range(1, 10):
        world.clock.move(minutes=10)
        with statements() as asked:
            said = answer(world, ADA, "LIST" if page == 1 else f"LIST {page}", f"SMlist{page}")
        assert len(asked) <= 45, "\n".join(asked)
        assert wording.measure(said).segments == 1
        assert (f"LIST {page + 1} for more." in said) == (page < 9), said
        read += re.findall(r"\.\.(\d{4})", said)
    assert read == [number_of(serial)[-4:] for serial in range(len(read))], "each piece once, none left out"
    assert said.endswith(f"; {300 - len(read)} more."), said


def test_no_giant_text_is_ever_measured(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    follow_many(world, 120)
    real, measured = wording.measure, list[int]()

    def measure(text: str) -> object:
        measured.append(len(text))
        return real(text)

    monkeypatch.setattr(wording, "measure", measure)
    subscriptions = following.followed(Contact.get())
    assert len(listing.pages("Waypost", subscriptions, "en")) == 9
    listing.list_wording("followed_many", "Waypost", subscriptions, "en")
    listing.fit("digest", "Waypost", [f"..{serial:04} in transit" for serial in range(5000)], "en")
    assert max(measured) < 500
    assert len(measured) < 500


def test_as_many_items_as_one_segment_holds_are_named_and_all_when_all_fit() -> None:
    for count in range(1, 40):
        items = [f"..{serial:04}" for serial in range(count)]
        said = listing.fit("list_items", "Waypost", items, "en").text
        named = len(re.findall(r"\.\.\d{4}", said))
        alone = wording.say("list_items", "en", brand="Waypost", items="; ".join(items))
        assert (named == count) == (alone.segments == 1), said
        if named < count:
            fuller = "; ".join([*items[: named + 1], f"{count - named - 1} more"])
            assert f"{count - named} more" in said
            assert wording.say("list_items", "en", brand="Waypost", items=fuller).segments > 1


# -- WHY and VERIFY ----------------------------------------------------------------------------------------------------


def confirmed(number: str) -> ConsentEvent:
    piece = Mailpiece.get(Mailpiece.tracking_number == number)
    found: ConsentEvent = ConsentEvent.get((ConsentEvent.mailpiece == piece) & (ConsentEvent.kind == "confirmed"))
    return found


def test_why_with_a_number_names_that_piece_of_a_text_about_two(world: World) -> None:
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
    world.text(ADA, f"{NUMBER} {NUMBERS[0]}")
    for number in (NUMBER, NUMBERS[0]):
        for asked in (number[-4:], number):
            world.clock.move(minutes=2)
            world.text(ADA, f"WHY {asked}")
            said = world.texts_to(ADA)[-1]
            assert f"texted us USPS ..{number[-4:]} on" in said, said
            assert f"(record C-{confirmed(number).id})" in said, said


def test_why_with_a_whole_number_answers_about_that_one_and_not_about_the_last_text(world: World) -> None:
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
        world.text(ADA, number)
        world.clock.move(minutes=2)
    world.text(ADA, f"WHY {NUMBER}")
    assert f"USPS ..{NUMBER[-4:]}" in world.texts_to(ADA)[-1]
    assert f"(record C-{confirmed(NUMBER).id})" in world.texts_to(ADA)[-1]


def test_why_with_a_number_names_that_piece_of_a_digest(world: World) -> None:
    contact = follow_many(world, 3)
    events = list(ConsentEvent.select().order_by(ConsentEvent.id))
    world.clock.move(minutes=1)
    text_of_ours(world, contact, events[0], "digest", purpose=Purpose.PUSH, kind="digest")
    for subscription in Subscription.select():
        OutboundSubject.create(outbound=OutboundMessage.get(), subscription=subscription, answered=True)
    world.clock.move(minutes=1)
    said = answer(world, ADA, f"WHY {number_of(2)[-4:]}", "SMwhy")
    assert f"USPS ..{number_of(2)[-4:]}" in said and f"(record C-{events[2].id})" in said


def test_verify_knows_our_own_text_under_two_hundred_and_fifty_newer_ones_with_few_queries(world: World) -> None:
    contact = follow_many(world, 3)
    events = list(ConsentEvent.select().order_by(ConsentEvent.id))
    about = Subscription.get(Subscription.consent_event == events[1])
    text_of_ours(world, contact, events[1], "news", purpose=Purpose.PUSH, kind="delayed", subscription=about)
    world.clock.move(hours=2)
    with database.atomic():
        for serial in range(250):
            text_of_ours(world, contact, events[0], f"newer{serial}")
    world.clock.move(hours=2)
    with statements() as asked:
        said = answer(world, ADA, f"VERIFY {number_of(1)[-4:]}", "SMverify1")
    assert said == f"Waypost: Yes, our last text about ..{number_of(1)[-4:]} went out on Nov 20 10:00am ET."
    assert len(asked) <= 40, "\n".join(asked)
    assert "Yes, our last text" in answer(world, ADA, f"VERIFY {number_of(0)[-4:]}", "SMverify2"), "by its consent"
    assert "no text about ..0002" in answer(world, ADA, f"VERIFY {number_of(2)[-4:]}", "SMverify3")
    assert "no text about ..4711" in answer(world, ADA, "VERIFY 4711", "SMverify4")


# -- NUMBER AP ---------------------------------------------------------------------------------------------------------


def test_the_scans_so_far_of_a_followed_piece_that_nobody_looked_at_lately_are_looked_up(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.clock.move(hours=3)
    Mailpiece.update(next_poll_at=world.clock() + timedelta(hours=3)).execute()
    world.text(ADA, f"{NUMBER} AP", work=False)
    assert Subscription.get().told_answer == "found", "what was told stays told"
    assert Mailpiece.get().first_look_at is not None
    world.work()
    world.clock.move(seconds=30)
    world.work()
    assert "Nov 20 accepted" in world.texts_to(ADA)[-1], world.texts_to(ADA)
    assert Subscription.get().state == "active"
    assert len(world.texts_to(ADA)) == 2


# -- STATUS at night ---------------------------------------------------------------------------------------------------


def test_what_status_told_at_night_is_not_pushed_again_in_the_morning(world: World) -> None:
    rules(world)
    before = follow(world, ADA)
    go_to(world, "2026-11-20 22:00")
    scan(world, NUMBER, "pickup")
    world.text(ADA, "STATUS")
    assert "ready for pickup" in world.texts_to(ADA)[before].lower() or "pickup" in world.texts_to(ADA)[before].lower()
    assert fates() == [("available_for_pickup", "dropped", "superseded")]
    scan(world, NUMBER, "delivered")
    go_to(world, "2026-11-21 08:00")
    world.settle()
    assert [fate[:2] for fate in fates()] == [("available_for_pickup", "dropped"), ("delivered", "delivered")]


def test_status_leaves_what_it_did_not_tell(world: World) -> None:
    rules(world)
    follow(world, ADA)
    go_to(world, "2026-11-20 22:00")
    scan(world, NUMBER, "pickup")
    through = Mailpiece.get().last_event_at
    Mailpiece.update(last_event_at=through - timedelta(minutes=5)).execute()
    OutboundMessage.update(event_at=through).where(OutboundMessage.purpose == "push").execute()
    world.text(ADA, "STATUS")
    assert fates() == [("available_for_pickup", "queued", "quiet_hours")], "news newer than what was told"


def test_a_digest_that_waits_leaves_out_what_a_reply_told(world: World) -> None:
    contact = follow_many(world, 2)
    event = ConsentEvent.select().order_by(ConsentEvent.id).first()
    values = {"purpose": Purpose.PUSH, "kind": "digest", "state": "queued", "started_at": None}
    text_of_ours(world, contact, event, "digest", **values, event_at=world.clock() - timedelta(days=3))
    first, second = Subscription.select().order_by(Subscription.id)
    for subscription in (first, second):
        OutboundSubject.create(outbound=OutboundMessage.get(), subscription=subscription, answered=True)
    with database.atomic():
        following.mark_told(first)
        outbox.drop_told(first, world.clock())
    assert [subject.subscription_id for subject in OutboundSubject.select()] == [second.id]
    OutboundMessage.update(state="dropped").execute()  # nothing is under way when this world ends


# -- erasure -----------------------------------------------------------------------------------------------------------


def test_an_erasure_closes_the_open_questions(world: World, sender: Sender) -> None:
    assert invite(world, sender, ADA).outcome == "asked"
    world.text(BEN, "STOP")
    world.text(BEN, NUMBER)
    assert OpenQuestion.select().where(OpenQuestion.closed_at.is_null()).count() == 2
    erasure.erase(ADA, "asked us to", "Dora")
    still = OpenQuestion.select().where(OpenQuestion.closed_at.is_null())
    assert [question.contact.phone for question in still] == [BEN]
    assert OpenQuestion.get(OpenQuestion.kind == "invite").answer == "erased"


def test_a_no_outlives_an_erasure_and_a_start(world: World, sender: Sender) -> None:
    assert invite(world, sender, ADA).outcome == "asked"
    world.text(ADA, "NO")
    erasure.erase(ADA, "asked us to", "Dora")
    world.text(ADA, "START")
    world.clock.move(days=60)
    invited = invite(world, sender, ADA, NUMBERS[0])
    assert (invited.outcome, invited.reason) == ("refused", "said_no_before")
    index = phone_index(ADA)
    kinds = {fact.kind for fact in consent.facts_of_phone(world.program, "sms", index)}
    assert {"requested", "declined", "erased", "resumed"} <= kinds
    assert consent.facts_of_phone(world.program, "whatsapp", index) == []


def test_without_an_erasure_the_facts_of_a_phone_are_those_of_its_contact(world: World, sender: Sender) -> None:
    invite(world, sender, ADA)
    invite(world, sender, BEN, NUMBERS[0])
    for contact in Contact.select():
        facts = consent.facts_of_phone(world.program, "sms", contact.phone_index)
        assert facts and facts == consent.all_facts_of(contact)
    assert invite(world, sender, ADA, NUMBERS[1]).reason == "asked_within_30_days"


# -- two eras of one number --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["NAME {} gift", "DONE {}", "ALWAYS {}"])
def test_a_whole_number_means_its_newest_piece(world: World, command: str) -> None:
    contact = find_or_make_contact(world.program, ADA, world.clock())
    with database.atomic():
        for era in (2, 1):  # the old one was followed last
            piece = Mailpiece.create(carrier="usps", tracking_number=NUMBER, era=era, created_at=world.clock())
            event = consent.record(contact, ConsentKind.CONFIRMED, world.clock(), mailpiece=piece)
            Subscription.create(
                contact=contact, mailpiece=piece, state="active", consent_event=event, created_at=world.clock()
            )
            world.clock.move(minutes=1)
    said = answer(world, ADA, command.format(NUMBER), "SMera")
    new, old = Subscription.select().join(Mailpiece).order_by(Mailpiece.era.desc())
    assert "whole number" not in said and "more than one" not in said, said
    assert (old.nickname, old.state) == (None, "active")
    if "NAME" in command:
        assert new.nickname == "gift"
    if "DONE" in command:
        assert new.state == "ended"


# -- STOP of very many -------------------------------------------------------------------------------------------------


def test_a_stop_with_three_hundred_pieces_costs_few_queries_and_ends_each(world: World) -> None:
    follow_many(world, 300)
    with statements() as asked:
        assert answer(world, ADA, "STOP", "SMstop").startswith("Waypost: You are opted out")
    assert len(asked) <= 40, "\n".join(asked)
    ended = Subscription.select().where((Subscription.state == "ended") & (Subscription.ended_at == world.clock()))
    assert ended.count() == 300


def test_what_was_ended_says_so_to_whoever_holds_it(world: World) -> None:
    contact = follow_many(world, 2)
    held = following.followed(contact)
    following.end((one for one in held), world.clock())
    assert [(one.state, one.ended_at) for one in held] == [("ended", world.clock())] * 2
    following.end([], world.clock())


def test_what_a_number_texted_again_at_night_told_is_not_told_again_in_the_morning(world: World) -> None:
    Program.update(quiet_from=21, quiet_until=8).execute()
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.clock.move(hours=12)  # 22:00 in Washington DC
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    world.text(ADA, NUMBER)
    told = len(world.texts_to(ADA))
    assert "delivered" in world.texts_to(ADA)[-1]
    world.clock.move(hours=11)
    world.work()
    assert len(world.texts_to(ADA)) == told
