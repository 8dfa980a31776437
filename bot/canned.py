"""Answers that a person of ours may give to a text in the inbox: whole sentences to choose from, judged by consent.

Refuses free text, and any answer after a stop: only the person's own START brings texts back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import admission, consent, describe, following, inquiries, outbox, pacing, permission, wording
from bot.consent import Refused
from bot.permission import Said
from bot.quiet_hours import quiet_hours_of
from bot.wording import Wording
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import take_turn
from models.inbound import InboundMessage
from models.inquiry import Inquiry
from models.operator import Operator
from models.outbound import OutboundMessage
from models.subscription import Subscription
from models.vocabulary import ConsentKind, InboundState, InquiryState, OutboundState, Purpose

#: An answer is allowed because the person has just written. After three days it would be a text out of nowhere.
ANSWER_WITHIN = timedelta(hours=72)
#: WhatsApp takes answers in our own words for a day after the person's last message.
WHATSAPP_WITHIN = timedelta(hours=24)
LOOKED = "answer_looked"
#: key of the sentence -> what it is for, as an operator reads it.
ANSWERS: dict[str, str] = {
    LOOKED: "We looked: the carrier's last word on a piece of theirs",
    "answer_carrier": "We cannot change a delivery; the carrier can",
    "answer_number": "Please text the tracking number",
    "answer_sender": "Only the sender knows; please ask the sender",
    "answer_contact": "Too much for a text; please contact us at the help address",
    "answer_sorry": "Sorry, noted",
    "answer_thanks": "Thank you for the kind words",
}


@dataclass(frozen=True)
class Choice:
    """One sentence as it would go; `value` names it in the form: the key, and a piece where it speaks of one."""

    value: str
    label: str
    text: str


@dataclass(frozen=True)
class Given:
    """What became of an answer: `text` is its row, `refused` why there is none."""

    text: OutboundMessage | None
    refused: Said | None = None


def why_closed(inquiry: Inquiry, now: datetime) -> Said | None:
    """Why nothing can be answered to it; None when something can."""
    contact, asked = inquiry.contact, inquiry.inbound
    ended = permission.why_ended(contact, now)
    if ended is not None:
        return ended
    if inquiry.state == InquiryState.CLOSED:
        return Said("This was closed on ", inquiry.closed_at, ". A new text of theirs begins anew.")
    within = WHATSAPP_WITHIN if contact.channel == "whatsapp" else ANSWER_WITHIN
    if now >= _sent_at(asked) + within:
        hours = int(within / timedelta(hours=1))
        after = (
            f": an answer is allowed for {hours} hours, later it would be a text out of nowhere. Nothing can be sent."
        )
        return Said("They wrote on ", _sent_at(asked), after)
    if asked.state in (InboundState.RECEIVED, InboundState.FAILED):
        return Said("The bot has not taken this text in yet: nothing goes to this phone before it has, for it may be a "
                    "stop. It tries again by itself.")  # fmt: skip
    decision = admission.judge(contact, Purpose.REPLY, LOOKED, None, now)
    if isinstance(decision, Refused):
        return Said("Nothing can be sent: we do not text on this channel.")
    return None


def choices(inquiry: Inquiry) -> Sequence[Choice]:
    """Every sentence in the person's language, and the first for each piece that they follow."""
    given = {text.kind for text in given_to(inquiry)}
    found = []
    for key, label in ANSWERS.items():
        if key in given:
            continue
        if key != LOOKED:
            found.append(Choice(key, label, _say(key, inquiry.contact).text))
            continue
        for one in following.followed(inquiry.contact)[: permission.MOST_ASKED]:
            one.contact = inquiry.contact
            name = describe.piece_name(one.mailpiece.carrier, one.mailpiece.tracking_number)
            found.append(Choice(f"{key} {one.id}", f"{label}: {name}", _say(key, inquiry.contact, one).text))
    return found


def given_to(inquiry: Inquiry) -> list[OutboundMessage]:
    """What people of ours answered to it, oldest first."""
    which = (OutboundMessage.in_reply_to == inquiry.inbound_id) & OutboundMessage.kind.in_(list(ANSWERS))
    return list(OutboundMessage.select().where(which).order_by(OutboundMessage.id))


def answer(inquiry: Inquiry, value: str, by: Operator, now: datetime) -> Given:
    """Post the chosen sentence as the answer to that text, inside the caller's transaction: each sentence once."""
    contact = take_turn(Contact.select().where(Contact.id == inquiry.contact_id)).get()
    inquiry = Inquiry.get_by_id(inquiry.id)
    inquiry.contact = contact
    refused = why_closed(inquiry, now)
    if refused is not None:
        return Given(None, refused)
    key, _, about = value.partition(" ")
    piece = _piece(contact, about) if about else None
    if key not in ANSWERS or (key == LOOKED) != (piece is not None) or bool(about) != (piece is not None):
        return Given(None, Said("There is no such answer any more: they may have stopped following that piece."))
    posted = outbox.post(_draft(inquiry, contact, _say(key, contact, piece), now), now)
    if posted is None:
        return Given(None, Said("That was answered before: each sentence goes once to a text."))
    if posted.state == OutboundState.DROPPED:
        return Given(None, Said(f"It was not sent: {posted.reason.replace('_', ' ')}."))
    inquiries.mark_answered(inquiry, by, now)
    return Given(posted)


def _draft(inquiry: Inquiry, contact: Contact, said: Wording, now: datetime) -> outbox.Draft:
    goes_at = _goes_at(contact, inquiry.inbound, now)
    return outbox.Draft(
        contact=contact,
        consent_event=_question_of(inquiry, now),
        purpose=Purpose.REPLY,
        wording=said,
        in_reply_to=inquiry.inbound,
        not_before=goes_at,
        expires_at=goes_at + pacing.REPLY_LASTS,
    )


def _goes_at(contact: Contact, asked: InboundMessage, now: datetime) -> datetime:
    """At once to somebody who has just written; else not in the quiet hours of their day."""
    hours = quiet_hours_of(contact)
    if hours is None or now - _sent_at(asked) < admission.STILL_AWAKE:
        return now
    return hours.opens_at(now)


def _question_of(inquiry: Inquiry, now: datetime) -> ConsentEvent:
    """The record that the person asked us something: it allows the answer. The bot wrote it, if it answered at all."""
    which = (ConsentEvent.inbound == inquiry.inbound_id) & (ConsentEvent.kind == ConsentKind.ASKED)
    known: ConsentEvent | None = ConsentEvent.select().where(which).order_by(ConsentEvent.id).first()
    asked = inquiry.inbound
    return known or consent.record(inquiry.contact, ConsentKind.ASKED, now, inbound=asked, rule=asked.rule)


def _say(key: str, contact: Contact, piece: Subscription | None = None) -> Wording:
    program, language, check_word = contact.program, contact.language, contact.check_word or ""
    if piece is None:
        return wording.say(key, language, brand=program.brand, check_word=check_word, help_contact=program.help_contact)
    parts = describe.shown(piece)
    return wording.say(
        key,
        language,
        brand=program.brand,
        check_word=check_word,
        piece=parts.piece,
        state=parts.state,
        place=parts.place,
        when=parts.when,
    )


def _piece(contact: Contact, subscription: str) -> Subscription | None:
    found = [one for one in following.followed(contact) if str(one.id) == subscription]
    for one in found:
        one.contact = contact
    return found[0] if found else None


def _sent_at(asked: InboundMessage) -> datetime:
    sent: datetime = asked.sent_at or asked.received_at
    return sent
