"""Erases a person: suppression first, then everything personal, then an entry in the ledger that says so.

What stays: keyed hashes that keep us from texting the phone, and the skeleton of consent events, so that the ledger
still verifies. What cannot be reached is listed in `NOT_REACHED`.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import consent, following, inquiries, outbox, questions
from config import time
from models import kept_files, ledger, opt_out_log
from models.consent import ConsentEvent
from models.contact import Contact, has_phone, set_check_word
from models.database import database, flush_deleted, raw_rows, take_turn
from models.fields import phone_index
from models.inbound import InboundMessage
from models.ledger import Erasure
from models.outbound import DeliveryReceipt, OutboundMessage
from models.record_watch import AlertPhone
from models.subscription import Subscription
from models.vocabulary import ConsentKind, InboundState, OutboundState, Source, SubscriptionState, WebState
from models.web_request import WebRequest

REASON = "erased"
NOT_REACHED = (
    "backups and heads made before now: let backups age out, and erase again after restoring one",
    "the provider's own log of messages: delete there what it keeps under these message ids",
    "exports of the opt-out log: files here go within a day, what was downloaded is for its owner to delete",
    "mailpieces, their scans, signers and carrier answers: they belong to the mailing, not to this phone",
)
#: Updates name so many rows at a time.
AT_ONCE = 500


@dataclass(frozen=True)
class Erased:
    """What was emptied, by name and count."""

    contact_id: int
    counts: dict[str, int]


def erase(phone: str, reason: str, by: str) -> list[Erased]:
    """Erase this phone (+E164) in every program and channel, each in one transaction. Empty when we do not know it.

    Of a phone that was erased before it empties callbacks that have come since.
    """
    index = phone_index(phone)
    before = [row[0] for row in raw_rows(Erasure.select(Erasure.contact).where(Erasure.subject == index).distinct())]
    contacts = list(Contact.select().where(has_phone(index)).order_by(Contact.id))
    done = []
    for contact in contacts:
        with database.atomic():
            done.append(_erase_contact(contact, phone, reason, by, time.now()))
    for contact_id in before:
        with database.atomic():
            if late := _empty_receipts(contact_id, phone):
                done.append(Erased(contact_id, {"receipts": late}))
    if done:
        flush_deleted()
    return done


def _erase_contact(contact: Contact, phone: str, reason: str, by: str, now: datetime) -> Erased:
    take_turn(
        Contact.select().where(Contact.id == contact.id)
    ).get()  # what is being answered meanwhile waits or is done
    subject = contact.phone_index
    contact.phone = ""  # so that the event which says so does not name the phone again
    event = consent.record(contact, ConsentKind.ERASED, now, source=Source.OPERATOR, rule="erased on request")
    consent.suppress(contact, event)
    counts = Counter(_stop(contact, now))
    counts.update(_empty_texts(contact, phone))
    events = _empty_evidence(contact, event)
    counts["consent events"] = len(events)
    counts["files about them"] = kept_files.forget(contact, now)
    counts["words of the opt-out log"] = opt_out_log.forget_words(contact)
    _empty_contact(contact, now)
    consent.suppress(contact, event)  # under its new name too: a text that is under way is not tried again
    ledger.append(
        Erasure,
        {"by": by, "reason": reason},
        contact=contact,
        subject=subject,
        erased_events=json.dumps({"consent": events}, separators=(",", ":")),
        report=json.dumps(dict(counts), separators=(",", ":"), sort_keys=True),
        recorded_at=now,
    )
    return Erased(contact.id, dict(counts))


def _stop(contact: Contact, now: datetime) -> dict[str, int]:
    """Nothing more is sent, followed or answered."""
    followed = list(
        Subscription.select().where(
            (Subscription.contact == contact) & (Subscription.state == SubscriptionState.ACTIVE)
        )
    )
    following.end(followed, now)
    questions.close(contact, REASON, now)
    dropped = outbox.drop_queued(contact, REASON, now)
    of_theirs = OutboundMessage.contact == contact
    for goodbye in OutboundMessage.select().where(of_theirs & (OutboundMessage.state == OutboundState.QUEUED)):
        dropped += outbox.drop(goodbye, REASON, now)
    under_way = of_theirs & (OutboundMessage.state == OutboundState.SENDING)
    OutboundMessage.update(expires_at=now).where(under_way).execute()  # given back, it goes no more
    open_texts = InboundMessage.state.in_([InboundState.RECEIVED, InboundState.FAILED])
    InboundMessage.update(state=InboundState.SILENT, rule=REASON, next_try_at=None, answered_at=now).where(
        (InboundMessage.contact == contact) & open_texts
    ).execute()
    waited = inquiries.close_all_of(contact, now)
    AlertPhone.delete().where(AlertPhone.contact == contact).execute()
    return {"subscriptions ended": len(followed), "texts not sent": dropped, "texts that waited for a person": waited}


def _empty_texts(contact: Contact, phone: str) -> Counter[str]:
    ours, theirs = OutboundMessage.contact == contact, InboundMessage.contact == contact
    counts: Counter[str] = Counter()
    counts["texts in"] = InboundMessage.update(body="").where(theirs).execute()
    counts["texts out"] = OutboundMessage.update(body="", body_index="", template_values=None).where(ours).execute()
    named = Subscription.nickname.is_null(False) & (Subscription.contact == contact)
    counts["nicknames"] = Subscription.update(nickname=None).where(named).execute()
    counts["receipts"] = _empty_receipts(contact.id, phone)
    asked = (WebRequest.contact == contact) | (WebRequest.phone_index == phone_index(phone))
    filled = WebRequest.phone.is_null(False) | WebRequest.details.is_null(False)
    emptied = WebRequest.update(phone=None, details=None, state=WebState.REFUSED, reason=REASON)
    counts["web forms"] = emptied.where(asked & filled).execute()
    return counts


def _empty_receipts(contact_id: int, phone: str) -> int:
    ours = OutboundMessage.select(OutboundMessage.id).where(OutboundMessage.contact == contact_id)
    of_ours = DeliveryReceipt.select(DeliveryReceipt.id).where(DeliveryReceipt.outbound.in_(ours))
    receipts = [row_id for (row_id,) in raw_rows(of_ours)] + _stray_receipts(phone)
    filled = DeliveryReceipt.raw != b""
    return sum(
        DeliveryReceipt.update(raw=b"").where(DeliveryReceipt.id.in_(some) & filled).execute()
        for some in _portions(receipts)
    )


def _stray_receipts(phone: str) -> list[int]:
    """Receipts that found no text of ours but name the phone."""
    strays = DeliveryReceipt.select().where(DeliveryReceipt.outbound.is_null())
    return [receipt.id for receipt in strays.iterator() if phone.lstrip("+").encode() in receipt.raw]


def _empty_evidence(contact: Contact, but: ConsentEvent) -> list[int]:
    """Ids of the events whose evidence went."""
    held = (ConsentEvent.contact == contact) & ConsentEvent.evidence.is_null(False) & (ConsentEvent.id != but.id)
    ids = [row_id for (row_id,) in raw_rows(ConsentEvent.select(ConsentEvent.id).where(held).order_by(ConsentEvent.id))]
    for some in _portions(ids):
        ConsentEvent.update(evidence=None).where(ConsentEvent.id.in_(some)).execute()
    return ids


def _empty_contact(contact: Contact, now: datetime) -> None:
    """A later text of this phone makes a new contact, which the suppression meets."""
    contact.phone_index, contact.erased_at = f"erased-{contact.id}", now
    contact.zone, contact.quiet_hours, contact.last_four_index = "", "", ""
    set_check_word(contact, None)
    changed = [Contact.phone, Contact.phone_index, Contact.erased_at]
    contact.save(only=[*changed, Contact.zone, Contact.quiet_hours, Contact.last_four_index])


def _portions(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def report_of(done: Any) -> list[str]:
    """The report in lines, for the person who asked."""
    lines = [
        f"contact {one.contact_id}: " + ", ".join(f"{count} {name}" for name, count in sorted(one.counts.items()))
        for one in done
    ]
    return [*lines, "Not reached:", *(f"- {what}" for what in NOT_REACHED)]
