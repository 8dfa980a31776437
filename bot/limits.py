"""How much we answer one phone: enough for a person, too little for a machine. A STOP acts whatever this says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from models.contact import Contact
from models.inbound import InboundMessage
from models.outbound import OutboundMessage
from models.prepared import prepared
from models.vocabulary import InboundState, OutboundState, Purpose

ANSWERS_AN_HOUR = 20
IDENTICAL_ANSWERS = 3
IDENTICAL_WITHIN = timedelta(minutes=10)
UNCLEAR_ANSWERS_AN_HOUR = 1
HELP_AGAIN_AFTER = timedelta(minutes=1)
NEW_NUMBERS_A_DAY = 10
WRONG_PINS_A_DAY = 5


@dataclass(frozen=True)
class Recent:
    """What this contact got lately, and whether the answer at hand would be the same again."""

    answers_in_hour: int
    identical_in_ten_minutes: int
    unclear_in_hour: int
    help_in_minute: int = 0


def silence(recent: Recent, kind: str) -> str:
    """Why this answer is better not given; empty when it may be."""
    if recent.answers_in_hour >= ANSWERS_AN_HOUR:
        return f"{ANSWERS_AN_HOUR} answers in the last hour"
    if recent.identical_in_ten_minutes >= IDENTICAL_ANSWERS:
        return f"{IDENTICAL_ANSWERS} identical answers in ten minutes: probably another machine"
    if kind == "help" and recent.help_in_minute:
        return "told how this works within the minute"
    if kind == "unclear" and recent.unclear_in_hour >= UNCLEAR_ANSWERS_AN_HOUR:
        return "told within the hour that we did not understand"
    return ""


def too_many_answers(in_hour: int) -> str:
    """Before anything is done for a text: has this phone had its answers of this hour?"""
    return f"{ANSWERS_AN_HOUR} answers in the last hour" if in_hour >= ANSWERS_AN_HOUR else ""


def recent(contact: Contact, body_index: str, now: datetime) -> Recent:
    answers = _answers.rows(contact, now - timedelta(hours=1))
    return Recent(
        answers_in_hour=len(answers),
        identical_in_ten_minutes=sum(body == body_index and at > now - IDENTICAL_WITHIN for _kind, body, at in answers),
        unclear_in_hour=sum(kind == "unclear" for kind, _body, _at in answers),
        help_in_minute=sum(kind == "help" and at > now - HELP_AGAIN_AFTER for kind, _body, at in answers),
    )


def answers_since(contact: Any, moment: Any) -> Any:
    """Which texts are answers to this contact that were posted after that moment."""
    given = (OutboundMessage.contact == contact) & (OutboundMessage.created_at > moment)
    given &= OutboundMessage.purpose.in_([Purpose.REPLY, Purpose.ESSENTIAL])
    return given & (OutboundMessage.state != OutboundState.DROPPED)


_answers = prepared(
    lambda contact, since: (
        OutboundMessage.select(OutboundMessage.kind, OutboundMessage.body_index, OutboundMessage.created_at)
        .where(answers_since(contact, since))
        .tuples()
    )
)


def new_numbers_left(begun_in_day: int) -> int:
    """How many numbers a phone may still begin to follow today (a moving 24 hours)."""
    return max(0, NEW_NUMBERS_A_DAY - begun_in_day)


def pins_left(contact: Contact, now: datetime) -> int:
    tried: int = (
        InboundMessage.select()
        .where(
            (InboundMessage.contact == contact)
            & (InboundMessage.intent == "pin")
            & (InboundMessage.state != InboundState.RECEIVED)
            & (InboundMessage.received_at > now - timedelta(days=1))
        )
        .count()
    )
    return max(0, WRONG_PINS_A_DAY - tried)
