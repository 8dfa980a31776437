"""Chooses the texts that go next from one number: due, first of their phone, allowed. Begins and sends nothing: that is
for bot/fence.py, a moment later, which sees what has happened in between.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import JOIN, fn

from bot import departure, dossier, drains, recovery, spending, whatsapp
from bot.outbox import GOODBYE, PRIORITY_NEWS, PRIORITY_REPLY
from models.consent import ConsentEvent
from models.contact import Contact
from models.database import database, run_sql
from models.fields import microseconds, moment
from models.from_number import FromNumber
from models.outbound import OutboundMessage
from models.prepared import prepared
from models.subscription import Subscription
from models.vocabulary import OutboundState

#: What was chosen so long ago is chosen anew.
AHEAD_LASTS = timedelta(seconds=1)
#: The longest pause between two tries of one text, with its jitter (bot/settling.py).
LONGEST_BACKOFF = timedelta(minutes=5) * 1.25
#: How often one claim looks behind rows that it has just dropped or held back; then the next one goes on.
MOST_DROPS = 10

#: What nobody asks of a text that is about to go is not read: making an object of it is a good part of the work.
NOT_NEEDED = {
    "occasion", "wording_version", "created_at", "lease_until", "provider_rank", "finished_at", "billed_segments",
    "price_micros", "price_unit", "look_at",
}  # fmt: skip
NEEDED = [field for field in OutboundMessage._meta.sorted_fields if field.name not in NOT_NEEDED]


@dataclass
class Ahead:
    """Texts that may go, in their order, as of `looked_at`; `seen` is the newest consent event by then. What happens
    to them afterwards is seen by the fence."""

    texts: list[OutboundMessage]
    seen: int
    looked_at: datetime

    def is_fresh(self, now: datetime) -> bool:
        return timedelta(0) <= now - self.looked_at <= AHEAD_LASTS


def look_ahead(number: FromNumber, most: int, now: datetime) -> Ahead:
    """Choose the texts that go next from this number, by priority, each phone one at a time.

    What has expired or is no longer allowed is dropped on the way, what may go later is put off, each with its reason.
    """
    with database.atomic():
        seen = ConsentEvent.select(fn.MAX(ConsentEvent.id)).scalar() or 0
        return Ahead(_choose(number, most, spending.left(number.program, now), now), seen, now)


def _choose(number: FromNumber, most: int, left: spending.Left, now: datetime) -> list[OutboundMessage]:
    chosen: list[OutboundMessage] = []
    for _ in range(MOST_DROPS):
        want = most - len(chosen)
        heads = _heads(number, want, chosen, left, now)
        chosen += [message for message in _allowed(heads, now) if left.takes(message) or message.kind == GOODBYE]
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
    """The first text of each phone, by priority, with its contact and subscription."""
    busy = {message.contact_id for message in without}
    ids: list[int] = []
    for priority in _lanes(left, now):
        if len(ids) >= most:
            break
        found = _due(number, priority, left, now, most - len(ids) + len(busy))
        ids += [row[0] for row in found if row[1] not in busy][: most - len(ids)]
    if not ids:
        return []
    return [_of_program(row, number) for row in _with_contact.rows(ids)]


_with_contact = prepared(
    lambda ids: (
        OutboundMessage.select(*NEEDED, Contact, Subscription)
        .join(Contact)
        .switch(OutboundMessage)
        .join(Subscription, JOIN.LEFT_OUTER)
        .where(OutboundMessage.id.in_(ids))
        .order_by(OutboundMessage.priority, OutboundMessage.not_before, OutboundMessage.id)
    )
)


def _of_program(message: OutboundMessage, number: FromNumber) -> OutboundMessage:
    message.contact.program, message.from_number = number.program, number
    return message


def _lanes(left: spending.Left, now: datetime) -> range:
    """Priorities to look at. No news goes while a STOP may lie at the provider, nor when the day's segments are
    spent."""
    news = not left.is_full(spending.PUSH) and recovery.is_up_to_date(now)
    return range(PRIORITY_REPLY, (PRIORITY_NEWS if news else PRIORITY_REPLY) + 1)


#: Queued texts of one priority whose time has come, except: to a phone that is being sent to, and behind another to the
#: same phone. {more} says what else is in the way.
DUE = f"""
SELECT id, contact_id, not_before FROM outbound_message
WHERE from_number_id = ? AND state = '{OutboundState.QUEUED}' AND priority = ? AND not_before <= ? {{more}}
  AND NOT EXISTS (SELECT 1 FROM outbound_message AS other
    WHERE other.contact_id = outbound_message.contact_id AND other.state = '{OutboundState.SENDING}')
  AND NOT EXISTS (SELECT 1 FROM outbound_message AS other
    WHERE other.contact_id = outbound_message.contact_id AND other.state = '{OutboundState.QUEUED}'
    AND other.not_before <= ? AND (other.priority < outbound_message.priority
      OR (other.priority = outbound_message.priority AND other.id < outbound_message.id)))
ORDER BY not_before LIMIT ?
"""  # noqa: S608 - nothing but words of ours is put in
#: News, when an earlier text to that phone waits to be tried again. Only as far ahead as a retry can lie: the many that
#: are held over night are not meant.
NOT_BEHIND_A_RETRY = f"""AND NOT EXISTS (SELECT 1 FROM outbound_message AS other
    WHERE other.contact_id = outbound_message.contact_id AND other.state = '{OutboundState.QUEUED}'
    AND other.tries > 0 AND other.not_before > ? AND other.not_before <= ?)"""  # noqa: S608 - nothing but words of ours is put in
#: What still goes when the day's segments for answers are spent.
GOODBYES_ALONE = f"AND kind = '{GOODBYE}'"


def _due(
    number: FromNumber, priority: int, left: spending.Left, now: datetime, most: int
) -> list[tuple[int, int, int]]:
    """(id, contact, µs since when it is due), the longest-waiting first. Locks nothing: newer news passes over locked
    rows, for those are just being begun or dropped, and what is only looked at is neither."""
    at, more, values = microseconds(now), "", list[int]()
    if priority > PRIORITY_REPLY:
        more, values = NOT_BEHIND_A_RETRY, [at, microseconds(now + LONGEST_BACKOFF)]
    elif left.is_full(spending.REPLY):
        more = GOODBYES_ALONE
    statement = DUE.format(more=more)
    return list(run_sql(statement, (number.id, priority, at, *values, at, most)).fetchall())


def has_answers_due(number: FromNumber, besides: Collection[int], now: datetime) -> bool:
    """Does an answer wait that was not there when we looked ahead? A person waits for it."""
    found = _due(number, PRIORITY_REPLY, spending.Left(), now, len(besides) + 1)
    return any(row[0] not in besides for row in found)


def oldest_due(now: datetime, numbers: Sequence[FromNumber] | None = None) -> datetime | None:
    """When the longest-waiting text that may go now became due; None when there is none."""
    waits = []
    for number in FromNumber.select() if numbers is None else numbers:
        left = spending.left(number.program, now)
        for priority in _lanes(left, now):
            waits += [moment(row[2]) for row in _due(number, priority, left, now, 1)]
    return min(waits, default=None)


def waiting(now: datetime) -> list[FromNumber]:
    """Numbers that nobody drains now and from which something could go."""
    return [number for number in drains.free(now) if oldest_due(now, [number]) is not None]


def due_since(now: datetime) -> datetime | None:
    """As `oldest_due`, for those numbers alone: what a drain is at work on needs nobody else."""
    numbers = drains.free(now)
    return oldest_due(now, numbers) if numbers else None


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
