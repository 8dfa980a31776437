"""Texts in doubt: found in the provider's list, or sent again only when they are surely not there. Asked for by id when
the last word does not come."""

import threading
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from structlog.testing import capture_logs

from bot import erasure, reconcile
from config import time
from jobs import deliver, poll, sweep
from jobs import reconcile as job
from jobs.context import context, use_settings
from models.database import unit_of_work
from models.outbound import DeliveryAttempt, OutboundMessage
from models.program import Program
from models.vocabulary import Milestone
from tests.world import ADA, BEN, NUMBER, World, begin_one

ADA_ON_WHATSAPP, TEMPLATE = "whatsapp:" + ADA, "HX" + "5" * 32


@pytest.fixture(autouse=True)
def fresh_memory() -> None:
    job._Told.in_doubt, job._Told.not_allowed = frozenset(), False


def asks(world: World, kind: str) -> int:
    """How often Twilio was asked to "create", "list" (what went to a phone), "fetch", or for all it "sent"."""
    found = 0
    for entry in world.control("/log?service=twilio&limit=20000"):
        query = parse_qs(entry["query"])
        is_list = entry["method"] == "GET" and entry["path"].endswith("/Messages.json")
        found += {
            "create": entry["method"] == "POST",
            "list": is_list and query.get("To", ["55501"])[0] not in ("55501", "whatsapp:+12025550100"),
            "sent": is_list and "From" in query,
            "fetch": entry["method"] == "GET" and "/Messages/SM" in entry["path"],
        }[kind]
    return found


def message() -> OutboundMessage:
    found: OutboundMessage = OutboundMessage.select().order_by(OutboundMessage.id).get()
    return found


def doubt(world: World, kind: str = "http_500", body: str = "HELP", phone: str = ADA) -> OutboundMessage:
    """A text whose create was answered badly, of which no callback tells anything."""
    world.fault("twilio", kind, count=1, **({"seconds": 0.05} if kind.startswith("timeout") else {}))
    if kind.endswith("accept"):
        world.fault("twilio", "callback_drop", count=2)
    world.text(phone, body)
    found: OutboundMessage = OutboundMessage.select().order_by(OutboundMessage.id.desc()).get()
    assert (found.state, found.provider_reference) == ("unknown", None)
    return found


def wait(world: World, **parts: float) -> None:
    world.clock.move(**parts)
    world.work()


def again(row: OutboundMessage) -> OutboundMessage:
    found: OutboundMessage = OutboundMessage.get_by_id(row.id)
    return found


# -- is it there? ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["http_500", "timeout", "garbage"])
def test_a_text_that_the_provider_never_had_is_looked_for_at_60_and_300_seconds_and_then_sent(
    world: World, kind: str
) -> None:
    row = doubt(world, kind)
    wait(world, seconds=59)
    assert asks(world, "list") == 0
    wait(world, seconds=1)
    assert (asks(world, "list"), again(row).state, asks(world, "create")) == (1, "unknown", 1)
    wait(world, seconds=239)
    assert (asks(world, "list"), again(row).state) == (1, "unknown")
    wait(world, seconds=1)
    world.settle()
    assert (asks(world, "list"), asks(world, "create"), len(world.texts_to(ADA))) == (2, 2, 1)
    assert (again(row).state, again(row).tries) == ("delivered", 2)
    outcomes = [attempt.outcome for attempt in DeliveryAttempt.select().order_by(DeliveryAttempt.id)]
    assert outcomes == ["not_sent", "accepted"]


@pytest.mark.parametrize("kind", ["http_500_after_accept", "timeout_after_accept", "reset_after_accept"])
def test_a_text_that_arrived_and_of_which_nothing_was_told_is_found_in_the_list(world: World, kind: str) -> None:
    row = doubt(world, kind)
    assert len(world.texts_to(ADA)) == 1
    wait(world, seconds=60)
    found = again(row)
    assert (found.state, found.provider_reference) == (
        "delivered",
        world.control(f"/phones/{ADA[1:]}/texts")[-1]["sid"],
    )
    assert (found.price_micros, found.price_unit, found.billed_segments) == (8_300, "USD", 1)
    wait(world, hours=3)
    assert (asks(world, "create"), len(world.texts_to(ADA))) == (1, 1)
    attempt = DeliveryAttempt.get()
    assert (attempt.outcome, attempt.provider_reference) == ("unknown", found.provider_reference)


@pytest.mark.parametrize("lag", [61, 200, 299])
def test_a_list_that_lags_up_to_300_seconds_doubles_nothing(world: World, lag: int) -> None:
    row = doubt(world, "reset_after_accept")
    world.fault("twilio", "list_lag", method="GET", seconds=lag)
    for _ in range(31):
        wait(world, seconds=10)
    assert (again(row).state, asks(world, "create"), len(world.texts_to(ADA))) == ("delivered", 1, 1)


def test_a_callback_settles_a_doubt_before_anybody_asks(world: World) -> None:
    world.fault("twilio", "reset_after_accept", count=1)
    world.text(ADA, "HELP")
    assert world.until(lambda: message().state == "delivered")
    wait(world, seconds=300)
    assert (asks(world, "list"), asks(world, "create")) == (0, 1)


def test_a_request_whose_process_died_is_looked_for_like_any_other(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    assert begin_one(world.clock()) is not None  # and then the process ends
    wait(world, seconds=31)
    assert message().state == "unknown"
    wait(world, seconds=29)
    wait(world, seconds=240)
    world.settle()
    assert (message().state, len(world.texts_to(ADA)), asks(world, "list")) == ("delivered", 1, 2)


def test_an_earlier_text_of_the_same_words_is_not_taken_for_the_one_in_doubt(world: World) -> None:
    world.text(ADA, "HELP")
    world.settle()
    world.clock.move(seconds=70)  # HELP is answered once a minute
    row = doubt(world)
    wait(world, seconds=60)
    assert again(row).state == "unknown"
    wait(world, seconds=240)
    world.settle()
    assert (again(row).state, len(world.texts_to(ADA))) == ("delivered", 2)


def test_of_two_texts_of_the_same_words_in_doubt_the_one_that_is_there_is_taken_once(world: World) -> None:
    first = doubt(world)
    world.clock.move(seconds=70)
    second = doubt(world, "reset_after_accept")
    wait(world, seconds=60)
    assert sorted(again(row).state for row in (first, second)) == ["delivered", "unknown"]
    wait(world, seconds=240)
    wait(world, seconds=120)
    world.settle()
    assert {again(row).state for row in (first, second)} == {"delivered"}
    assert len(world.texts_to(ADA)) == 2


def test_a_template_is_known_by_its_time_and_its_sender(world: World) -> None:
    Program.update(whatsapp_from="+12025550100", whatsapp_templates=f'{{"delivered": "{TEMPLATE}"}}').execute()
    from models.from_number import keep_address

    keep_address(world.program, "whatsapp", "+12025550100", 1000)
    world.piece(NUMBER)
    world.text(ADA_ON_WHATSAPP, NUMBER)
    world.settle()
    world.clock.move(hours=25)
    world.fault("twilio", "reset_after_accept", count=1)
    world.fault("twilio", "callback_drop", count=2)
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    row = OutboundMessage.get(OutboundMessage.kind == Milestone.DELIVERED)
    assert row.state == "unknown"
    wait(world, seconds=60)
    assert again(row).state == "delivered" and again(row).provider_reference
    wait(world, minutes=10)
    assert len(world.texts_to(ADA_ON_WHATSAPP)) == 2


# -- the list cannot be had --------------------------------------------------------------------------------------------


def test_while_the_list_cannot_be_had_nothing_is_concluded_and_the_operator_hears_of_it_once(world: World) -> None:
    row = doubt(world)
    with capture_logs() as logs:
        for _ in range(30):
            world.fault("twilio", "http_500", method="GET", count=1, path="/Messages.json")
            world.clock.move(seconds=30)
            job.run()
            assert again(row).state == "unknown"
    told = [log for log in logs if log["event"] == "operator_needed"]
    assert [log["texts"] for log in told] == [1]
    health = world.app.test_client().get("/health?full=1").get_json()
    assert (health["unknown_sends"], health["unknown_sends_over_10_minutes"]) == (1, 1)
    for _ in range(11):
        wait(world, seconds=30)
    world.settle()
    assert (again(row).state, len(world.texts_to(ADA)), asks(world, "create")) == ("delivered", 1, 2)


def test_without_the_right_to_look_doubts_stay_and_the_operator_hears_why(world: World) -> None:
    row = doubt(world)
    with capture_logs() as logs:
        for _ in range(12):
            world.fault("twilio", "http_401", method="GET", count=1, path="/Messages.json")
            world.clock.move(seconds=30)
            job.run()
    assert again(row).state == "unknown" and asks(world, "create") == 1
    told = [log["what"] for log in logs if log["event"] == "operator_needed"]
    assert told == ["Twilio does not let us look up messages: doubts stay"]


# -- it may not go again -----------------------------------------------------------------------------------------------


def test_what_is_no_longer_true_by_then_is_dropped(world: World) -> None:
    row = doubt(world, body="STOP")  # its goodbye goes within five minutes or never
    wait(world, seconds=60)
    wait(world, seconds=240)
    assert (again(row).kind, again(row).state, again(row).reason) == ("goodbye", "dropped", "expired")
    assert (world.texts_to(ADA), again(row).look_at) == ([], None)


def test_news_that_has_moved_on_meanwhile_is_not_sent_after_the_newer(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.fault("twilio", "http_500", count=1)
    world.scan(NUMBER, "OF", "Out for Delivery")
    row = OutboundMessage.get(OutboundMessage.kind == Milestone.OUT_FOR_DELIVERY)
    assert row.state == "unknown"
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    wait(world, seconds=60)
    wait(world, seconds=240)
    assert (again(row).state, again(row).reason) == ("dropped", "superseded")
    assert len(world.texts_to(ADA)) == 2 and "delivered" in world.texts_to(ADA)[1]


def test_after_a_stop_a_text_in_doubt_does_not_go_again(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.fault("twilio", "http_500", count=1)
    world.scan(NUMBER, "OF", "Out for Delivery")
    row = OutboundMessage.get(OutboundMessage.kind == Milestone.OUT_FOR_DELIVERY)
    world.text(ADA, "STOP")
    wait(world, seconds=60)
    wait(world, seconds=240)
    assert (again(row).state, again(row).reason) == ("dropped", "opted_out")


def test_nobody_asks_for_the_texts_of_an_erased_person(world: World) -> None:
    row = doubt(world)
    with unit_of_work():
        erasure.erase(ADA, "asked", "operator")
    wait(world, seconds=60)
    assert (again(row).state, again(row).reason, asks(world, "list")) == ("dropped", "erased", 0)


def test_a_text_that_is_lost_each_time_while_others_arrive_is_given_up_and_told(world: World) -> None:
    row = doubt(world)
    with capture_logs() as logs:
        for number in range(reconcile.MOST_ROUNDS):
            world.text(BEN, f"LIST {number}")
            world.settle()
            if number < reconcile.MOST_ROUNDS - 1:
                world.fault("twilio", "http_500", count=1, phone=ADA)
            wait(world, seconds=60)
            wait(world, seconds=240)
    assert (again(row).state, again(row).reason, again(row).tries) == (
        "failed",
        "the provider lost it each time",
        reconcile.MOST_ROUNDS,
    )
    assert "a text is lost at the provider each time" in [log.get("what") for log in logs]
    assert world.texts_to(ADA) == []


def test_in_an_outage_a_text_goes_on_being_tried_while_it_is_true(world: World) -> None:
    row = doubt(world)
    for _ in range(5):
        world.fault("twilio", "http_500", count=1)
        wait(world, seconds=60)
        wait(world, seconds=240)
        assert again(row).state == "unknown"
    wait(world, seconds=60)
    wait(world, seconds=240)
    world.settle()
    assert (again(row).state, again(row).tries, len(world.texts_to(ADA))) == ("delivered", 7, 1)


# -- clocks, and several who ask ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [timedelta(hours=-1), timedelta(hours=1), timedelta(hours=3)])
def test_a_clock_that_was_wrong_at_the_sending_hides_no_text_and_doubles_none(world: World, wrong: timedelta) -> None:
    world.fault("twilio", "reset_after_accept", count=1)
    world.fault("twilio", "callback_drop", count=2)
    world.text(ADA, "HELP", work=False)
    OutboundMessage.update(not_before=world.clock() - timedelta(days=1)).execute()
    with time.clock(lambda: world.clock() + wrong):
        deliver.run()
    row = message()
    assert (row.state, row.started_at) == ("unknown", world.clock() + wrong)
    for _ in range(12):
        wait(world, seconds=30)
    assert (again(row).state, len(world.texts_to(ADA)), asks(world, "create")) == ("delivered", 1, 1)


def test_a_clock_that_jumps_ahead_between_two_looks_does_not_shorten_the_wait(world: World) -> None:
    row = doubt(world, "reset_after_accept")
    world.fault("twilio", "list_lag", method="GET", seconds=250)
    wait(world, seconds=60)
    with time.clock(lambda: world.clock() + timedelta(hours=1)):
        sweep.run(), job.run(), deliver.run()
        assert (again(row).state, asks(world, "create")) == ("unknown", 1)
    for _ in range(10):
        wait(world, seconds=30)
    assert (again(row).state, len(world.texts_to(ADA))) == ("delivered", 1)


def test_a_doubt_that_a_wrong_clock_put_off_for_a_day_is_looked_at_at_once(world: World) -> None:
    row = doubt(world, "reset_after_accept")
    OutboundMessage.update(look_at=world.clock() + timedelta(days=1)).execute()
    world.work()
    assert again(row).state == "delivered"


def test_several_who_reconcile_at_once_send_each_text_once(world: World) -> None:
    phones = [f"+12025550{number}" for number in range(150, 156)]
    rows = [doubt(world, "http_500", phone=phone) for phone in phones[:3]]
    rows += [doubt(world, "reset_after_accept", phone=phone) for phone in phones[3:]]

    def all_of_it() -> None:
        for run in (sweep.run, job.run, deliver.run):
            run()

    for seconds in (60, 240, 1, 1):
        world.clock.move(seconds=seconds)
        threads = [threading.Thread(target=all_of_it) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    world.work()
    world.settle()
    assert [len(world.texts_to(phone)) for phone in phones] == [1] * 6
    assert {again(row).state for row in rows} == {"delivered"}
    assert asks(world, "create") == 9


def test_a_question_that_nobody_answered_is_asked_again_after_half_a_minute(world: World) -> None:
    doubt(world)
    world.clock.move(seconds=60)
    assert len(reconcile.claim(world.clock(), 10)) == 1  # and then the process ends
    assert reconcile.claim(world.clock(), 10) == [] and reconcile.due_since(world.clock()) is None
    world.clock.move(seconds=30)
    assert reconcile.due_since(world.clock()) is not None and len(reconcile.claim(world.clock(), 10)) == 1


# -- no last word ------------------------------------------------------------------------------------------------------


def silent(world: World) -> OutboundMessage:
    """An accepted text about which no callback comes."""
    world.fault("twilio", "callback_drop", count=2)
    world.text(ADA, "HELP")
    assert message().state == "accepted"
    return message()


def test_a_text_without_a_last_word_is_asked_for_by_its_id_after_12_hours(world: World) -> None:
    row = silent(world)
    wait(world, hours=11, minutes=59)
    assert (again(row).state, asks(world, "fetch")) == ("accepted", 0)
    wait(world, minutes=1)
    assert (again(row).state, again(row).price_micros, again(row).look_at) == ("delivered", 8_300, None)
    wait(world, days=1)
    assert (asks(world, "fetch"), asks(world, "list")) == (1, 0)


def test_after_three_days_without_a_last_word_nobody_asks_any_more(world: World) -> None:
    world.sandbox.faults.order({"service": "twilio", "kind": "callback_drop", "seconds": 100_000})
    object.__setattr__(world.sandbox.settings, "delivered_after", 3600.0)  # the network is slow
    world.text(ADA, "HELP")
    row = message()
    for _ in range(8):
        wait(world, hours=12)
    assert again(row).state == "sent"
    assert (again(row).reason, again(row).look_at) == ("no final word from the provider", None)
    asked = asks(world, "fetch")
    wait(world, days=2)
    assert asks(world, "fetch") == asked <= 7
    world.sandbox.faults.clear()
    OutboundMessage.update(state="delivered").execute()


def test_a_text_that_the_provider_has_no_more_is_asked_for_no_more(world: World) -> None:
    row = silent(world)
    context().gateway._client.messages(row.provider_reference).delete()
    wait(world, hours=12)
    assert (again(row).state, again(row).reason, again(row).look_at) == (
        "accepted",
        "the provider has it no more",
        None,
    )
    OutboundMessage.update(state="delivered").execute()


def test_a_failure_learned_by_asking_counts_as_one_told(world: World) -> None:
    world.fault("twilio", "undelivered", code=30003, phone=ADA, count=1)
    row = silent(world)
    wait(world, hours=1)
    OutboundMessage.update(expires_at=world.clock() + timedelta(days=1)).execute()
    wait(world, hours=11)
    assert (again(row).state, again(row).error_code) == ("queued", 30003)
    wait(world, minutes=3)
    world.settle()
    assert (again(row).state, len(world.texts_to(ADA))) == ("delivered", 1)


def test_nothing_is_asked_while_all_is_known(world: World) -> None:
    world.text(ADA, "HELP")
    world.settle()
    wait(world, hours=2)
    before: Any = [asks(world, kind) for kind in ("list", "fetch", "sent")]
    assert message().look_at is None
    for _ in range(5):
        wait(world, hours=6)
        poll.run()
    assert [asks(world, kind) for kind in ("list", "fetch", "sent")] == before == [0, 0, 1]
    assert reconcile.due_since(world.clock()) is None and use_settings is not None
