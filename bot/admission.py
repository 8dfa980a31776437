"""May this text go now, later or never? Consent, suppression, hours and caps together; asked at posting and at sending.

Changes nothing: bot/outbox.py and bot/dispatch.py act on the answer.
"""

from datetime import datetime, timedelta

from bot import consent, dossier, pacing
from bot.consent import Allowed, History, Later, Refused
from bot.dossier import Dossier
from bot.quiet_hours import QuietHours, quiet_hours_of
from models.contact import Contact
from models.subscription import Subscription
from models.vocabulary import Purpose

#: So long after their own text a person is surely awake: the status they asked for needs no quiet hours.
STILL_AWAKE = timedelta(minutes=30)


def judge(
    contact: Contact,
    purpose: Purpose,
    kind: str,
    subscription: Subscription | None,
    now: datetime,
    known: Dossier | None = None,
) -> Allowed | Refused | Later:
    """`known` is what was read for many at once; without it this contact's is read now."""
    mailpiece_id = subscription.mailpiece_id if subscription else None
    if known is None:
        pieces = [mailpiece_id] if mailpiece_id is not None else []
        known = dossier.read([contact], pieces, now, with_caps=purpose == Purpose.PUSH)[contact.id]
    refused = _refused(contact, purpose, subscription, known)
    if refused:
        return Refused(refused)
    history = History(known.history(mailpiece_id), _quiet(contact, purpose, kind, subscription, now, known))
    decision = consent.may_text(history, purpose, now, mailpiece_id)
    if isinstance(decision, Allowed) and purpose == Purpose.PUSH and kind not in pacing.EXEMPT:
        return over_cap(contact, subscription, known, now) or decision
    return decision


def _refused(contact: Contact, purpose: Purpose, subscription: Subscription | None, known: Dossier) -> str:
    if not is_served(contact):
        return "channel_not_served"
    if purpose != Purpose.ESSENTIAL and known.opted_out:
        return "opted_out"
    if purpose in (Purpose.PUSH, Purpose.INVITE) and contact.unreachable_at is not None:
        return "unreachable"
    ended = purpose == Purpose.PUSH and subscription is not None and subscription.ended_at is not None
    return "no_longer_followed" if ended else ""


def is_served(contact: Contact) -> bool:
    """Text messages always; WhatsApp where the program has a sender for it."""
    return contact.channel == "sms" or (contact.channel == "whatsapp" and bool(contact.program.whatsapp_from))


def _quiet(
    contact: Contact, purpose: Purpose, kind: str, subscription: Subscription | None, now: datetime, known: Dossier
) -> QuietHours | None:
    if purpose in (Purpose.REPLY, Purpose.ESSENTIAL):
        return None
    if kind in pacing.LATE_ANSWERS and subscription and now - _asked_at(subscription, known) < STILL_AWAKE:
        return None
    return quiet_hours_of(contact, subscription, known.ends)


def _asked_at(subscription: Subscription, known: Dossier) -> datetime:
    """When the person chose this piece."""
    chosen = (fact.happened_at for fact in known.facts if fact.id == subscription.consent_event_id)
    return next(chosen, None) or subscription.consent_event.happened_at


def over_cap(contact: Contact, subscription: Subscription | None, known: Dossier, now: datetime) -> Later | None:
    """When the moving day has room again for this contact, and for this piece."""
    program = contact.program
    rooms = [pacing.room_at([push.started_at for push in known.begun], program.pushes_a_day, now)]
    if subscription is not None and program.pushes_a_day_per_piece:
        about = [push.started_at for push in known.begun if subscription.id in push.about]
        rooms.append(pacing.room_at(about, program.pushes_a_day_per_piece, now))
    full = [room for room in rooms if room is not None]
    return Later(max(full), "cap") if full else None
