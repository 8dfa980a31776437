"""Phones that nothing reaches: no news goes to them until they text us, which proves the opposite. Consent stays.

bot/admission.py refuses; here it is written down and taken back.
"""

from datetime import datetime

import structlog

from models.contact import Contact
from models.outbound import OutboundMessage
from models.vocabulary import OutboundState, Purpose

log = structlog.get_logger()

REASON = "unreachable"


def mark(contact: Contact, why: str, now: datetime) -> bool:
    """Within the caller's transaction. What waits for this phone unasked goes no more; answers may still try. False
    when it was marked before."""
    marked: int = (
        Contact.update(unreachable_at=now)
        .where((Contact.id == contact.id) & Contact.unreachable_at.is_null())
        .execute()
    )
    contact.unreachable_at = contact.unreachable_at or now
    OutboundMessage.update(state=OutboundState.DROPPED, reason=REASON, finished_at=now).where(
        (OutboundMessage.contact == contact.id)
        & (OutboundMessage.state == OutboundState.QUEUED)
        & OutboundMessage.purpose.in_([Purpose.PUSH, Purpose.INVITE])
    ).execute()
    if marked:
        log.info("phone_unreachable", contact=contact.id, why=why)
    return marked == 1


def clear(contact: Contact) -> None:
    """They have texted us."""
    contact.unreachable_at = None
    Contact.update(unreachable_at=None).where(Contact.id == contact.id).execute()
