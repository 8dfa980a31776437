"""When a mailpiece is looked at again."""

from datetime import UTC, datetime, timedelta

import pytest

from carriers.schedule import next_look_at
from models.vocabulary import Milestone as M

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def wait(milestone, kind="found", silent=timedelta(hours=1), **more):
    at = next_look_at(milestone, kind, NOW, NOW - silent if silent is not None else None, **more)
    return None if at is None else at - NOW


@pytest.mark.parametrize(
    ("milestone", "hours"),
    [
        (M.LABEL_CREATED, 12),
        (M.ACCEPTED, 6),
        (M.IN_TRANSIT, 6),
        (M.ARRIVED_LOCAL, 6),
        (M.OUT_FOR_DELIVERY, 0.75),
        (M.DELIVERY_ATTEMPTED, 12),
        (M.AVAILABLE_FOR_PICKUP, 12),
        (M.HELD, 12),
        (M.RETURNING, 12),
        (M.UNKNOWN, 6),
        (M.DELIVERED, 24),
        (M.RETURNED, 24),
        (M.NOT_FOUND, 2),
    ],
)
def test_each_stage_has_its_interval(milestone, hours):
    assert wait(milestone) == timedelta(hours=hours)


@pytest.mark.parametrize("milestone", list(M))
def test_every_stage_has_an_answer_and_only_the_expired_one_ends_at_once(milestone):
    assert (wait(milestone) is None) == (milestone is M.EXPIRED)


@pytest.mark.parametrize("milestone", [M.DELIVERED, M.DELIVERED_AGENT, M.RETURNED])
def test_a_delivered_piece_is_watched_for_seven_days_more(milestone):
    assert wait(milestone, silent=timedelta(days=6, hours=23)) == timedelta(days=1)
    assert wait(milestone, silent=timedelta(days=7)) is None


@pytest.mark.parametrize("milestone", [M.IN_TRANSIT, M.NOT_FOUND, M.LABEL_CREATED, M.HELD])
def test_after_45_silent_days_the_asking_ends_and_not_before(milestone):
    kind = "not_found" if milestone is M.NOT_FOUND else "found"
    assert wait(milestone, kind, timedelta(days=44, hours=23)) is not None
    assert wait(milestone, kind, timedelta(days=45)) is None


def test_a_number_not_found_is_asked_often_at_first_and_then_less():
    waits = [wait(M.NOT_FOUND, "not_found", timedelta(days=days)) for days in (0, 1, 3, 10, 40)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(hours=2), timedelta(hours=12))
    assert wait(M.NOT_FOUND, "not_found", None) == timedelta(hours=2)


def test_a_known_piece_that_is_not_found_once_keeps_its_pace():
    assert wait(M.OUT_FOR_DELIVERY, "not_found") == timedelta(minutes=45)


def test_what_is_not_permitted_is_asked_once_a_day():
    assert wait(M.NOT_FOUND, "not_permitted") == timedelta(days=1)


def test_failures_back_off_from_a_minute_to_an_hour_and_never_end():
    waits = [wait(M.IN_TRANSIT, "failed", timedelta(days=400), failures=n) for n in (0, 1, 2, 3, 7, 10_000)]
    assert waits == [timedelta(minutes=m) for m in (1, 1, 2, 4, 60, 60)]


def test_retry_after_is_a_floor():
    assert wait(M.IN_TRANSIT, "failed", failures=1, retry_after=7_200.0) == timedelta(hours=2)
    assert wait(M.IN_TRANSIT, "failed", failures=3, retry_after=1.0) == timedelta(minutes=4)
    assert wait(M.IN_TRANSIT, "failed", failures=3, retry_after=30.0, ceiling_seconds=5.0) == timedelta(seconds=30)


def test_a_ceiling_caps_every_interval():
    for milestone in M:
        if milestone is not M.EXPIRED:
            assert wait(milestone, ceiling_seconds=5.0) == timedelta(seconds=5)
    assert wait(M.IN_TRANSIT, "failed", failures=9, ceiling_seconds=5.0) == timedelta(seconds=5)
    assert wait(M.NOT_FOUND, "not_permitted", ceiling_seconds=5.0) == timedelta(seconds=5)
