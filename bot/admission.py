"""May this text go now, later or never? Consent, suppression, hours and caps together; asked at posting and at sending.

Changes nothing: bot/outbox.py and bot/dispatch.py act on the answer.
"""

from datetime import datetime, timedelta

from bot import consent, pacing
from bot.consent import Allowed, History, Later, Refused
from bot.quiet_hours import QuietHours, quiet_hours_of
from models.contact import Contact
from models.outbound import OutboundMessage, OutboundSubject
from models.subscription import Subscription
from models.vocabulary import OutboundState, Purpose

#: So long after their own text a person is surely awake: the status they asked for needs no quiet hours.
STILL_AWAKE = timedelta(minutes=30)
#: No push waits longer than this between its posting and its sending.
LONGEST_WAIT = timedelta(days=7)
NEVER_SENT = (OutboundState.QUEUED, OutboundState.DROPPED, OutboundState.FAILED)


def judge(
    contact: Contact, purpose: Purpose, kind: str, subscription: Subscription | None, now: datetime
) -> Allowed | Refused | Later:
    if not is_served(contact):
        return Refused("channel_not_served")
    if purpose != Purpose.ESSENTIAL and consent.is_opted_out(contact):
        return Refused("opted_out")
    if purpose == Purpose.PUSH and subscription is not None and subscription.ended_at is not None:
        return Refused("no_longer_followed")
    mailpiece_id = subscription.mailpiece_id if subscription else None
    history = History(consent.history_of(contact, mailpiece_id), _quiet(contact, purpose, kind, subscription, now))
    decision = consent.may_text(history, purpose, now, mailpiece_id)
    if isinstance(decision, Allowed) and purpose == Purpose.PUSH and kind not in pacing.EXEMPT:
        return over_cap(contact, subscription, now) or decision
    return decision


def is_served(contact: Contact) -> bool:
    """Text messages always; WhatsApp where the program has a sender for it."""
    return contact.channel == "sms" or (contact.channel == "whatsapp" and bool(contact.program.whatsapp_from))


def _quiet(
    contact: Contact, purpose: Purpose, kind: str, subscription: Subscription | None, now: datetime
) -> QuietHours | None:
    if purpose in (Purpose.REPLY, Purpose.ESSENTIAL):
        return None
    if kind in pacing.LATE_ANSWERS and subscription and now - subscription.consent_event.happened_at < STILL_AWAKE:
        return None
    return quiet_hours_of(contact, subscription.mailpiece if subscription else None)


def over_cap(contact: Contact, subscription: Subscription | None, now: datetime) -> Later | None:
    """When the moving day has room again for this contact, and for this piece."""
    program = contact.program
    a_day, per_piece = program.pushes_a_day, program.pushes_a_day_per_piece
    if not (a_day or per_piece):
        return None
    pushes = _begun(contact, now)
    rooms = [pacing.room_at([push.started_at for push in pushes], a_day, now)]
    if subscription is not None and per_piece:
        about = [push.started_at for push in pushes if _is_about(push, subscription)]
        rooms.append(pacing.room_at(about, per_piece, now))
    full = [room for room in rooms if room is not None]
    return Later(max(full), "cap") if full else None


def _begun(contact: Contact, now: datetime) -> list[OutboundMessage]:
    """The pushes of the moving day: begun, whatever became of them then."""
    return list(
        OutboundMessage.select(
            OutboundMessage.id, OutboundMessage.kind, OutboundMessage.subscription, OutboundMessage.started_at
        ).where(
            (OutboundMessage.contact == contact)
            & (OutboundMessage.created_at > now - LONGEST_WAIT)
            & (OutboundMessage.purpose == Purpose.PUSH)
            & (OutboundMessage.started_at > now - pacing.CAP_PERIOD)
            & OutboundMessage.state.not_in(NEVER_SENT)
        )
    )


def _is_about(push: OutboundMessage, subscription: Subscription) -> bool:
    if push.kind != pacing.DIGEST:
        return bool(push.subscription_id == subscription.id)
    named = (OutboundSubject.outbound == push) & (OutboundSubject.subscription == subscription)
    return bool(OutboundSubject.select().where(named).exists())
