"""Answers one inbound text, inside the caller's transaction: understand it, act on it, post at most one reply.

Each intent has one function below, and what it does to consent and subscriptions stands in it. Nothing is sent here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import consent, following, limits, outbox, wording
from bot.describe import CARRIER_NAMES, shown
from bot.phone import e164, region_of
from bot.understand import Intent, Reading, understand
from bot.wording import Wording
from carriers.recognise import Candidate
from models.consent import ConsentEvent
from models.contact import Contact
from models.fields import phone_index
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.program import Program
from models.question import OpenQuestion
from models.subscription import Subscription
from models.vocabulary import AnswerState, ConsentKind, Purpose

#: How long "Reply START to follow ..3456" stays an open question.
QUESTION_OPEN = timedelta(hours=24)
#: A stop acts whoever it comes from, and whatever else holds.
STOPS = frozenset({Intent.STOP_ALL, Intent.STOP_ONE})
#: Twilio's own words for what it has answered already.
PROVIDER_WORDS = frozenset("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT START YES UNSTOP HELP INFO".split())
PROVIDER_INTENTS = {"STOP": Intent.STOP_ALL, "START": Intent.START, "HELP": Intent.HELP}


@dataclass(frozen=True)
class Turn:
    """One text, whose it is, what it means, and when."""

    message: InboundMessage
    contact: Contact
    program: Program
    reading: Reading
    now: datetime

    @property
    def rule(self) -> str:
        return self.reading.rule

    def say(self, key: str, **values: str) -> Wording:
        return wording.say(key, self.contact.language, brand=self.program.brand, **values)

    def record(self, kind: ConsentKind, mailpiece: Mailpiece | None = None) -> ConsentEvent:
        return consent.record(
            self.contact, kind, self.now, inbound=self.message, mailpiece=mailpiece, rule=self.reading.rule
        )


@dataclass(frozen=True)
class Reply:
    """`event` is the consent fact that allows it; without one, the person's question itself is recorded as such."""

    wording: Wording
    purpose: Purpose = Purpose.REPLY
    kind: str = ""
    event: ConsentEvent | None = None
    subjects: tuple[Subscription, ...] = ()


def respond(message: InboundMessage, now: datetime, first_look: timedelta) -> str:
    """Act on the text and post the reply. Returns why nothing was posted, or "" when something was.

    `first_look` is how long a sign-up reply may wait for a status.
    """
    contact, program = message.contact, message.contact.program
    reading = understand(message.body, contact.phone, message.media_count)
    if message.opt_out_type in PROVIDER_INTENTS:
        reading = Reading(PROVIDER_INTENTS[message.opt_out_type], f"the provider told us {message.opt_out_type}")
    message.intent, message.rule = reading.intent, reading.rule
    turn = Turn(message, contact, program, reading, now)
    stranger = _not_our_channel(turn) or _not_our_region(turn)
    if reading.intent not in STOPS:
        unheard = stranger or ("" if reading.intent == Intent.START else limits.too_many_answers(contact, now))
        if unheard:
            return unheard  # kept, but nothing comes of it: no subscription, no look-up, no text
    reply = ANSWERS[reading.intent](turn)
    if reply is None:
        return "nothing to say"
    if _provider_answers(turn):
        return "the provider has answered this already"
    return stranger or _post(turn, reply, first_look)


def _provider_answers(turn: Turn) -> bool:
    """Twilio answers a single exact word, in any case, and nothing else (twilio.com/docs, Advanced Opt-Out)."""
    alone = turn.message.body.strip().upper() in PROVIDER_WORDS
    return bool(turn.message.opt_out_type) or (turn.program.keywords_handled_by == "provider" and alone)


def _post(turn: Turn, reply: Reply, first_look: timedelta) -> str:
    why_not = _enough_answers(turn, reply)
    if why_not:
        return why_not
    event = reply.event or turn.record(ConsentKind.ASKED)
    known = [subscription for subscription in reply.subjects if following.is_fresh(subscription.mailpiece, turn.now)]
    waits = len(known) < len(reply.subjects)
    posted = outbox.post(
        outbox.Draft(
            contact=turn.contact,
            consent_event=event,
            purpose=reply.purpose,
            wording=reply.wording,
            kind=reply.kind,
            in_reply_to=turn.message,
            subjects=reply.subjects if waits else (),
            answered=tuple(known),
            not_before=turn.now + first_look if waits else None,
        ),
        turn.now,
    )
    for subscription in known:
        following.mark_told(subscription)
    return posted.reason if posted else "answered before"


def _not_our_channel(turn: Turn) -> str:
    """Consent is per channel: somebody on another channel is taken in, but not answered by SMS."""
    return "" if turn.contact.channel == "sms" else f"we do not answer on {turn.contact.channel}"


def _not_our_region(turn: Turn) -> str:
    phone = e164(turn.contact.phone)
    region = region_of(phone) if phone else "none"
    return "" if region in turn.program.regions.split(",") else f"region {region} is not one we answer"


def _enough_answers(turn: Turn, reply: Reply) -> str:
    kind = reply.kind or reply.wording.key
    if kind == outbox.GOODBYE:
        return ""
    return limits.silence(limits.recent(turn.contact, outbox.body_index(reply.wording.text), turn.now), kind)


def _stop_all(turn: Turn) -> Reply | None:
    """Everything off at once: suppression, subscriptions, queued texts, open questions. One goodbye, no second."""
    event = turn.record(ConsentKind.REVOKED)
    if consent.resumed_since(turn.contact, event):
        return None  # an older STOP, taken in late: the START sent after it stands
    first = consent.suppress(turn.contact, event)
    following.end(following.followed(turn.contact), turn.now)
    outbox.drop_queued(turn.contact, "opted_out", turn.now)
    _close_questions(turn, "stop")
    return Reply(turn.say("goodbye"), Purpose.ESSENTIAL, event=event) if first else None


def _stop_one(turn: Turn) -> Reply | None:
    """Ends the named pieces; a stop that names none of them is a stop of everything."""
    spelled = {number.tracking_number for number in turn.reading.numbers}
    named = [
        subscription
        for subscription in following.followed(turn.contact)
        if subscription.mailpiece.tracking_number in spelled
        or subscription.mailpiece.tracking_number[-4:] in turn.reading.last_four
    ]
    if not named:
        return _stop_all(turn)
    event: ConsentEvent | None = None
    for subscription in named:
        event = turn.record(ConsentKind.REVOKED, subscription.mailpiece)
        outbox.drop_queued(turn.contact, "opted_out", turn.now, subscription)
        following.take_out_of_waiting_reply(subscription, turn.now)
    following.end(named, turn.now)
    names = [shown(subscription).piece for subscription in named]
    piece = names[0] if len(names) == 1 else ", ".join(f"..{one.mailpiece.tracking_number[-4:]}" for one in named[:6])
    return Reply(turn.say("stopped_one", piece=piece), event=event)


def _start(turn: Turn) -> Reply | None:
    """Texts are allowed again. Old subscriptions stay off; the number we asked about, if any, is followed now."""
    question = _open_question(turn, "start_to_follow")
    event = turn.record(ConsentKind.RESUMED)
    consent.lift(turn.contact, event, turn.now)
    if consent.is_opted_out(turn.contact):
        return None  # a STOP that was sent after this START stands
    _close_questions(turn, "start")
    if question and question.mailpiece:
        return _sign_up(turn, [following.newest_era(question.mailpiece)])
    return Reply(turn.say("started"), Purpose.ESSENTIAL, event=event)


def _help(turn: Turn) -> Reply:
    return Reply(turn.say("help", help_contact=turn.program.help_contact), Purpose.ESSENTIAL)


def _status(turn: Turn) -> Reply:
    followed = following.followed(turn.contact)
    if not followed:
        return Reply(turn.say("list_empty"))
    if len(followed) == 1 and followed[0].mailpiece.answer == AnswerState.FOUND:
        following.mark_told(followed[0])
        return Reply(_status_now(turn, followed[0]))
    return Reply(following.list_wording("list_items", turn.program.brand, followed, turn.contact.language))


def _status_now(turn: Turn, subscription: Subscription) -> Wording:
    parts = shown(subscription)
    return turn.say("status_now", piece=parts.piece, state=parts.state, place=parts.place, when=parts.when)


def _track(turn: Turn) -> Reply:
    """Status now and follow, in one reply, for every number in the text that we can ask about."""
    numbers = _distinct(turn.reading.numbers)
    possible = [number for number in numbers if following.can_follow(number)]
    if not possible:
        carrier = CARRIER_NAMES.get(numbers[0].carrier, numbers[0].carrier.upper())
        return Reply(turn.say("unsupported", piece=f"..{numbers[0].tracking_number[-4:]}", carrier=carrier))
    if consent.is_opted_out(turn.contact):
        return _offer_start(turn, possible[0])
    left = limits.new_numbers_left(turn.contact, turn.now)
    new = [number for number in possible if following.is_new(turn.contact, number)]
    allowed = [number for number in possible if number not in new[left:]]
    if not allowed:
        return Reply(turn.say("too_many_numbers"))
    return _sign_up(turn, [following.find_or_make_mailpiece(number, turn.now) for number in allowed])


def _sign_up(turn: Turn, pieces: list[Mailpiece]) -> Reply:
    followed = [following.follow(turn.contact, piece, turn.message, turn.rule, turn.now) for piece in pieces]
    pending = [subscription for subscription in followed if not following.is_fresh(subscription.mailpiece, turn.now)]
    return Reply(
        following.signup_wording(followed, turn.contact.language, pending),
        kind="followed",
        event=followed[0].consent_event,
        subjects=tuple(followed),
    )


def _offer_start(turn: Turn, number: Candidate) -> Reply:
    piece = following.find_or_make_mailpiece(number, turn.now)
    _close_questions(turn, "replaced")
    OpenQuestion.create(
        contact=turn.contact,
        kind="start_to_follow",
        mailpiece=piece,
        asked_at=turn.now,
        expires_at=turn.now + QUESTION_OPEN,
    )
    return Reply(turn.say("opted_out_number", piece=following.name_of(number)), Purpose.ESSENTIAL)


def _pin(turn: Turn) -> Reply:
    """A PIN from the sender opens the full status of a registered mailpiece to the phone that texts it."""
    if limits.pins_left(turn.contact, turn.now) > 0:
        for subscription in following.followed(turn.contact):
            piece = subscription.mailpiece
            if piece.pin_index and piece.pin_index == pin_index(piece, turn.reading.pin):
                subscription.proven = True
                subscription.save(only=[Subscription.proven])
                return Reply(turn.say("pin_right", piece=shown(subscription).piece))
    return Reply(turn.say("pin_wrong"))


def pin_index(piece: Mailpiece, pin: str) -> str:
    return phone_index(f"pin:{piece.carrier}:{piece.tracking_number}:{piece.era}:{pin}")


def _mistyped(turn: Turn) -> Reply:
    miss = turn.reading.miss
    if miss is None or not wording.has(miss.reason, turn.contact.language):
        return _unclear(turn)
    return Reply(turn.say(miss.reason, carrier=CARRIER_NAMES.get(miss.carrier, miss.carrier.upper())))


def _unsure(turn: Turn) -> Reply:
    return Reply(turn.say("unsure", piece=f"..{turn.reading.numbers[0].tracking_number[-4:]}"))


def _green_card(turn: Turn) -> Reply:
    return Reply(turn.say("green_card"))


def _picture(turn: Turn) -> Reply:
    return Reply(turn.say("picture"))


def _unclear(turn: Turn) -> Reply:
    return Reply(turn.say("unclear"))


ANSWERS: dict[Intent, Callable[[Turn], Reply | None]] = {
    Intent.STOP_ALL: _stop_all,
    Intent.STOP_ONE: _stop_one,
    Intent.START: _start,
    Intent.HELP: _help,
    Intent.STATUS: _status,
    Intent.TRACK: _track,
    Intent.PIN: _pin,
    Intent.MISTYPED: _mistyped,
    Intent.UNSURE: _unsure,
    Intent.GREEN_CARD: _green_card,
    Intent.PICTURE: _picture,
    Intent.UNRELATED: _unclear,
}


def _distinct(numbers: tuple[Candidate, ...]) -> list[Candidate]:
    """The best reading of each number; recognise() lists the best first."""
    best: dict[str, Candidate] = {}
    for number in numbers:
        best.setdefault(number.tracking_number, number)
    return list(best.values())


def _open_question(turn: Turn, kind: str) -> OpenQuestion | None:
    question: OpenQuestion | None = (
        OpenQuestion.select()
        .where(
            (OpenQuestion.contact == turn.contact)
            & (OpenQuestion.kind == kind)
            & OpenQuestion.closed_at.is_null()
            & (OpenQuestion.expires_at > turn.now)
        )
        .order_by(OpenQuestion.id.desc())
        .first()
    )
    return question


def _close_questions(turn: Turn, answer: str) -> None:
    OpenQuestion.update(closed_at=turn.now, answer=answer).where(
        (OpenQuestion.contact == turn.contact) & OpenQuestion.closed_at.is_null()
    ).execute()
