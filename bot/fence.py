"""The fence: texts that were chosen a moment ago are marked as begun, if nothing that forbids it has happened since.

One transaction just before the requests. Its statements are written out here: they run for every few texts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import drains, spending
from bot.outbox import GOODBYE
from config.crash_points import reached
from models.database import database, places, run_sql
from models.fields import microseconds
from models.from_number import FromNumber
from models.outbound import OutboundMessage
from models.vocabulary import InboundState, OutboundState, Purpose

#: Longer than the provider's timeout: when it ends the request is surely over, whatever it did.
LEASE = timedelta(seconds=30)

#: Still queued and true, nothing on its way to that phone, no stop, no end of this subscription, no new word on
#: consent, and no text of theirs that nobody has answered yet: it may be a STOP that we failed to take in.
BEGIN = f"""
UPDATE outbound_message
SET state = '{OutboundState.SENDING}', epoch = epoch + 1, tries = tries + 1, started_at = ?, lease_until = ?,
    look_at = NULL, reason = ''
WHERE id IN ({{ids}}) AND state = '{OutboundState.QUEUED}' AND not_before <= ?
  AND (expires_at IS NULL OR expires_at > ?)
  AND NOT EXISTS (SELECT 1 FROM outbound_message AS other
    WHERE other.contact_id = outbound_message.contact_id AND other.state = '{OutboundState.SENDING}')
  AND (purpose = '{Purpose.ESSENTIAL}' OR NOT EXISTS (SELECT 1 FROM suppression JOIN contact
    ON contact.program_id = suppression.program_id AND contact.channel = suppression.channel
    AND contact.phone_index = suppression.phone_index
    WHERE contact.id = outbound_message.contact_id AND suppression.lifted_at IS NULL))
  AND (purpose <> '{Purpose.PUSH}' OR subscription_id IS NULL OR EXISTS (SELECT 1 FROM subscription
    WHERE subscription.id = outbound_message.subscription_id AND subscription.ended_at IS NULL))
  AND (kind = '{GOODBYE}' OR NOT EXISTS (SELECT 1 FROM consent_event
    WHERE consent_event.contact_id = outbound_message.contact_id AND consent_event.id > ?))
  AND (kind = '{GOODBYE}' OR NOT EXISTS (SELECT 1 FROM inbound_message
    WHERE inbound_message.contact_id = outbound_message.contact_id
    AND inbound_message.state IN ('{InboundState.RECEIVED}', '{InboundState.FAILED}')))
RETURNING id, epoch, tries, body_index
"""  # noqa: S608 - nothing but words of ours is put in
NOTE_ATTEMPTS = """
INSERT INTO delivery_attempt (outbound_id, started_at, outcome, detail, provider_reference)
SELECT id, started_at, '', '', '' FROM outbound_message WHERE id IN ({ids})
"""


@dataclass(frozen=True)
class Begun:
    """`tried`: how many of the chosen were looked at again, those that may not go after all included. `again_at`: when
    more may begin, if the pace alone was in the way. `lost`: somebody else drains the number now."""

    texts: Sequence[OutboundMessage] = ()
    tried: int = 0
    again_at: datetime | None = None
    lost: bool = False


def begin(
    number: FromNumber, holder: str, chosen: Sequence[OutboundMessage], seen: int, most: int, now: datetime
) -> Begun:
    """Begin as many of `chosen`, in their order, as `most` and the number's pace allow. `seen` is the newest consent
    event that was looked at when they were chosen. Those that may not go after all stay as they are."""
    with database.atomic():
        row = drains.renewed(number, holder, now)
        if row is None:
            return Begun(lost=True)
        if drains.is_paused(row, now):
            return Begun()
        segments = drains.room(row, now)
        wanted = _as_many_as_fit(chosen, most, segments)
        begun = _mark(wanted, seen, now) if wanted else []
        if begun:
            drains.spend(row, sum(message.segments for message in begun), now)
            spending.count(row.program, begun, now)
        reached("deliver.claimed")
    held_up = len(wanted) < min(len(chosen), most)
    return Begun(begun, len(wanted), drains.again_at(row, now) if held_up else None)


def _as_many_as_fit(chosen: Sequence[OutboundMessage], most: int, segments: int) -> list[OutboundMessage]:
    """The last one may be longer than the room: a text is never cut, and the pace makes up for it."""
    fit: list[OutboundMessage] = []
    for message in chosen[:most]:
        if segments <= 0:
            break
        fit.append(message)
        segments -= message.segments
    return fit


def _mark(wanted: Sequence[OutboundMessage], seen: int, now: datetime) -> list[OutboundMessage]:
    at, ids = microseconds(now), [message.id for message in wanted]
    values = (at, microseconds(now + LEASE), *ids, at, at, seen)
    marked = {row[0]: row[1:] for row in run_sql(BEGIN.format(ids=places(len(ids))), values).fetchall()}
    if not marked:
        return []
    run_sql(NOTE_ATTEMPTS.format(ids=places(len(marked))), list(marked))
    return [_as_marked(message, marked[message.id], now) for message in wanted if message.id in marked]


def _as_marked(message: OutboundMessage, row: tuple[int, int, str], now: datetime) -> OutboundMessage:
    epoch, tries, body_index = row
    if body_index != message.body_index:  # it was written anew since it was chosen
        fresh: OutboundMessage = OutboundMessage.get_by_id(message.id)
        fresh.contact, fresh.from_number = message.contact, message.from_number
        return fresh
    message.state, message.epoch, message.tries = OutboundState.SENDING, epoch, tries
    message.started_at = now
    return message
