"""Status callbacks: kept as they came, ranked, and only ever moving a message forward.

A callback that arrives before the create has returned finds its message by the reference in its query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from bot.dispatch import provider_blocks
from models.database import database, for_update
from models.outbound import DeliveryReceipt, OutboundMessage
from models.vocabulary import OutboundState

#: Twilio gives no time and no order, so each status has a rank.
RANKS: dict[str, int] = {
    "accepted": 0, "scheduled": 0, "queued": 1, "sending": 2, "sent": 3,
    "delivered": 4, "undelivered": 4, "failed": 4, "canceled": 4, "read": 5,
}  # fmt: skip
STATES: dict[str, OutboundState] = {
    "accepted": OutboundState.ACCEPTED,
    "scheduled": OutboundState.ACCEPTED,
    "queued": OutboundState.ACCEPTED,
    "sending": OutboundState.ACCEPTED,
    "sent": OutboundState.SENT,
    "delivered": OutboundState.DELIVERED,
    "read": OutboundState.DELIVERED,
    "undelivered": OutboundState.UNDELIVERED,
    "failed": OutboundState.FAILED,
    "canceled": OutboundState.FAILED,
}
FINAL_RANK = 4
OPTED_OUT_AT_PROVIDER = 21610


@dataclass(frozen=True)
class Callback:
    """`reference` is ours, from the query of the callback's address; it may be missing."""

    provider_reference: str
    status: str
    error_code: int
    reference: str
    form: Mapping[str, str]


def take_in(callback: Callback, now: datetime) -> bool:
    """Keep the receipt and move its message forward. False for one that was kept before."""
    with database.atomic():
        message = _message_of(callback)
        kept: int = (
            DeliveryReceipt.insert(
                outbound=message,
                provider_reference=callback.provider_reference,
                status=callback.status,
                error_code=callback.error_code,
                raw=b"" if message is not None and message.contact.erased_at else urlencode(callback.form).encode(),
                received_at=now,
            )
            .on_conflict_ignore()
            .as_rowcount()
            .execute()
        )
        if not kept:
            return False
        if message is not None:
            _advance(message, callback, now)
    return True


def _message_of(callback: Callback) -> OutboundMessage | None:
    """By the provider's id; else by our reference, if that text was begun and has no other id yet.

    One query for both: the id may be written while we wait for the row's lock, and PostgreSQL then looks again.
    """
    by_id = OutboundMessage.provider_reference == callback.provider_reference
    by_reference = (
        (OutboundMessage.reference == callback.reference)
        & OutboundMessage.provider_reference.is_null()
        & OutboundMessage.started_at.is_null(False)
    )
    query = OutboundMessage.select().where((by_id | by_reference) if callback.reference else by_id)
    found: list[OutboundMessage] = list(for_update(query))
    return next((message for message in found if message.provider_reference), found[0] if found else None)


def _advance(message: OutboundMessage, callback: Callback, now: datetime) -> None:
    rank = RANKS.get(callback.status, -1)
    if message.provider_reference is None:
        message.provider_reference = callback.provider_reference
    if rank > message.provider_rank:
        message.provider_rank = rank
        message.state = STATES[callback.status]
        message.error_code = callback.error_code or message.error_code
        message.lease_until = None
        message.reason = f"provider error {callback.error_code}" if callback.error_code else ""
        if rank >= FINAL_RANK:
            message.finished_at = now
    message.save()
    if callback.error_code == OPTED_OUT_AT_PROVIDER:
        provider_blocks(message, now)
