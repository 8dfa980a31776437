"""When a mailpiece is looked at again, and who is asked when not all can be."""

from datetime import UTC, date, datetime, timedelta

import pytest

from carriers.rhythm import BUILT_IN, Day, Stage, stage_of
from carriers.schedule import LONGEST, Seen, Waiting, calls_needed, choose, next_look, pause_seconds
from models.vocabulary import Milestone as M

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)  # a Tuesday, noon in Chicago
TODAY = date(2026, 11, 24)
HOUR = timedelta(hours=1)


def look(milestone, kind="found", silent=HOUR, now=NOW, ceiling=None, **more):
    return next_look(Seen(milestone, kind, now - silent if silent is not None else None, **more), now, ceiling)


def wait(milestone, kind="found", silent=HOUR, now=NOW, ceiling=None, **more):
    found = look(milestone, kind, silent, now, ceiling, **more)
    return None if found is None else found.at - now


@pytest.mark.parametrize("milestone", list(M))
def test_every_stage_has_an_answer_within_its_bound_and_only_the_expired_one_ends_at_once(milestone):
    for hours in range(0, 168, 5):
        waited = wait(milestone, now=NOW + timedelta(hours=hours))
        assert (waited is None) == (milestone is M.EXPIRED)
        if waited is not None:
            assert timedelta(0) < waited <= timedelta(hours=LONGEST[stage_of(milestone)])


def test_a_piece_out_for_delivery_is_looked_at_sooner_than_one_on_its_way_and_that_sooner_than_a_label():
    out = wait(M.OUT_FOR_DELIVERY, silent=4 * HOUR)
    moving, label = wait(M.IN_TRANSIT), wait(M.LABEL_CREATED)
    assert out < timedelta(minutes=45) < 2 * HOUR < moving < label


def test_the_longer_it_has_been_out_the_sooner_it_is_looked_at():
    waits = [wait(M.OUT_FOR_DELIVERY, silent=timedelta(hours=hours)) for hours in (1, 3, 6, 9)]
    assert waits == sorted(waits, reverse=True) and waits[0] > 2 * waits[-1]


def test_the_hours_are_those_of_the_place_where_it_was_last():
    evening = NOW.replace(hour=4)  # 22:00 in Chicago, 18:00 in Honolulu
    chicago = wait(M.OUT_FOR_DELIVERY, silent=8 * HOUR, now=evening, utc_offset_minutes=-360)
    honolulu = wait(M.OUT_FOR_DELIVERY, silent=8 * HOUR, now=evening, utc_offset_minutes=-600)
    assert honolulu < chicago


def test_on_the_morning_on_which_it_is_expected_a_piece_is_looked_at_more_often():
    morning = NOW.replace(hour=13)  # 7:00
    waits = [wait(M.IN_TRANSIT, now=morning, expected_on=TODAY + timedelta(days=days)) for days in (0, 1, 4)]
    assert waits == sorted(waits) and len(set(waits)) == 3 and waits[0] < HOUR


def test_without_a_date_mail_in_a_hurry_may_come_any_day():
    morning = NOW.replace(hour=13)
    hurried = wait(M.IN_TRANSIT, now=morning, service="Priority Mail Express®")
    assert hurried < wait(M.IN_TRANSIT, now=morning, service="USPS Ground Advantage")


def test_on_a_sunday_less_is_expected():
    sunday = datetime(2026, 11, 29, 18, tzinfo=UTC)
    assert wait(M.OUT_FOR_DELIVERY, now=sunday) > wait(M.OUT_FOR_DELIVERY, now=sunday + timedelta(days=1))


@pytest.mark.parametrize("milestone", [M.IN_TRANSIT, M.OUT_FOR_DELIVERY, M.ARRIVED_LOCAL])
def test_where_the_carrier_tells_by_itself_looks_are_a_slow_safety_net(milestone):
    assert wait(milestone, pushed=True, silent=4 * HOUR) > 1.9 * wait(milestone, silent=4 * HOUR)


@pytest.mark.parametrize("milestone", [M.DELIVERED, M.DELIVERED_AGENT, M.RETURNED, M.CANCELLED])
def test_a_finished_piece_is_watched_for_seven_days_more_and_then_no_longer(milestone):
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
    assert wait(M.OUT_FOR_DELIVERY, "not_found") == wait(M.OUT_FOR_DELIVERY)


def test_what_is_not_permitted_is_asked_once_a_day():
    assert wait(M.NOT_FOUND, "not_permitted") == timedelta(days=1)


def test_failures_back_off_from_a_minute_to_an_hour_and_never_end():
    waits = [wait(M.IN_TRANSIT, "failed", timedelta(days=400), failures=n) for n in (0, 1, 2, 3, 7, 10_000)]
    assert waits == [timedelta(minutes=m) for m in (1, 1, 2, 4, 60, 60)]


def test_retry_after_is_a_floor():
    assert wait(M.IN_TRANSIT, "failed", failures=1, retry_after=7_200.0) == timedelta(hours=2)
    assert wait(M.IN_TRANSIT, "failed", failures=3, retry_after=1.0) == timedelta(minutes=4)
    assert wait(M.IN_TRANSIT, "failed", failures=3, retry_after=30.0, ceiling=5.0) == timedelta(seconds=30)


def test_a_ceiling_caps_every_interval_and_a_capped_look_waits_for_no_company():
    for milestone in M:
        if milestone is not M.EXPIRED:
            assert look(milestone, ceiling=5.0) == (NOW + timedelta(seconds=5), 0)
    assert wait(M.IN_TRANSIT, "failed", ceiling=5.0, failures=9) == timedelta(seconds=5)
    assert wait(M.NOT_FOUND, "not_permitted", ceiling=5.0) == timedelta(seconds=5)


def test_every_stage_day_and_hour_has_a_rate_above_nothing():
    for stage in Stage:
        for day in Day:
            for sunday in (False, True):
                rates = BUILT_IN.by_hour[stage, day, sunday]
                assert len(rates) == 24 and min(rates) > 0


def test_a_batch_that_is_not_full_waits_for_an_eighth_of_the_least_patience_in_it():
    assert choose([Waiting("a", 119, 4), Waiting("b", 200, 6)], 35) == []  # 16 and 64 minutes
    assert choose([Waiting("a", 120, 4), Waiting("b", 200, 6)], 35) == ["a", "b"]


def test_what_has_no_patience_goes_at_once_and_takes_company_along():
    assert choose([Waiting("later", -900, 5), Waiting("hot", 0, 0), Waiting("soon", -60, 5)], 2) == ["hot", "soon"]


def test_a_full_batch_goes_at_once():
    assert sorted(choose([Waiting(key, 0, 10) for key in range(35)], 35)) == list(range(35))


def test_a_call_that_is_made_anyway_is_filled():
    assert choose([Waiting("soon", -60, 5)], 35) == []
    assert choose([Waiting("soon", -60, 5)], 35, call_anyway=True) == ["soon"]


def test_of_too_many_those_go_first_that_are_latest_by_intervals_of_their_own():
    of_an_hour, of_minutes = Waiting("an hour late of 8 h", 3600, 9), Waiting("10 min late of 8 min", 600, 3)
    assert choose([of_an_hour, of_minutes], 1) == ["10 min late of 8 min"]


def test_after_twelve_hours_a_look_goes_before_everything_else():
    starving = Waiting("starving", 12 * 3600, 10)
    assert choose([Waiting(n, 6 * 3600, 0) for n in range(100)] + [starving], 35)[0] == "starving"


def test_the_calls_that_are_needed_follow_from_the_bounds():
    assert calls_needed({M.IN_TRANSIT: 24 * 35 * 60}, 35) == 60  # each at least once in 24 h
    assert calls_needed({M.IN_TRANSIT: 24 * 35 * 60 + 1}, 35) == 61
    assert calls_needed({}, 35) == 0


@pytest.mark.parametrize(
    ("failures", "answers", "seconds"),
    [
        ([], 35, 0),
        ([("throttled", 90.0)] * 35, 35, 90),
        ([("throttled", None)] * 35, 35, 60),
        ([("unauthorized", None)] * 35, 35, 300),
        ([("unauthorized", None)], 35, 0),  # one piece's own matter
        ([("server_error", 30.0)] * 2, 35, 30),
        ([("timeout", None)] * 35, 35, 0),
    ],
)
def test_a_carrier_is_left_alone_as_long_as_it_says_or_when_it_refuses_all(failures, answers, seconds):
    assert pause_seconds(failures, answers) == seconds
