"""Texts that only a person can answer: rows of the operators' inbox, made in the transaction that answers the text.

Compliance words never come here: whoever texts STOP, START, HELP, YES, NO or WRONG is answered by the bot alone.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog

from bot.clean import plain
from bot.hearing import Heard, hear
from bot.kinds import words_of
from bot.reading import Intent, Reading
from bot.turn import Turn
from bot.understand import NOTHING_KNOWN, understand
from models.contact import Contact
from models.inbound import InboundMessage
from models.inquiry import Inquiry
from models.operator import Operator
from models.prepared import add, prepared
from models.vocabulary import InquiryKind, InquiryState

log = structlog.get_logger()

#: So many of one person's texts wait at once; more of them stand in the conversation, and need no row of their own.
MOST_WAITING = 5
#: Answering it has failed so often that a person should look; the bot goes on trying.
FAILED_TRIES = 3
#: Never in the inbox, whatever becomes of their answer.
COMPLIANCE = frozenset(
    {
        Intent.STOP_ALL,
        Intent.STOP_ONE,
        Intent.START,
        Intent.HELP,
        Intent.YES,
        Intent.NO,
        Intent.WRONG_NUMBER,
        Intent.WHY,
        Intent.VERIFY,
        Intent.CODE,
    }
)
_THANKS = frozenset("thanks thank thankyou thx ty gracias merci appreciate appreciated bravo felicidades".split())
_PRAISE = words_of("PRAISE") | frozenset(
    "fantastic brilliant awesome fabuloso increible merveilleux formidable".split()
)
_CHATTER = frozenset().union(
    *(words_of(kind) for kind in ("POLITE", "OPENING", "CLOSING", "CALLED", "YESW", "WEAKYES"))
)
#: Words that say nothing by themselves: nobody need be asked to read them.
_SMALL_TALK = (
    _CHATTER | frozenset("how are you whats up there night bye goodbye later see cool adios luego bonne nuit".split())
) - _THANKS
#: What may stand around thanks and praise without asking for anything.
_AROUND_PRAISE = _SMALL_TALK.union(
    *(words_of(kind) for kind in ("SMALLWORD", "BE", "PARCEL", "DRIVER", "ME", "MINE", "THIS", "PRONOUN", "SUREW")),
    frozenset("i we job work service came got received arrived fast quick day todo trabajo servicio llego".split()),
    frozenset("muchas mucho muchisimas mil beaucoup tout travail bonne journee lot many help helping have".split()),
    frozenset("you the a of for por su sus ayuda pour votre aide le la un une".split()),
)


def kind_of(reading: Reading, text: str) -> InquiryKind | None:
    """Which part of the inbox a text belongs to; None for what the bot can answer and for what asks for nothing."""
    if reading.intent == Intent.COMPLAINT:
        return InquiryKind.COMPLAINT
    if reading.intent != Intent.UNRELATED or reading.rule != NOTHING_KNOWN:
        return None  # a phone's reaction, a machine's answer, a YES without a question
    heard = hear(plain(text).text)
    if _SMALL_TALK.issuperset(heard.spoken):
        return None
    return InquiryKind.FEEDBACK if _is_praise(heard) else InquiryKind.INQUIRY


def _is_praise(heard: Heard) -> bool:
    kind_words = _THANKS | _PRAISE
    says_so = not kind_words.isdisjoint(heard.spoken)
    return says_so and "?" not in heard.words and (kind_words | _AROUND_PRAISE).issuperset(heard.spoken)


def take_in(turn: Turn) -> None:
    """Keep the text for a person, if it is one for them. One that failed before and was answered now waits no more."""
    kind = kind_of(turn.reading, turn.message.body)
    if kind is not None:
        _keep(turn.message, turn.contact, kind, turn.now)
    elif turn.message.tries:
        close_of(turn.message, turn.now)


def take_in_failed(message: InboundMessage, now: datetime) -> None:
    """Answering it failed again and again. What it says is read here without the database, which may be the fault."""
    if message.tries < FAILED_TRIES:
        return
    try:
        reading = understand(message.body, message.contact.phone, message.media_count)
    except Exception as problem:  # what cannot be read may be a STOP: it is shown as a failed answer, not here
        log.warning("failed_text_not_read", inbound=message.id, problem=type(problem).__name__)
        return
    if reading.intent not in COMPLIANCE:
        _keep(message, message.contact, kind_of(reading, message.body) or InquiryKind.INQUIRY, now)


def _keep(message: InboundMessage, contact: Contact, kind: InquiryKind, now: datetime) -> None:
    if len(_waiting_of.rows(contact)) < MOST_WAITING:
        add(Inquiry, inbound=message, contact=contact, kind=kind, state=InquiryState.OPEN, created_at=now)


_waiting_of = prepared(
    lambda contact: (
        Inquiry.select(Inquiry.id)
        .where((Inquiry.contact == contact) & (Inquiry.state == InquiryState.OPEN))
        .limit(MOST_WAITING)
        .tuples()
    )
)


# -- what an operator does with one ------------------------------------------------------------------------------------


def give(inquiry: Inquiry, to: Operator | None, seen: int | None) -> bool:
    """It is theirs to answer now, or nobody's. False when it is no longer whose it was `seen` to be, or is closed."""
    held = Inquiry.owner.is_null() if seen is None else Inquiry.owner == seen
    which = (Inquiry.id == inquiry.id) & held & (Inquiry.state != InquiryState.CLOSED)
    return bool(Inquiry.update(owner=to).where(which).execute())


def mark_answered(inquiry: Inquiry, by: Operator, now: datetime) -> None:
    """Whoever answered owns it, if nobody did."""
    Inquiry.update(state=InquiryState.ANSWERED, answered_at=now, owner=inquiry.owner_id or by.id).where(
        (Inquiry.id == inquiry.id) & (Inquiry.state != InquiryState.CLOSED)
    ).execute()


def close(inquiry: Inquiry, by: Operator, now: datetime) -> bool:
    """Nothing more is to be done. False when it was closed already."""
    which = (Inquiry.id == inquiry.id) & (Inquiry.state != InquiryState.CLOSED)
    closed = Inquiry.update(state=InquiryState.CLOSED, closed_at=now, owner=inquiry.owner_id or by.id).where(which)
    return bool(closed.execute())


def close_of(message: InboundMessage, now: datetime) -> None:
    """The bot has answered this text after all."""
    which = (Inquiry.inbound == message) & (Inquiry.state == InquiryState.OPEN)
    Inquiry.update(state=InquiryState.CLOSED, closed_at=now).where(which).execute()


def close_all_of(contact: Contact, now: datetime) -> int:
    """Their data is erased: there is nobody to answer, and nothing left to read. Gives how many waited."""
    which = (Inquiry.contact == contact) & (Inquiry.state != InquiryState.CLOSED)
    closed: int = Inquiry.update(state=InquiryState.CLOSED, closed_at=now).where(which).execute()
    return closed


def of_contact(contact: Contact) -> Sequence[Inquiry]:
    """Those that wait, oldest first: a person has never more than a few."""
    waiting = (Inquiry.contact == contact) & (Inquiry.state == InquiryState.OPEN)
    return list(Inquiry.select().where(waiting).order_by(Inquiry.id).limit(MOST_WAITING))
