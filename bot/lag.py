"""Are we behind with a mailpiece? Where we meant to ask its carrier and have not, an answer about it says so.

A look that the carrier failed is no lag of ours: it was made, and the next one has its own moment. Pure.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from carriers.schedule import HOLD, MINUTE
from models.mailpiece import Mailpiece

#: Calls come evenly over the hour, and whoever asks now is not served before those who wait.
TOLERATED = timedelta(minutes=30)


def behind(
    next_poll_at: datetime | None, answered_at: datetime | None, now: datetime, patience: int = 0
) -> timedelta | None:
    """By how much; None while we are on time. `patience` is that of the look: it may wait for company."""
    if next_poll_at is None:
        return None
    meant = max(next_poll_at, answered_at or next_poll_at)
    return now - meant if now - meant > TOLERATED + company(patience) else None


def company(patience: int) -> timedelta:
    """How long a look may wait for others to share its call."""
    return timedelta(seconds=MINUTE * 2**patience * HOLD) if patience else timedelta(0)


def worst(pieces: Iterable[Mailpiece], now: datetime) -> timedelta | None:
    """By how much we are behind with that one of them which we are most behind with."""
    late = (behind(piece.next_poll_at, piece.answered_at, now, piece.patience) for piece in pieces)
    return max((one for one in late if one is not None), default=None)


def span(length: timedelta) -> str:
    """`45 min`, `3 h`: alike in all our languages."""
    minutes = round(length.total_seconds() / 60)
    return f"{minutes} min" if minutes < 90 else f"{round(minutes / 60)} h"
