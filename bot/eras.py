"""Numbers are used again: the piece that bears one now, and the beginning of a new piece's life. Asks no carrier."""

from datetime import datetime

from bot import consent, following
from models.mailpiece import Mailpiece, ending_of
from models.outbound import OutboundSubject
from models.registering import end_eras
from models.subscription import Subscription
from models.vocabulary import AnswerState, ConsentKind, Source, SubscriptionState


def newest_era(piece: Mailpiece) -> Mailpiece:
    """The piece that bears this number now."""
    newest: Mailpiece = (
        Mailpiece.select()
        .where((Mailpiece.carrier == piece.carrier) & (Mailpiece.tracking_number == piece.tracking_number))
        .order_by(Mailpiece.era.desc())
        .get()
    )
    return newest


def begin_new_era(old: Mailpiece, now: datetime) -> Mailpiece:
    """The number now belongs to another piece. Whoever texted it since we last saw the old one means the new one."""
    Mailpiece.insert(
        carrier=old.carrier,
        tracking_number=old.tracking_number,
        ending=ending_of(old.tracking_number),
        era=old.era + 1,
        format=old.format,
        created_at=now,
    ).on_conflict_ignore().execute()
    new = newest_era(old)
    end_eras([old])
    followers = Subscription.select().where(
        (Subscription.mailpiece == old) & (Subscription.state == SubscriptionState.ACTIVE)
    )
    for subscription in followers:
        act = subscription.consent_event
        since = old.answered_at is None or act.happened_at > old.answered_at
        if since or subscription.told_answer != AnswerState.FOUND:
            _move(subscription, new, now)
    return new


def _move(subscription: Subscription, new: Mailpiece, now: datetime) -> None:
    act = subscription.consent_event
    event = consent.record(
        subscription.contact,
        ConsentKind.CONFIRMED,
        now,
        inbound=act.inbound,
        mailpiece=new,
        sender=act.sender,
        source=Source(act.source),
        rule=f"consent event {act.id} named this number after its earlier piece had ended",
    )
    moved = following.subscribe(subscription.contact, new, event, now)
    moved.nickname, moved.choices = subscription.nickname, subscription.choices
    moved.save(only=[Subscription.nickname, Subscription.choices])
    OutboundSubject.update(subscription=moved).where(
        (OutboundSubject.subscription == subscription) & (~OutboundSubject.answered)
    ).execute()
    following.end([subscription], now)
