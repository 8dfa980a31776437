"""Court days: no weekend, no legal holiday of the calendar, counted back from a deadline."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records import court_days

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
calendars = st.sampled_from(sorted(court_days.calendars()))


@pytest.mark.parametrize(
    ("by_on", "count", "calendar", "from_on"),
    [
        (date(2026, 12, 1), 0, "US", date(2026, 12, 1)),
        (date(2026, 12, 1), 1, "US", date(2026, 11, 30)),
        (date(2026, 12, 1), 2, "US", date(2026, 11, 27)),  # Thanksgiving is the 26th
        (date(2026, 12, 1), 3, "US", date(2026, 11, 25)),
        (date(2026, 11, 29), 0, "US", date(2026, 11, 27)),  # a Sunday: Friday was the last chance
        (date(2027, 1, 4), 1, "US", date(2026, 12, 31)),
        (date(2026, 11, 4), 1, "US", date(2026, 11, 3)),
        (date(2026, 11, 4), 1, "US-NY", date(2026, 11, 2)),  # Election Day is a holiday of New York
    ],
)
def test_days_are_counted_back_over_weekends_and_holidays(
    by_on: date, count: int, calendar: str, from_on: date
) -> None:
    assert court_days.count_back(by_on, count, calendar) == from_on


def test_a_holiday_that_falls_on_a_saturday_is_kept_on_the_friday_even_of_the_year_before() -> None:
    assert date(2028, 1, 1).weekday() == 5
    assert not court_days.is_court_day(date(2027, 12, 31), "US")


def test_a_calendar_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="US-ZZ"):
        court_days.is_court_day(date(2026, 11, 20), "US-ZZ")


@given(days, st.integers(1, 40), calendars)
def test_from_the_day_counted_back_to_there_are_just_so_many_court_days_left(
    by_on: date, count: int, calendar: str
) -> None:
    start = court_days.count_back(by_on, count, calendar)
    assert court_days.is_court_day(start, calendar)
    assert court_days.left(start, by_on, calendar) == count
    assert court_days.count_on(start, count, calendar) == court_days.last_court_day(by_on, calendar)


@given(days, calendars)
def test_the_next_court_day_is_the_first_one_from_a_day_on(day: date, calendar: str) -> None:
    found = court_days.next_court_day(day, calendar)
    between = [day + timedelta(days=n) for n in range((found - day).days)]
    assert found >= day and court_days.is_court_day(found, calendar)
    assert not any(court_days.is_court_day(one, calendar) for one in between)
