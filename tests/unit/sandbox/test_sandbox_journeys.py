"""Journeys with the clock in hand: what has been scanned when, at which speed."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.journeys import Mailpiece, Scan
from sandbox.places import DESTINATION
from sandbox.scenarios import ALIASES, RULE, SCENARIOS, find_scenario
from sandbox.settings import DEFAULT_SPEED

START = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)


def piece(scenario, speed=1.0):
    return Mailpiece("9400111899560180896308", scenario, speed, START)


def texts(scenario, after, speed=1.0):
    return [scan.text for scan in piece(scenario, speed).scans(START + after)]


@pytest.mark.parametrize("scenario", ["delivered", "notice_left", "refused", "unclaimed", "delayed", "manual"])
def test_the_first_scan_is_there_at_once_and_alone(scenario):
    assert texts(scenario, timedelta(0)) == ["USPS in possession of item"]


def test_a_journey_at_life_speed_takes_days():
    assert "Out for Delivery" not in texts("delivered", timedelta(days=2, hours=16))
    assert texts("delivered", timedelta(days=3))[-1] == "Delivered, Left with Individual"


def test_speed_divides_the_waiting():
    assert texts("delivered", timedelta(days=3) / 100, speed=100)[-1] == "Delivered, Left with Individual"
    assert len(texts("delivered", timedelta(minutes=1), speed=100)) == 1


def test_the_default_speed_delivers_in_about_ninety_seconds():
    assert 60 < (piece("delivered", DEFAULT_SPEED).plan()[-1].at - START).total_seconds() < 100


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scans_only_ever_grow_and_never_lie_in_the_future(scenario):
    mailpiece, before = piece(scenario, 5000.0), []
    for seconds in range(0, 400, 3):
        now = START + timedelta(seconds=seconds)
        scans = mailpiece.scans(now)
        assert scans[: len(before)] == before
        assert all(START <= scan.at <= now for scan in scans)
        before = scans


def test_the_way_back_ends_with_the_sender():
    assert texts("unclaimed", timedelta(days=30))[-1] == "Delivered, To Original Sender"
    assert "Unclaimed/Being Returned to Sender" in texts("unclaimed", timedelta(days=30))
    assert texts("refused", timedelta(days=30))[-1] == "Delivered, To Original Sender"


def test_a_notice_is_followed_by_pickup_reminder_and_delivery_at_the_counter():
    assert texts("notice_left", timedelta(days=30))[-4:] == [
        "Notice Left (No Authorized Recipient Available)",
        "Available for Pickup",
        "Reminder to Schedule Redelivery of your item",
        "Delivered, Individual Picked Up at Post Office",
    ]


def test_unclaimed_mail_goes_back_fifteen_days_after_the_notice():
    plan = piece("unclaimed").plan()
    notice = next(scan for scan in plan if scan.text.startswith("Notice Left"))
    unclaimed = next(scan for scan in plan if scan.text.startswith("Unclaimed"))
    assert 14 <= (unclaimed.at - notice.at).days <= 15


def test_not_found_at_first_is_hidden_and_then_comes_whole():
    assert texts("not_found_at_first", timedelta(hours=17)) == []
    assert texts("not_found_at_first", timedelta(hours=18)) == ["USPS in possession of item"]
    assert texts("not_found_at_first", timedelta(days=5))[-1].startswith("Delivered")


def test_a_late_scan_by_hand_takes_its_place_by_time():
    late = Scan(START + timedelta(hours=1), "06", "Forwarded", DESTINATION)
    mailpiece = Mailpiece("9400111899560180896308", "delivered", 1.0, START, hand_scans=(late,))

    assert [scan.text for scan in mailpiece.scans(START + timedelta(hours=3))] == [
        "USPS in possession of item",
        "Forwarded",
        "Arrived at USPS Regional Origin Facility",
    ]


@pytest.mark.parametrize(
    ("given", "name"),
    [("Notice-Left", "notice_left"), ("notice left", "notice_left"), ("NOT FOUND", "not_found_at_first")],
)
def test_scenario_names_are_forgiving(given, name):
    assert find_scenario(given).name == name


def test_an_unknown_scenario_is_nobody():
    assert find_scenario("teleported") is None


def test_rule_and_aliases_name_real_scenarios():
    assert set(RULE) == set("0123456789")
    assert set(RULE.values()) | set(ALIASES.values()) <= set(SCENARIOS)
