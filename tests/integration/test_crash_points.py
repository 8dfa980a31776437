"""A process may die between any two steps. Each test stops after one step and lets the others find what was left."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot import dialogue, dispatch, inbox
from carriers.answers import Asked
from config import queues
from jobs import claims, deliver, poll, sweep
from jobs.apply import apply
from jobs.clock import Clock
from jobs.context import context
from models.consent import ConsentEvent, Suppression
from models.contact import Contact
from models.database import database, unit_of_work
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece, TrackingEvent
from models.outbound import DeliveryAttempt, OutboundMessage
from models.question import OpenQuestion
from models.subscription import Subscription
from tests.world import ADA, BEN, NUMBER, World, begin_one, wake_up


class Death(Exception):
    """The process ends here."""


def creates(world: World) -> int:
    log: list[dict[str, Any]] = world.control("/log?service=twilio")
    return sum(entry["method"] == "POST" for entry in log)


def take_in(world: World, body: str, phone: str = ADA, sid: str = "SM1") -> InboundMessage | None:
    """The webhook's first step alone: the text is stored."""
    return inbox.store(inbox.InboundText(sid, phone, body), world.program, world.clock())


def run_everything(world: World, minutes: float = 0) -> None:
    world.clock.move(minutes=minutes)
    for run in (sweep.run, poll.run, deliver.run):
        run()


def at_once(act: Callable[[], object], times: int = 4) -> None:
    start = threading.Barrier(times)

    def one() -> None:
        start.wait(10)
        with unit_of_work():
            act()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# -- a text comes in ---------------------------------------------------------------------------------------------------


def test_a_text_that_was_stored_and_not_answered_is_answered_once_by_the_sweep(world: World) -> None:
    assert take_in(world, "HELP") is not None
    world.work()
    assert world.texts_to(ADA) == []  # its webhook may still be at it
    world.clock.move(seconds=5)
    world.work()
    assert len(world.texts_to(ADA)) == 1
    assert take_in(world, "HELP") is None  # the provider sends it again
    for _ in range(3):
        run_everything(world, minutes=1)
    assert (len(world.texts_to(ADA)), OutboundMessage.select().count()) == (1, 1)
    assert InboundMessage.get().state == "answered"


def test_a_death_in_the_middle_of_an_answer_leaves_nothing_of_it_behind(world: World) -> None:
    message = take_in(world, NUMBER)
    assert message is not None
    with pytest.raises(Death), database.atomic():
        dialogue.respond(message, world.clock(), context().first_look)
        assert Subscription.select().count() == OutboundMessage.select().count() == 1
        raise Death
    for table in (Subscription, ConsentEvent, OutboundMessage, Mailpiece):
        assert table.select().count() == 0
    world.clock.move(seconds=6)
    world.work()
    assert (Subscription.select().count(), len(world.texts_to(ADA))) == (1, 1)


def test_however_often_a_text_is_answered_it_gets_one_reply(world: World) -> None:
    message = take_in(world, "LIST")
    assert message is not None
    answered = [inbox.answer(message.id, world.clock(), context().first_look) for _ in range(3)]
    assert answered == [True, True, True]
    assert OutboundMessage.select().count() == 1


def test_two_sweeps_and_the_webhook_at_once_give_one_reply(world: World) -> None:
    message = take_in(world, NUMBER)
    assert message is not None
    world.clock.move(seconds=6)
    at_once(sweep.run)
    at_once(lambda: inbox.answer(message.id, world.clock(), context().first_look))
    assert OutboundMessage.select().count() == 1
    assert ConsentEvent.select().count() == 1
    assert InboundMessage.get().state == "answered"


# -- answering fails ---------------------------------------------------------------------------------------------------


def break_the_dialogue() -> None:
    """A question that runs out after the year 9999: every answer to Ada raises. A row is broken, as by a bad import."""
    OpenQuestion.create(contact=1, kind="invite", asked_at=0, expires_at=2**62)


def mend_the_dialogue() -> None:
    OpenQuestion.delete().execute()


def test_a_text_that_cannot_be_answered_is_kept_acknowledged_and_answered_when_that_is_mended(world: World) -> None:
    world.text(ADA, "HELP")
    break_the_dialogue()
    assert world.text(ADA, "LIST")["app_status"] == 200
    failed = InboundMessage.select().order_by(InboundMessage.id.desc()).get()
    assert (failed.body, failed.state, failed.tries, len(world.texts_to(ADA))) == ("LIST", "failed", 1, 1)
    assert failed.next_try_at > world.clock()
    run_everything(world, minutes=1)
    assert InboundMessage.get_by_id(failed.id).tries == 2
    assert world.text(BEN, "HELP")["app_status"] == 200
    assert len(world.texts_to(BEN)) == 1  # nobody else waits for it
    mend_the_dialogue()
    world.clock.move(minutes=11)
    world.work()
    assert InboundMessage.get_by_id(failed.id).state == "answered"
    assert len(world.texts_to(ADA)) == 2


def test_while_a_text_waits_for_its_answer_nothing_is_pushed_to_that_phone_for_it_may_be_a_stop(world: World) -> None:
    world.piece(NUMBER)
    for phone in (ADA, BEN):
        world.text(phone, NUMBER)
    world.clock.move(minutes=1)
    world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": "OF", "event": "Out for Delivery"})
    world.clock.move(seconds=6)
    poll.run()
    assert OutboundMessage.select().where(OutboundMessage.state == "queued").count() == 2
    break_the_dialogue()
    assert world.text(ADA, "STOP", work=False)["app_status"] == 200
    assert Suppression.select().count() == 0  # it could not be taken in
    mend_the_dialogue()
    for _ in range(3):
        deliver.run()
        world.clock.move(seconds=1)
    assert (len(world.texts_to(ADA)), len(world.texts_to(BEN))) == (1, 2)
    world.clock.move(seconds=10)
    world.work()
    assert Suppression.select().count() == 1
    assert [text.split(".")[0] for text in world.texts_to(ADA)[1:]] == [
        "Waypost: You are opted out and will get no more texts from us"
    ]
    news = OutboundMessage.select().where((OutboundMessage.purpose == "push") & (OutboundMessage.contact == 1)).get()
    assert (news.state, news.reason) == ("dropped", "opted_out")


# -- a text goes out ---------------------------------------------------------------------------------------------------


def test_a_request_whose_process_died_is_in_doubt_after_thirty_seconds_and_never_made_again(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    claimed = begin_one(world.clock())
    assert claimed is not None
    world.clock.move(seconds=29)
    world.work()
    assert (OutboundMessage.get().state, creates(world)) == ("sending", 0)
    world.clock.move(seconds=2)
    world.work()
    lost = OutboundMessage.get()
    assert (lost.state, lost.reason, lost.lease_until) == ("unknown", "the process ended during the request", None)
    for minutes in (1, 10, 60):
        run_everything(world, minutes)
    assert (OutboundMessage.get().state, creates(world), world.texts_to(ADA)) == ("unknown", 0, [])


def test_while_a_request_is_on_its_way_no_other_to_that_phone_is_begun(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    world.text(BEN, "HELP", work=False)
    assert begin_one(world.clock()) is not None
    world.text(ADA, "LIST", work=False)
    run_everything(world)
    assert (len(world.texts_to(ADA)), len(world.texts_to(BEN))) == (0, 1)
    world.clock.move(seconds=31)
    run_everything(world)
    assert len(world.texts_to(ADA)) == 1 and "follow nothing" in world.texts_to(ADA)[0]


def test_a_request_that_arrived_before_the_process_died_is_known_by_its_callback(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    claimed = begin_one(world.clock())
    assert claimed is not None
    envelope = dispatch.envelope_of(claimed, world.clock())
    callback = f"{context().callback_url}?delivery={claimed.reference}"
    context().gateway.send(envelope.to, envelope.sender, envelope.body, callback, 600)
    assert world.until(lambda: OutboundMessage.get().state == "delivered")
    run_everything(world, minutes=1)
    assert (OutboundMessage.get().state, creates(world), len(world.texts_to(ADA))) == ("delivered", 1, 1)


def test_a_stop_that_comes_while_a_process_sleeps_between_claim_and_request_is_honoured(world: World) -> None:
    world.text(ADA, "LIST", work=False)
    claimed = begin_one(world.clock())
    assert claimed is not None
    world.text(ADA, "STOP", work=False)
    world.clock.move(seconds=3)
    wake_up(claimed)
    world.work()
    assert len(world.texts_to(ADA)) == 1 and "opted out" in world.texts_to(ADA)[0]
    assert (OutboundMessage.get_by_id(claimed.id).state, creates(world)) == ("dropped", 1)


def test_a_claim_that_was_given_back_goes_once_and_its_history_shows_one_request(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    claimed = begin_one(world.clock())
    assert claimed is not None
    world.clock.move(seconds=40)
    sweep.run()  # it counts as lost by now, but the process that holds it knows better
    wake_up(claimed)
    run_everything(world, minutes=1)
    assert (creates(world), len(world.texts_to(ADA))) == (1, 1)
    assert DeliveryAttempt.select().where(DeliveryAttempt.outcome == "accepted").count() == 1
    assert DeliveryAttempt.select().where(DeliveryAttempt.finished_at.is_null()).count() == 0


def test_two_workers_that_claim_at_once_get_different_texts(world: World) -> None:
    for phone in (ADA, BEN):
        world.text(phone, "HELP", work=False)
    claimed: list[OutboundMessage | None] = []
    at_once(lambda: claimed.append(begin_one(world.clock())))
    got = [message.id for message in claimed if message is not None]
    assert 1 <= len(got) == len(set(got)) <= 2
    assert OutboundMessage.select().where(OutboundMessage.state == "sending").count() == len(got)
    OutboundMessage.update(state="dropped").execute()


# -- a mailpiece moves -------------------------------------------------------------------------------------------------


def test_a_piece_that_was_claimed_and_not_asked_about_is_asked_about_after_its_lease(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER, work=False)
    assert [piece.tracking_number for piece in claims.claim("usps", 35, world.clock())] == [NUMBER]
    for seconds in (7, 2):
        world.clock.move(seconds=seconds)
        world.work()
    assert len(world.texts_to(ADA)) == 1 and "We follow USPS ..0787" in world.texts_to(ADA)[0]  # it waits 8 s, no more
    assert Mailpiece.get().answer == "never_asked"
    world.clock.move(seconds=12)
    world.work()
    assert Mailpiece.get().answer == "found"
    assert len(world.texts_to(ADA)) == 2 and "accepted" in world.texts_to(ADA)[1]


def test_an_answer_that_comes_after_somebody_else_has_claimed_the_piece_changes_nothing(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER, work=False)
    slow = claims.claim("usps", 35, world.clock())[0]
    answer = context().carriers["usps"].track([Asked(NUMBER)]).answers[NUMBER]
    world.clock.move(seconds=21)
    quick = claims.claim("usps", 35, world.clock())[0]
    assert apply(slow, answer, None, world.clock(), None) is None
    assert (TrackingEvent.select().count(), Mailpiece.get().answer) == (0, "never_asked")
    assert apply(quick, answer, None, world.clock(), None) is not None
    assert (TrackingEvent.select().count(), Mailpiece.get().answer) == (1, "found")
    run_everything(world)
    assert len(world.texts_to(ADA)) == 1


def test_a_death_between_the_answer_and_its_texts_leaves_neither(world: World) -> None:
    """Events and outbox rows are one transaction: no scan can count as known whose text was never posted."""
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.clock.move(minutes=1)
    world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": "OF", "event": "Out for Delivery"})
    world.clock.move(seconds=6)
    claimed = claims.claim("usps", 35, world.clock())[0]
    answer = context().carriers["usps"].track([Asked(NUMBER)]).answers[NUMBER]
    with pytest.raises(Death), database.atomic():
        apply(claimed, answer, None, world.clock(), None)
        assert OutboundMessage.select().where(OutboundMessage.state == "queued").count() == 1
        raise Death
    assert (TrackingEvent.select().count(), Mailpiece.get().milestone) == (1, "accepted")
    world.clock.move(seconds=21)
    run_everything(world)
    assert [text.split(",")[0] for text in world.texts_to(ADA)[1:]] == ["Waypost: USPS ..0787 is out for delivery"]


# -- nobody hears the bell ---------------------------------------------------------------------------------------------


def test_when_redis_forgets_everything_two_clocks_do_the_work_once(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER, work=False)
    if world.redis_url:
        queues.connect_redis(world.redis_url).flushall()
    two = (Clock(), Clock())
    for _ in range(4):
        world.clock.move(seconds=4)
        for clock in two:
            clock.tick(world.clock())
        for clock in two:
            clock.wait(10)
    world.settle()
    assert (len(world.texts_to(ADA)), creates(world)) == (1, 1)
    assert "accepted" in world.texts_to(ADA)[0]


def test_while_all_workers_are_away_the_clock_answers_texts_that_were_left_behind(world: World) -> None:
    """Redis takes the rings, but nobody comes for them."""
    take_in(world, "STOP")
    world.text(BEN, "HELP", work=False)
    assert begin_one(world.clock()) is not None
    clock = Clock()
    for _ in range(12):
        world.clock.move(seconds=4)
        clock.tick(world.clock())
        clock.wait(10)
    assert Suppression.select().count() == 1
    assert len(world.texts_to(ADA)) == 1 and "opted out" in world.texts_to(ADA)[0]
    lost = OutboundMessage.select().join(Contact).where(OutboundMessage.kind == "help").get()
    assert lost.state == "unknown"
