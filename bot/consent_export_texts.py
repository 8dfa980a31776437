"""What stands beside the sealed events in an export: our texts that name them, receipts, suppressions. Not sealed."""

from datetime import datetime
from typing import Any

from models.consent import Suppression
from models.fields import Unreadable, phone_index
from models.inbound import InboundMessage
from models.outbound import DeliveryReceipt, OutboundMessage


def texts_about(event_id: int, references: list[str]) -> list[dict[str, Any]]:
    """Texts of ours that this event allowed, or whose references its evidence names, with their receipts."""
    which = (OutboundMessage.consent_event == event_id) | OutboundMessage.reference.in_(references)
    return [_text(message) for message in OutboundMessage.select().where(which).order_by(OutboundMessage.id)]


def _text(message: OutboundMessage) -> dict[str, Any]:
    receipts = DeliveryReceipt.select(
        DeliveryReceipt.status, DeliveryReceipt.error_code, DeliveryReceipt.received_at
    ).where(DeliveryReceipt.outbound == message)
    return {
        "reference": message.reference,
        "provider_reference": message.provider_reference,
        "kind": message.kind,
        "wording": message.wording_version,
        "language": message.language,
        "text": message.body,
        "state": message.state,
        "reason": message.reason,
        "created_at": _iso(message.created_at),
        "receipts": [
            {"status": receipt.status, "error_code": receipt.error_code, "received_at": _iso(receipt.received_at)}
            for receipt in receipts.order_by(DeliveryReceipt.id)
        ],
    }


def words_as_stored(inbound_id: int | None) -> str | None:
    """The person's text where no evidence holds it (events from before the ledger); empty after an erasure."""
    try:
        inbound = InboundMessage.get_or_none(InboundMessage.id == inbound_id) if inbound_id else None
    except Unreadable:
        return None
    return inbound.body or None if inbound else None


def suppressions_of(phone: str) -> list[dict[str, Any]]:
    rows = Suppression.select().where(Suppression.phone_index == phone_index(phone)).order_by(Suppression.id)
    return [
        {
            "program": row.program.key,
            "channel": row.channel,
            "reason": row.reason,
            "since": _iso(row.since),
            "lifted_at": _iso(row.lifted_at) if row.lifted_at else None,
            "consent_event": row.consent_event_id,
        }
        for row in rows
    ]


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
