"""The schedule at work: batches that fill, carriers that pause, quotas that do not suffice, pieces that fall silent."""

from datetime import timedelta

import pytest

from bot.following import find_or_make_mailpiece
from carriers.recognise import Candidate
from carriers.schedule import SILENT_FOR
from config import time
from jobs import budget, claims, poll, quota
from jobs.context import context
from models.carrier_calls import CallBudget
from models.mailpiece import Mailpiece
from models.vocabulary import Milestone
from tests.integration.test_poll import asked, sow
from tests.world import ADA, BEN, NUMBER, NUMBERS, World


def put(number: str, minutes_late: float, patience: int, registered: bool = True) -> Mailpiece:
    """A registered piece whose look is so late (negative: not due yet)."""
    piece = find_or_make_mailpiece(Candidate(number, "usps", "usps_impb_n", True), time.now())
    piece.next_poll_at, piece.patience = time.now() - timedelta(minutes=minutes_late), patience
    piece.registered_at = time.now() if registered else None
    piece.save()
    return piece


def chosen(size: int = 35) -> list[int]:
    return [key for key, _ in claims.choose_due("usps", size, time.now())]


def test_a_batch_waits_for_company_and_then_takes_along_what_is_due_soon(world: World) -> None:
    late, soon = put(NUMBERS[0], 1, 4), put(NUMBERS[1], -30, 6)
    put(NUMBERS[2], -90, 6)  # due in more than an hour
    assert chosen() == []
    assert poll.due_since("usps", time.now()) is None
    world.clock.move(minutes=2)  # an eighth of sixteen minutes
    assert chosen() == [late.id, soon.id]
    assert poll.due_since("usps", time.now()) is not None


def test_of_too_many_the_latest_by_its_own_measure_is_asked_first(world: World) -> None:
    calm, hot = put(NUMBERS[0], 60, 9), put(NUMBERS[1], 20, 3)
    assert chosen(1) == [hot.id]
    Mailpiece.update(next_poll_at=time.now() - timedelta(hours=13)).where(Mailpiece.id == calm.id).execute()
    assert chosen(1) == [calm.id]


def test_what_is_being_asked_about_fills_nobody_elses_batch(world: World) -> None:
    put(NUMBERS[0], 5, 0)
    claimed = claims.claim("usps", 35, time.now())
    world.text(ADA, NUMBER, work=False)
    others = claims.claim("usps", 35, time.now())
    assert len(claimed) == 1 and [piece.tracking_number for piece in others] == [NUMBER]


def test_what_another_poller_has_claimed_since_it_was_chosen_is_left_to_it(world: World) -> None:
    put(NUMBERS[0], 5, 0)
    seen = claims.choose_due("usps", 35, time.now())
    assert len(claims.claim("usps", 35, time.now())) == 1
    assert claims._lock(seen, [], 35) == []


def test_what_nobody_watches_is_taken_out_and_whoever_follows_it_puts_it_back(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.text(ADA, "STOP")
    world.clock.move(minutes=2)
    assert chosen() == []
    poll.run()
    assert Mailpiece.get().next_poll_at is None
    world.text(BEN, NUMBER)
    assert Mailpiece.get().next_poll_at is not None


def test_when_usps_refuses_us_it_is_left_alone_for_five_minutes_and_no_other_carrier_is(world: World) -> None:
    world.fault("usps", "http_401", count=100, path="/tracking/v3r2/tracking")
    sow(world, 3)
    world.work()
    calls = len(asked(world))
    world.clock.move(minutes=4)
    world.work()
    assert calls > 0 and len(asked(world)) == calls
    assert budget.take("other", 60, 0, time.now())
    world.clock.move(minutes=2)
    world.work()
    assert len(asked(world)) > calls


def test_too_small_a_quota_is_told_once_an_hour_with_the_number_of_calls_that_it_takes(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    quota._Said.at.clear()
    sow(world, 60)
    late = {"next_poll_at": time.now() - timedelta(hours=13), "milestone": Milestone.OUT_FOR_DELIVERY}
    Mailpiece.update(late).execute()
    claimed = claims.claim("usps", 1, time.now())
    for _ in range(2):
        quota.look_out("usps", claimed, 1, 1, time.now())
    world.clock.move(minutes=61)
    quota.look_out("usps", claimed, 1, 1, time.now())
    said = [line for line in capsys.readouterr().err.splitlines() if "quota_too_small" in line]
    # Sixty pieces, of which each is looked at every 3 + 12 hours at the latest.
    assert len(said) == 2 and all("calls_needed=4" in line and "calls_granted=1" in line for line in said)


def test_after_a_day_away_a_quota_that_suffices_is_not_called_too_small(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    quota._Said.at.clear()
    sow(world, 60)
    Mailpiece.update(next_poll_at=time.now() - timedelta(hours=24)).execute()
    quota.look_out("usps", claims.claim("usps", 35, time.now()), 35, 60, time.now())
    assert "quota_too_small" not in capsys.readouterr().err


def test_the_operator_sees_how_each_carrier_is_asked(world: World) -> None:
    put(NUMBERS[0], 3, 0)
    put(NUMBERS[1], -60, 6)
    CallBudget.create(service="usps", calls=4, refilled_at=time.now() + timedelta(minutes=3))
    lines = quota.report("usps", context().carriers["usps"], 60, time.now())
    assert lines[0] == "usps: 2 mailpieces asked about, 60 calls an hour granted, 4 left now"
    assert lines[1] == "  1 at the heads of the queues are due, the oldest for 180 s"
    assert lines[2].startswith("  pauses until ")


@pytest.mark.parametrize("known", [True, False])
def test_who_follows_a_piece_that_fell_silent_is_told_once_that_we_look_no_more(world: World, known: bool) -> None:
    world.piece(NUMBER, *(("manual", 1) if known else ("not_found_at_first", 0.001)))
    world.text(ADA, NUMBER)
    world.clock.move(seconds=20)
    world.work()
    before = len(world.texts_to(ADA))
    world.clock.move(days=SILENT_FOR.days - 1)
    world.work()
    assert len(world.texts_to(ADA)) == before
    world.clock.move(days=2)
    world.work()
    told = world.texts_to(ADA)[before:]
    assert len(told) == 1 and "No scan of USPS ..0787 for 45 days" in told[0]
    assert (Mailpiece.get().milestone, Mailpiece.get().next_poll_at) == ("expired", None)
    world.clock.move(days=3)
    world.work()
    assert len(world.texts_to(ADA)) == before + 1


def test_a_piece_given_up_that_moves_after_all_is_followed_again_when_it_is_named(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.clock.move(days=SILENT_FOR.days + 1)
    world.work()
    world.scan(NUMBER, "OF", "Out for Delivery")
    world.text(ADA, NUMBER)
    assert "out for delivery" in world.texts_to(ADA)[-1]
    assert Mailpiece.get().next_poll_at is not None


def test_a_delivered_piece_ends_quietly(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    before = len(world.texts_to(ADA))
    world.clock.move(days=8)
    world.work()
    assert (Mailpiece.get().milestone, Mailpiece.get().next_poll_at) == ("delivered", None)
    assert len(world.texts_to(ADA)) == before
