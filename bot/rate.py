"""Segments a second of one from-number: how many may begin now, and when the next. Pure.

`paced_until` is a single moment: up to then the segments begun so far are paid for. A number that was idle may begin
`BURST` seconds' worth at once; what is begun beyond that is paid for later.
"""

import math
from datetime import datetime, timedelta

BURST = timedelta(seconds=0.25)
#: While many wait it is cheaper to begin some at a time than one.
GRAIN = timedelta(seconds=0.1)
#: No text has more segments than this (1,600 characters), so a later end can only be a clock that went back.
LONGEST_DEBT = timedelta(seconds=60)


def segments_now(paced_until: datetime | None, now: datetime, a_second: float) -> int:
    """At least one when anything may begin: a text is never cut, whatever its length."""
    start = _start(paced_until, now)
    return max(1, math.floor((now - start).total_seconds() * a_second)) if start <= now else 0


def after(paced_until: datetime | None, now: datetime, a_second: float, segments: int) -> datetime:
    """The new `paced_until` once so many have begun."""
    return _start(paced_until, now) + timedelta(seconds=segments / a_second)


def next_at(paced_until: datetime | None, now: datetime, a_second: float) -> datetime:
    """When it is worth looking again while more wait."""
    worth = max(timedelta(seconds=1 / a_second), GRAIN)
    return max(now, _start(paced_until, now) + min(worth, BURST))


def _start(paced_until: datetime | None, now: datetime) -> datetime:
    if paced_until is None or paced_until > now + LONGEST_DEBT:
        return now - BURST
    return max(paced_until, now - BURST)
