"""Asking USPS: full batches, first looks first, nobody asked about twice, and no more calls than we are granted."""

import json
import random
from collections.abc import Callable

import pytest

from bot.following import find_or_make_mailpiece
from carriers.recognise import Candidate
from config import time
from jobs import budget, claims, poll
from jobs.context import context
from models.carrier_calls import CallBudget
from models.mailpiece import CarrierSlice, Exchange, Mailpiece, TrackingEvent
from tests.unit.carriers.number_makers import impb
from tests.world import ADA, BEN, CORA, NUMBER, NUMBERS, World


def asked(world: World) -> list[list[str]]:
    """The numbers of each call that USPS got, oldest first."""
    log = world.control("/log?service=usps&limit=1000")
    calls = [entry for entry in reversed(log) if entry["path"].startswith("/tracking")]
    return [[one["trackingNumber"] for one in json.loads(call["body"])] for call in calls]


def sow(world: World, count: int) -> list[str]:
    """Registered pieces that are all due now."""
    chance = random.Random(count)
    numbers = [impb("940011189956", 22)(chance) for _ in range(count)]
    for number in numbers:
        piece = find_or_make_mailpiece(Candidate(number, "usps", "usps_impb_n", True), time.now())
        piece.registered_at = piece.next_poll_at = time.now()
        piece.save()
    return numbers


def test_a_piece_watched_by_three_people_is_asked_about_once(world: World) -> None:
    world.piece(NUMBER)
    for phone in (ADA, BEN, CORA):
        world.text(phone, NUMBER, work=False)
    world.work()
    assert asked(world) == [[NUMBER]]
    assert [len(world.texts_to(phone)) for phone in (ADA, BEN, CORA)] == [1, 1, 1]


def test_due_pieces_go_in_batches_of_35_and_a_first_look_goes_first(world: World) -> None:
    numbers = sow(world, 50)
    world.text(ADA, NUMBER, work=False)
    world.work()
    calls = asked(world)
    assert [len(call) for call in calls] == [35, 16]
    assert calls[0][0] == NUMBER
    assert sorted(number for call in calls for number in call) == sorted([*numbers, NUMBER])


def test_a_piece_that_nobody_watches_any_more_is_not_asked_about(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.text(ADA, "STOP")
    before = len(asked(world))
    world.clock.move(days=3)
    world.work()
    assert len(asked(world)) == before


def test_part_of_the_calls_is_kept_for_first_looks_and_none_left_means_a_reply_without_status(world: World) -> None:
    settings = context().settings
    settings.usps_calls_per_hour = 60
    size = budget.LEAST_BURST if budget.BURST_SHARE * 60 < budget.LEAST_BURST else budget.BURST_SHARE * 60
    while budget.take("usps", 60, settings.usps_first_look_share, time.now()):
        pass
    left = CallBudget.get(CallBudget.service == "usps").calls
    assert size * 0.5 <= left < size * 0.5 + 1

    sow(world, 3)
    poll.run()
    assert asked(world) == []  # what is left is not for them
    world.text(ADA, NUMBERS[0], work=False)
    poll.run()
    assert len(asked(world)) == 1
    while budget.take("usps", 60, 0, time.now()):
        pass
    world.text(BEN, NUMBERS[1], work=False)
    poll.run()
    assert len(asked(world)) == 1
    world.clock.move(seconds=9)
    world.work()
    assert world.texts_to(BEN)[0].startswith("Waypost: We follow USPS ..7577 now")


def test_calls_come_back_evenly_through_the_hour(world: World) -> None:
    def taken() -> int:
        count = 0
        while budget.take("other", 60, 0, time.now()):
            count += 1
        return count

    assert taken() == 6
    world.clock.move(minutes=3)
    assert taken() == 3
    world.clock.move(hours=10)
    assert taken() == 6
    world.clock.move(hours=-5)  # a clock set back earns nothing and breaks nothing
    assert taken() == 0


def test_when_usps_asks_us_to_wait_nobody_calls_before_that(world: World) -> None:
    world.fault("usps", "http_429", count=1, path="/tracking/v3r2/tracking")
    sow(world, 3)
    world.work()
    calls = len(asked(world))
    wait = Mailpiece.select(Mailpiece.next_poll_at).first().next_poll_at - world.clock()
    assert wait.total_seconds() > 0
    world.text(ADA, NUMBER)
    assert len(asked(world)) == calls
    world.clock.move(seconds=wait.total_seconds() + 1)
    world.work()
    assert len(asked(world)) > calls


def test_a_claim_that_died_is_asked_again_after_its_lease(world: World) -> None:
    sow(world, 1)
    assert len(claims.claim("usps", 35, time.now())) == 1
    assert claims.claim("usps", 35, time.now()) == []
    world.clock.move(seconds=claims.LEASE.total_seconds() + 1)
    assert len(claims.claim("usps", 35, time.now())) == 1


def test_an_answer_that_comes_after_the_lease_moved_on_changes_nothing(world: World) -> None:
    from carriers.answers import NotFound
    from jobs.apply import apply

    sow(world, 1)
    slow = claims.claim("usps", 35, time.now())[0]
    world.clock.move(minutes=1)
    claims.claim("usps", 35, time.now())
    assert apply(slow, NotFound(slow.tracking_number, "", "", b"{}"), None, time.now(), None) is None
    assert Mailpiece.get_by_id(slow.id).answer == "never_asked"


@pytest.mark.parametrize("fault", ["http_500", "garbage", "http_401"])
def test_whatever_usps_answers_the_pieces_stay_and_are_asked_again(world: World, fault: str) -> None:
    world.piece(NUMBER)
    world.fault("usps", fault, count=1, path="/tracking/v3r2/tracking")
    world.text(ADA, NUMBER)
    world.clock.move(seconds=90)
    world.work()
    assert any("accepted" in text for text in world.texts_to(ADA))


def test_every_answer_keeps_its_slice_raw_and_equal_ones_point_to_the_first(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    for _ in range(3):
        world.clock.move(seconds=6)
        world.work()
    slices = list(CarrierSlice.select().order_by(CarrierSlice.id))
    assert len(slices) >= 3
    assert NUMBER.encode() in slices[0].body
    assert all(slice.same_as_id == slices[0].id and slice.body is None for slice in slices[1:])
    assert all(row.exchange_id for row in slices)
    assert Exchange.select().where(Exchange.status == 200).count() >= 4
    assert TrackingEvent.select().count() == 1


def test_one_broken_row_harms_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = sow(world, 3)
    Mailpiece.update(visits="this is no JSON").where(Mailpiece.tracking_number == numbers[1]).execute()
    world.work()
    states: Callable[[str], str] = lambda number: Mailpiece.get(Mailpiece.tracking_number == number).answer  # noqa: E731
    assert [states(number) != "never_asked" for number in numbers] == [True, False, True]
