"""Following mailpieces: a texted number becomes a subscription, and ONE reply that carries the status when it is known.

The reply is written at once and waits for the first look; whoever brings the status rewrites it. Asks no carrier.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot import consent, outbox, wording
from bot.describe import current_milestone, piece_name, shown
from bot.wording import Wording
from carriers.recognise import Candidate
from models.consent import ConsentEvent
from models.contact import Contact
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.subscription import Subscription
from models.vocabulary import AnswerState, ConsentKind, Milestone, OutboundState, SubscriptionState

#: Who can be asked at all. International (S10) items are asked of USPS, which carries them in the US.
ASKED_OF_USPS = frozenset({"usps", "s10"})
#: An answer younger than this is told as it is; a carrier that did not know the number is not asked again for longer.
FRESH = timedelta(minutes=10)
NEGATIVE_FRESH = timedelta(hours=6)
#: The journey is over: nothing more is promised.
ENDED = frozenset({Milestone.DELIVERED, Milestone.DELIVERED_AGENT, Milestone.RETURNED})
SIGNUP_BY_ANSWER: dict[str, str] = {
    AnswerState.FOUND: "followed_status",
    AnswerState.NOT_FOUND: "followed_not_found",
    AnswerState.NOT_PERMITTED: "not_permitted",
}


def can_follow(number: Candidate) -> bool:
    return number.carrier in ASKED_OF_USPS


def find_or_make_mailpiece(number: Candidate, now: datetime) -> Mailpiece:
    """The newest piece that bears this number; a new one when nobody has named it before."""
    carrier = "usps" if number.carrier in ASKED_OF_USPS else number.carrier
    Mailpiece.insert(
        carrier=carrier, tracking_number=number.tracking_number, format=number.format, created_at=now
    ).on_conflict_ignore().execute()
    piece: Mailpiece = (
        Mailpiece.select()
        .where((Mailpiece.carrier == carrier) & (Mailpiece.tracking_number == number.tracking_number))
        .order_by(Mailpiece.era.desc())
        .get()
    )
    return piece


def is_new(contact: Contact, number: Candidate) -> bool:
    """True when this contact never followed this number: that is what the daily limit counts."""
    return (
        not Subscription.select()
        .join(Mailpiece)
        .where((Subscription.contact == contact) & (Mailpiece.tracking_number == number.tracking_number))
        .exists()
    )


def follow(contact: Contact, piece: Mailpiece, inbound: InboundMessage, rule: str, now: datetime) -> Subscription:
    """Subscribe on the person's own text about this piece, and ask for a first look unless we know enough."""
    event = consent.record(contact, ConsentKind.CONFIRMED, now, inbound=inbound, mailpiece=piece, rule=rule)
    subscription = _subscribe(contact, piece, event, now)
    if not is_fresh(piece, now):
        subscription.told_answer = ""  # if the reply has to go without a status, that still comes
        subscription.save(only=[Subscription.told_answer])
        Mailpiece.update(first_look_at=now).where(
            (Mailpiece.id == piece.id) & Mailpiece.first_look_at.is_null()
        ).execute()
    if piece.next_poll_at is None:
        Mailpiece.update(next_poll_at=now).where(Mailpiece.id == piece.id).execute()
    return subscription


def _subscribe(contact: Contact, piece: Mailpiece, event: ConsentEvent, now: datetime) -> Subscription:
    fresh_start = {"state": SubscriptionState.ACTIVE, "consent_event": event, "ended_at": None}
    Subscription.insert(contact=contact, mailpiece=piece, created_at=now, **fresh_start).on_conflict_ignore().execute()
    subscription: Subscription = Subscription.get((Subscription.contact == contact) & (Subscription.mailpiece == piece))
    for name, value in fresh_start.items():
        setattr(subscription, name, value)
    subscription.save()
    return subscription


def is_fresh(piece: Mailpiece, now: datetime) -> bool:
    if piece.answered_at is None or piece.answer == AnswerState.NEVER_ASKED:
        return False
    if piece.answer != AnswerState.FOUND:
        return bool(now - piece.answered_at < NEGATIVE_FRESH)
    overdue = piece.next_poll_at is None or piece.next_poll_at <= now  # nobody watched it for a while
    return bool(now - piece.answered_at < FRESH) and not overdue


def end(subscriptions: Iterable[Subscription], now: datetime) -> None:
    for subscription in subscriptions:
        subscription.state, subscription.ended_at = SubscriptionState.ENDED, now
        subscription.save(only=[Subscription.state, Subscription.ended_at])


def followed(contact: Contact) -> list[Subscription]:
    """What this contact follows now, newest first."""
    return list(
        Subscription.select(Subscription, Mailpiece)
        .join(Mailpiece)
        .where((Subscription.contact == contact) & (Subscription.state == SubscriptionState.ACTIVE))
        .order_by(Subscription.created_at.desc(), Subscription.id.desc())
    )


def signup_wording(
    subscriptions: Sequence[Subscription], language: str, pending: Sequence[Subscription] = ()
) -> Wording:
    """What the reply says as things are known now: one number in full, several in a line.

    Nothing is said of the state of those in `pending`: a look at them is under way, and what we knew may be old.
    """
    brand = subscriptions[0].contact.program.brand
    if len(subscriptions) > 1:
        return list_wording("followed_many", brand, subscriptions, language, pending)
    parts = shown(subscriptions[0])
    key = "followed_waiting" if pending else _signup_key(subscriptions[0].mailpiece)
    return wording.say(
        key, language, brand=brand, piece=parts.piece, state=parts.state, place=parts.place, when=parts.when
    )


def _signup_key(piece: Mailpiece) -> str:
    if piece.answer == AnswerState.FOUND and current_milestone(piece) in ENDED:
        return "followed_ended"
    if piece.answer == AnswerState.FOUND and current_milestone(piece) == Milestone.NOT_FOUND:
        return "followed_not_found"
    return SIGNUP_BY_ANSWER.get(piece.answer, "followed_waiting")


def list_wording(
    key: str,
    brand: str,
    subscriptions: Sequence[Subscription],
    language: str,
    pending: Sequence[Subscription] = (),
) -> Wording:
    """As many items as one segment holds, then how many more there are."""
    items = [_item(subscription, subscription in pending) for subscription in subscriptions]
    for count in range(len(items), 0, -1):
        more = [f"{len(items) - count} more"] if count < len(items) else []
        said = wording.say(key, language, brand=brand, items="; ".join(items[:count] + more))
        if said.segments == 1:
            break
    return said


def _item(subscription: Subscription, pending: bool) -> str:
    piece = subscription.mailpiece
    name = subscription.nickname or f"..{piece.tracking_number[-4:]}"
    if pending or piece.answer == AnswerState.NEVER_ASKED:
        return name
    if piece.answer == AnswerState.NOT_PERMITTED:
        return f"{name} not open to us"
    return f"{name} {wording.state_words(current_milestone(piece), subscription.contact.language)}"


def mark_told(subscription: Subscription) -> None:
    """What a text of ours told, and all before it, counts as told."""
    piece = subscription.mailpiece
    if piece.answer == AnswerState.NEVER_ASKED:
        return
    subscription.told_answer = piece.answer
    if piece.answer == AnswerState.FOUND:
        subscription.told_through = piece.last_event_at or subscription.told_through
    subscription.save(only=[Subscription.told_answer, Subscription.told_through])


def complete_waiting_reply(subscription: Subscription, now: datetime) -> bool:
    """The first look has come: put the status into every reply that waits for it. False when none waits any more."""
    waiting = _waiting_for(subscription)
    for subject in waiting:
        OutboundSubject.update(answered=True).where(OutboundSubject.id == subject.id).execute()
    completed = [_rewrite(subject.outbound, now) for subject in waiting]
    if any(completed):
        mark_told(subscription)
    return any(completed)


def take_out_of_waiting_reply(subscription: Subscription, now: datetime) -> None:
    """The person stopped this one before the reply that would name it has gone."""
    for subject in _waiting_for(subscription, even_answered=True):
        OutboundSubject.delete().where(OutboundSubject.id == subject.id).execute()
        _rewrite(subject.outbound, now)


def _waiting_for(subscription: Subscription, even_answered: bool = False) -> list[OutboundSubject]:
    which = (OutboundSubject.subscription == subscription) & (OutboundMessage.state == OutboundState.QUEUED)
    if not even_answered:
        which &= ~OutboundSubject.answered
    return list(OutboundSubject.select(OutboundSubject, OutboundMessage).join(OutboundMessage).where(which))


def _rewrite(message: OutboundMessage, now: datetime) -> bool:
    """Say anew what is known of all that the reply is about; it goes at once when no look is awaited any more."""
    subjects = list(
        OutboundSubject.select(OutboundSubject, Subscription, Mailpiece)
        .join(Subscription)
        .join(Mailpiece)
        .where(OutboundSubject.outbound == message)
        .order_by(OutboundSubject.id)
    )
    if not subjects:
        return outbox.drop(message, "opted_out", now)
    pending = [subject.subscription for subject in subjects if not subject.answered]
    said = signup_wording([subject.subscription for subject in subjects], message.language, pending)
    return outbox.rewrite(message, said, message.not_before if pending else min(now, message.not_before))


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
        carrier=old.carrier, tracking_number=old.tracking_number, era=old.era + 1, format=old.format, created_at=now
    ).on_conflict_ignore().execute()
    new = newest_era(old)
    Mailpiece.update(next_poll_at=None).where(Mailpiece.id == old.id).execute()
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
        rule=f"consent event {act.id} named this number after its earlier piece had ended",
    )
    moved = _subscribe(subscription.contact, new, event, now)
    moved.nickname, moved.choices = subscription.nickname, subscription.choices
    moved.save(only=[Subscription.nickname, Subscription.choices])
    OutboundSubject.update(subscription=moved).where(
        (OutboundSubject.subscription == subscription) & (~OutboundSubject.answered)
    ).execute()
    end([subscription], now)


def name_of(number: Candidate) -> str:
    return piece_name(number.carrier, number.tracking_number)
