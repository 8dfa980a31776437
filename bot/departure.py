"""The last word before a text leaves: may it still go, with what in one text, and what becomes of it when not.

Called within the claim's transaction. Looking locks nothing; it changes only what still waits.
"""

from datetime import datetime, timedelta

from bot import admission, digest, outbox, pacing, requeue, whatsapp
from bot.consent import Allowed, Later, Refused
from bot.dossier import Dossier
from models.database import skip_locked
from models.outbound import OutboundMessage
from models.vocabulary import OutboundState, Purpose


def ready(head: OutboundMessage, known: Dossier, now: datetime) -> OutboundMessage | None:
    """The text to begin: this one, or a digest that it is part of. None when it was dropped or put off."""
    if not _may_go(head, known, now):
        return None
    return _with_company(head, known, now) if known.has_company and _can_be_merged(head, now) else head


def _may_go(message: OutboundMessage, known: Dossier | None, now: datetime) -> bool:
    if message.expires_at is not None and message.expires_at <= now:
        outbox.drop(message, "expired", now)
        return False
    if message.epoch and message.kind != pacing.DIGEST and requeue.obstacle(message, now):
        # It was begun before; while it was on its way newer news could not take its place.
        outbox.drop(message, "superseded", now)
        return False
    decision = _judge(message, known, now)
    if isinstance(decision, Refused):
        outbox.drop(message, decision.reason, now)
        return False
    if isinstance(decision, Later):
        outbox.wait(message, decision, now)
        return False
    if known is not None and known.has_unanswered and message.kind != outbox.GOODBYE:
        # It may be a STOP that we failed to take in: nothing goes before it is answered.
        OutboundMessage.update(not_before=now + timedelta(seconds=1), reason=outbox.UNANSWERED).where(
            (OutboundMessage.id == message.id) & (OutboundMessage.state == OutboundState.QUEUED)
        ).execute()
        return False
    if message.contact.channel == "whatsapp" and whatsapp.form_of(message, now) is None:
        _hold_for_window(message, now)
        return False
    return True


def _judge(message: OutboundMessage, known: Dossier | None, now: datetime) -> Allowed | Refused | Later:
    if message.kind == pacing.DIGEST:
        return digest.judge(message, now)
    return admission.judge(message.contact, Purpose(message.purpose), message.kind, message.subscription, now, known)


def _with_company(head: OutboundMessage, known: Dossier, now: datetime) -> OutboundMessage:
    """Low-value news of other pieces that is due as well, or still waits for company, goes in the same text."""
    company = (
        OutboundMessage.select()
        .where(
            (OutboundMessage.contact == head.contact_id)
            & (OutboundMessage.state == OutboundState.QUEUED)
            & (OutboundMessage.purpose == Purpose.PUSH)
            & OutboundMessage.kind.in_(pacing.GATHERED)
            & (OutboundMessage.not_before <= now + pacing.GATHERING)
            & (OutboundMessage.tries == 0)
            & (OutboundMessage.id != head.id)
        )
        .order_by(OutboundMessage.id)
    )
    parts = {head.subscription_id: head}
    for other in skip_locked(company):
        if other.subscription_id not in parts and _may_go(other, None, now):
            parts[other.subscription_id] = other
    return digest.merge(list(parts.values()), now)


def _can_be_merged(head: OutboundMessage, now: datetime) -> bool:
    """A template speaks of one piece, so outside WhatsApp's window each goes alone."""
    if head.purpose != Purpose.PUSH or head.kind not in pacing.GATHERED:
        return False
    return head.contact.channel == "sms" or whatsapp.window_is_open(head, now)


def _hold_for_window(message: OutboundMessage, now: datetime) -> None:
    """Until the person texts us (web/webhooks.py then releases it), or it has expired."""
    when = min(now + whatsapp.LOOK_AGAIN, message.expires_at or now + whatsapp.LOOK_AGAIN)
    OutboundMessage.update(not_before=when, reason=whatsapp.WINDOW_CLOSED).where(
        (OutboundMessage.id == message.id) & (OutboundMessage.state == OutboundState.QUEUED)
    ).execute()
