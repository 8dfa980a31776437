"""The one place that asks what time it is. Tests replace it; nothing else calls datetime.now()."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system_clock() -> datetime:
    return datetime.now(UTC)


_clock: Callable[[], datetime] = _system_clock


def now() -> datetime:
    """Aware UTC."""
    return _clock()


def uptime() -> float:
    """Seconds since the machine started, those it slept included. No clock that is set or jumps: for short spans."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@contextmanager
def clock(replacement: Callable[[], datetime]) -> Iterator[None]:
    """Make `now()` answer from `replacement` inside the block."""
    global _clock
    before, _clock = _clock, replacement
    try:
        yield
    finally:
        _clock = before
