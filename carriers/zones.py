"""The zone letters that stand behind a scan's wall clock ("ET"), and the main zone of each US state.

Pure. It guesses no place from an offset: what is not a US zone is called by its distance from UTC.
"""

from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo

# Offset in standard time -> letters. People say "ET" all year round, so daylight time needs no letters of its own.
_LETTERS = {-240: "AT", -300: "ET", -360: "CT", -420: "MT", -480: "PT", -540: "AKT", -600: "HT"}
_NO_DAYLIGHT_TIME = frozenset({"HI", "PR", "VI", "GU", "MP", "AS"})

# Where a state lies in two zones, the one most of its people live in.
_STATES_BY_ZONE = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
    "Pacific/Pago_Pago": "AS",
}
_ZONE_OF_STATE = {state: zone for zone, states in _STATES_BY_ZONE.items() for state in states.split()}


def zone_of_state(state: str | None) -> ZoneInfo | None:
    """The main zone of a US state or territory by its two letters; None for anything else."""
    name = _ZONE_OF_STATE.get((state or "").strip().upper())
    return ZoneInfo(name) if name else None


def zone_label(utc_offset_minutes: int | None, on: date, state: str | None = None) -> str:
    """Short zone letters for a scan made `on` that local date: "ET", "ChT", "UTC+2"; "" when the offset is unknown."""
    if utc_offset_minutes is None:
        return ""
    state = (state or "").strip().upper()
    if state in {"GU", "MP"} and utc_offset_minutes == 600:
        return "ChT"
    if state == "AZ" and utc_offset_minutes in {-420, -360}:  # the Navajo Nation does keep daylight time
        return "MT"
    if utc_offset_minutes == -600:  # Hawaii has no daylight time, the Aleutians write -9 during theirs
        return "HT"
    daylight = state not in _NO_DAYLIGHT_TIME and _is_daylight_time(on)
    standard = utc_offset_minutes - 60 if daylight else utc_offset_minutes
    return _LETTERS.get(standard) or _from_utc(utc_offset_minutes)


def _is_daylight_time(on: date) -> bool:
    """Second Sunday of March to first Sunday of November (15 U.S.C. 260a, since 2007). By whole days."""
    return _nth_sunday(on.year, 3, 2) <= on < _nth_sunday(on.year, 11, 1)


@cache
def _nth_sunday(year: int, month: int, nth: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (nth - 1))


def _from_utc(minutes: int) -> str:
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes > 0 else "-"
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")
