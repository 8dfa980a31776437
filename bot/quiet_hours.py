"""The hours in which news waits: whole hours of the person's own day, in every zone that they may be in. Pure, but for
`quiet_hours_of`, which reads whose hours these are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.zones import zones_of
from config.hours import read_hours
from models.contact import Contact
from models.subscription import Subscription

#: Clocks change, and stand apart, by whole quarters of an hour everywhere on Earth.
QUARTER = timedelta(minutes=15)
#: Far enough ahead to find an hour that a clock change leaves out of one day.
AHEAD = timedelta(hours=48)


@dataclass(frozen=True)
class QuietHours:
    """From `start` (an hour, 0 to 23) to `end` of the wall clock; in several zones it must be allowed in all.

    Zones whose allowed hours never meet (Guam to Puerto Rico) would hold a text for ever: then it goes when it is
    quiet in the fewest of them.
    """

    start: int
    end: int
    zones: tuple[ZoneInfo, ...]

    def holds(self, now: datetime) -> bool:
        return _opens_at(self, now) > now

    def opens_at(self, now: datetime) -> datetime:
        """The first moment from `now` on that is not held."""
        return _opens_at(self, now)

    def _is_held(self, now: datetime) -> bool:
        """Said anew, not from memory."""
        quiet = self._quiet_zones(now)
        return quiet > 0 and any(self._quiet_zones(moment) < quiet for moment in _from(now))

    def _least_quiet(self, now: datetime) -> datetime:
        best, fewest = now, self._quiet_zones(now)
        for moment in _from(now):
            quiet = self._quiet_zones(moment)
            if quiet < fewest:
                best, fewest = moment, quiet
            if fewest == 0:
                break
        return best

    def _quiet_zones(self, now: datetime) -> int:
        return sum(_is_between(now.astimezone(zone).hour, self.start, self.end) for zone in self.zones)


@lru_cache(maxsize=1024)
def _opens_at(hours: QuietHours, now: datetime) -> datetime:
    """Remembered: when many follow one piece, most of them live by the same few clocks."""
    while hours._is_held(now):
        now = hours._least_quiet(now)
    return now


def _from(now: datetime) -> Iterator[datetime]:
    """Every quarter of an hour after `now`: between two of them no wall clock enters another hour."""
    passed = timedelta(minutes=now.minute % 15, seconds=now.second, microseconds=now.microsecond)
    moment = now - passed + QUARTER
    while moment <= now + AHEAD:
        yield moment
        moment += QUARTER


def _is_between(hour: int, start: int, end: int) -> bool:
    return start <= hour < end if start <= end else hour >= start or hour < end


def quiet_hours_of(
    contact: Contact, subscription: Subscription | None = None, ends: dict[int, ZoneInfo | None] | None = None
) -> QuietHours | None:
    """The person's own hours, else the program's; None when any hour will do. `ends` as in bot/zones.py."""
    program = contact.program
    start, end = read_hours(contact.quiet_hours) or (program.quiet_from, program.quiet_until)
    return None if start == end else QuietHours(start, end, zones_of(contact, subscription, ends))
