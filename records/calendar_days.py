"""Days as a calendar counts them: years later, and the day that it is in a zone. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.program import Program


def years_after(day: date, years: int) -> date:
    """The same day so many years later; February 29 becomes March 1."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def local_day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone or "UTC")).date()


def zone_of(program: Program) -> str:
    """The zone of an office where nobody has said another."""
    return program.zone or "America/New_York"
