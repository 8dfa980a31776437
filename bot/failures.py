"""A text that was accepted and then failed: does it go again, and what does that say about the phone and the number?

bot/receipts.py asks, in the transaction in which the failure is written down; bot/outcomes.py holds what codes mean.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

import structlog
from peewee import fn

from bot import drains, outcomes, reachability, requeue, settling, whatsapp
from bot.outcomes import Afterwards
from models.contact import Contact
from models.inbound import InboundMessage
from models.outbound import DeliveryAttempt, DeliveryReceipt, OutboundMessage
from models.vocabulary import OutboundState

log = structlog.get_logger()

#: What a try is called that was accepted and failed.
FAILED_LATER = "failed_later"
FIRST_RETRY, LONGEST_RETRY, DEFERRED = timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1)
ONE_MORE_TRY = timedelta(minutes=2)
#: Out of reach on so many days, with nothing delivered or heard in between: the phone counts as unreachable.
DAYS_OUT_OF_REACH = 3
#: So many different texts to a phone that the network does not know.
BAD_TEXTS = 2
#: Texts filtered by the networks in 24 hours before the operator hears of it, and again at each multiple.
MOST_FILTERED_A_DAY = 10
#: Among so many of the newest receipts: there is no index by code.
NEWEST = 20_000
#: These concern the person, whose turn is then taken first, as a STOP does.
ABOUT_THE_PERSON = frozenset(
    {Afterwards.SUPPRESSED, Afterwards.BAD_PHONE, Afterwards.BAD_TEXTS, Afterwards.OUT_OF_REACH}
)


def goes_again(message: OutboundMessage, kind: Afterwards, now: datetime) -> bool:
    """Back into the queue, if this kind of failure and the text's own time allow it. `message` bears the code."""
    wait = _wait(message, kind)
    if wait is None or requeue.obstacle(message, now + wait):
        return False
    why = f"provider error {message.error_code}: tried again"
    if kind == Afterwards.WINDOW_CLOSED:  # looked at at once: a template may do
        why = whatsapp.WINDOW_CLOSED
    return requeue.put_back(message, why, now + wait, now, FAILED_LATER)


def _wait(message: OutboundMessage, kind: Afterwards) -> timedelta | None:
    """How long before the next try; None when there is none."""
    match kind:
        case Afterwards.RETRY:
            wait: timedelta = min(FIRST_RETRY * 2 ** min(_failed_before(message), 10), LONGEST_RETRY)
            return wait * (1 + secrets.randbelow(250) / 1000)
        case Afterwards.DEFER:
            return DEFERRED
        case Afterwards.ONCE | Afterwards.OUT_OF_REACH:
            return None if _failed_before(message) else ONE_MORE_TRY
        case Afterwards.OPERATOR:
            return drains.PROBE_EVERY
        case Afterwards.WINDOW_CLOSED:
            return timedelta(0)
    return None


def _failed_before(message: OutboundMessage) -> int:
    earlier = (DeliveryAttempt.outbound == message.id) & (DeliveryAttempt.outcome == FAILED_LATER)
    count: int = DeliveryAttempt.select().where(earlier).count()
    return count


def follow_up(message: OutboundMessage, code: int, kind: Afterwards, now: datetime) -> None:
    """What it means beyond this one text."""
    if code and not outcomes.is_known(code):
        log.warning("unknown_error_code", code=code, at="callback", outbound=message.id)
    match kind:
        case Afterwards.SUPPRESSED:
            settling.provider_blocks(message, now, code)
        case Afterwards.FILTERED:
            _count_filtered(code, now)
        case Afterwards.OPERATOR if message.from_number is not None:
            drains.stop(message.from_number, f"provider error {code}: {outcomes.meaning(code)}", now)
    if _nothing_reaches(message.contact, code, kind) and not _has_texted_since(message):
        reachability.mark(message.contact, f"provider error {code}", now)


def _nothing_reaches(contact: Contact, code: int, kind: Afterwards) -> bool:
    match kind:
        case Afterwards.BAD_PHONE:
            return True
        case Afterwards.BAD_TEXTS:
            return len({outbound for outbound, _ in _heard(contact, code)}) >= BAD_TEXTS
        case Afterwards.OUT_OF_REACH:
            return len({at.date() for _, at in _heard(contact, code)}) >= DAYS_OUT_OF_REACH
    return False


def _heard(contact: Contact, code: int) -> list[tuple[int, datetime]]:
    """(text, when) of each failure with this code since the phone last showed life."""
    since = max(_last_delivered(contact), _last_texted(contact))
    rows: Any = (
        DeliveryReceipt.select(DeliveryReceipt.outbound, DeliveryReceipt.received_at)
        .join(OutboundMessage)
        .where(
            (OutboundMessage.contact == contact.id)
            & (DeliveryReceipt.error_code == code)
            & (DeliveryReceipt.received_at >= since)
        )
        .tuples()
    )
    return list(rows)


def _last_delivered(contact: Contact) -> datetime:
    delivered = (OutboundMessage.contact == contact.id) & (OutboundMessage.state == OutboundState.DELIVERED)
    found: datetime | None = OutboundMessage.select(fn.MAX(OutboundMessage.finished_at)).where(delivered).scalar()
    return found or contact.created_at


def _last_texted(contact: Contact) -> datetime:
    found: datetime | None = (
        InboundMessage.select(fn.MAX(InboundMessage.received_at)).where(InboundMessage.contact == contact.id).scalar()
    )
    return found or contact.created_at


def _has_texted_since(message: OutboundMessage) -> bool:
    return message.started_at is not None and _last_texted(message.contact) > message.started_at


def _count_filtered(code: int, now: datetime) -> None:
    newest = DeliveryReceipt.select(fn.MAX(DeliveryReceipt.id)).scalar() or 0
    lately = (DeliveryReceipt.id > newest - NEWEST) & (DeliveryReceipt.received_at > now - timedelta(days=1))
    filtered = DeliveryReceipt.select().where(lately & (DeliveryReceipt.error_code == code)).count()
    if filtered and filtered % MOST_FILTERED_A_DAY == 0:
        log.warning("texts_filtered", in_24_hours=filtered, code=code)
