"""The states of a text on its way out: claimed, begun, settled. All move by conditional UPDATE; nothing is sent here.

A claim and its fence are one transaction just before the request: what a crash leaves behind after it is `unknown`.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from peewee import fn

from bot import consent, departure, following, outbox, recovery, whatsapp
from bot.gateway import Outcome, Sent
from models.contact import Contact
from models.database import database, skip_locked, take_turn
from models.outbound import DeliveryAttempt, OutboundMessage
from models.vocabulary import ConsentKind, OutboundState, Purpose, Source

log = structlog.get_logger()

#: Longer than the provider's timeout: when it ends the request is surely over, whatever it did.
LEASE = timedelta(seconds=30)
#: Between the claim and the request no more than this may pass.
FRESH_CLAIM = timedelta(seconds=2)
FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=2), timedelta(minutes=5)
LONGEST_BACKOFF = LONGEST_RETRY * 1.25
OPERATOR_WAIT = timedelta(seconds=60)
OPTED_OUT = 21610
LOOK_AT = 50
#: How often one claim looks behind rows that it has just dropped or held back; then the next tick goes on.
MOST_DROPS = 10


def oldest_due(now: datetime) -> datetime | None:
    """When the longest-waiting text that may go now became due; None when there is none."""
    found: datetime | None = _due(now).select(fn.MIN(OutboundMessage.not_before)).scalar()
    return found


def _due(now: datetime) -> Any:
    """Queued texts whose time has come, except: to a phone that is being sent to, and news to one whose earlier text
    waits to be tried again. So people read in the order in which things happened."""
    busy = OutboundMessage.select(OutboundMessage.contact).where(OutboundMessage.state == OutboundState.SENDING)
    # Only as far ahead as a retry can lie: the many that are held over night are not even looked at.
    waiting_again = OutboundMessage.not_before.between(now + timedelta(microseconds=1), now + LONGEST_BACKOFF)
    retried = OutboundMessage.select(OutboundMessage.contact).where(
        (OutboundMessage.state == OutboundState.QUEUED) & waiting_again & (OutboundMessage.tries > 0)
    )
    which = (
        (OutboundMessage.state == OutboundState.QUEUED)
        & (OutboundMessage.not_before <= now)
        & OutboundMessage.contact.not_in(busy)
        & ((OutboundMessage.purpose != Purpose.PUSH) | OutboundMessage.contact.not_in(retried))
    )
    if not recovery.is_up_to_date(now):
        which &= OutboundMessage.purpose.not_in([Purpose.PUSH, Purpose.INVITE])  # a STOP may lie at the provider
    return OutboundMessage.select(OutboundMessage.id).where(which)


def claim(now: datetime) -> OutboundMessage | None:
    """The next text to send, marked as begun; None when nothing may go now.

    Per phone the oldest first and one at a time; among phones by priority. What has expired or is no longer allowed is
    dropped on the way, what may go later is put off, each with its reason.
    """
    with database.atomic():
        for _ in range(MOST_DROPS):
            heads = _heads(now)
            for head in heads:
                message = departure.ready(head, now)
                if message is not None and _begin(message, now):
                    return message
            if not heads:
                break
    return None


def _heads(now: datetime) -> list[OutboundMessage]:
    firsts = _due(now).select(fn.MIN(OutboundMessage.id)).group_by(OutboundMessage.contact)
    query = (
        OutboundMessage.select()
        .where(OutboundMessage.id.in_(firsts))
        .order_by(OutboundMessage.priority, OutboundMessage.id)
        .limit(LOOK_AT)
    )
    return list(skip_locked(query))


def _begin(message: OutboundMessage, now: datetime) -> bool:
    message.epoch, message.started_at = message.epoch + 1, now
    begun: int = (
        OutboundMessage.update(
            state=OutboundState.SENDING,
            epoch=message.epoch,
            lease_until=now + LEASE,
            started_at=now,
            tries=OutboundMessage.tries + 1,
            reason="",
        )
        .where(
            (OutboundMessage.id == message.id)
            & (OutboundMessage.state == OutboundState.QUEUED)
            & (OutboundMessage.epoch == message.epoch - 1)
        )
        .execute()
    )
    if begun:
        DeliveryAttempt.create(outbound=message, started_at=now)
    return begun == 1


def may_still_go(message: OutboundMessage, now: datetime) -> bool:
    """The last look before the request: is the claim ours and fresh? A process that slept in between gives it back;
    it was surely not sent, and what has happened since (a STOP) is then seen by the next claim."""
    row = OutboundMessage.get_by_id(message.id)
    ours = row.state == OutboundState.SENDING and row.epoch == message.epoch
    if ours and now - row.started_at <= FRESH_CLAIM and not _stopped_since(row):
        return True
    DeliveryAttempt.update(finished_at=now, outcome="given_back", detail="the process slept before the request").where(
        (DeliveryAttempt.outbound == message) & (DeliveryAttempt.started_at == message.started_at)
    ).execute()
    OutboundMessage.update(state=OutboundState.QUEUED, lease_until=None).where(
        (OutboundMessage.id == message.id)
        & OutboundMessage.state.in_([OutboundState.SENDING, OutboundState.UNKNOWN])
        & (OutboundMessage.epoch == message.epoch)
        & OutboundMessage.provider_reference.is_null()
    ).execute()
    return False


def _stopped_since(row: OutboundMessage) -> bool:
    """A STOP came between the claim and the request. What answers it may still go."""
    if row.purpose == Purpose.ESSENTIAL:
        return False
    ended = row.subscription is not None and row.subscription.ended_at is not None and row.purpose == Purpose.PUSH
    return bool(ended or consent.is_opted_out(row.contact))


def settle(message: OutboundMessage, sent: Sent, now: datetime) -> None:
    """Write down what became of the request. A status callback may have been faster: then its word stands."""
    with database.atomic():
        DeliveryAttempt.update(finished_at=now, outcome=sent.outcome, detail=sent.detail).where(
            (DeliveryAttempt.outbound == message) & DeliveryAttempt.finished_at.is_null()
        ).execute()
        if sent.provider_reference:
            OutboundMessage.update(provider_reference=sent.provider_reference).where(
                (OutboundMessage.id == message.id) & OutboundMessage.provider_reference.is_null()
            ).execute()
        changes = _changes(message, sent, now)
        OutboundMessage.update(error_code=sent.error_code, lease_until=None, **changes).where(
            (OutboundMessage.id == message.id)
            & (OutboundMessage.state == OutboundState.SENDING)
            & (OutboundMessage.epoch == message.epoch)
        ).execute()
        if sent.outcome == Outcome.SUPPRESSED:
            provider_blocks(message, now, sent.error_code or OPTED_OUT)
    log.info("outbound_settled", outbound=message.id, outcome=sent.outcome, code=sent.error_code)


def _changes(message: OutboundMessage, sent: Sent, now: datetime) -> dict[str, object]:
    match sent.outcome:
        case Outcome.ACCEPTED:
            return {"state": OutboundState.ACCEPTED}
        case Outcome.UNKNOWN:
            return {"state": OutboundState.UNKNOWN, "reason": sent.detail}
        case Outcome.RETRY:
            return {"state": OutboundState.QUEUED, "not_before": now + _backoff(message.tries), "reason": sent.detail}
        case Outcome.OPERATOR:
            log.error("operator_needed", what=sent.detail, code=sent.error_code)
            return {"state": OutboundState.QUEUED, "not_before": now + OPERATOR_WAIT, "reason": sent.detail}
        case Outcome.WINDOW_CLOSED:
            when = now + FIRST_RETRY  # looked at at once: a template may do
            return {"state": OutboundState.QUEUED, "not_before": when, "reason": whatsapp.WINDOW_CLOSED}
        case _:
            return {"state": OutboundState.FAILED, "reason": sent.detail, "finished_at": now}


def _backoff(tries: int) -> timedelta:
    """2 s doubling to 5 min, with up to a quarter more so that a crowd does not come back at once."""
    wait = min(FIRST_RETRY * 2 ** min(tries, 10), LONGEST_RETRY)
    return timedelta(seconds=wait.total_seconds() * (1 + secrets.randbelow(250) / 1000))


def provider_blocks(message: OutboundMessage, now: datetime, code: int = OPTED_OUT) -> None:
    """The provider says this person opted out with it, or blocked us: ours to honour until they text START.

    It speaks of the time of our request: a START since then stands.
    """
    contact, rule = message.contact, f"the provider refused with {code}"
    take_turn(Contact.select().where(Contact.id == contact.id)).get()
    event = consent.record(
        contact,
        ConsentKind.PROVIDER_BLOCK,
        now,
        source=Source.PROVIDER,
        rule=rule,
        happened_at=message.started_at or now,
    )
    if consent.resumed_since(contact, event):
        return
    consent.suppress(contact, event)
    following.end(following.followed(contact), now)
    outbox.drop_queued(contact, ConsentKind.PROVIDER_BLOCK, now)


def lost_since() -> datetime | None:
    """When the first lease of a begun request ends or ended; None when nothing is being sent."""
    sending = OutboundMessage.select(fn.MIN(OutboundMessage.lease_until))
    found: datetime | None = sending.where(OutboundMessage.state == OutboundState.SENDING).scalar()
    return found


def give_up_lost(now: datetime) -> int:
    """Requests whose process died: their outcome is unknown, and they are not sent again before it is reconciled."""
    lost: int = (
        OutboundMessage.update(
            state=OutboundState.UNKNOWN, reason="the process ended during the request", lease_until=None
        )
        .where((OutboundMessage.state == OutboundState.SENDING) & (OutboundMessage.lease_until < now))
        .execute()
    )
    return lost


@dataclass(frozen=True)
class Envelope:
    """What the gateway is given. With a `content_sid` the approved template speaks, not `body`."""

    to: str
    sender: str
    body: str
    content_sid: str = ""
    content_variables: str = ""


def envelope_of(message: OutboundMessage, now: datetime) -> Envelope:
    contact, program = message.contact, message.contact.program
    if contact.channel != "whatsapp":
        return Envelope(contact.phone, program.from_number, message.body)
    form = whatsapp.form_of(message, now) or whatsapp.Form()
    to, sender = f"whatsapp:{contact.phone}", f"whatsapp:{program.whatsapp_from}"
    return Envelope(to, sender, message.body, form.content_sid, form.content_variables)
