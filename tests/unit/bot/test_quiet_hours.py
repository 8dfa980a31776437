"""Quiet hours in every zone, through both clock changes: what is held, and the first moment that is not."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot import phone
from bot.quiet_hours import QuietHours
from config.hours import read_hours

NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Phoenix",
    "America/Los_Angeles",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
    "America/St_Johns",
    "Pacific/Guam",
    "Pacific/Pago_Pago",
    "Europe/London",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Antarctica/Troll",
)
#: Two years with all their clock changes.
MOMENTS = some.integers(0, 740 * 86_400_000_000).map(
    lambda passed: datetime(2025, 12, 25, tzinfo=UTC) + timedelta(microseconds=passed)
)


def at(text: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "opens"),
    [
        # an ordinary night, from every side
        ((21, 8), NEW_YORK, "2026-11-20 20:59:59", "2026-11-20 20:59:59"),
        ((21, 8), NEW_YORK, "2026-11-20 21:00", "2026-11-21 08:00"),
        ((21, 8), NEW_YORK, "2026-11-20 23:59", "2026-11-21 08:00"),
        ((21, 8), NEW_YORK, "2026-11-21 00:00", "2026-11-21 08:00"),
        ((21, 8), NEW_YORK, "2026-11-21 07:59:59.999999", "2026-11-21 08:00"),
        ((21, 8), NEW_YORK, "2026-11-21 08:00", "2026-11-21 08:00"),
        # hours that do not go through midnight, and the stricter ones
        ((1, 5), NEW_YORK, "2026-11-21 00:59", "2026-11-21 00:59"),
        ((1, 5), NEW_YORK, "2026-11-21 01:00", "2026-11-21 05:00"),
        ((20, 8), NEW_YORK, "2026-11-20 20:30", "2026-11-21 08:00"),
        ((0, 8), NEW_YORK, "2026-11-20 23:30", "2026-11-20 23:30"),
        ((22, 0), NEW_YORK, "2026-11-20 22:30", "2026-11-21 00:00"),
        # the night in which the clock is put forward is an hour shorter, the one in which it goes back longer
        ((21, 8), NEW_YORK, "2026-03-07 21:30", "2026-03-08 08:00"),
        ((21, 8), NEW_YORK, "2026-10-31 21:30", "2026-11-01 08:00"),
        ((21, 8), ZoneInfo("America/Phoenix"), "2026-03-07 21:30", "2026-03-08 08:00"),
        ((21, 8), ZoneInfo("Europe/London"), "2026-03-28 21:30", "2026-03-29 08:00"),
        # hours that end within the hour that is left out: the clock goes from 2:00 to 3:00
        ((21, 2), NEW_YORK, "2026-03-08 01:30", "2026-03-08 03:00"),
        # the only open hour is left out: the next day has it
        ((3, 2), NEW_YORK, "2026-03-08 01:30", "2026-03-09 02:00"),
        # half-hour and quarter-hour zones
        ((21, 8), ZoneInfo("Asia/Kathmandu"), "2026-11-20 21:00", "2026-11-21 08:00"),
        ((21, 8), ZoneInfo("Pacific/Chatham"), "2026-11-20 22:10", "2026-11-21 08:00"),
    ],
)
def test_the_first_open_moment(hours: tuple[int, int], zone: ZoneInfo, now: str, opens: str) -> None:
    quiet = QuietHours(*hours, (zone,))
    assert quiet.opens_at(at(now, zone)) == at(opens, zone)
    assert quiet.holds(at(now, zone)) == (now != opens)


def test_the_hour_that_comes_twice_is_open_or_quiet_both_times() -> None:
    quiet = QuietHours(1, 2, (NEW_YORK,))
    for fold in (0, 1):
        assert quiet.opens_at(at("2026-11-01 01:30", fold=fold)) == at("2026-11-01 02:00")
    assert not QuietHours(2, 8, (NEW_YORK,)).holds(at("2026-11-01 01:30", fold=1))
    assert at("2026-11-01 02:00") - at("2026-11-01 01:00") == timedelta(hours=2)


def test_in_several_zones_it_must_be_allowed_in_all() -> None:
    quiet = QuietHours(21, 8, (NEW_YORK, LOS_ANGELES))
    assert quiet.opens_at(at("2026-11-20 08:00")) == at("2026-11-20 08:00", LOS_ANGELES)
    assert not quiet.holds(at("2026-11-20 20:59"))
    assert quiet.opens_at(at("2026-11-20 21:00")) == at("2026-11-21 11:00")


def test_zones_whose_days_never_meet_do_not_hold_a_text_for_ever() -> None:
    zones = tuple(ZoneInfo(name) for name in ("America/New_York", "Europe/London", "Pacific/Guam", "Pacific/Honolulu"))
    quiet, now = QuietHours(19, 9, zones), at("2026-11-20 12:00")
    open_zones = [9 <= quiet.opens_at(now).astimezone(zone).hour < 19 for zone in zones]
    assert quiet.opens_at(now) - now <= timedelta(days=1)
    assert sum(open_zones) == 3  # as many as there ever are


def minutes(start: datetime, end: datetime) -> list[datetime]:
    first = start.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return [first + timedelta(minutes=number) for number in range(int((end - first).total_seconds() // 60) + 1)]


@settings(max_examples=60, deadline=None)
@given(
    now=MOMENTS,
    start=some.integers(0, 23),
    length=some.integers(1, 23),
    zones=some.lists(some.sampled_from(ZONES), min_size=1, max_size=4, unique=True),
)
def test_it_opens_at_the_first_minute_that_is_not_held(
    now: datetime, start: int, length: int, zones: list[str]
) -> None:
    quiet = QuietHours(start, (start + length) % 24, tuple(ZoneInfo(name) for name in zones))
    opens = quiet.opens_at(now)
    assert opens >= now
    assert not quiet.holds(opens)
    if opens > now:
        assert quiet.holds(now)
        assert all(quiet.holds(moment) for moment in minutes(now, opens)[:-1:7])


@settings(max_examples=60, deadline=None)
@given(
    now=MOMENTS,
    start=some.integers(0, 23),
    length=some.integers(1, 22),
    zone=some.sampled_from(ZONES),
)
def test_in_one_zone_what_is_held_is_what_the_wall_clock_says(
    now: datetime, start: int, length: int, zone: str
) -> None:
    quiet = QuietHours(start, (start + length) % 24, (ZoneInfo(zone),))
    shown = now.astimezone(ZoneInfo(zone)).hour
    assert quiet.holds(now) == (shown in {(start + passed) % 24 for passed in range(length)})


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ("21-8", (21, 8)),
        (" 22 - 7 ", (22, 7)),
        ("none", (0, 0)),
        ("None", (0, 0)),
        ("", None),
        ("24-8", None),
        ("8-8", None),
        ("21", None),
        ("9pm-8am", None),
    ],
)
def test_hours_as_people_write_them(said: str, hours: tuple[int, int] | None) -> None:
    assert read_hours(said) == hours


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12025550143", ("America/New_York",)),
        ("+12085551234", ("America/Boise", "America/Los_Angeles")),
        ("+17875551234", ("America/Puerto_Rico",)),
        ("+16715551234", ("Pacific/Guam",)),
        ("+18085551234", ("Pacific/Honolulu",)),
        ("+18005550100", ()),  # toll-free
        ("+15005550006", ()),  # a person's number, in no place
        ("+71234567890", ()),  # more zones than say anything
        ("55501", ()),
        ("+1", ()),
    ],
)
def test_the_zones_of_a_phone(number: str, zones: tuple[str, ...]) -> None:
    assert phone.zones_of(number) == zones
