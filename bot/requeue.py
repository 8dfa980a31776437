"""Back into the queue: a text that surely did not arrive may be sent again, if it is still true and still news.

The row's epoch moves on, so that whoever still holds the old try writes nothing over the new one.
"""

from datetime import datetime
from typing import Any

from bot import pacing
from models.database import for_update
from models.outbound import DeliveryAttempt, OutboundMessage, OutboundSubject
from models.vocabulary import OutboundState, Purpose


def obstacle(message: OutboundMessage, when: datetime) -> str:
    """Why this text must not go again at `when`; "" when it may."""
    if message.expires_at is not None and message.expires_at <= when:
        return "expired"
    if message.kind == pacing.DIGEST:
        return "" if _leave_out_what_moved_on(message) else "superseded"
    return "superseded" if _has_moved_on(message, message.subscription_id) else ""


def put_back(message: OutboundMessage, why: str, not_before: datetime, now: datetime, outcome: str) -> bool:
    """Queued again. The try that failed keeps the provider's id, and says `outcome`; callbacks about it change nothing
    any more. False when the row has moved on."""
    moved: int = (
        OutboundMessage.update(
            state=OutboundState.QUEUED,
            reason=why,
            not_before=not_before,
            epoch=message.epoch + 1,
            error_code=message.error_code,
            lease_until=None,
            look_at=None,
            finished_at=None,
            provider_reference=None,
            provider_rank=-1,
            billed_segments=None,
            price_micros=None,
            price_unit="",
        )
        .where(is_as_seen(message))
        .execute()
    )
    if moved:
        finish_attempt(message, outcome, now)
    return moved == 1


def is_as_seen(message: OutboundMessage) -> Any:
    return (
        (OutboundMessage.id == message.id)
        & (OutboundMessage.state == message.state)
        & (OutboundMessage.epoch == message.epoch)
    )


def hold_tries(message: OutboundMessage) -> None:
    """Lock them, before the text's own row: whoever writes down an answer locks them in this order."""
    list(for_update(DeliveryAttempt.select(DeliveryAttempt.id).where(DeliveryAttempt.outbound == message.id)))


def finish_attempt(message: OutboundMessage, outcome: str, now: datetime) -> None:
    DeliveryAttempt.update(finished_at=now, outcome=outcome, provider_reference=message.provider_reference or "").where(
        of_this_try(message)
    ).execute()


def name_attempt(message: OutboundMessage, provider_reference: str) -> None:
    DeliveryAttempt.update(provider_reference=provider_reference).where(of_this_try(message)).execute()


def of_this_try(message: OutboundMessage) -> Any:
    return (DeliveryAttempt.outbound == message.id) & (DeliveryAttempt.started_at == message.started_at)


def _has_moved_on(message: OutboundMessage, subscription_id: int | None) -> bool:
    """Is there newer news of the same piece for this person, whatever became of it?"""
    if subscription_id is None or message.purpose != Purpose.PUSH:
        return False
    tells = pacing.STATUS if message.kind == pacing.DIGEST else message.kind  # a digest tells where each piece is
    newer = OutboundMessage.select(OutboundMessage.kind).where(
        (OutboundMessage.subscription == subscription_id)
        & (OutboundMessage.id > message.id)
        & (OutboundMessage.purpose == Purpose.PUSH)
    )
    return any(pacing.replaces(row.kind, tells) for row in newer)


def _leave_out_what_moved_on(digest: OutboundMessage) -> bool:
    """A digest is put together anew before it goes: without pieces of which newer news was written. False when none
    would be left."""
    subjects = list(OutboundSubject.select().where(OutboundSubject.outbound == digest.id))
    moved_on = [subject.id for subject in subjects if _has_moved_on(digest, subject.subscription_id)]
    if len(moved_on) == len(subjects):
        return False
    OutboundSubject.delete().where(OutboundSubject.id.in_(moved_on)).execute()
    return True
