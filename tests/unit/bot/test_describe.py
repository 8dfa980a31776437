"""Names, days and times as each language writes them."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest

from bot import describe
from bot.segments import measure


def scan(local_time: str, offset: int | None = -360, state: str = "TN") -> SimpleNamespace:
    return SimpleNamespace(local_time=local_time, utc_offset_minutes=offset, state=state)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Nov 20 8:14am CT"), ("es", "20 nov 8:14am CT"), ("fr", "20 nov 8h14 CT"), ("de", "Nov 20 8:14am CT")],
)
def test_a_scan_is_told_by_the_clock_at_its_place(language: str, said: str) -> None:
    assert describe.when_of(scan("2026-11-20T08:14:00"), language) == said


def test_a_scan_without_a_time_or_a_zone_says_no_more_than_is_known() -> None:
    assert describe.when_of(scan("")) == ""
    assert describe.when_of(scan("2026-11-20T20:05:00", None, "")) == "Nov 20 8:05pm"


def test_noon_and_midnight() -> None:
    assert [describe.clock(time(hour), "en") for hour in (0, 12, 13)] == ["12:00am", "12:00pm", "1:00pm"]
    assert [describe.clock(time(hour), "fr") for hour in (0, 12, 13)] == ["0h00", "12h00", "13h00"]


def test_full_hours_are_said_short() -> None:
    assert [describe.hour(time(22), language) for language in ("en", "es", "fr")] == ["10pm", "10pm", "22h"]
    assert [describe.hour(time(7, 30), language) for language in ("en", "es", "fr")] == ["7:30am", "7:30am", "7h30"]
    assert [describe.hour(time(10), language) for language in ("en", "fr")] == ["10am", "10h"]
    assert describe.hour(time(0), "fr") == "0h"


def test_the_first_of_a_month() -> None:
    assert [describe.day(date(2026, 12, 1), language) for language in ("en", "es", "fr")] == [
        "Dec 1",
        "1 dic",
        "1er déc",
    ]


def test_every_day_and_time_is_gsm7_and_short() -> None:
    for language in ("en", "es", "fr"):
        for month in range(1, 13):
            said = describe.moment(datetime(2026, month, 28, 22, 44, tzinfo=UTC), "ChST", language)
            assert measure(said).encoding == "GSM-7"
            assert len(said) <= 20


def test_mail_from_abroad_is_named_within_sixteen_characters() -> None:
    for language in ("en", "es", "fr"):
        name = describe.piece_name("s10", "RB123456785GB", language=language)
        assert name.endswith(" ..85GB")
        assert len(name) <= 16
    assert describe.carrier_name("usps", "es") == "USPS"
    assert describe.carrier_name("dhl") == "DHL"
    assert describe.piece_name("usps", "9400111206206406260787", "mom's gift", "fr") == "mom's gift"
