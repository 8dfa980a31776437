"""Slows down whoever guesses: waits that double, by account and network together, by network, and by account alone.

Nobody can lock another out for good: waits wear off, and those of an account alone stay short.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.database import database, take_turn
from models.fields import phone_index
from models.operator import SignInTry
from models.prepared import add

#: Failures of so long ago count no more.
WEARS_OFF = timedelta(hours=1)


@dataclass(frozen=True)
class Limit:
    """`free` failures cost nothing; after them the wait doubles from a second up to `longest`."""

    free: int
    longest: timedelta


PAIR = Limit(4, timedelta(minutes=15))
NETWORK = Limit(20, timedelta(minutes=15))
#: From many networks at once: a guess each half minute at best, and the owner still gets in.
ACCOUNT = Limit(50, timedelta(seconds=30))


def wait_after(limit: Limit, failures: int) -> timedelta:
    """How long until the next try, after so many failures."""
    over = failures - limit.free
    return min(timedelta(seconds=2 ** min(over - 1, 20)), limit.longest) if over > 0 else timedelta(0)


def keys_of(account: str, network: str) -> dict[str, Limit]:
    """`account` and `network` are keyed indexes."""
    pair = phone_index(f"sign-in:{account}:{network}")
    return {pair: PAIR, phone_index(f"sign-in-from:{network}"): NETWORK, phone_index(f"sign-in-to:{account}"): ACCOUNT}


def begin_try(account: str, network: str, now: datetime) -> datetime | None:
    """Counts this try as failed, before it is looked at, so that a thousand at once are a thousand. Gives until when
    there is to wait instead; None when it may be looked at."""
    with database.atomic():
        waits = list[datetime]()
        rows = [(_row(key, now), limit) for key, limit in sorted(keys_of(account, network).items())]
        for row, _limit in rows:
            if row.wait_until > now:
                waits.append(row.wait_until)
        if waits:
            return max(waits)
        for row, limit in rows:
            row.failures = 1 if now - row.last_at > WEARS_OFF else row.failures + 1
            row.last_at, row.wait_until = now, now + wait_after(limit, row.failures)
            row.save()
    return None


def succeed(account: str, network: str, now: datetime) -> None:
    """They are in: it was no guess, so the pair starts afresh, and the others forget this one try."""
    _forget(account, network, now, start_afresh=True)


def take_back(account: str, network: str, now: datetime) -> None:
    """This one try was right, but more is to be shown: failures before it stay, or whoever has the password could
    wash off by it what guessing the code had cost."""
    _forget(account, network, now, start_afresh=False)


def _forget(account: str, network: str, now: datetime, start_afresh: bool) -> None:
    with database.atomic():
        for key, limit in sorted(keys_of(account, network).items()):
            row = _row(key, now)
            row.failures = 0 if start_afresh and limit is PAIR else max(0, row.failures - 1)
            row.wait_until = min(row.wait_until, now)
            row.save()


def _row(key: str, now: datetime) -> SignInTry:
    add(SignInTry, key=key, last_at=now, wait_until=now, failures=0)
    row: SignInTry = take_turn(SignInTry.select().where(SignInTry.key == key)).get()
    return row
