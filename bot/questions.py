"""What we asked a person and wait for: the only thing that gives YES and NO a meaning. A stop closes every question."""

from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from bot.wording import Wording
from models.contact import Contact
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.prepared import prepared
from models.question import OpenQuestion
from models.vocabulary import InboundState, OutboundState

#: "You are opted out. Reply START to follow ..3456": START, or YES, follows it.
FOLLOW_AFTER_START = "opted_out_number"
#: "Should all our texts end?", asked after a text that may have been a stop.
STOP = "stop_question"
#: "Someone asked for updates for this number": a third party's question.
INVITE = "invite"
#: "FedEx or Purolator? Reply 1 or 2".
WHICH_CARRIER = "which_carrier"
#: Texts in these states were never on the phone.
NEVER_LEFT = (OutboundState.QUEUED, OutboundState.DROPPED, OutboundState.FAILED)
#: Each kind is also the wording key, and the kind of the text that asks.
STAY_OPEN = {
    FOLLOW_AFTER_START: timedelta(hours=24),
    STOP: timedelta(hours=24),
    INVITE: timedelta(hours=72),
    WHICH_CARRIER: timedelta(hours=24),
}


def ask(
    contact: Contact,
    kind: str,
    now: datetime,
    mailpiece: Mailpiece | None = None,
    because_of: datetime | None = None,
) -> OpenQuestion:
    """Open a question; an older one of its kind is replaced by it. Its time runs from `because_of`, the text that made
    us ask, else from now."""
    close(contact, "replaced", now, kind)
    question: OpenQuestion = OpenQuestion.create(
        contact=contact,
        kind=kind,
        mailpiece=mailpiece,
        asked_at=now,
        expires_at=(because_of or now) + STAY_OPEN[kind],
    )
    return question


def newest_open(contact: Contact, sent_at: datetime, kind: str = "") -> OpenQuestion | None:
    """The question that a YES or NO sent at this moment answers: one that was asked before it and had not run out."""
    found = _asked_before.rows(contact, sent_at)
    return next((one for one in found if kind in ("", one.kind) and _is_open(one, sent_at)), None)


_asked_before = prepared(
    lambda contact, moment: (
        OpenQuestion.select()
        .where((OpenQuestion.contact == contact) & OpenQuestion.closed_at.is_null() & (OpenQuestion.asked_at <= moment))
        .order_by(OpenQuestion.id.desc())
    )
)


def _is_open(question: OpenQuestion, sent_at: datetime) -> bool:
    """An invitation waits for the morning: it can be answered only once it has left, for 72 hours from then."""
    if question.kind != INVITE:
        return bool(sent_at < question.expires_at)
    asked = text_that_asked(question)
    if asked is None or asked.started_at is None or asked.state in NEVER_LEFT:
        return False
    return bool(asked.started_at <= sent_at < asked.started_at + STAY_OPEN[INVITE])


def close(contact: Contact, answer: str, now: datetime, kind: str = "") -> None:
    which = (OpenQuestion.contact == contact) & OpenQuestion.closed_at.is_null()
    if kind:
        which &= OpenQuestion.kind == kind
    OpenQuestion.update(closed_at=now, answer=answer).where(which).execute()


def text_that_asked(question: OpenQuestion) -> OutboundMessage | None:
    """The text as the person read it: evidence of what a YES said yes to."""
    asked: OutboundMessage | None = (
        OutboundMessage.select()
        .where(
            (OutboundMessage.contact == question.contact_id)
            & (OutboundMessage.kind == question.kind)
            & (OutboundMessage.created_at >= question.asked_at)
        )
        .order_by(OutboundMessage.created_at, OutboundMessage.id.desc())
        .first()
    )
    return asked


def as_read(question: OpenQuestion) -> Wording | None:
    """The question's text as it stood on the phone, for the evidence."""
    asked = text_that_asked(question)
    if asked is None:
        return None
    key, _, version = asked.wording_version.partition("/")
    return Wording(key, version, asked.language, asked.body)


def proofs_of(question: OpenQuestion) -> tuple[str, ...]:
    """Our reference of the text that asked, whose receipts show that it arrived."""
    asked = text_that_asked(question)
    return (asked.reference,) if asked else ()


def silent_since() -> datetime | None:
    """When the longest-unanswered stop question ran out, or will; None when none is open."""
    found: datetime | None = OpenQuestion.select(fn.MIN(OpenQuestion.expires_at)).where(unanswered_stop()).scalar()
    return found


def run_out(now: datetime) -> list[OpenQuestion]:
    """Stop questions whose time is over without an answer."""
    unanswered = InboundMessage.state.in_([InboundState.RECEIVED, InboundState.FAILED])
    writes = InboundMessage.select(InboundMessage.contact).where(unanswered)  # their answer may lie there
    over = unanswered_stop() & (OpenQuestion.expires_at <= now) & OpenQuestion.contact.not_in(writes)
    return list(OpenQuestion.select().where(over).order_by(OpenQuestion.id).limit(100))


def is_still_open(question: OpenQuestion) -> bool:
    """Asked again once it is our turn with the contact: an answer may have come in between."""
    row = OpenQuestion.id == question.id
    return bool(OpenQuestion.select().where(row & OpenQuestion.closed_at.is_null()).exists())


def waiting_stops(most: int | None = None) -> list[OpenQuestion]:
    """Texts that may have been stops, and whose senders have not told us yet: for the operator, oldest first."""
    waiting = OpenQuestion.select(OpenQuestion, Contact).join(Contact).where(unanswered_stop())
    return list(waiting.order_by(OpenQuestion.id).limit(most))


def unanswered_stop() -> Any:
    return (OpenQuestion.kind == STOP) & OpenQuestion.closed_at.is_null()
