"""Harm that chaos found, each as small as it can be told. The seed and schedule that showed it stand beside it."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import consent, dispatch, inbox, recovery, settling
from bot.gateway import Listed, Sent
from bot.inbox import InboundText
from bot.outcomes import Outcome
from config import crash_points
from jobs import deliver, poll, reconcile, recover, sweep
from models.contact import Contact
from models.database import database, unit_of_work
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.outbound import OutboundMessage
from sandbox.inbound import Inbound
from sandbox.webhooks import Outcome as Heard
from tests.world import ADA, BEN, NUMBER, World, begin_one


class NotYet:
    """A provider that takes a text and has not told us of it so far."""

    def post(self, _url: str, _form: Any) -> Heard:
        return Heard("ct")


def a_text_whose_webhook_died(world: World, body: str) -> dict[str, str]:
    """It was stored, and the process ended before the answer. Returns the form that the provider sends again."""
    unheard = Inbound(world.sandbox.settings, world.sandbox.book, NotYet(), world.clock)  # type: ignore[arg-type]
    message, _ = unheard.receive(ADA, body)
    assert inbox.store(InboundText(message.sid, ADA, body), world.program, world.clock()) is not None
    return unheard.form(message)


def test_a_stop_that_was_stored_by_a_process_that_died_is_in_force_when_its_repeat_is_acknowledged(
    world: World,
) -> None:
    """Seed 7, sqlite-alone, schedule 12 at scale 40: the repeat was a quiet 200, and the STOP waited for the sweep."""
    world.text(ADA, "HELP")
    form = a_text_whose_webhook_died(world, "STOP")
    outcome = world.sandbox.webhooks.post(f"{world.settings.public_base_url}/sms/inbound", form)
    assert outcome.status == 200
    assert consent.is_opted_out(Contact.get())


def test_while_a_text_waits_for_its_answer_not_even_the_answer_to_a_later_one_goes(world: World) -> None:
    """The same schedule: the answer to a number went, although a STOP stored before it had not been taken in."""
    world.piece(NUMBER)
    a_text_whose_webhook_died(world, "STOP")
    world.text(ADA, "LIST", work=False)
    world.clock.move(seconds=1)
    deliver.run()
    assert world.texts_to(ADA) == []


class Death(Exception):
    """The process ends here."""


def die_once_fenced(world: World) -> None:
    """A worker that ends between the fence and the request."""

    def end(point: str) -> None:
        if point == "deliver.fenced":
            raise Death

    crash_points.install(end)
    try:
        with pytest.raises(Death):
            deliver.run()
    finally:
        crash_points.install(None)
    world.clock.move(seconds=31)


def test_a_text_whose_process_died_three_times_before_the_request_is_not_given_up(world: World) -> None:
    """Seed 11, sqlite-alone, schedules 3 to 9: the provider had lost nothing, it had never been asked."""
    world.text(ADA, "LIST", work=False)
    for _ in range(3):
        die_once_fenced(world)
        sweep.run()
        world.text(BEN, "LIST", work=False)
        assert deliver.run() == 1  # others arrive meanwhile
        for minutes in (1, 5):
            world.clock.move(minutes=minutes)
            reconcile.run()
    world.work()
    assert OutboundMessage.select().where(OutboundMessage.state == "failed").count() == 0
    assert len(world.texts_to(ADA)) == 1


def test_newer_news_takes_the_place_of_older_that_a_drain_is_just_looking_at(world: World) -> None:
    """Seed 2, postgresql-redis, schedule 7: "out for delivery" came after "was delivered". The older text was locked by
    a drain that looked at it and did not begin it, so nobody dropped it."""
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    scan(world, "OF", "Out for Delivery")
    poll.run()
    looking = threading.Event()

    def look() -> None:
        with unit_of_work(), database.atomic():
            dispatch.look_ahead(FromNumber.get(), 5, world.clock())
            looking.set()
            threading.Event().wait(0.5)

    drain = threading.Thread(target=look)
    drain.start()
    assert looking.wait(5)
    scan(world, "01", "Delivered, Left with Individual")
    poll.run()
    drain.join()
    older = OutboundMessage.get(OutboundMessage.kind == "out_for_delivery")
    assert (older.state, older.reason) == ("dropped", "superseded")


def scan(world: World, code: str, event: str) -> None:
    world.clock.move(minutes=1)
    world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": code, "event": event, "city": "MEMPHIS", "state": "TN"})
    world.clock.move(seconds=6)


def test_a_lost_stop_that_the_list_shows_holds_the_answers_to_texts_before_it_in_the_list(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seed 6, sqlite-alone: with a hundred lost texts to answer, each in its turn, answers to the first went out while
    the STOP of the same person lay further down."""
    world.work()
    world.deaf = True
    world.text(ADA, NUMBER, work=False)
    world.clock.move(seconds=5)
    world.text(ADA, "STOP", work=False)
    world.deaf = False
    world.clock.move(seconds=61)
    real = inbox.answer

    def slow(*given: Any) -> bool:
        """What the drains do meanwhile."""
        done = real(*given)
        world.clock.move(seconds=9)
        deliver.run()
        return done

    monkeypatch.setattr(inbox, "answer", slow)
    recover.run()
    assert [text for text in world.texts_to(ADA) if "We follow" in text] == []


def test_lost_texts_of_one_second_are_taken_in_in_the_order_in_which_the_provider_got_them(world: World) -> None:
    """Its list begins with the newest, and its times have whole seconds."""
    world.work()
    world.deaf = True
    for body in ("LIST", "HELP"):
        world.text(ADA, body, work=False)
    world.deaf = False
    world.clock.move(seconds=61)
    recover.run()
    assert [text.body for text in InboundMessage.select().order_by(InboundMessage.id)] == ["LIST", "HELP"]


def a_text_that_is_being_sent(world: World) -> OutboundMessage:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    scan(world, "OF", "Out for Delivery")
    poll.run()
    news = begin_one(world.clock())
    assert news is not None and news.kind == "out_for_delivery"
    return news


@pytest.mark.parametrize("outcome", [Outcome.SLOW_DOWN, Outcome.RETRY, None])
def test_news_that_comes_back_from_the_provider_does_not_go_after_newer_news(
    world: World, outcome: Outcome | None
) -> None:
    """Seed 7, postgresql-redis. While it was on its way newer news could not take its place."""
    older = a_text_that_is_being_sent(world)
    world.clock.move(minutes=30)
    scan(world, "01", "Delivered, In/At Mailbox")
    poll.run()
    with unit_of_work():
        if outcome is None:
            settling.give_back(older, world.clock())
        else:
            settling.settle_all([(older, Sent(outcome))], world.clock())
    world.clock.move(minutes=10)
    world.work()
    news = OutboundMessage.select().where(OutboundMessage.subscription == older.subscription_id)
    assert {(row.kind, row.state == "dropped", row.reason) for row in news} == {
        ("out_for_delivery", True, "superseded"),
        ("delivered", False, ""),
    }


def listed(sid: str, body: str, at: datetime) -> Listed:
    return Listed(sid, True, ADA, "55501", body, "received", 0, at, at, None)


def test_a_lost_stop_counts_as_later_than_a_start_that_was_sent_before_it_and_reached_us_late(world: World) -> None:
    """Seed 7, sqlite-alone: the START had our clock's time, the STOP the provider's, which was the earlier one."""
    world.text(ADA, "LIST")
    sent = world.clock()
    world.clock.move(seconds=5)
    start = inbox.store(InboundText("SMstart", ADA, "START"), world.program, world.clock())
    assert start is not None and inbox.answer(start.id, world.clock(), timedelta(0))
    world.clock.move(seconds=60)
    newest_first = [
        listed("SMstop", "STOP", sent + timedelta(seconds=3)), listed("SMstart", "START", sent + timedelta(seconds=1))
    ]  # fmt: skip
    recovery.take_in(newest_first, world.program, world.clock(), timedelta(0))
    assert consent.is_opted_out(start.contact)


def test_a_lost_stop_that_was_sent_before_the_start_is_still_the_older_one(world: World) -> None:
    world.text(ADA, "LIST")
    sent = world.clock()
    world.clock.move(seconds=5)
    start = inbox.store(InboundText("SMstart", ADA, "START"), world.program, world.clock())
    assert start is not None and inbox.answer(start.id, world.clock(), timedelta(0))
    world.clock.move(seconds=60)
    newest_first = [
        listed("SMstart", "START", sent + timedelta(seconds=3)), listed("SMstop", "STOP", sent + timedelta(seconds=1))
    ]  # fmt: skip
    recovery.take_in(newest_first, world.program, world.clock(), timedelta(0))
    assert not consent.is_opted_out(start.contact)
