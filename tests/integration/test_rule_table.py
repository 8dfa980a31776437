"""The table of rules that bind a texting program, one test for each, named after its rule.

Law: 47 CFR 64.1200(a)(9) to (12); the rest is what mobile networks ask (CTIA) and what we hold ourselves to.
"""

from datetime import date, timedelta

import pytest
from peewee import IntegrityError

from bot import consent, inbox, invitations, wording
from bot.inbox import InboundText
from bot.understand import Intent, understand
from config import time
from jobs.context import context
from models.consent import ConsentEvent, Suppression
from models.contact import Contact, find_or_make_contact
from models.database import database
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.sender import Sender
from models.vocabulary import ConsentKind, Purpose
from tests.integration.test_abuse import is_suppressed, texted
from tests.integration.test_webhooks import knock, twilio_form
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

GOODBYE = "Waypost: You are opted out and will get no more texts from us. Reply START to resume."
QUESTION = (
    "Waypost: Should all our texts end? Reply YES to end them, NO to keep them. Without an answer they end in 24 hours."
)
PER_SE = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")
COMMON = ("stopall", "stop all", "optout", "arret", "arrêt", "alto", "parar", "baja", "STOP PLEASE", "please stop")
DRESSES = ("{}", "{}!", "{}.", " {} ", '"{}"', "“{}”", "({})", "{}!!!", "{} 🛑", "{}\n\nSent from my iPhone")


def follow(world: World, phone: str = ADA, number: str = NUMBER) -> None:
    world.piece(number)
    world.text(phone, number)


def pushes_to(phone: str) -> list[OutboundMessage]:
    return [row for row in OutboundMessage.select() if row.contact.phone == phone and row.purpose == Purpose.PUSH]


@pytest.fixture
def sender(world: World) -> Sender:
    """A sender that vouched, in a program that invites by text."""
    Program.update(invites_by_text=True, invites_a_day=20).execute()
    sender: Sender = Sender.create(
        program=world.program, key="office", name="Law office", attested_at=world.clock(), created_at=world.clock()
    )
    return sender


def invite(world: World, sender: Sender, phone: str, number: str = NUMBER) -> invitations.Invited:
    world.piece(number)
    with database.atomic():
        piece = Mailpiece.get_or_none(Mailpiece.tracking_number == number)
        if piece is None:
            piece = Mailpiece.create(
                carrier="usps", tracking_number=number, format="usps", created_at=world.clock(), sender=sender
            )
        invited = invitations.invite(Sender.get_by_id(sender.id), piece, phone, world.clock())
    world.work()
    return invited


def test_rule_01_per_se_words_in_any_dress_are_a_stop() -> None:
    for word in (*PER_SE, *COMMON):
        for dress in DRESSES:
            for form in (word, word.upper(), word.title()):
                reading = understand(dress.format(form))
                assert (reading.intent, reading.certain) == (Intent.STOP_ALL, True), dress.format(form)


def test_rule_01_each_per_se_word_suppresses_the_phone(world: World) -> None:
    for number, word in enumerate(PER_SE):
        phone = f"+1202555{number + 200:04}"
        world.text(phone, word, work=False)
        assert is_suppressed(phone), word


def test_rule_02_what_a_reasonable_person_reads_as_a_stop_is_one_and_in_doubt_we_ask_once(world: World) -> None:
    assert texted(world, ADA, "please take me off your list, I never asked for this") == [GOODBYE]
    follow(world, BEN)
    assert texted(world, BEN, DOUBTFUL) == [QUESTION]
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert pushes_to(BEN)[-1].state == "queued", "news waits while we ask"
    world.clock.move(hours=24)
    world.work()
    assert is_suppressed(BEN), "silence for a day means stop"
    assert [row.state for row in pushes_to(BEN)] == ["dropped"]


DOUBTFUL = "make it stop"


def test_rule_03_a_stop_is_in_force_before_the_webhook_is_answered_and_nothing_queued_leaves(world: World) -> None:
    follow(world)
    contact = Contact.get()
    event = ConsentEvent.get(ConsentEvent.kind == ConsentKind.CONFIRMED)
    for number in range(100):
        OutboundMessage.create(
            reference=f"queued{number}",
            contact=contact,
            consent_event=event,
            purpose=Purpose.REPLY,
            kind=f"answer{number}",
            body="Waypost: an answer.",
            segments=1,
            priority=0,
            language="en",
            wording_version="answer/1",
            state="queued",
            created_at=world.clock(),
            not_before=world.clock(),
        )
    before = len(world.texts_to(ADA))
    world.text(ADA, "STOP")
    assert world.texts_to(ADA)[before:] == [GOODBYE]
    assert OutboundMessage.select().where(OutboundMessage.reason == "opted_out").count() == 100


def test_rule_04_one_confirmation_within_five_minutes_or_never(world: World) -> None:
    for _ in range(3):
        world.text(ADA, "STOP")
    assert world.texts_to(ADA) == [GOODBYE]
    world.text(BEN, "STOP", work=False)
    world.clock.move(minutes=6)
    world.work()
    assert world.texts_to(BEN) == []
    assert is_suppressed(BEN)


def test_rule_05_what_the_provider_answered_is_recorded_and_not_answered_again(world: World) -> None:
    assert knock(world, twilio_form(world, Body="STOP", OptOutType="STOP"))[0] == 200
    world.work()
    assert world.texts_to(ADA) == []
    event = ConsentEvent.get()
    assert (event.kind, event.rule) == ("revoked", "the provider told us STOP")


def test_rule_05_a_yes_that_arrives_as_start_answers_our_question_and_gets_no_second_answer(
    world: World, sender: Sender
) -> None:
    assert invite(world, sender, ADA).outcome == "asked"
    asked = len(world.texts_to(ADA))
    assert knock(world, twilio_form(world, Body="YES", OptOutType="START"))[0] == 200
    world.work()
    assert "Updates will follow" not in "".join(world.texts_to(ADA)[asked:]), "Twilio has said welcome already"
    assert ConsentEvent.select().where(ConsentEvent.kind == ConsentKind.CONFIRMED).count() == 1
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert "out for delivery" in world.texts_to(ADA)[-1]


def test_rule_06_a_stop_with_a_number_ends_one_and_an_unknown_number_ends_all(world: World) -> None:
    follow(world)
    follow(world, ADA, NUMBERS[0])
    said = texted(world, ADA, f"STOP {NUMBER}")
    assert said == ["Waypost: No more texts about USPS ..0787. Reply STOP to end all texts."]
    assert not is_suppressed(ADA)
    assert texted(world, ADA, "STOP 4711") == [GOODBYE]
    assert is_suppressed(ADA)


def test_rule_07_nothing_but_the_one_question_goes_before_the_yes_and_it_expires(world: World, sender: Sender) -> None:
    assert invite(world, sender, ADA).outcome == "asked"
    assert world.texts_to(ADA) == [wording.say("invite", brand="Waypost", piece="USPS ..0787").text]
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert len(world.texts_to(ADA)) == 1
    assert invite(world, sender, ADA, NUMBERS[0]).reason == "asked_within_30_days"
    world.clock.move(hours=73)
    assert texted(world, ADA, "YES") == [wording.say("no_question", brand="Waypost").text]
    assert ConsentEvent.select().where(ConsentEvent.kind == ConsentKind.CONFIRMED).count() == 0


def test_rule_08_a_number_typed_into_a_form_by_somebody_else_is_never_consent(world: World, sender: Sender) -> None:
    invite(world, sender, ADA)
    contact = Contact.get()
    history = consent.History(consent.history_of(contact, Mailpiece.get().id))
    assert consent.may_text(history, Purpose.PUSH, world.clock(), Mailpiece.get().id) == consent.Refused("no_consent")
    world.text(ADA, "yes please")
    history = consent.History(consent.history_of(contact, Mailpiece.get().id))
    assert isinstance(consent.may_text(history, Purpose.PUSH, world.clock(), Mailpiece.get().id), consent.Allowed)


def test_rule_09_the_confirmation_holds_its_five_elements(world: World) -> None:
    follow(world)
    said = world.texts_to(ADA)[0]
    for element in ("Waypost: ", "HELP", "STOP", "Freq varies", "Msg&data rates may apply"):
        assert element in said


def test_rule_10_help_answers_everybody_and_the_opted_out_too(world: World) -> None:
    help_text = wording.say("help", brand="Waypost", help_contact=world.program.help_contact).text
    assert texted(world, ADA, "HELP") == [help_text]
    world.text(BEN, "STOP")
    assert texted(world, BEN, "help") == [help_text]


def test_rule_10_help_is_answered_at_most_once_a_minute(world: World) -> None:
    assert len(texted(world, ADA, "HELP")) == 1
    assert texted(world, ADA, "HELP") == []
    world.clock.move(seconds=61)
    assert len(texted(world, ADA, "HELP")) == 1


def test_rule_11_start_opens_again_and_old_mailpieces_stay_off_until_chosen(world: World) -> None:
    follow(world)
    world.text(ADA, "STOP")
    assert texted(world, ADA, "START")[0].startswith("Waypost: Texts are on again.")
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert pushes_to(ADA) == []
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert "was delivered" in world.texts_to(ADA)[-1]


def test_rule_12_a_21610_at_create_writes_a_provider_block(world: World) -> None:
    blocked = "+15005550004"  # the sandbox, as Twilio's test credentials, refuses it so
    world.text(blocked, NUMBER)
    event = ConsentEvent.select().order_by(ConsentEvent.id.desc()).get()
    assert (event.kind, event.source) == ("provider_block", "provider")
    assert is_suppressed(blocked)
    assert OutboundMessage.select().where(OutboundMessage.state == "queued").count() == 0


def test_rule_12_a_21610_in_a_callback_writes_one_too(world: World) -> None:
    follow(world)
    row = OutboundMessage.get()
    form = {"MessageSid": row.provider_reference, "MessageStatus": "failed", "ErrorCode": "21610"}
    form["AccountSid"] = world.settings.twilio_account_sid
    assert knock(world, form, target=f"/sms/status?delivery={row.reference}")[0] == 204
    assert is_suppressed(ADA)


def test_rule_13_news_waits_for_the_morning_and_answers_never_do(world: World) -> None:
    Program.update(quiet_from=21, quiet_until=8).execute()
    follow(world)
    world.clock.move(hours=12)  # 22:00 in Washington DC
    before = len(world.texts_to(ADA))
    world.scan(NUMBER, "56", "Notice Left")
    assert world.texts_to(ADA)[before:] == []
    assert len(texted(world, ADA, "HELP")) == 1
    held = pushes_to(ADA)[-1]
    assert (held.state, held.reason) == ("queued", "quiet_hours")


def test_rule_14_what_is_no_longer_true_in_the_morning_is_dropped(world: World) -> None:
    Program.update(quiet_from=21, quiet_until=8).execute()
    follow(world)
    world.clock.move(hours=12)
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.clock.move(hours=11)
    world.work()
    assert [(row.kind, row.state) for row in pushes_to(ADA)] == [("out_for_delivery", "dropped")]


def test_rule_15_a_burst_of_twenty_events_is_at_most_the_cap_of_texts(world: World) -> None:
    Program.update(pushes_a_day=6, pushes_a_day_per_piece=3).execute()
    follow(world)
    world.text(ADA, f"{NUMBER} AA")
    before = len(world.texts_to(ADA))
    for number in range(20):
        world.scan(NUMBER, "A1", "Arrived at USPS Facility", city=f"TOWN {'ABCDEFGHIJKLMNOPQRST'[number]}")
    assert len(world.texts_to(ADA)) - before <= 3


def test_rule_16_nothing_that_a_sender_typed_stands_in_a_text(world: World, sender: Sender) -> None:
    Sender.update(name="WIN $500 at http://evil.example").execute()
    invite(world, sender, ADA)
    assert "evil" not in "".join(world.texts_to(ADA)) and "$" not in "".join(world.texts_to(ADA))
    follow(world, BEN, NUMBERS[0])
    for bad in ("http://x.co", "free.gift.com", "a" * 17, "£$€{}", "win.com"):
        assert texted(world, BEN, f"NAME {NUMBERS[0][-4:]} {bad}")[0].startswith("Waypost: A name has up to 16"), bad
        world.clock.move(minutes=11)


def test_rule_17_wrong_number_ends_everything_and_the_sender_learns_nothing_else(world: World, sender: Sender) -> None:
    invite(world, sender, ADA)
    said = texted(world, ADA, "WRONG")
    assert said == [wording.say("wrong_number", brand="Waypost").text]
    assert is_suppressed(ADA)
    told = world.app.test_cli_runner().invoke(args=["invitations", "office"]).output
    assert "number not valid" in told
    assert ADA not in told and ADA[-4:] not in told and "WRONG" not in told
    assert invite(world, sender, ADA, NUMBERS[0]).outcome == "refused"


def test_rule_18_a_phone_that_changed_hands_is_suppressed_and_its_check_word_goes(world: World) -> None:
    context().settings.reassigned_after_days = 90
    given_away, kept = "+12025550199", ADA
    for phone in (given_away, kept):
        follow(world, phone)
        world.text(phone, "WORD maple")
    world.clock.move(days=91)
    world.work()
    assert (is_suppressed(given_away), is_suppressed(kept)) == (True, False)
    events = ConsentEvent.select().order_by(ConsentEvent.id)
    said = {event.contact.phone: (event.kind, event.source) for event in events}
    assert said == {given_away: ("reassigned", "provider"), kept: ("checked", "provider")}
    assert {contact.phone: contact.check_word for contact in Contact.select()} == {given_away: None, kept: "maple"}
    before = len(world.texts_to(given_away))
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert len(world.texts_to(given_away)) == before


def test_rule_18_nobody_is_asked_about_where_that_is_switched_off(world: World) -> None:
    follow(world, "+12025550199")
    world.clock.move(days=900)
    world.work()
    assert not is_suppressed("+12025550199")


def test_rule_19_an_opt_out_never_expires(world: World, sender: Sender) -> None:
    world.text(ADA, "STOP")
    world.clock.move(days=3660)
    assert is_suppressed(ADA)
    assert invite(world, sender, ADA).outcome == "refused"
    world.text(ADA, NUMBER)
    assert world.texts_to(ADA)[-1] == "Waypost: You are opted out. Reply START to follow USPS ..0787."


def test_rule_20_an_operator_can_record_an_opt_out_with_a_reason(world: World) -> None:
    follow(world)
    run = world.app.test_cli_runner().invoke
    said = run(args=["opt-out", ADA, "--how", "letter", "--reason", "wrote to us on paper", "--by", "Dora"])
    assert said.exit_code == 0, said.output
    assert is_suppressed(ADA)
    event = ConsentEvent.select().order_by(ConsentEvent.id.desc()).get()
    assert (event.source, event.rule) == ("operator", "an operator recorded it: letter")
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert pushes_to(ADA) == []
    assert run(args=["opt-out", "12", "--how", "letter", "--reason", "x"]).exit_code != 0


def test_rule_21_a_bad_signature_is_refused_and_leaves_nothing(world: World) -> None:
    assert knock(world, twilio_form(world, Body="STOP"), signature="bm90IHRoZSBzaWduYXR1cmU=")[0] == 403
    assert knock(world, twilio_form(world, Body="STOP"), signature=None)[0] == 403
    assert (Contact.select().count(), Suppression.select().count()) == (0, 0)


def test_rule_22_every_text_names_the_consent_event_that_allowed_it(world: World) -> None:
    follow(world)
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert all(row.consent_event_id for row in OutboundMessage.select())
    row = OutboundMessage.get()
    values = {name: getattr(row, name) for name in row._meta.sorted_field_names if name != "id"}
    values |= {"reference": "new", "provider_reference": None, "consent_event": None, "in_reply_to": None}
    with pytest.raises(IntegrityError), database.atomic():
        OutboundMessage.create(**values)


def test_a_stop_found_late_counts_from_when_it_was_sent_and_its_goodbye_is_too_old(world: World) -> None:
    follow(world)
    world.clock.move(minutes=20)
    text = InboundText("SMlate", ADA, "STOP", sent_at=world.clock() - timedelta(minutes=12), source="recovered")
    message = inbox.store(text, world.program, world.clock())
    assert message is not None and inbox.answer(message.id, world.clock(), timedelta(0))
    world.work()
    assert is_suppressed(ADA) and GOODBYE not in world.texts_to(ADA)
    revoked = ConsentEvent.get(ConsentEvent.kind == ConsentKind.REVOKED)
    assert revoked.happened_at == world.clock() - timedelta(minutes=12)


def test_a_stop_found_late_undoes_no_start_that_was_sent_after_it(world: World) -> None:
    world.text(ADA, "STOP")
    world.clock.move(minutes=10)
    world.text(ADA, "START")
    text = InboundText("SMlate", ADA, "STOP", sent_at=world.clock() - timedelta(minutes=5), source="recovered")
    message = inbox.store(text, world.program, world.clock())
    assert message is not None and inbox.answer(message.id, world.clock(), timedelta(0))
    assert not is_suppressed(ADA)


def test_the_clock_of_these_tests_stands_where_the_rules_expect_it(world: World) -> None:
    assert time.now().date() == date(2026, 11, 20)
    assert find_or_make_contact(world.program, ADA, world.clock()).quiet_hours == ""
