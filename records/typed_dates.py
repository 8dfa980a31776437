"""Dates as people type them into a search: 2026-08-12, 8/12/2026, 12 Aug 2026, August 2026. Pure.

The month stands first where only slashes say so, as in the US, unless it can be none.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = "january february march april may june july august september october november december".split()
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ .-]+([a-z]{3,9})\.?[ ,-]+(\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})")
_MONTH = re.compile(r"([a-z]{3,9})\.?,? +(\d{4})")
#: Nothing that an office mailed lies before, and nothing that it will mail so far ahead.
FIRST_YEAR, LAST_YEAR = 2000, 2099
#: Words of one date at most.
MOST_WORDS = 3


def read(typed: str) -> tuple[int, int, int] | None:
    """(year, month, day) of a text that is a date and nothing else; day 0 for a month; None for what is none."""
    plain = " ".join(typed.lower().split())
    for shape, order in _SHAPES:
        if found := shape.fullmatch(plain):
            return _checked(*order(*found.groups()))
    return None


def _slashed(first: str, second: str, year: str) -> tuple[int, int, int]:
    month, day = int(first), int(second)
    month, day = (day, month) if month > 12 else (month, day)
    return int(year) + (2000 if len(year) == 2 else 0), month, day


_SHAPES = (
    (_ISO, lambda year, month, day: (int(year), int(month), int(day or 0))),
    (_SLASHED, _slashed),
    (_DAY_FIRST, lambda day, month, year: (int(year), _month(month), int(day))),
    (_MONTH_FIRST, lambda month, day, year: (int(year), _month(month), int(day))),
    (_MONTH, lambda month, year: (int(year), _month(month), 0)),
)


def _month(name: str) -> int:
    """0 for what is none."""
    is_known = name in ("sept", *_MONTHS, *_NAMES)
    return _MONTHS.index(name[:3]) + 1 if is_known else 0


def _checked(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    try:
        date(year, month, day or 1)
    except ValueError:
        return None
    return (year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None


def facts(year: int, month: int, day: int) -> list[str]:
    """What says of a record that it was mailed or registered then."""
    written = f"{year}{month:02}{day:02}" if day else f"{year}{month:02}"
    return [f"d{written}", f"r{written}"] if day else [f"m{written}", f"q{written}"]


def cover(since: date, until: date) -> Iterator[str]:
    """Facts one of which says that a record was mailed within these days, both included: years, months, days, as few as
    it takes."""
    at = max(since, date(FIRST_YEAR, 1, 1))
    until = min(until, date(LAST_YEAR, 12, 31))
    while at <= until:
        if (at.month, at.day) == (1, 1) and date(at.year, 12, 31) <= until:
            yield f"y{at:%Y}"
            at = _after(date(at.year, 12, 31))
        elif at.day == 1 and _last_of_month(at) <= until:
            yield f"m{at:%Y%m}"
            at = _after(_last_of_month(at))
        else:
            yield f"d{at:%Y%m%d}"
            at = _after(at)


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _last_of_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
