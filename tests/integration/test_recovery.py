"""Texts that never reached our webhook are found in the provider's list, once; a lost STOP counts from its own time."""

from datetime import timedelta

import pytest

from jobs import deliver, recover
from models.consent import ConsentEvent
from models.inbound import InboundMessage
from models.outbound import OutboundMessage
from models.vocabulary import ConsentKind, Purpose
from tests.integration.test_abuse import is_suppressed
from tests.world import ADA, BEN, NUMBER, World

GOODBYE = "Waypost: You are opted out and will get no more texts from us. Reply START to resume."


@pytest.fixture
def deaf(world: World) -> World:
    """Waypost does not hear the webhook: Twilio gives up on each text."""
    world.work()
    world.deaf = True
    return world


def test_a_text_that_was_lost_is_found_and_answered_once(deaf: World) -> None:
    deaf.piece(NUMBER)
    deaf.text(ADA, NUMBER, work=False)
    assert InboundMessage.select().count() == 0
    deaf.deaf = False
    deaf.clock.move(seconds=61)
    deaf.work()
    assert [(text.body, text.source) for text in InboundMessage.select()] == [(NUMBER, "recovered")]
    assert len(deaf.texts_to(ADA)) == 1
    deaf.clock.move(seconds=61)
    deaf.work()
    assert (InboundMessage.select().count(), len(deaf.texts_to(ADA))) == (1, 1)


def test_a_lost_stop_counts_from_when_it_was_sent_and_a_late_goodbye_does_not_go(deaf: World) -> None:
    deaf.deaf = False
    deaf.piece(NUMBER)
    deaf.text(ADA, NUMBER)
    deaf.deaf = True
    sent_at = deaf.clock()
    deaf.text(ADA, "STOP", work=False)
    deaf.deaf = False
    deaf.clock.move(minutes=20)
    deaf.work()
    assert is_suppressed(ADA)
    event = ConsentEvent.get(ConsentEvent.kind == ConsentKind.REVOKED)
    assert abs(event.happened_at - sent_at) < timedelta(seconds=2)
    assert GOODBYE not in deaf.texts_to(ADA)


def test_a_stop_found_within_five_minutes_gets_its_goodbye(deaf: World) -> None:
    deaf.text(BEN, "STOP", work=False)
    deaf.deaf = False
    deaf.clock.move(minutes=2)
    deaf.work()
    assert deaf.texts_to(BEN) == [GOODBYE]


def test_after_we_were_away_no_news_goes_before_the_list_was_looked_at(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "OF", "Out for Delivery")
    before = len(world.texts_to(ADA))
    world.deaf = True
    world.text(ADA, "STOP", work=False)
    world.deaf = False
    world.clock.move(minutes=10)  # all of Waypost was down; the news below waited for its return
    _queue_news_again(world)
    assert deliver.run() == 0, "a STOP may lie at the provider"
    recover.run()
    deliver.run()
    assert len(world.texts_to(ADA)) == before
    assert is_suppressed(ADA)


def test_while_the_provider_is_away_news_waits_and_answers_go(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.clock.move(minutes=10)
    _queue_news_again(world)
    world.fault("twilio", "http_500", method="GET", count=1)
    assert recover.run() == 0
    assert deliver.run() == 0
    world.text(ADA, "HELP", work=False)
    assert deliver.run() == 1
    world.clock.move(seconds=61)
    world.work()
    assert OutboundMessage.select().where(OutboundMessage.state == "queued").count() == 0


def test_where_listing_is_not_allowed_news_goes_all_the_same_and_the_operator_is_told(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.clock.move(minutes=10)
    world.fault("twilio", "http_401", method="GET", count=1)
    recover.run()
    world.scan(NUMBER, "OF", "Out for Delivery")
    assert "out for delivery" in world.texts_to(ADA)[-1]
    assert "does not let us list" in capfd.readouterr().err


def _queue_news_again(world: World) -> None:
    """As if the news had been written just before everything stopped."""
    later = world.clock() + timedelta(hours=1)
    OutboundMessage.update(state="queued", expires_at=later, provider_reference=None).where(
        OutboundMessage.purpose == Purpose.PUSH
    ).execute()
