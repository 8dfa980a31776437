"""Writes down what became of requests, many at once, and what follows for the text, the phone and the number.

All moves are conditional UPDATEs. A status callback may have been faster: then its word stands.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from peewee import IntegrityError, fn

from bot import consent, drains, following, outbox, reachability, spending, whatsapp
from bot.gateway import Sent
from bot.looks import FIRST_LOOK, NO_FINAL_WORD_AFTER
from bot.outcomes import Outcome
from config.crash_points import reached
from models.contact import Contact
from models.database import database, places, run_sql, take_turn
from models.fields import microseconds
from models.outbound import DeliveryAttempt, OutboundMessage
from models.vocabulary import ConsentKind, OutboundState, Source

log = structlog.get_logger()

FIRST_RETRY, LONGEST_RETRY = timedelta(seconds=2), timedelta(minutes=5)
OPTED_OUT = 21610

#: States in which a text is still ours to settle.
OURS = f"'{OutboundState.SENDING}', '{OutboundState.UNKNOWN}'"

Settled = tuple[OutboundMessage, Sent]


def settle_all(results: Sequence[Settled], now: datetime) -> None:
    """In one transaction, but for those that end consent: they take the contact's turn first, as a STOP does."""
    blocked = [one for one in results if one[1].outcome == Outcome.SUPPRESSED]
    for message, sent in blocked:
        with database.atomic():
            provider_blocks(message, now, sent.error_code or OPTED_OUT)
            settle(message, sent, now)
    rest = [one for one in results if one not in blocked]
    try:
        with database.atomic():
            _settle_together(rest, now)
            reached("deliver.settled")
    except IntegrityError:  # a reference that is another text's already: find out whose answer was no answer
        for message, sent in rest:
            _settle_alone(message, sent, now)


def _settle_together(results: Sequence[Settled], now: datetime) -> None:
    accepted = [one for one in results if one[1].outcome == Outcome.ACCEPTED]
    if accepted:
        _accept(accepted, now)
    for message, sent in results:
        if sent.outcome != Outcome.ACCEPTED:
            settle(message, sent, now)


def _settle_alone(message: OutboundMessage, sent: Sent, now: datetime) -> None:
    try:
        with database.atomic():
            settle(message, sent, now)
    except IntegrityError:
        doubtful = Sent(Outcome.UNKNOWN, detail="the provider's id belongs to another text")
        with database.atomic():
            settle(message, doubtful, now)


def settle(message: OutboundMessage, sent: Sent, now: datetime) -> None:
    """One text, within the caller's transaction."""
    if sent.outcome == Outcome.ACCEPTED:
        _accept([(message, sent)], now)
        return
    DeliveryAttempt.update(finished_at=now, outcome=sent.outcome, detail=sent.detail).where(
        (DeliveryAttempt.outbound == message)
        & (DeliveryAttempt.started_at == message.started_at)
        & DeliveryAttempt.finished_at.is_null()
    ).execute()
    changed = (
        OutboundMessage.update(error_code=sent.error_code, lease_until=None, **_changes(message, sent, now))
        .where(_is_ours(message))
        .execute()
    )
    if changed:
        _follow_up(message, sent, now)
    log.info("outbound_settled", outbound=message.id, outcome=sent.outcome, code=sent.error_code)


def _is_ours(message: OutboundMessage) -> Any:
    return (
        (OutboundMessage.id == message.id)
        & (OutboundMessage.state == OutboundState.SENDING)
        & (OutboundMessage.epoch == message.epoch)
    )


#: The provider has them. A row that a callback has moved on already keeps its state, and its id; one that the sweep had
#: given up is in doubt no more.
ACCEPT = f"""
UPDATE outbound_message
SET provider_reference = COALESCE(provider_reference, CASE id {{sids}} END),
    state = CASE WHEN state IN ({OURS}) THEN '{OutboundState.ACCEPTED}' ELSE state END,
    look_at = CASE WHEN state IN ({OURS}) THEN CAST(? AS BIGINT) ELSE look_at END,
    error_code = CASE WHEN state IN ({OURS}) THEN NULL ELSE error_code END,
    reason = CASE WHEN state IN ({OURS}) THEN '' ELSE reason END,
    lease_until = NULL
WHERE id IN ({{ids}}) AND (id, epoch) IN (VALUES {{pairs}})
"""  # noqa: S608 - nothing but words of ours is put in
NOTE_ACCEPTED = f"""
UPDATE delivery_attempt
SET finished_at = ?, outcome = '{Outcome.ACCEPTED}', provider_reference = CASE outbound_id {{sids}} END
WHERE outbound_id IN ({{ids}}) AND (outbound_id, started_at) IN (VALUES {{tries}}) AND finished_at IS NULL
"""  # noqa: S608 - nothing but words of ours is put in


def _accept(accepted: Sequence[Settled], now: datetime) -> None:
    """Two statements, however many they are."""
    ids = [message.id for message, _ in accepted]
    sids = [value for message, sent in accepted for value in (message.id, sent.provider_reference)]
    pairs = [value for message, _ in accepted for value in (message.id, message.epoch)]
    cases = " ".join(["WHEN ? THEN ?"] * len(ids))
    tries = [value for message, _ in accepted for value in (message.id, microseconds(message.started_at))]
    two_each = ", ".join(["(?, ?)"] * len(ids))
    statement = NOTE_ACCEPTED.format(sids=cases, ids=places(len(ids)), tries=two_each)
    run_sql(statement, (microseconds(now), *sids, *ids, *tries))
    statement = ACCEPT.format(sids=cases, ids=places(len(ids)), pairs=two_each)
    run_sql(statement, (*sids, microseconds(now + NO_FINAL_WORD_AFTER), *ids, *pairs))
    number = accepted[0][0].from_number
    if number is not None and number.stopped_because:
        drains.go_on(number)


def _changes(message: OutboundMessage, sent: Sent, now: datetime) -> dict[str, object]:
    queued = {"state": OutboundState.QUEUED, "reason": sent.detail}
    match sent.outcome:
        case Outcome.UNKNOWN:
            started: datetime = message.started_at or now
            return {"state": OutboundState.UNKNOWN, "reason": sent.detail, "look_at": started + FIRST_LOOK}
        case Outcome.RETRY:
            return queued | {"not_before": now + backoff(message.tries)}
        case Outcome.SLOW_DOWN:
            return queued | {"not_before": now + _pause(message, sent)}
        case Outcome.OPERATOR:
            return queued | {"not_before": now + drains.PROBE_EVERY}
        case Outcome.WINDOW_CLOSED:  # looked at at once: a template may do
            return queued | {"not_before": now + FIRST_RETRY, "reason": whatsapp.WINDOW_CLOSED}
        case _:
            return {"state": OutboundState.FAILED, "reason": sent.detail, "finished_at": now}


def _follow_up(message: OutboundMessage, sent: Sent, now: datetime) -> None:
    """What it means beyond this one text."""
    number: Any = message.from_number  # every text that was begun has one
    match sent.outcome:
        case Outcome.SLOW_DOWN:
            drains.pause(number, now + _pause(message, sent))
        case Outcome.OPERATOR:
            drains.stop(number, sent.detail, now)
        case Outcome.BAD_PHONE:
            reachability.mark(message.contact, sent.detail, now)
    if sent.outcome not in (Outcome.UNKNOWN, Outcome.ACCEPTED):
        spending.give_back(message, now)


def _pause(message: OutboundMessage, sent: Sent) -> timedelta:
    """As long as the provider asks, else as long as this text's own next try."""
    asked = timedelta(seconds=sent.retry_after_seconds or 0)
    own = FIRST_RETRY * 2 ** min(message.tries - 1, 10)
    return min(asked or own, drains.LONGEST_PAUSE)


def backoff(tries: int) -> timedelta:
    """2 s doubling to 5 min, with up to a quarter more so that a crowd does not come back at once."""
    wait = min(FIRST_RETRY * 2 ** min(tries, 10), LONGEST_RETRY)
    return timedelta(seconds=wait.total_seconds() * (1 + secrets.randbelow(250) / 1000))


def give_back(message: OutboundMessage, now: datetime) -> None:
    """No request was made: the process slept after the fence, or Twilio had just asked us to wait. What has happened
    since (a STOP) is then seen by the next fence. Also when the sweep has taken it for lost: the process that holds it
    knows better."""
    with database.atomic():
        DeliveryAttempt.update(finished_at=now, outcome="given_back", detail="no request was made").where(
            (DeliveryAttempt.outbound == message) & (DeliveryAttempt.started_at == message.started_at)
        ).execute()
        given_back = (
            OutboundMessage.update(
                state=OutboundState.QUEUED, tries=OutboundMessage.tries - 1, lease_until=None, look_at=None, reason=""
            )
            .where(
                (OutboundMessage.id == message.id)
                & OutboundMessage.state.in_([OutboundState.SENDING, OutboundState.UNKNOWN])
                & (OutboundMessage.epoch == message.epoch)
                & OutboundMessage.provider_reference.is_null()
            )
            .execute()
        )
        if given_back:
            spending.give_back(message, now)


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
            state=OutboundState.UNKNOWN,
            reason="the process ended during the request",
            lease_until=None,
            look_at=OutboundMessage.started_at + FIRST_LOOK // timedelta(microseconds=1),
        )
        .where((OutboundMessage.state == OutboundState.SENDING) & (OutboundMessage.lease_until < now))
        .execute()
    )
    return lost
