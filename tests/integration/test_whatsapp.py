"""WhatsApp through the same webhook and outbox: its own consent, its window of 24 hours, and templates after it."""

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from bot import dispatch, outcomes, settling
from bot.gateway import Outcome, Sent
from jobs import deliver, poll
from models.consent import ConsentEvent
from models.contact import Contact
from models.from_number import keep_address
from models.inbound import InboundMessage
from models.outbound import OutboundMessage
from models.program import Program
from models.vocabulary import ConsentKind
from tests.world import ADA, NUMBER, NUMBERS, World, begin_one

SENDER = "+12025550100"
ADA_ON_WHATSAPP = f"whatsapp:{ADA}"
DELIVERED, NOTICE = "HX" + "a" * 32, "HX" + "b" * 32


@pytest.fixture
def world(world: World) -> World:
    Program.update(whatsapp_from=SENDER).execute()
    keep_address(world.program, "whatsapp", SENDER, 80)
    return world


def scan(world: World, code: str, event: str, number: str = NUMBER) -> None:
    world.clock.move(seconds=6)
    place = {"city": "MEMPHIS", "state": "TN"}
    world.control(f"/mailpieces/{number}/scans", {"event_code": code, "event": event, **place})
    poll.run()


def notice(world: World) -> None:
    scan(world, "56", "Notice Left (No Authorized Recipient Available)")


def newest() -> OutboundMessage:
    return OutboundMessage.select().order_by(OutboundMessage.id.desc()).get()


def create(world: World) -> dict[str, str]:
    """The newest request to Twilio's Messages."""
    log = world.control("/log?service=twilio")
    body = next(entry["body"] for entry in log if entry["method"] == "POST")
    return {name: values[0] for name, values in parse_qs(body).items()}


def test_a_number_texted_on_whatsapp_is_answered_and_followed_there(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    assert world.texts_to(ADA_ON_WHATSAPP)[0].startswith("Waypost: USPS ..0787: accepted")
    assert world.texts_to(ADA) == []
    assert (Contact.get().channel, Contact.get().phone) == ("whatsapp", ADA)
    sent = create(world)
    assert (sent["To"], sent["From"]) == (ADA_ON_WHATSAPP, f"whatsapp:{SENDER}")
    scan(world, "DX", "In Transit, Arriving Late")
    world.work()
    world.settle()
    assert (newest().kind, newest().state) == ("delayed", "delivered")


def test_consent_is_its_own_on_each_channel(world: World) -> None:
    world.piece(NUMBER)
    for phone in (ADA, ADA_ON_WHATSAPP):
        world.text(phone, NUMBER)
    world.text(ADA, "STOP")
    scan(world, "DX", "In Transit, Arriving Late")
    world.work()
    assert len(world.texts_to(ADA)) == 2
    assert "delayed" in world.texts_to(ADA_ON_WHATSAPP)[1]
    world.text(ADA_ON_WHATSAPP, "stop please")
    scan(world, "01", "Delivered, Left with Individual")
    world.work()
    assert len(world.texts_to(ADA_ON_WHATSAPP)) == 3
    assert "You are opted out" in world.texts_to(ADA_ON_WHATSAPP)[2]


def test_without_a_sender_for_it_whatsapp_is_taken_in_and_not_answered(world: World) -> None:
    Program.update(whatsapp_from="").execute()
    world.control(f"/phones/{ADA_ON_WHATSAPP}/texts", {"body": NUMBER, "to": "whatsapp:55501"})
    world.work()
    assert world.texts_to(ADA_ON_WHATSAPP) == []
    assert InboundMessage.get().rule.endswith("(we do not answer on whatsapp)")
    assert world.text(ADA_ON_WHATSAPP, NUMBER)["app_status"] == 400  # no number of ours


def test_after_24_hours_what_we_would_say_waits_for_the_person_and_says_why(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    world.clock.move(hours=24)
    world.work()
    notice(world)
    world.work()
    assert (newest().state, newest().reason) == ("queued", "whatsapp_window_closed")
    assert dispatch.oldest_due(world.clock()) is None
    shown = world.app.test_cli_runner().invoke(args=["messages", "--state", "queued"]).output
    assert "whatsapp_window_closed" in shown
    world.text(ADA_ON_WHATSAPP, "HELP")
    said = world.texts_to(ADA_ON_WHATSAPP)[1:]
    assert len(said) == 2 and "notice left" in said[1]


def test_what_waited_for_the_person_in_vain_expires(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    world.clock.move(hours=24)
    notice(world)
    for _ in range(50):
        world.work()
        world.clock.move(hours=1)
    assert (newest().state, newest().reason) == ("dropped", "expired")
    assert len(world.texts_to(ADA_ON_WHATSAPP)) == 1


def test_after_24_hours_an_approved_template_goes_with_its_values(world: World) -> None:
    templates = {"delivered": DELIVERED, "delivery_attempted/en": NOTICE, "delivery_attempted/es": DELIVERED}
    Program.update(whatsapp_templates=json.dumps(templates)).execute()
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    world.clock.move(hours=24)
    notice(world)
    world.work()
    world.settle()
    sent = create(world)
    assert sent["ContentSid"] == NOTICE
    assert "Body" not in sent
    values = json.loads(sent["ContentVariables"])
    assert [values[name] for name in "1234"] == ["Waypost", "USPS ..0787", "notice left", "Memphis TN"]
    assert values["5"].startswith("Nov 21 ")
    assert newest().state == "delivered"
    assert world.texts_to(ADA_ON_WHATSAPP)[1].startswith(f"[template {NOTICE}] Waypost | USPS ..0787 | notice left")


def test_what_a_template_cannot_say_of_a_piece_is_a_dash(world: World) -> None:
    Program.update(whatsapp_templates=json.dumps({"delivered": DELIVERED})).execute()
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    world.clock.move(hours=24)
    world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": "01", "event": "Delivered"})
    world.clock.move(seconds=6)
    world.work()
    assert json.loads(create(world)["ContentVariables"])["4"] == "-"


def test_each_piece_has_its_own_template_outside_the_window_and_one_text_within_it(world: World) -> None:
    Program.update(
        whatsapp_templates=json.dumps({"delayed": DELIVERED}), pushes_a_day=6, pushes_a_day_per_piece=3
    ).execute()
    for number in (NUMBER, NUMBERS[0]):
        world.piece(number)
        world.text(ADA_ON_WHATSAPP, number)
    for hours, texts in ((1, 1), (24, 2)):
        before = len(world.texts_to(ADA_ON_WHATSAPP))
        world.clock.move(hours=hours)
        for number in (NUMBER, NUMBERS[0]):
            scan(world, "10", "Arrived at USPS Regional Facility", number)
            scan(world, "DX", "In Transit, Arriving Late", number)
        world.clock.move(seconds=31)
        world.work()
        assert len(world.texts_to(ADA_ON_WHATSAPP)) == before + texts


def test_whatsapps_word_about_its_window_counts_more_than_our_clock(world: World) -> None:
    Program.update(whatsapp_templates=json.dumps({"delivery_attempted": NOTICE})).execute()
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    notice(world)
    claimed = begin_one(world.clock())
    assert claimed is not None
    assert dispatch.envelope_of(claimed, world.clock()).content_sid == ""
    settling.settle_all([(claimed, Sent(Outcome.WINDOW_CLOSED, error_code=63016))], world.clock())
    assert (newest().state, newest().reason) == ("queued", "whatsapp_window_closed")
    world.clock.move(seconds=3)
    deliver.run()
    assert create(world)["ContentSid"] == NOTICE


def test_the_sandbox_refuses_free_words_outside_the_window_as_whatsapp_does(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    world.clock.move(hours=25)
    InboundMessage.update(received_at=world.clock()).execute()  # we believe that it is open
    notice(world)
    world.work()
    assert world.until(lambda: newest().error_code == 63016)
    assert (newest().state, newest().reason) == ("queued", "whatsapp_window_closed")
    world.work()
    assert newest().state == "queued" and newest().not_before > world.clock()  # until the person texts us
    assert len(world.texts_to(ADA_ON_WHATSAPP)) == 1


def test_a_person_who_blocked_us_on_whatsapp_is_suppressed_there(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    notice(world)
    claimed = begin_one(world.clock())
    assert claimed is not None
    settling.settle_all([(claimed, Sent(outcomes.at_create(63014, 400), error_code=63014))], world.clock())
    blocked = ConsentEvent.get(ConsentEvent.kind == ConsentKind.PROVIDER_BLOCK)
    assert blocked.rule == "the provider refused with 63014"
    scan(world, "01", "Delivered, Left with Individual")
    world.work()
    assert len(world.texts_to(ADA_ON_WHATSAPP)) == 1


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (63003, Outcome.BAD_PHONE),
        (63024, Outcome.BAD_PHONE),
        (63007, Outcome.OPERATOR),
        (63027, Outcome.OPERATOR),
        (63028, Outcome.OPERATOR),
        (63014, Outcome.SUPPRESSED),
        (63016, Outcome.WINDOW_CLOSED),
        (63018, Outcome.SLOW_DOWN),
    ],
)
def test_whatsapps_errors_have_an_outcome_each(code: int, outcome: Outcome) -> None:
    assert outcomes.at_create(code, 400) == outcome


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"To": ADA_ON_WHATSAPP, "From": "55501", "Body": "x"}, 21910),
        ({"To": ADA, "From": f"whatsapp:{SENDER}", "Body": "x"}, 21910),
        ({"To": "whatsapp:ada", "From": f"whatsapp:{SENDER}", "Body": "x"}, 21211),
        ({"To": ADA_ON_WHATSAPP, "From": "whatsapp:55501", "Body": "x"}, 63007),
        ({"To": ADA_ON_WHATSAPP, "From": f"whatsapp:{SENDER}", "ContentSid": "HX1"}, 21656),
        (
            {"To": ADA_ON_WHATSAPP, "From": f"whatsapp:{SENDER}", "ContentSid": NOTICE, "ContentVariables": '{"1":""}'},
            21656,
        ),
    ],
)
def test_the_sandbox_checks_whatsapp_addresses_and_templates(form: dict[str, Any], code: int) -> None:
    from datetime import UTC, datetime

    from sandbox.create_message import check_form

    assert check_form(form, datetime(2026, 11, 20, tzinfo=UTC)) == code
