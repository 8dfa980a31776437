"""After a stop nothing goes, however late, paused, out of order or half taken in things are."""

import threading
import time as sleeping
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot import consent, dialogue, inbox, outbox
from bot.inbox import InboundText
from jobs import clock, deliver, poll, sweep
from models.contact import Contact
from models.database import unit_of_work
from models.inbound import InboundMessage
from models.outbound import OutboundMessage
from models.vocabulary import Purpose
from tests.world import ADA, NUMBER, NUMBERS, World, begin_one, wake_up

GOODBYE = "Waypost: You are opted out and will get no more texts from us. Reply START to resume."
FIRST_LOOK = timedelta(seconds=8)


def new_scan(world: World, code: str, event: str) -> None:
    """A scan that the jobs have not seen yet."""
    world.clock.move(minutes=1)
    world.control(f"/mailpieces/{NUMBER}/scans", {"event_code": code, "event": event, "city": "MEMPHIS", "state": "TN"})
    world.clock.move(seconds=6)


def fail_to_answer(world: World, monkeypatch: pytest.MonkeyPatch, body: str) -> InboundMessage:
    """The text is stored, and the attempt to answer it fails."""

    def broken(*_: object) -> str:
        raise RuntimeError("out of order")

    with monkeypatch.context() as patch:
        patch.setattr(dialogue, "respond", broken)
        world.text(ADA, body, work=False)
    message: InboundMessage = InboundMessage.select().order_by(InboundMessage.id.desc()).get()
    assert message.state == "failed"
    return message


def test_a_sender_that_slept_between_claim_and_request_does_not_send_when_it_wakes(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    new_scan(world, "OF", "Out for Delivery")
    poll.run()
    claimed = begin_one(world.clock())
    assert claimed is not None
    world.clock.move(seconds=120)
    sweep.run()
    world.text(ADA, "STOP")
    wake_up(claimed)
    world.work()
    assert world.texts_to(ADA)[1:] == [GOODBYE]
    row = OutboundMessage.get_by_id(claimed.id)
    assert (row.state, row.reason) == ("dropped", "opted_out")


def test_a_sender_that_slept_without_a_stop_gives_the_text_back_and_it_goes_once(world: World) -> None:
    world.text(ADA, "HELP", work=False)
    claimed = begin_one(world.clock())
    assert claimed is not None
    world.clock.move(seconds=5)
    wake_up(claimed)
    assert world.texts_to(ADA) == []
    world.work()
    assert len(world.texts_to(ADA)) == 1


def test_a_stop_of_one_takes_it_out_of_the_reply_that_still_waits(world: World) -> None:
    world.piece(NUMBER)
    world.piece(NUMBERS[0])
    world.fault("usps", "http_500", seconds=3600)
    world.text(ADA, f"{NUMBER} {NUMBERS[0]}")
    world.clock.move(seconds=3)
    world.text(ADA, "STOP 0787")
    world.clock.move(seconds=6)
    world.work()
    assert world.texts_to(ADA)[0] == "Waypost: No more texts about USPS ..0787. Reply STOP to end all texts."
    assert world.texts_to(ADA)[1].startswith("Waypost: We follow USPS ..7899 now ")
    assert len(world.texts_to(ADA)) == 2


def test_a_stop_of_the_only_one_takes_the_waiting_reply_back(world: World) -> None:
    world.piece(NUMBER)
    world.fault("usps", "http_500", seconds=3600)
    world.text(ADA, NUMBER)
    world.clock.move(seconds=3)
    world.text(ADA, f"{NUMBER} stop")
    world.clock.move(minutes=1)
    world.work()
    assert world.texts_to(ADA) == ["Waypost: No more texts about USPS ..0787. Reply STOP to end all texts."]


def test_while_a_stop_waits_for_its_answer_not_even_a_waiting_reply_goes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.piece(NUMBER)
    world.fault("usps", "http_500", seconds=3600)
    world.text(ADA, NUMBER)
    world.clock.move(seconds=5)
    fail_to_answer(world, monkeypatch, "STOP")
    world.clock.move(seconds=4)
    deliver.run()
    assert world.texts_to(ADA) == []
    world.clock.move(seconds=10)
    world.work()
    assert world.texts_to(ADA) == [GOODBYE]


def test_a_start_that_is_taken_in_late_does_not_undo_the_stop_sent_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.text(ADA, "STOP")
    world.clock.move(minutes=1)
    fail_to_answer(world, monkeypatch, "START")
    world.clock.move(seconds=2)
    world.text(ADA, "STOP", work=False)
    world.clock.move(seconds=10)
    world.work()
    assert world.texts_to(ADA) == [GOODBYE]
    assert consent.is_opted_out(Contact.get())
    history = consent.History(consent.history_of(Contact.get()))
    assert consent.may_text(history, Purpose.REPLY, world.clock()) == consent.Refused("opted_out")


def test_a_stop_that_is_taken_in_late_does_not_undo_the_start_sent_after_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_to_answer(world, monkeypatch, "STOP")
    world.clock.move(seconds=2)
    world.text(ADA, "START", work=False)
    world.clock.move(seconds=10)
    world.work()
    assert len(world.texts_to(ADA)) == 1
    assert world.texts_to(ADA)[0].startswith("Waypost: Texts are on again.")
    assert not consent.is_opted_out(Contact.get())
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    assert world.texts_to(ADA)[1].startswith("Waypost: USPS ..0787: accepted")


def test_a_stop_left_behind_by_a_dead_process_is_taken_in_although_no_worker_lives(world: World) -> None:
    inbox.store(InboundText("SM" + "8" * 32, ADA, "STOP"), world.program, world.clock())
    ticking = clock.Clock()
    for _ in range(15):
        world.clock.move(seconds=1)
        ticking.tick(world.clock())
        ticking.wait(5)
    assert consent.is_opted_out(Contact.get())
    assert InboundMessage.get().state == "answered"


@pytest.mark.parametrize("body", ["STOP", "STOP 0787", NUMBER])
def test_a_text_taken_in_while_news_is_written_is_answered_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    """The one holds the contact and wants the mailpiece, the other the mailpiece and wants the contact."""
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    new_scan(world, "OF", "Out for Delivery")
    at_post, in_answer = threading.Event(), threading.Event()
    real_post, real_respond = outbox.post_many, dialogue.respond

    def post(drafts: Sequence[outbox.Draft], *rest: object) -> object:
        if any(draft.purpose == "push" for draft in drafts) and not at_post.is_set():
            at_post.set()
            in_answer.wait(2)
            sleeping.sleep(0.2)
        return real_post(drafts, *rest)

    def respond(*given: object) -> str:
        in_answer.set()
        return real_respond(*given)

    monkeypatch.setattr(outbox, "post_many", post)
    monkeypatch.setattr(dialogue, "respond", respond)

    def worker() -> None:
        with unit_of_work():
            poll.run()

    thread = threading.Thread(target=worker)
    thread.start()
    assert at_post.wait(5)
    message = inbox.store(InboundText("SM" + "7" * 32, ADA, body), world.program, world.clock())
    assert message is not None
    assert inbox.answer(message.id, world.clock(), FIRST_LOOK)
    thread.join()
    assert InboundMessage.get_by_id(message.id).state == "answered"
    monkeypatch.undo()
    if body != NUMBER:
        world.work()
        assert len(world.texts_to(ADA)) == 2  # the sign-up reply and what answers the stop
