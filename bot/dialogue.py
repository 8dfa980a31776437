"""Answers one inbound text, inside the caller's transaction: understand it, act on it, post at most one reply.

ANSWERS names the one function for each intent; what it does to consent and subscriptions stands there. Sends nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot import (
    acquaintance,
    admission,
    explaining,
    following,
    inquiries,
    invitations,
    limits,
    numbers,
    opt_in,
    opt_out,
    outbox,
    own_settings,
    questions,
    which_carrier,
    wording,
)
from bot.acquaintance import Acquaintance
from bot.phone import e164, region_of
from bot.turn import Reply, Turn
from bot.understand import Intent, Reading, understand
from models.contact import Contact
from models.inbound import InboundMessage
from models.vocabulary import ConsentKind

#: A stop acts whoever it comes from, and whatever else holds.
STOPS = frozenset({Intent.STOP_ALL, Intent.STOP_ONE, Intent.WRONG_NUMBER})
#: What a person sets: the newest text of a kind counts.
SETTINGS = frozenset({Intent.LANG, Intent.QUIET, Intent.AWAKE, Intent.WORD, Intent.RESET, Intent.NAME})
#: A "gracias" or a "no" is said in any language.
SAYS_LITTLE = frozenset({Intent.UNRELATED, Intent.YES, Intent.NO})
#: Whoever texts one of these has told us that texts may stay on.
WANTS_TEXTS = frozenset({Intent.TRACK, Intent.CARRIER, Intent.START})
#: Texts of a number: a code from our page beside it says what the number is followed for.
NUMBERED = frozenset({Intent.TRACK, Intent.UNSURE})
#: Twilio's own words for what it has answered already.
PROVIDER_WORDS = frozenset("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT START YES UNSTOP HELP INFO".split())
PROVIDER_INTENTS = {"STOP": Intent.STOP_ALL, "START": Intent.START, "HELP": Intent.HELP}


def respond(message: InboundMessage, now: datetime, first_look: timedelta) -> str:
    """Act on the text and post the reply. Returns why nothing was posted, or "" when something was.

    `first_look` is how long a sign-up reply may wait for a status.
    """
    contact, program = message.contact, message.contact.program
    known = acquaintance.read(contact, now)
    reading, asked = _read(message, contact, known)
    message.intent, message.rule = reading.intent, reading.rule
    turn = Turn(message, contact, program, reading, now, known)
    stranger = _not_our_channel(turn) or _not_our_region(turn)
    answers_us = asked and reading.intent in (Intent.YES, Intent.NO)
    if reading.intent not in STOPS:
        always = reading.intent == Intent.START or answers_us
        unheard = stranger or ("" if always else limits.too_many_answers(known.answers))
        if unheard:
            return unheard  # kept, but nothing comes of it: no subscription, no look-up, no text
    _adopt_language(turn)
    if asked and reading.intent in WANTS_TEXTS:
        opt_out.clear_doubt(turn)
    reply = _answer(turn)
    inquiries.take_in(turn)
    if reply is None:
        return "nothing to say"
    if _provider_answers(turn, answers_us):
        return "the provider has answered this already"
    return stranger or _post(turn, reply, first_look)


def _read(message: InboundMessage, contact: Contact, known: Acquaintance) -> tuple[Reading, bool]:
    """The text itself; where the provider took it for a keyword, that counts, but a YES to our question is a YES."""
    sent_at = message.sent_at or message.received_at
    asked = known.asked and questions.newest_open(contact, sent_at) is not None
    which = questions.newest_open(contact, sent_at, questions.WHICH_CARRIER) if asked else None
    options = which_carrier.options_of(which)
    reading = understand(message.body, contact.phone, message.media_count, asked or None, options)
    told = PROVIDER_INTENTS.get(message.opt_out_type)
    if told is None or (asked and reading.intent == Intent.YES):
        return reading, asked
    reading = Reading(told, f"the provider told us {message.opt_out_type}", language=reading.language)
    return reading, asked


def _answer(turn: Turn) -> Reply | None:
    if turn.reading.intent in SETTINGS and _is_outdated(turn):
        return None
    if turn.reading.intent == Intent.STOP_ALL and not turn.reading.certain:
        return opt_out.doubtful_stop(turn)
    if turn.reading.code and turn.reading.intent in NUMBERED:
        known, reply = opt_in.beside_number(turn)
        if known:
            return reply
    return ANSWERS[turn.reading.intent](turn)


def _is_outdated(turn: Turn) -> bool:
    """A setting that was texted before another of its kind, and found again after it."""
    newer = (InboundMessage.contact == turn.contact) & (InboundMessage.intent == turn.reading.intent)
    newer &= InboundMessage.received_at > turn.sent_at
    return bool(InboundMessage.select().where(newer & (InboundMessage.id != turn.message.id)).exists())


def _adopt_language(turn: Turn) -> None:
    """Who writes Spanish or French is answered so, until they say LANG themselves."""
    spoken, contact = turn.reading.language, turn.contact
    if turn.reading.intent in SAYS_LITTLE:
        return
    known = spoken in wording.LANGUAGES and spoken != contact.language
    if not known or contact.language != turn.program.language:
        return
    chosen = (InboundMessage.contact == contact) & InboundMessage.intent.in_([Intent.LANG, Intent.RESET])
    if not InboundMessage.select().where(chosen).exists():
        contact.language = spoken
        contact.save(only=[Contact.language])


def _provider_answers(turn: Turn, answers_us: bool) -> bool:
    """Twilio answers a single exact word, in any case, and nothing else (twilio.com/docs, Advanced Opt-Out). A YES to
    our own question is ours to answer, unless it says that it did."""
    alone = turn.message.body.strip().upper() in PROVIDER_WORDS and not answers_us
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
            occasion=reply.occasion,
            in_reply_to=turn.message,
            subjects=reply.subjects if waits else (),
            answered=tuple(known),
            not_before=turn.now + first_look if waits else None,
            expires_at=reply.expires_at,
        ),
        turn.now,
    )
    for subscription in known:
        following.told_by_reply(subscription, turn.now)
    return posted.reason if posted else "answered before"


def _not_our_channel(turn: Turn) -> str:
    """Consent is per channel: somebody on a channel that we do not serve is taken in, but not answered by SMS."""
    return "" if admission.is_served(turn.contact) else f"we do not answer on {turn.contact.channel}"


def _not_our_region(turn: Turn) -> str:
    phone = e164(turn.contact.phone)
    region = region_of(phone) if phone else "none"
    return "" if region in turn.program.regions.split(",") else f"region {region} is not one we answer"


def _enough_answers(turn: Turn, reply: Reply) -> str:
    kind = reply.kind or reply.wording.key
    if kind == outbox.GOODBYE or not turn.known.answers:
        return ""
    return limits.silence(limits.recent(turn.contact, outbox.body_index(reply.wording.text), turn.now), kind)


def _yes(turn: Turn) -> Reply | None:
    """YES means what our open question asked; without one, nothing."""
    question = questions.newest_open(turn.contact, turn.sent_at)
    if question is None:
        return Reply(turn.say("no_question"), kind="unclear")
    if question.kind == questions.STOP:
        return opt_out.stop_all(turn)
    if question.kind == questions.INVITE:
        return invitations.accept(turn, question)
    if question.kind == questions.WHICH_CARRIER:
        return which_carrier.by_yes_or_no(turn, question, yes=True)
    return opt_out.start(turn)


def _no(turn: Turn) -> Reply | None:
    question = questions.newest_open(turn.contact, turn.sent_at)
    if question is None:
        return Reply(turn.say("no_question"), kind="unclear")
    if question.kind == questions.STOP:
        return opt_out.keep_on(turn)
    if question.kind == questions.INVITE:
        return invitations.decline(turn, question)
    if question.kind == questions.WHICH_CARRIER:
        return which_carrier.by_yes_or_no(turn, question, yes=False)
    questions.close(turn.contact, "no", turn.now, question.kind)
    return None  # they stay opted out, and that needs no text


ANSWERS: dict[Intent, Callable[[Turn], Reply | None]] = {
    Intent.STOP_ALL: opt_out.stop_all,
    Intent.STOP_ONE: opt_out.stop_one,
    Intent.START: opt_out.start,
    Intent.WRONG_NUMBER: opt_out.wrong_number,
    Intent.YES: _yes,
    Intent.NO: _no,
    Intent.HELP: explaining.tell_help,
    Intent.WHY: explaining.why,
    Intent.VERIFY: explaining.verify,
    Intent.KEYWORDS: explaining.keywords,
    Intent.COMPLAINT: explaining.complaint,
    Intent.STATUS: numbers.status,
    Intent.TRACK: numbers.track,
    Intent.PIN: numbers.pin,
    Intent.MISTYPED: numbers.mistyped,
    Intent.UNSURE: which_carrier.ask,
    Intent.CARRIER: which_carrier.answer,
    Intent.GREEN_CARD: numbers.green_card,
    Intent.NAME: own_settings.name,
    Intent.DONE: own_settings.done,
    Intent.LANG: own_settings.language,
    Intent.QUIET: own_settings.quiet,
    Intent.AWAKE: own_settings.awake,
    Intent.WORD: own_settings.check_word,
    Intent.RESET: own_settings.reset,
    Intent.ALWAYS: own_settings.always,
    Intent.CODE: opt_in.by_code,
    Intent.PICTURE: explaining.picture,
    Intent.UNRELATED: explaining.unclear,
}
