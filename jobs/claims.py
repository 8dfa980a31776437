"""Which mailpieces are asked about next. Claimed in the database by moving `next_poll_at`, so nobody asks twice."""

from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from models.database import database, skip_locked
from models.mailpiece import Mailpiece
from models.subscription import Subscription
from models.vocabulary import SubscriptionState

#: A claim that nobody finished is free again after this: longer than the longest carrier call.
LEASE = timedelta(seconds=20)


def first_looks(carrier: str) -> Any:
    return Mailpiece.select().where((Mailpiece.carrier == carrier) & Mailpiece.first_look_at.is_null(False))


def due(carrier: str, now: datetime) -> Any:
    """Pieces whose time has come and that somebody still watches."""
    watched = Subscription.select(Subscription.mailpiece).where(Subscription.state == SubscriptionState.ACTIVE)
    return Mailpiece.select().where(
        (Mailpiece.carrier == carrier)
        & (Mailpiece.next_poll_at <= now)
        & (Mailpiece.id.in_(watched) | Mailpiece.registered_at.is_null(False))
    )


def oldest_first_look(carrier: str) -> datetime | None:
    found: datetime | None = first_looks(carrier).select(fn.MIN(Mailpiece.first_look_at)).scalar()
    return found


def claim(carrier: str, size: int, now: datetime) -> list[Mailpiece]:
    """Up to `size` pieces: first looks first, the batch then filled with those that wait longest."""
    with database.atomic():
        looks = list(skip_locked(first_looks(carrier).order_by(Mailpiece.first_look_at).limit(size)))
        rest = due(carrier, now).where(Mailpiece.id.not_in([piece.id for piece in looks]))
        pieces = looks + list(skip_locked(rest.order_by(Mailpiece.next_poll_at).limit(size - len(looks))))
        for piece in pieces:
            piece.poll_epoch += 1
        Mailpiece.update(poll_epoch=Mailpiece.poll_epoch + 1, next_poll_at=now + LEASE, first_look_at=None).where(
            Mailpiece.id.in_([piece.id for piece in pieces])
        ).execute()
    return pieces


def oldest_due(carrier: str, now: datetime) -> datetime | None:
    """Since when something is due: the longest-waiting first look or look; None when nothing is."""
    waits = [oldest_first_look(carrier), due(carrier, now).select(fn.MIN(Mailpiece.next_poll_at)).scalar()]
    return min((since for since in waits if since is not None), default=None)


def put_off(piece: Mailpiece, now: datetime) -> None:
    """Its answer could not be applied: ask again later and later, so that one broken row does not eat the calls."""
    wait = min(timedelta(minutes=1) * 2 ** min(piece.failures, 6), timedelta(hours=1))
    Mailpiece.update(failures=Mailpiece.failures + 1, next_poll_at=now + wait).where(Mailpiece.id == piece.id).execute()
