"""Claims the texts that go next from one number: looked at, allowed, begun. Sends nothing; bot/settling.py goes on.

A claim and its fence are one transaction just before the requests: what a crash leaves behind after it is `unknown`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import JOIN, fn

from bot import departure, dossier, drains, recovery, spending, whatsapp
from bot.outbox import GOODBYE, PRIORITY_NEWS, PRIORITY_REPLY
from config.crash_points import reached
from models.contact import Contact
from models.database import database, skip_locked
from models.from_number import FromNumber
from models.outbound import DeliveryAttempt, OutboundMessage
from models.subscription import Subscription
from models.vocabulary import OutboundState

#: Longer than the provider's timeout: when it ends the request is surely over, whatever it did.
LEASE = timedelta(seconds=30)
#: The longest pause between two tries of one text, with its jitter (bot/settling.py).
LONGEST_BACKOFF = timedelta(minutes=5) * 1.25
#: How often one claim looks behind rows that it has just dropped or held back; then the next one goes on.
MOST_DROPS = 10


@dataclass(frozen=True)
class Claimed:
    """`again_at`: when more may begin, if the pace alone was in the way."""

    begun: Sequence[OutboundMessage] = ()
    again_at: datetime | None = None


def claim(number: FromNumber, holder: str, most: int, now: datetime) -> Claimed:
    """The next texts to send from this number, marked as begun; at most `most`, and none when the lease was lost.

    By priority, each phone one at a time. What has expired or is no longer allowed is dropped on the way, what may go
    later is put off, each with its reason.
    """
    with database.atomic():
        row = drains.renewed(number, holder, now)
        if row is None or drains.is_paused(row, now):
            return Claimed()
        segments, left = drains.room(row, now), spending.left(row.program, now)
        begun = _begin(_choose(row, most, segments, left, now), now) if most and segments else []
        spent = sum(message.segments for message in begun)
        if begun:
            drains.spend(row, spent, now)
            spending.count(row.program, begun, left, now)
        reached("deliver.claimed")
    return Claimed(begun, drains.again_at(row, now) if most and spent >= segments else None)


def _choose(number: FromNumber, most: int, segments: int, left: spending.Left, now: datetime) -> list[OutboundMessage]:
    """Texts that may go, as many as fit. The last one may be longer than the room: the pace makes up for it."""
    chosen: list[OutboundMessage] = []
    for _ in range(MOST_DROPS):
        want = most - len(chosen)
        heads = _heads(number, want, chosen, left, now)
        for head in _allowed(heads, now):
            if segments <= 0 or len(chosen) >= most:
                return chosen
            if left.takes(head) or head.kind == GOODBYE:
                chosen.append(head)
                segments -= head.segments
        if len(heads) < want or len(chosen) >= most:
            break
    return chosen


def _allowed(heads: Sequence[OutboundMessage], now: datetime) -> Iterable[OutboundMessage]:
    """Those that may go, judged from what is read for all of them at once."""
    pieces = {head.subscription.mailpiece_id for head in heads if head.subscription is not None}
    contacts = {head.contact_id: head.contact for head in heads}
    known = dossier.read_for_claim(contacts.values(), pieces, [head.id for head in heads], now) if heads else {}
    for head in heads:
        message = departure.ready(head, known[head.contact_id], now)
        if message is not None:
            yield message


def _heads(
    number: FromNumber, most: int, without: Sequence[OutboundMessage], left: spending.Left, now: datetime
) -> list[OutboundMessage]:
    """The first text of each phone, by priority, with its contact and subscription; locked for us."""
    ids: list[int] = []
    busy = [message.contact_id for message in without]
    for priority in _lanes(left, now):
        if len(ids) >= most:
            break
        due = _due(number, priority, left, now).where(OutboundMessage.contact.not_in(busy)).limit(most - len(ids))
        ids += [row.id for row in skip_locked(due)]
    if not ids:
        return []
    rows = (
        OutboundMessage.select(OutboundMessage, Contact, Subscription)
        .join(Contact)
        .switch(OutboundMessage)
        .join(Subscription, JOIN.LEFT_OUTER)
        .where(OutboundMessage.id.in_(ids))
        .order_by(OutboundMessage.priority, OutboundMessage.not_before, OutboundMessage.id)
    )
    return [_of_program(row, number) for row in rows]


def _of_program(message: OutboundMessage, number: FromNumber) -> OutboundMessage:
    message.contact.program, message.from_number = number.program, number
    return message


def _lanes(left: spending.Left, now: datetime) -> range:
    """Priorities to look at. No news goes while a STOP may lie at the provider, nor when the day's segments are
    spent."""
    news = not left.is_full(spending.PUSH) and recovery.is_up_to_date(now)
    return range(PRIORITY_REPLY, (PRIORITY_NEWS if news else PRIORITY_REPLY) + 1)


def _due(number: FromNumber, priority: int, left: spending.Left, now: datetime) -> Any:
    """Queued texts of one priority whose time has come, except: behind another to the same phone, to a phone that is
    being sent to, and news to one whose earlier text waits to be tried again."""
    other: Any = OutboundMessage.alias()
    same = other.select(other.id).where(other.contact == OutboundMessage.contact)
    before = (other.priority < priority) | ((other.priority == priority) & (other.id < OutboundMessage.id))
    earlier = same.where((other.state == OutboundState.QUEUED) & (other.not_before <= now) & before)
    which = (
        (OutboundMessage.from_number == number)
        & (OutboundMessage.state == OutboundState.QUEUED)
        & (OutboundMessage.priority == priority)
        & (OutboundMessage.not_before <= now)
        & ~fn.EXISTS(same.where(other.state == OutboundState.SENDING))
        & ~fn.EXISTS(earlier)
    )
    if priority > PRIORITY_REPLY:
        # Only as far ahead as a retry can lie: the many that are held over night are not meant.
        again = other.not_before.between(now + timedelta(microseconds=1), now + LONGEST_BACKOFF)
        which &= ~fn.EXISTS(same.where((other.state == OutboundState.QUEUED) & (other.tries > 0) & again))
    elif left.is_full(spending.REPLY):
        which &= OutboundMessage.kind == GOODBYE
    return OutboundMessage.select(OutboundMessage.id).where(which).order_by(OutboundMessage.not_before)


def oldest_due(now: datetime, numbers: Sequence[FromNumber] | None = None) -> datetime | None:
    """When the longest-waiting text that may go now became due; None when there is none."""
    waits = []
    for number in FromNumber.select() if numbers is None else numbers:
        left = spending.left(number.program, now)
        for priority in _lanes(left, now):
            first = _due(number, priority, left, now).select(OutboundMessage.not_before).limit(1).scalar()
            waits += [first] if first is not None else []
    return min(waits, default=None)


def waiting(now: datetime) -> list[FromNumber]:
    """Numbers that nobody drains now and from which something could go."""
    return [number for number in drains.free(now) if oldest_due(now, [number]) is not None]


def due_since(now: datetime) -> datetime | None:
    """As `oldest_due`, for those numbers alone: what a drain is at work on needs nobody else."""
    numbers = drains.free(now)
    return oldest_due(now, numbers) if numbers else None


def _begin(chosen: list[OutboundMessage], now: datetime) -> list[OutboundMessage]:
    """The fence: after this transaction each of them counts as begun."""
    if not chosen:
        return []
    begun: int = (
        OutboundMessage.update(
            state=OutboundState.SENDING,
            epoch=OutboundMessage.epoch + 1,
            lease_until=now + LEASE,
            started_at=now,
            tries=OutboundMessage.tries + 1,
            look_at=None,
            reason="",
        )
        .where(OutboundMessage.id.in_([message.id for message in chosen]))
        .where(OutboundMessage.state == OutboundState.QUEUED)
        .execute()
    )
    if begun != len(chosen):
        raise RuntimeError("a locked row changed under us")  # rolls back: nothing has begun
    DeliveryAttempt.insert_many([{"outbound": message.id, "started_at": now} for message in chosen]).execute()
    for message in chosen:
        message.state, message.started_at = OutboundState.SENDING, now
        message.epoch, message.tries = message.epoch + 1, message.tries + 1
    return chosen


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
