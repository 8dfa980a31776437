"""The way out: a drain for each number, in the order of what matters, at the number's pace, within the day's cap."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from peewee import OperationalError

from bot import consent, dispatch, drains, fence, outbox, recovery, settling, spending
from bot.gateway import Outcome, Sent
from bot.wording import Wording
from jobs import clock, deliver
from jobs.context import use_settings
from models.consent import ConsentEvent, Suppression
from models.contact import find_or_make_contact
from models.from_number import FromNumber, keep_address
from models.outbound import DeliveryAttempt, OutboundMessage
from models.program import Program
from models.spending import Spending
from models.vocabulary import ConsentKind, Purpose
from tests.world import ADA, BEN, CORA, NUMBER, World, begin_one, wake_up

SEGMENTS_3 = "Waypost: " + "x" * 400


@pytest.fixture
def one_at_a_time(world: World) -> World:
    """One request after the other, so that the order in which Twilio hears of texts is the order of our claims."""
    use_settings(world.settings.model_copy(update={"senders_at_once": 1}))
    return world


def number(channel: str = "sms") -> FromNumber:
    found: FromNumber = FromNumber.get(FromNumber.channel == channel)
    return found


def post(world: World, phone: str, kind: str = "help", body: str = "") -> OutboundMessage:
    """A text to a person of their own, allowed by an act of theirs."""
    contact = find_or_make_contact(world.program, phone, world.clock())
    event = ConsentEvent.select().where(ConsentEvent.contact == contact).first()
    event = event or consent.record(contact, ConsentKind.CONFIRMED, world.clock())
    said = Wording(key=kind, language="en", version="1", text=body or f"Waypost: to {phone}")
    message = outbox.post(outbox.Draft(contact, event, Purpose.REPLY, said), world.clock())
    assert message is not None
    return message


def phones(count: int) -> list[str]:
    return [f"+1202555{number:04}" for number in range(100, 100 + count)]


def heard(world: World) -> list[str]:
    """Recipients in the order in which Twilio was asked."""
    log = world.control("/log?service=twilio")
    posts = [entry for entry in reversed(log) if entry["method"] == "POST" and entry["status"] == 201]
    return [parse_qs(entry["body"])["To"][0] for entry in posts]


def again(message: OutboundMessage) -> OutboundMessage:
    found: OutboundMessage = OutboundMessage.get_by_id(message.id)
    return found


# -- the lease ---------------------------------------------------------------------------------------------------------


def test_a_number_has_one_drain_and_a_dead_ones_lease_ends_after_five_seconds(world: World) -> None:
    now = world.clock()
    assert drains.take(number(), "first", now)
    assert not drains.take(number(), "second", now + timedelta(seconds=4))
    post(world, ADA)
    assert dispatch.waiting(now) == [] and dispatch.due_since(now) is None  # somebody is at it
    assert dispatch.oldest_due(now) == now  # health pages still see it wait
    assert drains.take(number(), "second", now + timedelta(seconds=5.1))


def test_a_drain_that_lost_its_lease_begins_nothing_more(world: World) -> None:
    post(world, ADA)
    drains.take(number(), "first", world.clock())
    world.clock.move(seconds=6)
    drains.take(number(), "second", world.clock())
    ahead = dispatch.look_ahead(number(), 16, world.clock())
    assert fence.begin(number(), "first", ahead.texts, ahead.seen, 16, world.clock()).lost
    assert len(fence.begin(number(), "second", ahead.texts, ahead.seen, 16, world.clock()).texts) == 1


def test_a_lease_taken_by_a_clock_that_went_back_holds_nobody_up(world: World) -> None:
    drains.take(number(), "from the future", world.clock() + timedelta(hours=3))
    post(world, ADA)
    assert deliver.run() == 1


def test_the_numbers_of_two_channels_drain_side_by_side_and_one_that_stops_holds_up_no_other(world: World) -> None:
    sender = "+12025550100"
    Program.update(whatsapp_from=sender).execute()
    keep_address(world.program, "whatsapp", sender, 80)
    drains.take(number("sms"), "another machine", world.clock())
    world.text(f"whatsapp:{ADA}", "HELP", work=False)
    world.text(BEN, "HELP", work=False)
    assert deliver.run() == 1
    assert len(world.texts_to(f"whatsapp:{ADA}")) == 1 and world.texts_to(BEN) == []


# -- the order ---------------------------------------------------------------------------------------------------------


def test_what_matters_more_goes_first(one_at_a_time: World) -> None:
    to = phones(4)
    recovered(one_at_a_time)
    for phone, priority in zip(to, (3, 2, 1, 0), strict=True):
        row = post(one_at_a_time, phone)
        OutboundMessage.update(priority=priority).where(OutboundMessage.id == row.id).execute()
    assert deliver.run() == 4
    assert heard(one_at_a_time) == to[::-1]


def test_answers_matter_most_then_what_needs_an_act_then_deliveries_then_the_rest() -> None:
    kinds = [
        (Purpose.REPLY, "list"), (Purpose.ESSENTIAL, "goodbye"), (Purpose.PUSH, "available_for_pickup"),
        (Purpose.PUSH, "delivered"), (Purpose.PUSH, "in_transit"), (Purpose.INVITE, "invite"),
    ]  # fmt: skip
    assert [outbox._priority(purpose, kind) for purpose, kind in kinds] == [0, 0, 1, 2, 3, 3]


def test_an_answer_overtakes_the_same_persons_news_and_news_keeps_its_order(one_at_a_time: World) -> None:
    world = one_at_a_time
    recovered(world)
    first, second = post(world, ADA, kind="list", body="first"), post(world, ADA, kind="why", body="second")
    OutboundMessage.update(priority=3).where(OutboundMessage.id == first.id).execute()
    deliver.run()
    assert world.texts_to(ADA) == ["second", "first"]
    assert again(second).started_at <= again(first).started_at


# -- the pace ----------------------------------------------------------------------------------------------------------


def test_no_more_segments_begin_than_the_number_is_granted(world: World) -> None:
    FromNumber.update(segments_per_second=10).execute()
    for phone in phones(30):
        post(world, phone)
    begun = []
    for _ in range(40):
        deliver.run()
        begun.append(OutboundMessage.select().where(OutboundMessage.started_at.is_null(False)).count())
        world.clock.move(seconds=0.1)
    assert begun[-1] == 30
    assert all(later - earlier <= 10 + 3 for earlier, later in zip(begun, begun[10:], strict=False))
    assert begun[10] >= 10  # and it is no slower than that


def test_a_long_text_counts_with_all_its_segments(world: World) -> None:
    FromNumber.update(segments_per_second=1).execute()
    for phone in phones(2):
        post(world, phone, body=SEGMENTS_3)
    assert deliver.run() == 1
    world.clock.move(seconds=2)
    assert deliver.run() == 0
    world.clock.move(seconds=1)
    assert deliver.run() == 1


def test_a_short_code_and_a_long_code_have_their_own_pace_unless_the_operator_says_otherwise(world: World) -> None:
    settings = world.settings.model_copy(update={"segments_per_second": 0})
    assert settings.pace == 100
    assert settings.model_copy(update={"from_number": "+12025550100"}).pace == 1
    assert settings.model_copy(update={"segments_per_second": 30}).pace == 30


def test_when_twilio_asks_us_to_slow_down_the_whole_number_pauses_and_all_goes_once(world: World) -> None:
    use_settings(world.settings.model_copy(update={"senders_at_once": 1}))
    world.fault("twilio", "http_429", count=1)
    for phone in phones(3):
        post(world, phone)
    assert deliver.run() == 1
    paused = number().paused_until
    assert paused is not None and paused > world.clock()
    assert deliver.run() == 0 and dispatch.due_since(world.clock()) is None
    waiting = OutboundMessage.select().where(OutboundMessage.state == "queued").order_by(OutboundMessage.id)
    assert [message.tries for message in waiting] == [1, 0, 0]  # what was not asked for is no try
    world.clock.at = paused
    world.work()
    assert sorted(heard(world)) == phones(3)


# -- a person must act -------------------------------------------------------------------------------------------------


def test_when_the_account_is_refused_the_number_stops_with_one_alert_and_nothing_is_dropped(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    use_settings(world.settings.model_copy(update={"senders_at_once": 2}))
    world.fault("twilio", "http_401", seconds=60)
    for phone in phones(6):
        post(world, phone)
    deliver.run()
    for _ in range(3):
        world.clock.move(seconds=61)
        recovered(world)
        deliver.run()
    assert capsys.readouterr().err.count("operator_needed") == 1
    assert number().stopped_because and OutboundMessage.select().where(OutboundMessage.state == "queued").count() == 6
    assert len(heard(world)) == 0
    asked = DeliveryAttempt.select().where(DeliveryAttempt.outcome != "given_back").count()
    assert asked <= 2 + 3  # two at once at first, then one a minute; what waited for a thread was given back
    world.sandbox.faults.clear()
    world.clock.move(seconds=61)
    recovered(world)
    world.work()
    assert sorted(heard(world)) == phones(6)
    assert number().stopped_because == ""


def recovered(world: World) -> None:
    """The provider's list counts as compared: here it is not what the test is about."""
    recovery.note(world.program, world.clock(), world.clock())


# -- the day's cap -----------------------------------------------------------------------------------------------------


def test_at_the_cap_answers_wait_but_a_stop_acts_and_is_answered(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    Program.update(reply_segments_a_day=2).execute()
    for phone in (ADA, BEN, CORA):
        world.text(phone, "HELP", work=False)
    world.work()
    assert [len(world.texts_to(phone)) for phone in (ADA, BEN, CORA)] == [1, 1, 0]
    assert spending.full_today(world.clock()) == ["reply"]
    assert capsys.readouterr().err.count("the day's cap") == 1
    world.text(BEN, "STOP")
    assert Suppression.select().count() == 1 and "opted out" in world.texts_to(BEN)[1]
    world.text(ADA, "LIST")
    assert len(world.texts_to(ADA)) == 1
    assert capsys.readouterr().err.count("the day's cap") == 0  # told once


def test_at_the_cap_news_waits_for_the_next_day_and_answers_still_go(world: World) -> None:
    Program.update(push_segments_a_day=1).execute()
    for phone in (ADA, BEN):
        world.piece(NUMBER)
        world.text(phone, NUMBER)
    world.clock.at = world.clock.at.replace(hour=23, minute=50)
    world.work()
    before = [len(world.texts_to(phone)) for phone in (ADA, BEN)]
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert sum(len(world.texts_to(phone)) for phone in (ADA, BEN)) == sum(before) + 1
    world.text(CORA, "HELP")
    assert len(world.texts_to(CORA)) == 1
    world.clock.move(minutes=20)
    world.work()
    assert [len(world.texts_to(phone)) for phone in (ADA, BEN)] == [count + 1 for count in before]


def test_what_was_surely_not_sent_is_not_counted(world: World) -> None:
    world.fault("twilio", "http_429", count=1)
    post(world, ADA)
    deliver.run()
    assert Spending.get().segments == 0
    world.clock.move(seconds=10)
    world.work()
    assert Spending.get().segments == 1


# -- what breaks -------------------------------------------------------------------------------------------------------


def test_while_the_database_is_away_answers_are_kept_and_written_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(world, ADA)
    failures: Iterator[bool] = iter([True, True])
    real = settling.settle_all

    def unlucky(*given: Any) -> None:
        if next(failures, False):
            raise OperationalError("the server closed the connection")
        real(*given)

    monkeypatch.setattr(settling, "settle_all", unlucky)
    assert deliver.run() == 1
    assert OutboundMessage.get().provider_reference is not None
    assert DeliveryAttempt.get().outcome == "accepted"


def test_an_answer_with_another_texts_id_is_in_doubt_and_harms_no_other(world: World) -> None:
    for phone in (ADA, BEN):
        post(world, phone)
    first, second = begin_one(world.clock()), begin_one(world.clock())
    assert first is not None and second is not None
    same = "SM" + "a" * 32
    settling.settle_all([(first, Sent(Outcome.ACCEPTED, same)), (second, Sent(Outcome.ACCEPTED, same))], world.clock())
    assert sorted(message.state for message in OutboundMessage.select()) == ["accepted", "unknown"]


def test_a_text_whose_claim_slept_is_given_back_and_goes_once(world: World) -> None:
    post(world, ADA)
    begun = begin_one(world.clock())
    assert begun is not None
    wake_up(begun)
    assert (again(begun).state, Spending.get().segments) == ("queued", 0)
    world.work()
    assert len(world.texts_to(ADA)) == 1


def test_the_clock_drains_when_no_worker_comes(world: World) -> None:
    post(world, ADA)
    ticking = clock.Clock()
    for _ in range(6):
        ticking.tick(world.clock())
        ticking.wait(5)
        world.clock.move(seconds=1)
    assert len(world.texts_to(ADA)) == 1
