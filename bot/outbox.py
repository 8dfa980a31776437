"""The one door out: every text is a row here first, in the same transaction as its cause. Sends nothing itself.

What may not or need not go still leaves a row, with its reason.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import consent
from bot.wording import Wording
from models.consent import ConsentEvent
from models.contact import Contact
from models.fields import phone_index
from models.inbound import InboundMessage
from models.outbound import OutboundMessage, OutboundSubject
from models.subscription import Subscription
from models.vocabulary import Milestone, OutboundState, Purpose

#: Smaller goes first: answers to a person who waits, then what calls for an act, then the rest.
PRIORITY_REPLY, PRIORITY_ACTION, PRIORITY_DELIVERED, PRIORITY_NEWS = 0, 1, 2, 3
ACTION = frozenset({Milestone.DELIVERY_ATTEMPTED, Milestone.AVAILABLE_FOR_PICKUP, "hold_reminder"})

GOODBYE = "goodbye"
#: How long a text is still true, by its kind.
LIFETIMES: dict[str, timedelta] = {
    GOODBYE: timedelta(minutes=5),  # 47 CFR 64.1200(a)(12): later than that it may not go at all
    Milestone.OUT_FOR_DELIVERY: timedelta(hours=12),
    Milestone.DELIVERED: timedelta(hours=24),
    Milestone.IN_TRANSIT: timedelta(hours=12),
}
DEFAULT_LIFETIME = timedelta(hours=48)
REPLY_LIFETIME = timedelta(hours=4)


@dataclass(frozen=True)
class Draft:
    """A text to post. Set `subscription` and `occasion` for news, `in_reply_to` for answers."""

    contact: Contact
    consent_event: ConsentEvent | int
    purpose: Purpose
    wording: Wording
    kind: str = ""
    occasion: str = ""
    subscription: Subscription | None = None
    in_reply_to: InboundMessage | None = None
    subjects: tuple[Subscription, ...] = ()
    answered: tuple[Subscription, ...] = ()  # those of them whose status the text carries already
    not_before: datetime | None = None
    event_at: datetime | None = None


def post(draft: Draft, now: datetime, drop: str = "") -> OutboundMessage | None:
    """Put the text in the outbox; None when the same (subscription, kind, occasion) is there already.

    `drop` posts it as dropped with that reason. Consent is checked here, and again at the moment of sending.
    """
    kind = draft.kind or draft.wording.key
    reason = drop or refusal(draft.contact, draft.purpose, draft.subscription)
    reference = secrets.token_urlsafe(16)
    inserted: int = (
        OutboundMessage.insert(
            reference=reference,
            contact=draft.contact,
            consent_event=draft.consent_event,
            subscription=draft.subscription,
            in_reply_to=draft.in_reply_to,
            purpose=draft.purpose,
            kind=kind,
            occasion=draft.occasion,
            body=draft.wording.text,
            body_index=body_index(draft.wording.text),
            segments=draft.wording.segments,
            priority=_priority(draft.purpose, kind),
            language=draft.wording.language,
            wording_version=f"{draft.wording.key}/{draft.wording.version}",
            state=OutboundState.DROPPED if reason else OutboundState.QUEUED,
            reason=reason,
            created_at=now,
            not_before=draft.not_before or now,
            expires_at=(draft.not_before or now) + _lifetime(draft.purpose, kind),
            event_at=draft.event_at,
            finished_at=now if reason else None,
        )
        .on_conflict_ignore()
        .as_rowcount()
        .execute()
    )
    if not inserted:
        return None
    message: OutboundMessage = OutboundMessage.get(OutboundMessage.reference == reference)
    for subscription in draft.subjects:
        OutboundSubject.create(outbound=message, subscription=subscription, answered=subscription in draft.answered)
    return message


def refusal(contact: Contact, purpose: Purpose, subscription: Subscription | None) -> str:
    """Why this may not go now, in one word; empty when it may."""
    mailpiece_id = subscription.mailpiece_id if subscription else None
    if contact.channel != "sms":
        return "channel_not_served"
    if purpose != Purpose.ESSENTIAL and consent.is_opted_out(contact):
        return "opted_out"
    if purpose == Purpose.PUSH and subscription is not None and subscription.ended_at is not None:
        return "no_longer_followed"
    decision = consent.may_text(consent.history_of(contact), purpose, mailpiece_id)
    return decision.reason if isinstance(decision, consent.Refused) else ""


def drop_queued(contact: Contact, reason: str, now: datetime, subscription: Subscription | None = None) -> int:
    """Nothing queued to this contact (or about this subscription) goes any more; each row says why."""
    which = (OutboundMessage.contact == contact) & (OutboundMessage.state == OutboundState.QUEUED)
    which &= OutboundMessage.kind != GOODBYE  # a second STOP does not take back the answer to the first
    if subscription is not None:
        which &= OutboundMessage.subscription == subscription
    dropped: int = (
        OutboundMessage.update(state=OutboundState.DROPPED, reason=reason, finished_at=now).where(which).execute()
    )
    return dropped


def drop(message: OutboundMessage, reason: str, now: datetime) -> bool:
    """One row that still waits goes no more. False when it has gone already."""
    dropped: int = (
        OutboundMessage.update(state=OutboundState.DROPPED, reason=reason, finished_at=now)
        .where((OutboundMessage.id == message.id) & (OutboundMessage.state == OutboundState.QUEUED))
        .execute()
    )
    return dropped == 1


def rewrite(message: OutboundMessage, wording: Wording, not_before: datetime) -> bool:
    """Replace the text of a row that still waits. False when it has gone already."""
    changed: int = (
        OutboundMessage.update(
            body=wording.text,
            body_index=body_index(wording.text),
            segments=wording.segments,
            wording_version=f"{wording.key}/{wording.version}",
            not_before=not_before,
        )
        .where((OutboundMessage.id == message.id) & (OutboundMessage.state == OutboundState.QUEUED))
        .execute()
    )
    return changed == 1


def body_index(text: str) -> str:
    """Keyed: tells two equal texts apart from others without reading either."""
    return phone_index(f"body:{text}")


def _priority(purpose: Purpose, kind: str) -> int:
    if purpose != Purpose.PUSH:
        return PRIORITY_REPLY
    if kind in ACTION:
        return PRIORITY_ACTION
    return PRIORITY_DELIVERED if kind in (Milestone.DELIVERED, Milestone.DELIVERED_AGENT) else PRIORITY_NEWS


def _lifetime(purpose: Purpose, kind: str) -> timedelta:
    if kind in LIFETIMES:
        return LIFETIMES[kind]
    return DEFAULT_LIFETIME if purpose == Purpose.PUSH else REPLY_LIFETIME
