"""Following mailpieces: a texted number becomes a subscription, and ONE reply that carries the status when it is known.

The reply is written at once and waits for the first look; whoever brings the status rewrites it. Asks no carrier.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot import consent, listing, outbox, wording
from bot.describe import current_milestone, day, piece_name, shown
from bot.understand import Reading
from bot.wording import Wording
from carriers.recognise import Candidate
from models.consent import ConsentEvent
from models.contact import Contact
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.sender import Sender
from models.subscription import Subscription
from models.vocabulary import AnswerState, ConsentKind, Milestone, OutboundState, Scope, SubscriptionState

#: Who can be asked at all. International (S10) items are asked of USPS, which carries them in the US.
ASKED_OF_USPS = frozenset({"usps", "s10"})
#: An answer younger than this is told as it is; a carrier that did not know the number is not asked again for longer.
FRESH = timedelta(minutes=10)
NEGATIVE_FRESH = timedelta(hours=6)
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


def follow(contact: Contact, piece: Mailpiece, event: ConsentEvent, choice: str, now: datetime) -> Subscription:
    """Subscribe on the consent `event`, and ask for a first look unless we know enough.

    `choice` is a USPS keyword's ("" keeps what was chosen before).
    """
    subscription = _subscribe(contact, piece, event, now)
    if choice and (choice != "date" or subscription.told_answer == ""):
        subscription.choices = choice  # asking a followed piece's date narrows nothing
        subscription.save(only=[Subscription.choices])
    if choice == "future" and is_fresh(piece, now):
        mark_told(subscription)
    look_unless_fresh(subscription, now)
    if piece.next_poll_at is None:
        Mailpiece.update(next_poll_at=now).where(Mailpiece.id == piece.id).execute()
    return subscription


def look_unless_fresh(subscription: Subscription, now: datetime) -> None:
    piece = subscription.mailpiece
    if is_fresh(piece, now):
        return
    subscription.told_answer = ""  # if the reply has to go without a status, that still comes
    subscription.save(only=[Subscription.told_answer])
    Mailpiece.update(first_look_at=now).where((Mailpiece.id == piece.id) & Mailpiece.first_look_at.is_null()).execute()


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
    return subscription


def _subscribe(contact: Contact, piece: Mailpiece, event: ConsentEvent, now: datetime) -> Subscription:
    """Anew after an end: the choices of that time went with it, the nickname did not."""
    fresh_start = {"state": SubscriptionState.ACTIVE, "consent_event": event, "ended_at": None}
    Subscription.insert(contact=contact, mailpiece=piece, created_at=now, **fresh_start).on_conflict_ignore().execute()
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
    for subscription in subscriptions:
        subscription.state, subscription.ended_at = SubscriptionState.ENDED, now
        subscription.save(only=[Subscription.state, Subscription.ended_at])


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
    parts = shown(subscription)
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
        key = "followed_date" if expected else "followed_date_none"
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
    if piece.answer == AnswerState.FOUND and current_milestone(piece) in ENDED:
        return "followed_ended"
    if piece.answer == AnswerState.FOUND and current_milestone(piece) == Milestone.NOT_FOUND:
        return "followed_not_found"
    return SIGNUP_BY_ANSWER.get(piece.answer, "followed_waiting")


def mark_told(subscription: Subscription) -> None:
    """What a text of ours told, and all before it, counts as told."""
    piece = subscription.mailpiece
    if piece.answer == AnswerState.NEVER_ASKED:
        return
    subscription.told_answer = piece.answer
    if piece.answer == AnswerState.FOUND:
        subscription.told_through = piece.last_event_at or subscription.told_through
        subscription.told_expected_on = piece.expected_on
    subscription.save(only=[Subscription.told_answer, Subscription.told_through, Subscription.told_expected_on])


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
    which &= OutboundMessage.kind.in_(WAITING_KINDS)
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
    about = [subject.subscription for subject in subjects]
    if message.kind == "past":
        said = listing.past_wording(about[0], message.language, bool(pending))
        end([one for one in about if one.state == SubscriptionState.ONCE and one not in pending], now)
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


def name_of(number: Candidate, language: str) -> str:
    return piece_name(number.carrier, number.tracking_number, language=language)
