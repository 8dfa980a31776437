"""Who was told of a mailpiece, when, and what came of it: those who follow it, and the office's own desk.

Names no phone: a record holds none. Which consent allowed a text is told by its number in the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.certified_record import CertifiedRecord
from models.many_ids import among
from models.outbound import DeliveryReceipt, OutboundMessage
from models.record_watch import DeskNotice
from models.subscription import Subscription
from models.vocabulary import OutboundState
from records.content import iso
from records.watches import Kind

#: Words of the network that nothing comes after.
LAST_WORDS = ("delivered", "read", "undelivered", "failed")
#: The office's own plans; whatever else its desk was told is of the mailing.
OWN_PLANS = (Kind.DEADLINE_WARNING, Kind.DEADLINE_PASSED, Kind.TASK_DUE, Kind.EVIDENCE_GAP)


@dataclass(frozen=True)
class Told:
    """`to`: follower 1, 2 … in the order in which they began to follow. `fate`: what was known of it by then.
    `consent`: the event that allowed it, as the opt-out log and a person's own history number it."""

    at: datetime
    to: str
    kind: str
    language: str
    fate: str
    consent: str


def told_of(mailpiece_id: int, until: datetime) -> list[Told]:
    """Oldest first; what was posted and what was known by `until`."""
    mine = Subscription.select(Subscription.id).where(Subscription.mailpiece == mailpiece_id)
    names = {row.id: f"follower {number}" for number, row in enumerate(mine.order_by(Subscription.id), start=1)}
    if not names:
        return []
    theirs = among(OutboundMessage.subscription, list(names)) & (OutboundMessage.created_at <= until)
    texts = list(OutboundMessage.select().where(theirs).order_by(OutboundMessage.created_at, OutboundMessage.id))
    words = _words([text.id for text in texts], until)
    return [
        Told(
            at=text.created_at,
            to=names[text.subscription_id],
            kind=text.kind,
            language=text.language,
            fate=_fate(text, words.get(text.id, ""), until),
            consent=f"C-{text.consent_event_id}",
        )
        for text in texts
    ]


def _fate(text: OutboundMessage, word: str, until: datetime) -> str:
    """The network's last word; else whether we dropped it, and why."""
    if word:
        return word
    is_over = text.finished_at is not None and text.finished_at <= until
    if is_over and text.state in (OutboundState.DROPPED, OutboundState.FAILED):
        return f"not sent: {text.reason.replace('_', ' ')}" if text.reason else "not sent"
    return "no word of the network yet"


def _words(texts: Sequence[int], until: datetime) -> dict[int, str]:
    """text -> the last word of the network by then; callbacks come in any order."""
    if not texts:
        return {}
    mine = among(DeliveryReceipt.outbound, texts) & (DeliveryReceipt.received_at <= until)
    rows = DeliveryReceipt.select(DeliveryReceipt.outbound, DeliveryReceipt.status).where(mine)
    found: dict[int, str] = {}
    for row in rows.order_by(DeliveryReceipt.received_at, DeliveryReceipt.id):
        if found.get(row.outbound_id) not in LAST_WORDS or row.status in LAST_WORDS:
            found[row.outbound_id] = row.status
    return found


def desk_notices(record: CertifiedRecord, until: datetime) -> list[dict[str, Any]]:
    """What its watches told the desk about the mailing, oldest first."""
    mine = (DeskNotice.record == record) & (DeskNotice.fired_at <= until)
    mine &= DeskNotice.kind.not_in([kind.value for kind in OWN_PLANS])
    rows = DeskNotice.select().where(mine).order_by(DeskNotice.fired_at, DeskNotice.id)
    return [{"at": iso(row.fired_at), "kind": row.kind, "occasion": row.occasion} for row in rows]
