"""How long a text is true, what takes its place, how many go in a day, and who hears of what."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot import pacing, wording
from bot.choices import EVERY, KINDS, STANDARD, hears_of
from bot.pacing import EXEMPT, GATHERED, expires_at, replaces, room_at
from models.vocabulary import Milestone, Purpose

MEMPHIS = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 9:00 in Memphis


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MEMPHIS).astimezone(UTC)


@pytest.mark.parametrize(
    ("kind", "purpose", "lasts"),
    [
        ("goodbye", Purpose.ESSENTIAL, timedelta(minutes=5)),
        ("help", Purpose.ESSENTIAL, timedelta(hours=4)),
        ("followed", Purpose.REPLY, timedelta(hours=4)),
        ("invite", Purpose.INVITE, timedelta(hours=48)),
        (Milestone.DELIVERED, Purpose.PUSH, timedelta(hours=24)),
        (Milestone.DELIVERED_AGENT, Purpose.PUSH, timedelta(hours=24)),
        (Milestone.DELIVERY_ATTEMPTED, Purpose.PUSH, timedelta(hours=48)),
        (Milestone.AVAILABLE_FOR_PICKUP, Purpose.PUSH, timedelta(hours=48)),
        ("hold_reminder", Purpose.PUSH, timedelta(hours=48)),
        (Milestone.RETURNED, Purpose.PUSH, timedelta(hours=48)),
        (Milestone.DELAYED, Purpose.PUSH, timedelta(hours=48)),
        (Milestone.IN_TRANSIT, Purpose.PUSH, timedelta(hours=12)),
        (Milestone.ACCEPTED, Purpose.PUSH, timedelta(hours=12)),
    ],
)
def test_how_long_a_kind_is_true(kind: str, purpose: Purpose, lasts: timedelta) -> None:
    assert expires_at(kind, purpose, NOW, event_at=NOW, zone=MEMPHIS) == NOW + lasts


@pytest.mark.parametrize(
    ("scanned", "until"),
    [
        ("2026-11-20 07:10", "2026-11-20 21:00"),
        ("2026-11-20 00:05", "2026-11-20 21:00"),
        ("2026-11-20 20:00", "2026-11-20 21:00"),
        ("2026-11-20 20:40", "2026-11-20 21:40"),  # a late scan is believed for an hour
        ("2026-03-08 08:00", "2026-03-08 21:00"),  # the clock was put forward that morning
        ("2026-11-01 00:30", "2026-11-01 21:00"),  # and back
    ],
)
def test_out_for_delivery_is_true_until_nine_in_the_evening_at_its_door(scanned: str, until: str) -> None:
    at = local(scanned)
    for now in (at, at + timedelta(hours=20)):  # however late we hear of it
        assert expires_at("out_for_delivery", Purpose.PUSH, now, event_at=at, zone=MEMPHIS) == local(until)


def test_an_expected_date_is_of_use_until_that_day_is_over() -> None:
    until = expires_at("expected", Purpose.PUSH, NOW, zone=MEMPHIS, expected_on=date(2026, 11, 23))
    assert until == local("2026-11-24 00:00")


@pytest.mark.parametrize(
    ("new", "old", "replaced"),
    [
        ("delivered", "out_for_delivery", True),
        ("in_transit", "delayed", True),
        ("hold_reminder", "delivery_attempted", True),
        ("out_for_delivery", "status_now", True),
        ("expected", "expected", True),
        ("delivered", "expected", True),
        ("out_for_delivery", "expected", True),
        ("delayed", "expected", False),  # two different things to know
        ("expected", "delayed", False),
        ("expected", "delivered", False),
        ("delivered", "digest", False),
        ("delivered", "standing_followed", False),  # it says why they are texted at all
        ("standing_followed", "delivered", False),
    ],
)
def test_what_takes_the_place_of_what(new: str, old: str, replaced: bool) -> None:
    assert replaces(new, old) is replaced


def test_a_moving_day_has_room_again_when_its_oldest_text_leaves_it() -> None:
    begun = [NOW - timedelta(hours=hours) for hours in (1, 30, 5, 23)]
    assert room_at(begun, 0, NOW) is None  # no cap
    assert room_at(begun, 4, NOW) is None
    assert room_at(begun, 3, NOW) == NOW + timedelta(hours=1)
    assert room_at(begun, 2, NOW) == NOW + timedelta(hours=19)
    assert room_at(begun, 1, NOW) == NOW + timedelta(hours=23)
    assert room_at(begun, 3, NOW + timedelta(hours=1)) is None


@given(
    some.lists(some.integers(0, 100_000).map(lambda seconds: NOW - timedelta(seconds=seconds)), max_size=30),
    some.integers(0, 8),
)
def test_where_there_is_room_the_cap_holds_and_a_moment_before_it_did_not(begun: list[datetime], most: int) -> None:
    room = room_at(begun, most, NOW)
    for moment, full in ((NOW, room is not None), *(((room, False),) if room else ())):
        in_the_day = sum(moment - timedelta(days=1) < at for at in begun)
        assert (bool(most) and in_the_day >= most) == full


def test_deliveries_and_what_calls_for_an_act_are_neither_gathered_nor_capped() -> None:
    for kind in ("delivered", "delivered_agent", "delivery_attempted", "available_for_pickup", "hold_reminder"):
        assert kind in EXEMPT and kind not in GATHERED
    for kind in ("out_for_delivery", "in_transit", "delayed", "accepted"):
        assert kind in GATHERED and kind not in EXEMPT
    assert "expected" not in GATHERED | EXEMPT


def test_each_kind_that_anybody_hears_of_has_a_sentence_in_every_language() -> None:
    for language in wording.LANGUAGES:
        for kind in (*EVERY, pacing.EXPECTED, pacing.DIGEST):
            assert wording.has(kind, language), (kind, language)


@pytest.mark.parametrize(
    ("choice", "hears", "does_not"),
    [
        ("standard", {"out_for_delivery", "delivered", "returned", "hold_reminder"}, {"in_transit", "accepted"}),
        ("all", {"accepted", "in_transit", "arrived_local", "delivered"}, {"unknown"}),
        ("future", {"accepted", "in_transit", "arrived_local", "delivered"}, {"unknown"}),
        ("delivery", {"delivered", "delivery_attempted", "available_for_pickup"}, {"out_for_delivery", "delayed"}),
        ("date", {"delivered"}, {"out_for_delivery", "delivery_attempted"}),
        ("action", {"delivery_attempted", "hold_reminder", "unclaimed", "delivered"}, {"out_for_delivery", "delayed"}),
        ("of_a_later_version", {"out_for_delivery"}, {"in_transit"}),
    ],
)
def test_who_hears_of_what(choice: str, hears: set[str], does_not: set[str]) -> None:
    assert {kind for kind in hears | does_not if hears_of(choice, kind)} == hears


def test_every_choice_hears_that_it_was_delivered() -> None:
    assert all(Milestone.DELIVERED in kinds for kinds in KINDS.values())
    assert STANDARD < EVERY
