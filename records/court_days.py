"""Court days: weekdays that are no legal holiday of a calendar, counted back from a deadline and on from a day. Pure.

Legal holidays come from the `holidays` library. A court may close on other days too: the deadline page says so.
"""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

import holidays

#: Holidays of the whole country; of a state too where its letters follow, such as US-NY.
FEDERAL = "US"
DAY = timedelta(days=1)
SATURDAY = 5
#: No run of court days is looked for longer than this: more than ten years of them.
MOST_DAYS = 2_600


@cache
def calendars() -> dict[str, str]:
    """key -> what people call it, the federal one first."""
    country = holidays.country_holidays(FEDERAL)
    names = {code: name for name, code in country.subdivisions_aliases.items()}
    states = {f"{FEDERAL}-{code}": names.get(code, code) for code in country.subdivisions}
    return {FEDERAL: "United States, federal"} | dict(sorted(states.items(), key=lambda one: one[1]))


def is_court_day(day: date, calendar: str) -> bool:
    """ValueError for a calendar that is not among `calendars()`."""
    return day.weekday() < SATURDAY and day not in _closed(calendar, day.year)


@cache
def _closed(calendar: str, year: int) -> Container[date]:
    if calendar not in calendars():
        raise ValueError(f"no calendar of courts: {calendar}")
    state = calendar.removeprefix(FEDERAL).removeprefix("-") or None
    return frozenset(holidays.country_holidays(FEDERAL, subdiv=state, years=year))


def next_court_day(day: date, calendar: str) -> date:
    """This day itself where it is one."""
    while not is_court_day(day, calendar):
        day += DAY
    return day


def last_court_day(day: date, calendar: str) -> date:
    """This day itself where it is one, else the newest before it."""
    while not is_court_day(day, calendar):
        day -= DAY
    return day


def count_back(by_on: date, days: int, calendar: str) -> date:
    """The court day from which `by_on` is so many court days away; 0: the last one on which it is not too late."""
    day = last_court_day(by_on, calendar)
    for _ in range(min(days, MOST_DAYS)):
        day = last_court_day(day - DAY, calendar)
    return day


def count_on(day: date, days: int, calendar: str) -> date:
    """So many court days after `day`; 0: the first one from it on."""
    day = next_court_day(day, calendar) if not days else day
    for _ in range(min(days, MOST_DAYS)):
        day = next_court_day(day + DAY, calendar)
    return day


def left(today: date, by_on: date, calendar: str) -> int:
    """How many court days come after today, up to and with `by_on`; 0 when none does."""
    day, found = today, 0
    while day < by_on and found < MOST_DAYS:
        day += DAY
        found += is_court_day(day, calendar)
    return found
