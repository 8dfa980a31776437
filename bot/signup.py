"""The one reply that a texted number gets: written at once, it waits for the first look, and whoever brings the status
rewrites it. Asks no carrier."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from peewee import fn

from bot import following, listing, outbox, wording
from bot.describe import current_milestone, day, name_of, shown
from bot.wording import Wording
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.prepared import prepared
from models.subscription import Subscription
from models.vocabulary import AnswerState, Milestone, OutboundState, SubscriptionState

#: The texts that wait for a first look: the sign-up reply, the answer to NUMBER AP, the word on a new piece.
STANDING = "standing_followed"
WAITING_KINDS = ("followed", "past", STANDING)
#: What a choice is called in a text: "future" is each scan too, only without those so far.
CHOICE_WORDS = {"action": "standard", "all": "all", "future": "all", "delivery": "delivery", "date": "date"}
#: The journey is over: nothing more is promised.
ENDED = frozenset({Milestone.DELIVERED, Milestone.DELIVERED_AGENT, Milestone.RETURNED})
SIGNUP_BY_ANSWER: dict[str, str] = {
    AnswerState.FOUND: "followed_status",
    AnswerState.NOT_FOUND: "followed_not_found",
    AnswerState.NOT_PERMITTED: "not_permitted",
}
#: The Universal Postal Union's numbers: posts of different countries pass on some of their scans, not all.
INTERNATIONAL = "s10"


def signup_wording(
    subscriptions: Sequence[Subscription], language: str, pending: Sequence[Subscription] = ()
) -> Wording:
    """What the reply says as things are known now: one number in full, several in a line.

    Nothing is said of the state of those in `pending`: a look at them is under way, and what we knew may be old.
    """
    brand = subscriptions[0].contact.program.brand
    if len(subscriptions) > 1:
        return listing.list_wording("followed_many", brand, subscriptions, language, pending)
    subscription = subscriptions[0]
    key = "followed_waiting" if pending else _signup_key(subscription.mailpiece)
    if subscription.choices != "standard" and key in ("followed_status", "followed_waiting"):
        return _choice_wording(subscription, language, bool(pending))
    if subscription.mailpiece.format == INTERNATIONAL and wording.has(f"{key}_abroad"):
        key += "_abroad"
    if key.startswith("followed_waiting"):
        return wording.say(key, language, brand=brand, piece=name_of(subscription))
    parts, key = shown(subscription), wording.for_courier(key, subscription.mailpiece.carrier)
    return wording.say(
        key, language, brand=brand, piece=parts.piece, state=parts.state, place=parts.place, when=parts.when
    )


def _choice_wording(subscription: Subscription, language: str, pending: bool) -> Wording:
    """As the USPS keyword asked: the expected date, the scans so far, or the state, and what will be texted."""
    brand, parts, expected = subscription.contact.program.brand, shown(subscription), subscription.mailpiece.expected_on
    choice = wording.part(f"choice_{CHOICE_WORDS[subscription.choices]}", language)
    if pending or subscription.choices == "future":
        return wording.say("followed_choice_waiting", language, brand=brand, piece=parts.piece, choice=choice)
    if subscription.choices == "date":
        key = "followed_date" if expected else wording.for_courier("followed_date_none", subscription.mailpiece.carrier)
        on_day = day(expected, language) if expected else ""
        return wording.say(key, language, brand=brand, piece=parts.piece, day=on_day)
    if subscription.choices == "all":
        scans = listing.past_scans(subscription, language, places=False)
        return listing.fit("followed_scans", brand, scans, language, piece=parts.piece, choice=choice)
    return wording.say(
        "followed_choice",
        language,
        brand=brand,
        piece=parts.piece,
        state=parts.state,
        place=parts.place,
        when=parts.when,
        choice=choice,
    )


def _signup_key(piece: Mailpiece) -> str:
    if piece.milestone == Milestone.EXPIRED and piece.answer in (AnswerState.FOUND, AnswerState.NOT_FOUND):
        return "followed_expired"  # asked once more, and nothing new: we go on no longer, so nothing is promised
    if piece.answer == AnswerState.FOUND and current_milestone(piece) in ENDED:
        return "followed_ended"
    if piece.answer == AnswerState.FOUND and current_milestone(piece) == Milestone.NOT_FOUND:
        return "followed_not_found"
    return SIGNUP_BY_ANSWER.get(piece.answer, "followed_waiting")


def is_awaited(subscription: Any) -> Any:
    """Does a reply wait for a first look of this one? For a query; `waiting_replies` gives those replies."""
    which = (OutboundSubject.subscription == subscription) & _WAITS & ~OutboundSubject.answered
    return fn.EXISTS(OutboundSubject.select(OutboundSubject.id).join(OutboundMessage).where(which))


def waiting_replies(subscriptions: Sequence[Subscription]) -> Mapping[int, list[OutboundSubject]]:
    """Subscription id -> its places in replies that wait for a first look of it."""
    found: dict[int, list[OutboundSubject]] = {}
    for subject in _unanswered.rows([subscription.id for subscription in subscriptions]):
        found.setdefault(subject.subscription_id, []).append(subject)
    return found


def complete_waiting_reply(subscription: Subscription, waiting: Sequence[OutboundSubject], now: datetime) -> bool:
    """The first look has come: put the status into every reply that waits for it. False when none waits any more.

    The caller holds the subscription's row: a STOP takes it before the outbox too, else the two wait for each other.
    """
    for subject in waiting:
        OutboundSubject.update(answered=True).where(OutboundSubject.id == subject.id).execute()
    completed = [_rewrite(subject.outbound, now) for subject in waiting]
    if any(completed):
        following.told_by_reply(subscription, now)
    return any(completed)


def take_out_of_waiting_reply(subscription: Subscription, now: datetime) -> None:
    """The person stopped this one before the reply that would name it has gone."""
    for subject in _in_waiting_replies([subscription.id]):
        OutboundSubject.delete().where(OutboundSubject.id == subject.id).execute()
        _rewrite(subject.outbound, now)


def _in_waiting_replies(subscriptions: Sequence[int]) -> Any:
    which = OutboundSubject.subscription.in_(subscriptions) & _WAITS
    return OutboundSubject.select(OutboundSubject, OutboundMessage).join(OutboundMessage).where(which)


_WAITS: Any = (OutboundMessage.state == OutboundState.QUEUED) & OutboundMessage.kind.in_(WAITING_KINDS)
_unanswered = prepared(lambda subscriptions: _in_waiting_replies(subscriptions).where(~OutboundSubject.answered))


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
    about = [subject.subscription for subject in subjects]
    if message.kind == "past":
        said = listing.past_wording(about[0], message.language, bool(pending))
        following.end([one for one in about if one.state == SubscriptionState.ONCE and one not in pending], now)
    elif message.kind == STANDING:
        said = standing_wording(about[0], message.language)
    else:
        said = signup_wording(about, message.language, pending)
    return outbox.rewrite(message, said, message.not_before if pending else min(now, message.not_before))


def standing_wording(subscription: Subscription, language: str) -> Wording:
    """The first word on a piece that is followed because the person asked for all mail of its sender."""
    parts, contact = shown(subscription), subscription.contact
    return wording.say(
        STANDING,
        language,
        brand=contact.program.brand,
        check_word=contact.check_word or "",
        piece=parts.piece,
        last_four=parts.last_four,
        state=parts.state,
        place=parts.place,
        when=parts.when,
    )


def template_values(subscription: Subscription) -> dict[str, str]:
    """What an approved template may say of it (WhatsApp, outside the 24 hours)."""
    parts = shown(subscription)
    brand = subscription.contact.program.brand
    return {"brand": brand, "piece": parts.piece, "state": parts.state, "place": parts.place, "when": parts.when}
