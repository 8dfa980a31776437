"""Twilio is away for half an hour while people text, stop, and their mail moves. Then it comes back."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.consent import Suppression
from models.contact import Contact
from models.from_number import FromNumber
from models.outbound import DeliveryAttempt, OutboundMessage
from models.vocabulary import OutboundState, Purpose
from tests.world import NUMBERS, World

PEOPLE = [f"+1202555{number:04}" for number in range(100, 112)]
STOPS, ASKS = PEOPLE[2], PEOPLE[5]
A_SECOND = 2.0
WAITING = (OutboundState.QUEUED, OutboundState.SENDING, OutboundState.UNKNOWN)


def let_pass(world: World, minutes: float, step: float = 30) -> None:
    end = world.clock.at + timedelta(minutes=minutes)
    while world.clock.at < end:
        world.clock.move(seconds=step)
        world.work()


def scan(world: World, code: str, event: str) -> None:
    for number in NUMBERS[:3]:
        place = {"city": "MEMPHIS", "state": "TN"}
        world.control(f"/mailpieces/{number}/scans", {"event_code": code, "event": event, **place})


def outage_begins(world: World, kind: str) -> None:
    for method in ("POST", "GET"):
        world.fault("twilio", kind, method=method, count=100_000)


def created(world: World) -> list[dict[str, Any]]:
    """What Twilio took, oldest first."""
    with_times = [
        {"to": message.to, "body": message.body, "at": message.created_at}
        for message in reversed(world.sandbox.book.newest_first())
        if not message.is_inbound
    ]
    return sorted(with_times, key=lambda one: one["at"])


@pytest.mark.parametrize("kind", ["http_500", "http_429"])
def test_after_half_an_hour_without_twilio_what_is_still_true_goes_once_in_order_and_at_the_numbers_pace(
    world: World, kind: str
) -> None:
    FromNumber.update(segments_per_second=A_SECOND).execute()
    for number in NUMBERS[:3]:
        world.piece(number)
    for index, phone in enumerate(PEOPLE):
        world.text(phone, NUMBERS[index % 3])
        let_pass(world, 0.1, step=2)
    before = len(created(world))
    assert before == len(PEOPLE)

    outage_begins(world, kind)
    scan(world, "OF", "Out for Delivery")
    let_pass(world, 10)
    world.text(STOPS, "STOP")
    stopped_at = world.clock()
    let_pass(world, 2)
    world.text(ASKS, "HELP")
    let_pass(world, 3)
    scan(world, "14", "Available for Pickup")
    let_pass(world, 15)
    assert len(created(world)) == before, "it was away"
    world.sandbox.faults.clear()
    came_back: datetime = world.clock()
    let_pass(world, 1, step=1)
    let_pass(world, 9, step=15)
    world.settle()

    assert OutboundMessage.select().where(OutboundMessage.state.in_(WAITING)).count() == 0
    went = created(world)[before:]
    assert all(count == 1 for count in Counter((text["to"], text["body"]) for text in went).values())
    # The STOP holds, although its goodbye came too late to be sent.
    assert [text for text in went if text["to"] == STOPS and text["at"] >= stopped_at] == []
    assert Suppression.select().where(Suppression.lifted_at.is_null()).count() == 1
    goodbye = OutboundMessage.get(OutboundMessage.kind == "goodbye")
    assert (goodbye.state, goodbye.reason) == ("dropped", "expired")
    # Everybody else hears the newest state once; what it replaced says so; the question is answered.
    for phone in PEOPLE:
        texts = [text["body"] for text in went if text["to"] == phone]
        assert sum("ready for pickup" in text or "pickup" in text.lower() for text in texts) == (phone != STOPS)
        assert not any("out for delivery" in text for text in texts)
    assert sum(text["to"] == ASKS for text in went) == 2
    for row in OutboundMessage.select().where(OutboundMessage.state == "dropped"):
        assert row.reason in ("superseded", "expired", "opted_out"), (row.kind, row.reason)
    in_order_per_contact()
    at_the_pace([text["at"] for text in went])
    assert went[0]["at"] >= came_back


def in_order_per_contact() -> None:
    for contact in Contact.select():
        begun = (
            OutboundMessage.select()
            .where((OutboundMessage.contact == contact) & (OutboundMessage.purpose == Purpose.PUSH))
            .where(OutboundMessage.provider_reference.is_null(False))
            .order_by(OutboundMessage.started_at)
        )
        told = [row.event_at for row in begun]
        assert told == sorted(told)
        # Of tries that were made, only the last one was taken.
        for row in begun:
            accepted = DeliveryAttempt.select().where(
                (DeliveryAttempt.outbound == row) & (DeliveryAttempt.outcome == "accepted")
            )
            assert accepted.count() == 1


def at_the_pace(moments: list[datetime]) -> None:
    """Over any ten seconds no more than ten seconds' worth, and one burst."""
    for start in moments:
        within = [at for at in moments if start <= at < start + timedelta(seconds=10)]
        assert len(within) <= 10 * A_SECOND + 2
