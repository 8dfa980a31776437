"""Which mailpieces are asked about next. Chosen from one index, as carriers/schedule.py says; claimed in the database
by moving `next_poll_at`, so nobody asks twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from carriers.schedule import FILL_AHEAD, MOST_PATIENCE, Waiting, choose
from models.database import database, run_sql, skip_locked
from models.fields import microseconds, moment
from models.mailpiece import Mailpiece
from models.prepared import prepared
from models.subscription import Subscription
from models.vocabulary import SubscriptionState

#: A claim that nobody finished is free again after this: longer than the longest carrier call.
LEASE = timedelta(seconds=20)
#: What nobody has watched for so long after its moment is asked about no more; longer than any transaction that begins
#: to watch it.
UNWATCHED_AFTER = timedelta(minutes=1)

#: The id of a mailpiece, and the moment of its look in µs.
Chosen = tuple[int, int]
#: As Chosen, then the patience of the look, and when a sender registered the piece, if one did.
Head = tuple[int, int, int, int | None]

#: The heads of the queues, one for each patience: the index holds all of it, in this order, and nothing else is read.
_HEAD = (
    "SELECT id, next_poll_at, patience, registered_at FROM (SELECT id, next_poll_at, patience, registered_at "
    "FROM mailpiece WHERE carrier = ? AND patience = {patience} AND next_poll_at <= ? "
    "ORDER BY next_poll_at LIMIT ?) AS q{patience}"
)
_HEADS = " UNION ALL ".join(_HEAD.format(patience=patience) for patience in range(MOST_PATIENCE + 1))


def first_looks(carrier: str) -> Any:
    return Mailpiece.select().where((Mailpiece.carrier == carrier) & Mailpiece.first_look_at.is_null(False))


def oldest_first_look(carrier: str) -> datetime | None:
    found: datetime | None = first_looks(carrier).select(fn.MIN(Mailpiece.first_look_at)).scalar()
    return found


def heads(carrier: str, size: int, until: datetime) -> list[Head]:
    """The looks that wait longest, at most `size` of each patience."""
    each = (carrier, microseconds(until), size)
    rows: list[Head] = run_sql(_HEADS, each * (MOST_PATIENCE + 1)).fetchall()
    return rows


def choose_due(carrier: str, size: int, now: datetime, call_anyway: bool = False) -> list[Chosen]:
    """Those to ask about now, most pressing first; none when nothing is due or a batch may still fill."""
    found = heads(carrier, size, now)
    if not found and not call_anyway:
        return []
    if len(found) < size:
        found = heads(carrier, size, now + FILL_AHEAD)
    registered = {head[0] for head in found if head[3] is not None}
    at, under_way = microseconds(now), -LEASE.total_seconds()
    # A moment that lies less than a lease ahead may be a claim that is being worked on.
    free = [
        Waiting((key, due), late, patience)
        for key, due, patience, _ in found
        if (late := (at - due) / 1e6) >= 0 or late < under_way
    ]
    while chosen := choose(free, size, call_anyway):
        unwatched = _unwatched_among({key for key, _ in chosen} - registered)
        if not unwatched:
            break
        free = [one for one in free if one[0][0] not in unwatched]
    return chosen


_ACTIVE = prepared(
    lambda ids: (
        Subscription.select(Subscription.mailpiece)
        .where(Subscription.mailpiece.in_(ids) & (Subscription.state == SubscriptionState.ACTIVE))
        .tuples()
    )
)


def _unwatched_among(ids: set[int]) -> set[int]:
    """Those that nobody follows."""
    return ids - {key for (key,) in _ACTIVE.rows(list(ids))} if ids else ids


def claim(carrier: str, size: int, now: datetime) -> list[Mailpiece]:
    """Up to `size` pieces: first looks first, the batch then filled with what is worth most."""
    with database.atomic():
        looks = list(skip_locked(first_looks(carrier).order_by(Mailpiece.first_look_at).limit(size)))
        pieces = looks + _lock(choose_due(carrier, size, now, bool(looks)), looks, size)
        for piece in pieces:
            piece.poll_epoch += 1
        claimed = dict(poll_epoch=Mailpiece.poll_epoch + 1, next_poll_at=now + LEASE, patience=0, first_look_at=None)
        Mailpiece.update(claimed).where(Mailpiece.id.in_([piece.id for piece in pieces])).execute()
    return pieces


def _lock(chosen: Sequence[Chosen], looks: Sequence[Mailpiece], size: int) -> list[Mailpiece]:
    """Those of the chosen that nobody else has claimed or moved since, in their order."""
    taken = {piece.id for piece in looks}
    moments = dict([one for one in chosen if one[0] not in taken][: size - len(looks)])
    if not moments:
        return []
    rows = {piece.id: piece for piece in skip_locked(Mailpiece.select().where(Mailpiece.id.in_(list(moments))))}
    return [rows[key] for key, due in moments.items() if key in rows and rows[key].next_poll_at == moment(due)]


def oldest_due(carrier: str, size: int, now: datetime) -> datetime | None:
    """Since when there is somebody to ask about: the longest-waiting first look or look; None when nobody is."""
    waits = [oldest_first_look(carrier)]
    chosen = choose_due(carrier, size, now)
    if chosen:
        waits.append(moment(min(due for _, due in chosen)))
    return min((since for since in waits if since is not None), default=None)


def oldest_unwatched(carrier: str, size: int, now: datetime) -> datetime | None:
    """Since when something stands in the queue that nobody watches; None when nothing does."""
    stale = heads(carrier, size, now - UNWATCHED_AFTER)
    unwatched = _unwatched_among({key for key, _, _, registered in stale if registered is None})
    return min((moment(due) for key, due, _, _ in stale if key in unwatched), default=None)


def retire_unwatched(carrier: str, size: int, now: datetime) -> int:
    """Take what is due and nobody watches out of the queues, so that they hold no place; whoever follows it again puts
    it back (bot/following.py). Returns how many."""
    stale = heads(carrier, size, now - UNWATCHED_AFTER)
    unwatched = _unwatched_among({key for key, _, _, registered in stale if registered is None})
    if not unwatched:
        return 0
    still = (Mailpiece.next_poll_at <= now - UNWATCHED_AFTER) & Mailpiece.first_look_at.is_null()
    retired: int = Mailpiece.update(next_poll_at=None).where(Mailpiece.id.in_(list(unwatched)) & still).execute()
    return retired


def put_off(piece: Mailpiece, now: datetime) -> None:
    """Its answer could not be applied: ask again later and later, so that one broken row does not eat the calls."""
    wait = min(timedelta(minutes=1) * 2 ** min(piece.failures, 6), timedelta(hours=1))
    Mailpiece.update(failures=Mailpiece.failures + 1, next_poll_at=now + wait).where(Mailpiece.id == piece.id).execute()
