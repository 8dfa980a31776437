"""Takes inbound texts in: stored first, once per provider reference, then answered in one transaction.

When answering fails the stored text stays, news to that contact waits, and `jobs/sweep` tries again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from peewee import OperationalError, fn

from bot import dialogue, inquiries, outbox, reachability
from bot.phone import e164, split_address
from config import crash_points
from models.contact import Contact, find_or_make_contact
from models.database import database, take_turn
from models.inbound import InboundMessage
from models.prepared import add, prepared
from models.program import Program
from models.vocabulary import InboundState

log = structlog.get_logger()

#: What is answered later than this may have held up other texts to that phone.
AT_ONCE = timedelta(seconds=0.5)
#: A text that nobody has answered for this long was left behind by a process that died.
LEFT_BEHIND_AFTER = timedelta(seconds=5)
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=5), timedelta(minutes=10)


@dataclass(frozen=True)
class InboundText:
    """One text as the provider gave it to us. `sender` may carry a channel prefix."""

    provider_reference: str
    sender: str
    body: str
    media_count: int = 0
    opt_out_type: str = ""
    sent_at: datetime | None = None  # by the provider's clock, for a text that was found again later
    source: str = "webhook"


def store(text: InboundText, program: Program, now: datetime) -> InboundMessage | None:
    """Keep the text; None when it was kept and answered before. One that was kept by a process that died is answered
    with its repeat: the 200 that the repeat gets says that a STOP is in force."""
    channel, address = split_address(text.sender)
    with database.atomic():
        contact = find_or_make_contact(program, e164(address) or address, now, channel)
        message = add(
            InboundMessage,
            provider_reference=text.provider_reference,
            program=program,
            contact=contact,
            body=text.body,
            media_count=text.media_count,
            opt_out_type=text.opt_out_type,
            received_at=now,
            sent_at=text.sent_at,
            source=text.source,
            state=InboundState.RECEIVED,
            next_try_at=now + LEFT_BEHIND_AFTER,
        )
        if message is not None and contact.unreachable_at is not None:
            reachability.clear(contact)
    if message is None:
        return _unanswered_of(text.provider_reference)
    crash_points.reached("inbound.stored")
    return message


def _unanswered_of(provider_reference: str) -> InboundMessage | None:
    waiting = InboundMessage.state.in_([InboundState.RECEIVED, InboundState.FAILED])
    return InboundMessage.get_or_none((InboundMessage.provider_reference == provider_reference) & waiting)


def answer(message_id: int, now: datetime, first_look: timedelta) -> bool:
    """Answer a stored text, all or nothing. False when that failed; it is then tried again later.

    A hiccup of the database (a deadlock, a lock that took too long) is tried again at once: it may be a STOP, and the
    webhook's 200 says that it is in force.
    """
    try:
        return _answer(message_id, now, first_look)
    except OperationalError as problem:
        log.warning("answering_again", inbound=message_id, problem=type(problem).__name__)
    except Exception as problem:
        return _failed(message_id, now, problem)
    try:
        return _answer(message_id, now, first_look)
    except Exception as problem:
        return _failed(message_id, now, problem)


def _failed(message_id: int, now: datetime, problem: Exception) -> bool:
    log.exception("answering_failed", inbound=message_id, problem=type(problem).__name__)
    _put_off(message_id, now)
    return False


def _answer(message_id: int, now: datetime, first_look: timedelta) -> bool:
    with database.atomic():
        message = _in_turn.first(message_id)
        if message.state in (InboundState.ANSWERED, InboundState.SILENT):
            return True
        why_silent = dialogue.respond(message, now, first_look)
        rule = message.rule + (f" ({why_silent})" if why_silent else "")
        state = InboundState.SILENT if why_silent else InboundState.ANSWERED
        _write_down.run(message_id, state, message.intent, rule, now)
        if now - message.received_at > AT_ONCE:
            outbox.release(message.contact, outbox.UNANSWERED, now)
        crash_points.reached("inbound.answered")
    return True


#: With its contact and program. The contact's row is the queue: two texts of one person are answered one after the
#: other. It is locked first, and both are read as they are once it is our turn.
_in_turn = prepared(
    lambda message_id: take_turn(
        InboundMessage.select(InboundMessage, Contact, Program)
        .join(Contact)
        .join(Program)
        .where(InboundMessage.id == message_id),
        Contact,
        InboundMessage,
    )
)
_write_down = prepared(
    lambda message_id, state, intent, rule, now: InboundMessage.update(
        state=state, intent=intent, rule=rule, answered_at=now, next_try_at=None
    ).where(InboundMessage.id == message_id)
)


def _put_off(message_id: int, now: datetime) -> None:
    message = InboundMessage.get_by_id(message_id)
    wait = min(FIRST_RETRY * 2 ** min(message.tries, 10), LONGEST_RETRY)
    InboundMessage.update(state=InboundState.FAILED, tries=InboundMessage.tries + 1, next_try_at=now + wait).where(
        InboundMessage.id == message_id
    ).execute()
    message.tries += 1
    inquiries.take_in_failed(message, now)


def left_behind(now: datetime) -> list[int]:
    """Stored texts that wait for an answer and whose time has come."""
    waiting = InboundMessage.select(InboundMessage.id).where(
        InboundMessage.state.in_([InboundState.RECEIVED, InboundState.FAILED]) & (InboundMessage.next_try_at <= now)
    )
    return [message.id for message in waiting.order_by(InboundMessage.id).limit(100)]


def left_behind_since() -> datetime | None:
    """When the longest-waiting unanswered text was, or will be, tried again."""
    waiting = InboundMessage.state.in_([InboundState.RECEIVED, InboundState.FAILED])
    found: datetime | None = InboundMessage.select(fn.MIN(InboundMessage.next_try_at)).where(waiting).scalar()
    return found
