"""Texts that were accepted and then failed: which go again, which never, and what that says of the phone."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from structlog.testing import capture_logs

from bot import consent, inbox, outbox, pacing, receipts, wording
from bot.outcomes import Outcome
from models.consent import Suppression
from models.contact import Contact
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.outbound import DeliveryAttempt, DeliveryReceipt, OutboundMessage
from models.program import Program
from models.provider_sweep import ProviderSweep
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Milestone, Purpose, SubscriptionState
from tests.one_text import NOW, accepted, again, begin, begin_again, make_program, queue, settle, told
from tests.world import ADA, BEN, NUMBER, World

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def program(db: str) -> Program:
    return make_program()


def attempts(message: OutboundMessage) -> list[tuple[str, str]]:
    rows = DeliveryAttempt.select().where(DeliveryAttempt.outbound == message).order_by(DeliveryAttempt.id)
    return [(row.outcome, row.provider_reference) for row in rows]


def push(message: OutboundMessage, kind: str, now: datetime = NOW) -> OutboundMessage:
    """News of the piece that this person follows, in the outbox."""
    contact = Contact.get_by_id(message.contact_id)
    subscription = Subscription.get_or_none(Subscription.contact == contact) or follow(contact, now)
    said = wording.say("list_empty", brand="Waypost")
    event = subscription.consent_event
    draft = outbox.Draft(contact, event, Purpose.PUSH, said, kind=kind, subscription=subscription)
    posted = outbox.post(draft, now)
    assert posted is not None
    return posted


def follow(contact: Contact, now: datetime) -> Subscription:
    from bot.cli import one_number
    from bot.following import find_or_make_mailpiece

    piece = find_or_make_mailpiece(one_number(NUMBER), now)
    event = consent.record(contact, ConsentKind.CONFIRMED, now, mailpiece=piece)
    made: Subscription = Subscription.create(
        contact=contact, mailpiece=piece, state=SubscriptionState.ACTIVE, consent_event=event, created_at=now
    )
    return made


def at_any_hour(program: Program, now: datetime = NOW) -> None:
    Program.update(quiet_from=0, quiet_until=0, pushes_a_day=0, pushes_a_day_per_piece=0).execute()
    ProviderSweep.create(program=program, swept_through=now, tried_at=now)


# -- again -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [30001, 30017, 30410, 20410, 30047])
def test_congestion_is_tried_again_and_again_while_the_text_is_true(program: Program, code: int) -> None:
    message, now = accepted(program, "SM0"), NOW
    for number in range(12):
        assert told(f"SM{number}", "failed", code, now=now)
        waiting = again(message)
        assert (waiting.state, waiting.error_code, waiting.provider_reference) == ("queued", code, None)
        assert timedelta(seconds=30) <= waiting.not_before - now <= timedelta(minutes=7)
        now = waiting.not_before
        settle(begin_again(message, now), Outcome.ACCEPTED, f"SM{number + 1}", now)
    OutboundMessage.update(expires_at=now + timedelta(minutes=1)).execute()
    assert told("SM12", "failed", code, now=now)
    assert (again(message).state, again(message).reason) == ("failed", f"provider error {code}")
    assert attempts(message)[0] == ("failed_later", "SM0") and len(attempts(message)) == 13


@pytest.mark.parametrize("code", [30003, 30008])
def test_an_unreached_phone_is_tried_once_more_and_then_no_more(program: Program, code: int) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "undelivered", code)
    assert (again(message).state, again(message).reason) == ("queued", f"provider error {code}: tried again")
    assert again(message).finished_at is None
    settle(begin_again(message, LATER), Outcome.ACCEPTED, "SM2", LATER)
    assert told("SM2", "undelivered", code, now=LATER)
    assert (again(message).state, again(message).provider_reference) == ("undelivered", "SM2")
    assert attempts(message) == [("failed_later", "SM1"), ("accepted", "SM2")]


def test_what_the_provider_holds_for_the_hour_waits_an_hour(program: Program) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "failed", 30610)
    assert again(message).not_before == NOW + timedelta(hours=1)


def test_a_text_that_would_not_be_true_at_its_next_try_stays_failed(program: Program) -> None:
    message = accepted(program, "SM1")
    OutboundMessage.update(expires_at=NOW + timedelta(minutes=1)).execute()
    assert told("SM1", "undelivered", 30003)
    assert (again(message).state, again(message).finished_at) == ("undelivered", NOW)


def test_news_that_has_moved_on_is_not_tried_again(program: Program) -> None:
    at_any_hour(program)
    first = accepted(program, "SM0")
    old = push(first, Milestone.OUT_FOR_DELIVERY)
    settle(begin_again(old, NOW), Outcome.ACCEPTED, "SM1")
    push(first, Milestone.DELIVERED)
    assert told("SM1", "failed", 30001)
    assert (again(old).state, again(old).reason) == ("failed", "provider error 30001")


# -- callbacks of an earlier try ---------------------------------------------------------------------------------------


def test_in_whatever_order_two_tries_are_told_about_the_old_one_never_touches_the_new(program: Program) -> None:
    """Old: sent, delivered, failed otherwise. New: queued, sent, delivered. Interleaved in many orders, each twice."""
    old = [("OLD", "sent", 0), ("OLD", "delivered", 0), ("OLD", "undelivered", 30008)]
    new = [("NEW", "queued", 0), ("NEW", "sent", 0), ("NEW", "delivered", 0)]
    now = NOW
    for number, order in enumerate(list(permutations([*old, *new]))[::48]):
        message = accepted(program, f"OLD{number}", now=now)
        assert told(f"OLD{number}", "failed", 30001, message.reference, now=now)
        now = again(message).not_before
        settle(begin_again(message, now), Outcome.ACCEPTED, f"NEW{number}", now)
        for which, status, code in order * 2:
            told(f"{which}{number}", status, code, message.reference, now=now)
            assert again(message).provider_reference == f"NEW{number}"
            assert again(message).state in ("accepted", "sent", "delivered")
        assert again(message).state == "delivered", order


def test_a_late_word_about_the_old_try_does_not_touch_a_text_that_waits_or_is_on_its_way(program: Program) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "failed", 30001, message.reference)
    before = again(message).__data__
    assert told("SM1", "sent", 0, message.reference) and told("SM1", "undelivered", 30003, message.reference)
    assert again(message).__data__ == before
    begin_again(message, LATER)
    before = again(message).__data__
    assert told("SM1", "delivered", 0, message.reference)
    assert again(message).__data__ == before
    assert {receipt.outbound_id for receipt in DeliveryReceipt.select()} == {message.id}


def test_a_failure_told_before_the_create_has_returned_is_tried_again_and_its_answer_changes_nothing(
    program: Program,
) -> None:
    begun = begin(program)
    assert told("SM1", "failed", 30001, begun.reference)
    assert (again(begun).state, again(begun).provider_reference) == ("queued", None)
    settle(begun, Outcome.ACCEPTED, "SM1")
    assert (again(begun).state, again(begun).provider_reference) == ("queued", None)
    settle(begin_again(begun, LATER), Outcome.ACCEPTED, "SM2", LATER)
    assert told("SM1", "delivered", 0, begun.reference) and told("SM2", "delivered", 0, begun.reference)
    assert (again(begun).state, again(begun).provider_reference) == ("delivered", "SM2")
    assert attempts(begun) == [("failed_later", "SM1"), ("accepted", "SM2")]


def test_the_answer_to_an_old_try_that_comes_during_the_next_one_is_not_the_next_ones(program: Program) -> None:
    begun = begin(program)
    assert told("SM1", "failed", 30001, begun.reference)
    second = begin_again(begun, LATER)
    settle(begun, Outcome.ACCEPTED, "SM1", LATER)  # the first process slept in between
    assert (again(begun).state, again(begun).provider_reference) == ("sending", None)
    settle(second, Outcome.ACCEPTED, "SM2", LATER)
    assert again(begun).provider_reference == "SM2"
    assert attempts(begun) == [("failed_later", "SM1"), ("accepted", "SM2")]


# -- never -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [30450, 30453, 63032, 21617])
def test_a_permanent_failure_ends_the_text_and_leaves_the_phone_alone(program: Program, code: int) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "failed", code)
    assert (again(message).state, again(message).reason) == ("failed", f"provider error {code}")
    assert Contact.get().unreachable_at is None and Suppression.select().count() == 0


def test_an_unknown_code_is_permanent_and_told_to_the_log(program: Program) -> None:
    message = accepted(program, "SM1")
    with capture_logs() as logs:
        assert told("SM1", "undelivered", 39_871)
    assert (again(message).state, again(message).error_code) == ("undelivered", 39_871)
    assert [(log["event"], log["code"]) for log in logs] == [("unknown_error_code", 39_871)]


def test_a_failure_without_a_code_is_permanent_too(program: Program) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "failed")
    assert (again(message).state, again(message).reason) == ("failed", "")


def test_what_the_provider_could_not_pass_on_in_time_is_dropped_as_expired(program: Program) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "failed", 30036)
    assert (again(message).state, again(message).reason, again(message).finished_at) == ("dropped", "expired", NOW)


def test_many_filtered_texts_in_a_day_are_an_alarm_and_none_goes_again(program: Program) -> None:
    with capture_logs() as logs:
        for number in range(21):
            message = accepted(program, f"SM{number}")
            assert told(f"SM{number}", "undelivered", 30007)
            assert again(message).state == "undelivered"
    alarms = [log["in_24_hours"] for log in logs if log["event"] == "texts_filtered"]
    assert alarms == [10, 20]


# -- the phone ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [30004, 63014, 30640])
def test_a_block_at_the_provider_in_a_callback_is_a_stop(program: Program, code: int) -> None:
    message, waiting = accepted(program, "SM1"), queue(program)
    assert told("SM1", "failed", code)
    assert (again(message).state, again(waiting).reason) == ("failed", "provider_block")
    assert Suppression.get().reason == "provider_block"


@pytest.mark.parametrize("code", [30006, 21614])
def test_a_phone_that_nothing_reaches_gets_no_news_until_it_texts_us(program: Program, code: int) -> None:
    at_any_hour(program)
    message = accepted(program, "SM1")
    waiting, other = push(message, Milestone.OUT_FOR_DELIVERY), queue(program, BEN)
    assert told("SM1", "undelivered", code)
    assert Contact.get_by_id(message.contact_id).unreachable_at == NOW
    assert (again(waiting).state, again(waiting).reason) == ("dropped", "unreachable")
    assert again(other).state == "queued"
    assert (push(message, Milestone.DELIVERED).state, queue(program).state) == ("dropped", "queued")
    inbox.store(inbox.InboundText("SMin", ADA, "HELP"), program, LATER)
    assert Contact.get_by_id(message.contact_id).unreachable_at is None


def test_two_different_texts_to_a_phone_that_the_network_does_not_know_make_it_unreachable(program: Program) -> None:
    accepted(program, "SM1")
    assert told("SM1", "undelivered", 30005) and told("SM1", "failed", 30005)
    assert Contact.get().unreachable_at is None
    accepted(program, "SM2")
    assert told("SM2", "undelivered", 30005)
    assert Contact.get().unreachable_at == NOW


def test_a_phone_out_of_reach_on_three_days_is_unreachable_and_a_delivery_in_between_starts_anew(
    program: Program,
) -> None:
    days = [NOW + timedelta(days=day) for day in range(7)]

    def fail(sid: str, now: datetime) -> bool:
        accepted(program, sid, now=now)
        assert told(sid, "undelivered", 30003, now=now)
        OutboundMessage.update(expires_at=now).where(OutboundMessage.state == "queued").execute()
        return Contact.get().unreachable_at is not None

    assert not fail("SM1", days[0]) and not fail("SM2", days[0]) and not fail("SM3", days[1])
    accepted(program, "SM4", now=days[2])
    assert told("SM4", "delivered", now=days[2])
    assert not fail("SM5", days[3]) and not fail("SM6", days[4])
    assert fail("SM7", days[5])


def test_a_text_from_them_since_we_sent_ours_proves_that_the_phone_lives(program: Program) -> None:
    message = accepted(program, "SM1")
    inbox.store(inbox.InboundText("SMin", ADA, "HELP"), program, LATER)
    assert told("SM1", "undelivered", 30006, now=LATER + timedelta(minutes=1))
    assert (again(message).state, Contact.get().unreachable_at) == ("undelivered", None)


# -- the number --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [30002, 30032, 30034, 30037])
def test_what_only_the_operator_can_mend_stops_the_number_once_and_drops_nothing(program: Program, code: int) -> None:
    first, second = accepted(program, "SM1"), accepted(program, "SM2", BEN)
    with capture_logs() as logs:
        assert told("SM1", "failed", code) and told("SM2", "failed", code)
    assert [log["event"] for log in logs] == ["operator_needed"]
    assert str(code) in FromNumber.get().stopped_because
    for message in (first, second):
        assert (again(message).state, again(message).tries) == ("queued", 1)


# -- over the air ------------------------------------------------------------------------------------------------------


def test_a_text_that_came_back_is_sent_once_more_and_arrives(world: World) -> None:
    world.fault("twilio", "undelivered", code=30003, phone=ADA, count=1)
    world.text(ADA, "HELP")
    assert world.until(lambda: OutboundMessage.get().state == "queued")
    assert world.texts_to(ADA) == []
    world.clock.move(minutes=3)
    world.work()
    world.settle()
    message = OutboundMessage.get()
    assert (message.state, message.tries, len(world.texts_to(ADA))) == ("delivered", 2, 1)
    assert [outcome for outcome, _ in attempts(message)] == ["failed_later", "accepted"]


def test_an_unregistered_sender_lets_texts_wait_and_they_go_when_that_is_mended(world: World) -> None:
    world.fault("twilio", "failed", code=30034, phone=ADA, count=1)
    world.text(ADA, "HELP")
    assert world.until(lambda: FromNumber.get().stopped_because != "")
    world.text(BEN, "HELP")
    assert world.texts_to(BEN) == []
    world.clock.move(minutes=2)
    world.work()
    world.clock.move(minutes=2)
    world.work()
    world.settle()
    assert (len(world.texts_to(ADA)), len(world.texts_to(BEN)), FromNumber.get().stopped_because) == (1, 1, "")


def test_the_kinds_that_news_replaces_are_those_of_pacing() -> None:
    assert pacing.replaces(Milestone.DELIVERED, pacing.STATUS)  # what a digest counts as, in bot/requeue.py


def test_segments_and_prices_in_a_callback_are_kept(program: Program) -> None:
    message = accepted(program, "SM1")
    assert told("SM1", "delivered", NumSegments="2", Price="-0.01660", PriceUnit="usd")
    kept = again(message)
    assert (kept.billed_segments, kept.price_micros, kept.price_unit, kept.look_at) == (2, 16_600, "USD", None)
    other = accepted(program, "SM2")
    assert told("SM2", "delivered", NumSegments="many", Price="cheap", PriceUnit="")
    assert (again(other).billed_segments, again(other).price_micros) == (None, None)
    assert again(other).look_at is not None
    assert InboundMessage.select().count() == 0 and receipts.RANKS["delivered"] == receipts.FINAL_RANK
