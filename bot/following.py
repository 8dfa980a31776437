"""Following mailpieces: who follows which, since when, by which consent, and what they were told. Asks no carrier."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from peewee import fn

from bot import consent, outbox
from bot.describe import piece_name
from bot.understand import Reading
from carriers.one_number import courier_of
from carriers.recognise import Candidate
from models.consent import ConsentEvent
from models.contact import Contact
from models.mailpiece import Mailpiece, ending_of
from models.prepared import Prepared, add, prepared
from models.sender import Sender
from models.subscription import Subscription
from models.vocabulary import AnswerState, ConsentKind, Scope, SubscriptionState

#: An answer younger than this is told as it is; a carrier that did not know the number is not asked again for longer.
FRESH = timedelta(minutes=10)
NEGATIVE_FRESH = timedelta(hours=6)
#: Updates name so many rows at a time.
AT_ONCE = 1000


_answered: frozenset[str] = frozenset({"usps"})


def serve(couriers: Iterable[str]) -> None:
    """Whose numbers somebody answers for, as it is configured; said once at the start."""
    global _answered
    _answered = frozenset(couriers)


def can_follow(number: Candidate) -> bool:
    return courier_of(number) in _answered


def find_or_make_mailpiece(number: Candidate, now: datetime) -> Mailpiece:
    """The newest piece that bears this number; a new one when nobody has named it before."""
    carrier = courier_of(number)
    tracking_number = number.tracking_number
    piece: Mailpiece = (
        _newest_piece.first(carrier, tracking_number)
        or add(
            Mailpiece,
            carrier=carrier,
            tracking_number=tracking_number,
            ending=ending_of(tracking_number),
            format=number.format,
            created_at=now,
        )
        or _newest_piece.first(carrier, tracking_number)
    )
    return piece


_newest_piece = prepared(
    lambda carrier, tracking_number: (
        Mailpiece.select()
        .where((Mailpiece.carrier == carrier) & (Mailpiece.tracking_number == tracking_number))
        .order_by(Mailpiece.era.desc())
        .limit(1)
    )
)


def is_new(contact: Contact, number: Candidate) -> bool:
    """True when this contact never followed this number: that is what the daily limit counts."""
    return _followed_ever.value(contact, number.tracking_number) is None


_followed_ever = prepared(
    lambda contact, tracking_number: (
        Subscription.select(Subscription.id)
        .join(Mailpiece)
        .where((Subscription.contact == contact) & (Mailpiece.tracking_number == tracking_number))
        .limit(1)
    )
)


def follow(contact: Contact, piece: Mailpiece, event: ConsentEvent, choice: str, now: datetime) -> Subscription:
    """Subscribe on the consent `event`, and ask for a first look unless we know enough.

    `choice` is a USPS keyword's ("" keeps what was chosen before).
    """
    subscription = subscribe(contact, piece, event, now)
    if choice and (choice != "date" or subscription.told_answer == ""):
        subscription.choices = choice  # asking a followed piece's date narrows nothing
        subscription.save(only=[Subscription.choices])
    if choice == "future" and is_fresh(piece, now):
        mark_told(subscription)
    look_unless_fresh(subscription, now, _look_and_watch)
    if piece.next_poll_at is None and is_fresh(piece, now):
        _poll.run(piece.id, now)
    return subscription


_poll = prepared(lambda piece, now: Mailpiece.update(next_poll_at=now).where(Mailpiece.id == piece))


_look = prepared(
    lambda piece, now: Mailpiece.update(first_look_at=now).where(
        (Mailpiece.id == piece) & Mailpiece.first_look_at.is_null()
    )
)


@prepared
def _look_and_watch(piece: Any, now: Any) -> Any:
    look, poll = Mailpiece.first_look_at, Mailpiece.next_poll_at
    changes = {field: fn.COALESCE(field, now.like(field)) for field in (look, poll)}
    return Mailpiece.update(changes).where((Mailpiece.id == piece) & (look.is_null() | poll.is_null()))


def look_unless_fresh(subscription: Subscription, now: datetime, look: Prepared = _look) -> None:
    piece = subscription.mailpiece
    if is_fresh(piece, now):
        return
    if subscription.told_answer != "":
        subscription.told_answer = ""  # if the reply has to go without a status, that still comes
        subscription.save(only=[Subscription.told_answer])
    look.run(piece.id, now)


def look_once(contact: Contact, piece: Mailpiece, event: ConsentEvent, now: datetime) -> Subscription:
    """For an answer that follows nothing: a subscription that ends with the answer, unless there is one already.

    `event` records a question, never a consent: no news can be sent on it.
    """
    inserted = dict(contact=contact, mailpiece=piece, state=SubscriptionState.ONCE, consent_event=event, created_at=now)
    Subscription.insert(**inserted).on_conflict_ignore().execute()
    subscription: Subscription = Subscription.get((Subscription.contact == contact) & (Subscription.mailpiece == piece))
    if subscription.state == SubscriptionState.ENDED:
        subscription.state, subscription.consent_event, subscription.ended_at = SubscriptionState.ONCE, event, None
        subscription.save()
    if subscription.state == SubscriptionState.ONCE:
        look_unless_fresh(subscription, now)
    elif not is_fresh(subscription.mailpiece, now):
        _look.run(piece.id, now)  # what a follower was told stays told: only what is new since is news
    return subscription


def subscribe(contact: Contact, piece: Mailpiece, event: ConsentEvent, now: datetime) -> Subscription:
    """Anew after an end: the choices of that time went with it, the nickname did not."""
    fresh_start = {"state": SubscriptionState.ACTIVE, "consent_event": event, "ended_at": None}
    added = add(Subscription, contact=contact, mailpiece=piece, created_at=now, **fresh_start)
    if added is not None:
        return added
    subscription: Subscription = Subscription.get((Subscription.contact == contact) & (Subscription.mailpiece == piece))
    if subscription.state != SubscriptionState.ACTIVE:
        subscription.choices = "standard"
    for name, value in fresh_start.items():
        setattr(subscription, name, value)
    subscription.save()
    return subscription


def prove(subscription: Subscription) -> None:
    """This phone is the recipient's, says the sender: everything may be shown to it."""
    subscription.proven = True
    subscription.save(only=[Subscription.proven])


def is_fresh(piece: Mailpiece, now: datetime) -> bool:
    if piece.answered_at is None or piece.answer == AnswerState.NEVER_ASKED:
        return False
    if piece.answer != AnswerState.FOUND:
        return bool(now - piece.answered_at < NEGATIVE_FRESH)
    overdue = piece.next_poll_at is None or piece.next_poll_at <= now  # nobody watched it for a while
    return bool(now - piece.answered_at < FRESH) and not overdue


def end(subscriptions: Iterable[Subscription], now: datetime) -> None:
    """In few statements, for a stop ends all that somebody follows; the objects say so too."""
    _update(list(subscriptions), {"state": SubscriptionState.ENDED, "ended_at": now})


def named(contact: Contact, reading: Reading) -> list[Subscription]:
    """The followed pieces that a text names, by whole number or by last four digits."""
    spelled = {number.tracking_number for number in reading.numbers}
    return [
        subscription
        for subscription in followed(contact)
        if subscription.mailpiece.tracking_number in spelled
        or subscription.mailpiece.tracking_number[-4:] in reading.last_four
    ]


def follows(contact: Contact, piece: Mailpiece) -> bool:
    return any(subscription.mailpiece_id == piece.id for subscription in followed(contact))


def standing_event(contact: Contact, sender: Sender) -> ConsentEvent | None:
    """The consent to follow all new mail of this sender, if the person gave it and nothing ended it since."""
    ends = ConsentEvent.kind.in_(consent.ENDS_ALL) & (ConsentEvent.scope == Scope.ALL)
    of_sender = (ConsentEvent.sender == sender) & ConsentEvent.kind.in_(consent.STANDING)
    newest: ConsentEvent | None = (
        ConsentEvent.select()
        .where((ConsentEvent.contact == contact) & (ends | of_sender))
        .order_by(ConsentEvent.happened_at.desc(), ConsentEvent.id.desc())
        .first()
    )
    return newest if newest and newest.kind == ConsentKind.STANDING else None


def standing_senders(contact: Contact) -> list[Sender]:
    named = ConsentEvent.select(ConsentEvent.sender).where(
        (ConsentEvent.contact == contact) & (ConsentEvent.kind == ConsentKind.STANDING)
    )
    senders = Sender.select().where(Sender.id.in_(named))
    return [sender for sender in senders if standing_event(contact, sender)]


def followed(contact: Contact) -> list[Subscription]:
    """What this contact follows now, newest first."""
    return list(
        Subscription.select(Subscription, Mailpiece)
        .join(Mailpiece)
        .where((Subscription.contact == contact) & (Subscription.state == SubscriptionState.ACTIVE))
        .order_by(Subscription.created_at.desc(), Subscription.id.desc())
    )


def mark_told(subscription: Subscription) -> None:
    """What a text of ours told, and all before it, counts as told."""
    mark_all_told(subscription.mailpiece, [subscription])


def mark_all_told(piece: Mailpiece, subscriptions: Sequence[Subscription]) -> None:
    """As `mark_told`, for many who follow this piece; the objects say so too."""
    if piece.answer == AnswerState.NEVER_ASKED:
        return
    told: dict[str, Any] = {"told_answer": piece.answer}
    if piece.answer == AnswerState.FOUND:
        told["told_expected_on"] = piece.expected_on
        if piece.last_event_at is not None:
            told["told_through"] = piece.last_event_at
    _update(subscriptions, told)


def mark_date_told(piece: Mailpiece, subscriptions: Sequence[Subscription]) -> None:
    _update(subscriptions, {"told_expected_on": piece.expected_on})


def _update(subscriptions: Sequence[Subscription], columns: dict[str, Any]) -> None:
    for start in range(0, len(subscriptions), AT_ONCE):
        ids = [subscription.id for subscription in subscriptions[start : start + AT_ONCE]]
        _set_among(tuple(columns)).run(ids, *columns.values())
    for subscription in subscriptions:
        for name, value in columns.items():
            setattr(subscription, name, value)


@cache
def _set_among(names: tuple[str, ...]) -> Prepared:
    return prepared(
        lambda ids, *values: Subscription.update(dict(zip(names, values, strict=True))).where(Subscription.id.in_(ids))
    )


def told_by_reply(subscription: Subscription, now: datetime) -> None:
    """A reply told where the piece is: news of the same that still waits, for the morning say, need not go too."""
    mark_told(subscription)
    if subscription.told_answer == AnswerState.FOUND:
        outbox.drop_told(subscription, now)


def name_of(number: Candidate, language: str) -> str:
    return piece_name(number.carrier, number.tracking_number, language=language)
