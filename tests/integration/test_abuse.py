"""What floods, loops, guessers and typos get: enough for a person, too little for a machine. A STOP always acts."""

from typing import Any

import pytest

from bot.segments import measure
from carriers.checkdigits import mod10_three_one
from jobs.context import use_settings
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.subscription import Subscription
from tests.world import ADA, BEN, CORA, NUMBER, NUMBERS, World

JAMAICA, BRITAIN = "+18765550123", "+447911123456"
CERTIFIED, PIN = "9589071052700123456781", "4821"


def number(serial: int, head: str = "9400111899560") -> str:
    """A valid USPS number that nobody has set up."""
    body = f"{head}{serial:0{21 - len(head)}}"
    return body + str(mod10_three_one(body))


def usps_calls(world: World) -> int:
    log: list[dict[str, Any]] = world.control("/log?service=usps")
    return sum(entry["path"].startswith("/tracking") for entry in log)


def texted(world: World, phone: str, body: str) -> list[str]:
    """The texts that this one brought."""
    before = len(world.texts_to(phone))
    assert world.text(phone, body)["app_status"] == 200
    return world.texts_to(phone)[before:]


def answered(world: World, phone: str, body: str) -> list[str]:
    """What the outbox holds for the phone after this text; nothing is sent yet."""
    assert world.text(phone, body, work=False)["app_status"] == 200
    text = InboundMessage.select().order_by(InboundMessage.id.desc()).get()
    assert text.contact.phone == phone
    replies = OutboundMessage.select().where(
        (OutboundMessage.in_reply_to == text) & (OutboundMessage.state != "dropped")
    )
    return [reply.body for reply in replies]


def last_rule() -> str:
    rule: str = InboundMessage.select().order_by(InboundMessage.id.desc()).get().rule
    return rule


def is_suppressed(phone: str) -> bool:
    live = {row.phone_index for row in Suppression.select().where(Suppression.lifted_at.is_null())}
    return any(contact.phone_index in live for contact in Contact.select() if contact.phone == phone)


# -- floods and loops --------------------------------------------------------------------------------------------------


def test_after_twenty_answers_in_an_hour_we_are_silent_and_a_stop_still_acts(world: World) -> None:
    for turn in range(20):
        assert len(answered(world, ADA, "HELP" if turn % 2 else "LIST")) == 1
        world.clock.move(minutes=2.5)
    assert answered(world, ADA, "HELP") == []
    assert "20 answers in the last hour" in last_rule()
    assert len(answered(world, BEN, "HELP")) == 1  # a limit is of one phone
    world.work()
    assert len(world.texts_to(ADA)) == 20
    assert "opted out" in texted(world, ADA, "STOP")[0]
    assert is_suppressed(ADA)
    world.clock.move(minutes=30)
    assert len(answered(world, ADA, "HELP")) == 1


def test_three_identical_answers_in_ten_minutes_end_a_loop_with_another_machine(world: World) -> None:
    assert [len(answered(world, ADA, "LIST")) for _ in range(5)] == [1, 1, 1, 0, 0]
    assert "probably another machine" in last_rule()
    assert len(answered(world, ADA, "HELP")) == 1  # another answer is not the loop's
    world.work()
    assert len(world.texts_to(ADA)) == 4
    world.clock.move(minutes=11)
    assert len(texted(world, ADA, "LIST")) == 1


def test_our_own_texts_sent_back_to_us_do_not_go_round(world: World) -> None:
    said, rounds = answered(world, ADA, "good morning"), 0
    while said and rounds < 12:
        said, rounds = answered(world, ADA, said[-1]), rounds + 1
    assert rounds <= 4
    world.work()
    assert 1 <= len(world.texts_to(ADA)) <= 4


def test_we_say_at_most_once_an_hour_that_we_did_not_understand(world: World) -> None:
    assert [len(answered(world, ADA, body)) for body in ("hello", "blue tomatoes", "who cares")] == [1, 0, 0]
    assert InboundMessage.select().count() == 3
    world.clock.move(minutes=61)
    assert len(answered(world, ADA, "hello again")) == 1
    world.work()
    assert len(world.texts_to(ADA)) == 2


def test_a_stop_that_is_repeated_gets_one_goodbye(world: World) -> None:
    for body in ("STOP", "stop", "Stop!!", "UNSUBSCRIBE", "please stop"):
        world.text(ADA, body, work=False)
    world.work()
    assert len(world.texts_to(ADA)) == 1
    assert Suppression.select().count() == 1
    assert ConsentEvent.select().where(ConsentEvent.kind == "revoked").count() == 5


def test_a_phone_begins_at_most_ten_new_numbers_a_day(world: World) -> None:
    for first in (0, 4, 8):
        assert len(answered(world, ADA, "\n".join(number(first + serial) for serial in range(4)))) == 1
    assert Subscription.select().count() == 10
    assert "10 new numbers in a day" in answered(world, ADA, number(50))[0]
    assert "10 new numbers" not in answered(world, ADA, number(1))[0]  # one that it follows already
    assert Mailpiece.select().count() == 10
    assert len(answered(world, BEN, number(50))) == 1  # a limit is of one phone
    world.clock.move(hours=24, minutes=1)
    assert "10 new numbers" not in answered(world, ADA, number(51))[0]


# -- what costs calls --------------------------------------------------------------------------------------------------


def test_a_number_that_usps_does_not_know_is_not_asked_about_again_for_six_hours(world: World) -> None:
    use_settings(world.settings.model_copy(update={"poll_ceiling_seconds": 0.0}))
    world.piece(NUMBER, "not_found_at_first")
    assert "no scan yet" in texted(world, ADA, NUMBER)[0]
    assert usps_calls(world) == 1
    for phone, minutes in ((ADA, 1), (BEN, 30), (CORA, 60)):
        world.clock.move(minutes=minutes)
        assert "no scan yet" in answered(world, phone, NUMBER)[0]
    world.work()
    assert usps_calls(world) == 1
    assert [len(world.texts_to(phone)) for phone in (ADA, BEN, CORA)] == [2, 1, 1]
    for phone, hours, asked in (("+12025550151", 4, False), ("+12025550152", 0.7, True)):
        world.clock.move(hours=hours)
        world.text(phone, NUMBER, work=False)
        assert (Mailpiece.get().first_look_at is not None) == asked, f"{hours} hours later"


def test_a_piece_that_many_ask_about_at_once_is_asked_about_once(world: World) -> None:
    world.piece(NUMBER)
    phones = [f"+12025550{serial}" for serial in range(151, 159)]
    for phone in phones:
        world.text(phone, NUMBER, work=False)
    world.work()
    assert usps_calls(world) == 1
    assert [len(world.texts_to(phone)) for phone in phones] == [1] * len(phones)


def test_a_phone_of_a_country_we_do_not_answer_is_heard_but_costs_nothing(world: World) -> None:
    """+1 876 looks like a US number and is billed as Jamaica."""
    world.piece(NUMBER)
    for phone in (JAMAICA, BRITAIN):
        for body in ("HELP", NUMBER, "hello", "LIST"):
            assert answered(world, phone, body) == []
    assert [message.state for message in InboundMessage.select()] == ["silent"] * 8
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert usps_calls(world) == 0
    for phone in (JAMAICA, BRITAIN):
        assert answered(world, phone, "STOP") == []
        assert is_suppressed(phone)
    world.work()
    assert world.texts_to(JAMAICA) + world.texts_to(BRITAIN) == []
    assert OutboundMessage.select().where(OutboundMessage.state != "dropped").count() == 0


# -- what a guesser sees -----------------------------------------------------------------------------------------------


@pytest.fixture
def registered(world: World) -> World:
    """A sender's Certified Mail piece, out for delivery in North Andover, Massachusetts."""
    world.piece(CERTIFIED)
    result = world.app.test_cli_runner().invoke(args=["register", CERTIFIED, "--pin", PIN])
    assert result.exit_code == 0, result.output
    world.clock.move(minutes=1)
    scan = {"event_code": "OF", "event": "Out for Delivery", "city": "NORTH ANDOVER", "state": "MA", "zip": "01845"}
    world.control(f"/mailpieces/{CERTIFIED}/scans", scan)
    world.clock.move(seconds=6)
    world.work()
    return world


def test_a_stranger_sees_state_and_city_of_a_registered_piece_until_the_pin_opens_it(registered: World) -> None:
    seen = [texted(registered, CORA, body)[0] for body in (CERTIFIED, "LIST", "STATUS")]
    for text in seen:
        assert "out for delivery" in text
        assert not any(secret in text for secret in ("Nov", "10:", ":01", "pm", "am ", "ET", "01845")), text
    assert "North Andover MA" in seen[0]
    registered.clock.move(minutes=11)
    assert "fits none" in texted(registered, CORA, "PIN 0000")[0]
    assert "full status" in texted(registered, CORA, f"pin {PIN}")[0]
    assert "Nov 20 10:01am ET" in texted(registered, CORA, CERTIFIED)[0]
    assert "Nov" not in texted(registered, BEN, CERTIFIED)[0]  # what one phone proved, another did not


def test_after_five_wrong_pins_a_day_even_the_right_one_does_not_open(registered: World) -> None:
    world = registered
    assert len(texted(world, CORA, CERTIFIED)) == 1
    for wrong in range(5):
        assert "fits none" in answered(world, CORA, f"PIN 000{wrong}")[0]
        world.clock.move(minutes=5)
    assert "fits none" in answered(world, CORA, f"PIN {PIN}")[0]
    assert not Subscription.get().proven
    world.clock.move(hours=24)
    assert "full status" in texted(world, CORA, f"PIN {PIN}")[0]
    assert Subscription.get().proven


def test_a_pin_opens_nothing_to_a_phone_that_does_not_follow_the_piece(registered: World) -> None:
    assert "fits none" in texted(registered, CORA, f"PIN {PIN}")[0]
    assert Subscription.select().count() == 0


def test_what_a_sender_confirmed_for_one_phone_stays_closed_to_others(registered: World) -> None:
    world = registered
    world.text(BEN, CERTIFIED)
    assert world.app.test_cli_runner().invoke(args=["confirm", CERTIFIED, BEN]).exit_code == 0
    world.scan(CERTIFIED, "01", "Delivered, Left with Individual", "NORTH ANDOVER", "MA")
    world.text(CORA, CERTIFIED)
    assert "Nov 20" in world.texts_to(BEN)[-1]
    assert "Nov" not in world.texts_to(CORA)[-1] and "MORGAN" not in "".join(world.texts_to(BEN) + world.texts_to(CORA))


# -- numbers that are none, or not ours --------------------------------------------------------------------------------


def test_a_persons_own_phone_is_never_read_as_a_parcel(world: World) -> None:
    for body in (
        "202-555-0143",
        "2025550143",
        "+1 (202) 555-0143",
        "12025550143 where is my parcel",
        "call 2025550143",
    ):
        world.text(ADA, body, work=False)
    world.work()
    assert Mailpiece.select().count() == 0
    assert "..0787" in texted(world, ADA, f"my number is 202 555 0143, the parcel is {NUMBER}")[0]
    assert [piece.tracking_number for piece in Mailpiece.select()] == [NUMBER]


MISTYPED = {
    "last digit checks the others": NUMBER[:-1] + "8",
    "one digit short": NUMBER[:-1],
    "one digit too many": NUMBER + "1",
    "letter where a digit": NUMBER[:10] + "X" + NUMBER[11:],
    "green return receipt": number(7, head="959094"),
}


def test_a_mistyped_number_gets_the_fault_in_plain_words_and_is_not_followed(world: World) -> None:
    for words, body in MISTYPED.items():
        texts = answered(world, ADA, body)
        assert len(texts) == 1 and words in texts[0], f"{body}: {texts}"
        assert measure(texts[0]).segments == 1
    world.work()
    assert len(world.texts_to(ADA)) == len(MISTYPED)
    assert (Mailpiece.select().count(), Subscription.select().count(), usps_calls(world)) == (0, 0, 0)


def test_a_number_of_another_carrier_gets_a_polite_word_and_is_not_asked_about(world: World) -> None:
    for body, carrier in (("1Z5R89390357567127", "UPS"), ("fedex 986578788855", "FedEx")):
        texts = answered(world, ADA, body)
        assert len(texts) == 1 and f"belongs to {carrier}, which we cannot follow" in texts[0], texts
        assert measure(texts[0]).segments == 1
    assert "looks like FedEx" in answered(world, ADA, "986578788855")[0]
    world.work()
    assert len(world.texts_to(ADA)) == 3
    assert (Subscription.select().count(), usps_calls(world)) == (0, 0)


def test_several_numbers_in_one_text_get_one_text_of_one_segment(world: World) -> None:
    numbers = [NUMBER, *NUMBERS, *(number(serial) for serial in range(4))]
    for phone, count in ((ADA, 2), (BEN, 9)):
        texts = texted(world, phone, "please track " + " and ".join(numbers[:count]) + " thanks")
        assert len(texts) == 1
        assert (measure(texts[0]).segments, measure(texts[0]).encoding) == (1, "GSM-7")
    assert {piece.tracking_number for piece in Mailpiece.select()} == set(numbers)
    assert Subscription.select().count() == 11
    assert usps_calls(world) == 2
