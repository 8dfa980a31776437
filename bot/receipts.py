"""What the provider says became of a text: kept as it came, ranked, and only ever moving the text forward.

A word comes in a status callback, or as the answer to a question of bot/reconcile.py. A callback that arrives before
the create has returned finds its message by the reference in its query.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from bot import failures, looks, outcomes, requeue
from bot.gateway import Listed, micros
from bot.outcomes import Afterwards
from config import crash_points
from models.contact import Contact
from models.database import database, for_update, take_turn
from models.outbound import DeliveryAttempt, DeliveryReceipt, OutboundMessage
from models.vocabulary import OutboundState

#: Twilio gives no time and no order, so each status has a rank.
RANKS: dict[str, int] = {
    "accepted": 0, "scheduled": 0, "queued": 1, "sending": 2, "sent": 3,
    "delivered": 4, "undelivered": 4, "failed": 4, "canceled": 4, "read": 5,
}  # fmt: skip
STATES: dict[str, OutboundState] = {
    "accepted": OutboundState.ACCEPTED,
    "scheduled": OutboundState.ACCEPTED,
    "queued": OutboundState.ACCEPTED,
    "sending": OutboundState.ACCEPTED,
    "sent": OutboundState.SENT,
    "delivered": OutboundState.DELIVERED,
    "read": OutboundState.DELIVERED,
    "undelivered": OutboundState.UNDELIVERED,
    "failed": OutboundState.FAILED,
    "canceled": OutboundState.FAILED,
}
FAILURES = frozenset({"undelivered", "failed"})
FINAL_RANK = 4


@dataclass(frozen=True)
class Callback:
    """`reference` is ours, from the query of the callback's address; it may be missing."""

    provider_reference: str
    status: str
    error_code: int
    reference: str
    form: Mapping[str, str]


@dataclass(frozen=True)
class _Word:
    """What the provider says of one message. `asked`: it answers a question of ours, so it may be said again."""

    provider_reference: str
    status: str
    error_code: int
    reference: str = ""
    raw: bytes = b"asked"
    segments: int = 0
    price_micros: int | None = None
    price_unit: str = ""
    asked: bool = False

    @property
    def failure(self) -> Afterwards | None:
        return outcomes.afterwards(self.error_code) if self.status in FAILURES else None


def take_in(callback: Callback, now: datetime) -> bool:
    """Keep the receipt and move its message forward. False for one that was kept before."""
    form, segments = callback.form, callback.form.get("NumSegments", "")
    word = _Word(
        callback.provider_reference,
        callback.status,
        callback.error_code,
        callback.reference,
        urlencode(form).encode(),
        int(segments) if segments.isascii() and segments.isdigit() and len(segments) <= 4 else 0,
        micros(form.get("Price")),
        form.get("PriceUnit", "")[:3].upper(),
    )
    return _hear(word, now)


def learn(listed: Listed, now: datetime) -> None:
    """The same for a message as the provider's own log shows it."""
    word = _Word(
        listed.provider_reference,
        listed.status,
        listed.error_code or 0,
        segments=listed.segments,
        price_micros=listed.price_micros,
        price_unit=listed.price_unit,
        asked=True,
    )
    _hear(word, now)


def _hear(word: _Word, now: datetime) -> bool:
    with database.atomic():
        message = _message_of(word)
        is_old = message is not None and message.provider_reference != word.provider_reference and _is_of_old_try(word)
        is_new = _keep(word, message, now)
        if message is not None and not is_old and (is_new or word.asked):
            _advance(message, word, now)
        if message is not None and is_new and word.failure is not None:
            failures.follow_up(message, word.error_code, word.failure, now)
        if is_new and not word.asked:
            crash_points.reached("receipt.applied")
    return is_new


def _keep(word: _Word, message: OutboundMessage | None, now: datetime) -> bool:
    """False when the same was kept before."""
    kept: int = (
        DeliveryReceipt.insert(
            outbound=message,
            provider_reference=word.provider_reference,
            status=word.status,
            error_code=word.error_code,
            raw=b"" if message is not None and message.contact.erased_at else word.raw,
            received_at=now,
        )
        .on_conflict_ignore()
        .as_rowcount()
        .execute()
    )
    return kept == 1


def _message_of(word: _Word) -> OutboundMessage | None:
    """By the provider's id; else by our reference, if that text was begun and has no other id yet; else the text of
    whose earlier try this is the id.

    One query for the first two: the id may be written while we wait for the row's lock, and PostgreSQL then looks
    again.
    """
    by_id = OutboundMessage.provider_reference == word.provider_reference
    by_reference = (
        (OutboundMessage.reference == word.reference)
        & OutboundMessage.provider_reference.is_null()
        & OutboundMessage.started_at.is_null(False)
    )
    query = OutboundMessage.select().where((by_id | by_reference) if word.reference else by_id)
    for message in query if word.failure is not None else ():
        _take_turns(message, word)
    found: list[OutboundMessage] = list(for_update(query))
    first = next((message for message in found if message.provider_reference), found[0] if found else None)
    return first or _of_old_try(word)


def _take_turns(message: OutboundMessage, word: _Word) -> None:
    """In the order in which bot/settling.py takes them: the person, the tries, then the text."""
    if word.failure in failures.ABOUT_THE_PERSON:
        take_turn(Contact.select().where(Contact.id == message.contact_id)).get()
    requeue.hold_tries(message)


def _is_of_old_try(word: _Word) -> bool:
    """Asked once the row is locked: by then every try that came to an end has its id."""
    return _of_old_try(word) is not None


def _of_old_try(word: _Word) -> OutboundMessage | None:
    attempt = DeliveryAttempt.get_or_none(DeliveryAttempt.provider_reference == word.provider_reference)
    found: OutboundMessage | None = attempt.outbound if attempt is not None else None
    return found


def _advance(message: OutboundMessage, word: _Word, now: datetime) -> None:
    """`message` is locked, or nobody else can write."""
    rank, changes = RANKS.get(word.status, -1), _bill(message, word)
    if message.provider_reference is None:
        message.provider_reference = changes["provider_reference"] = word.provider_reference
    if rank > message.provider_rank:
        message.error_code = word.error_code or None
        if word.failure is not None and failures.goes_again(message, word.failure, now):
            return
        changes |= _moved(message, word, rank, now)
    elif word.asked:
        changes |= _asked_again(message, now)
    if changes:
        OutboundMessage.update(**changes).where(OutboundMessage.id == message.id).execute()


def _bill(message: OutboundMessage, word: _Word) -> dict[str, object]:
    changes: dict[str, object] = {}
    if word.segments:
        changes["billed_segments"] = word.segments
    if word.price_micros is not None:
        changes |= {"price_micros": word.price_micros, "price_unit": word.price_unit}
        message.price_micros = word.price_micros
        if message.provider_rank >= FINAL_RANK:
            changes["look_at"] = None
    return changes


def _moved(message: OutboundMessage, word: _Word, rank: int, now: datetime) -> dict[str, object]:
    is_final, expired = rank >= FINAL_RANK, word.failure == Afterwards.EXPIRED
    return {
        "provider_rank": rank,
        "state": OutboundState.DROPPED if expired else STATES[word.status],
        "error_code": message.error_code,
        "lease_until": None,
        "reason": "expired" if expired else _said(word),
        "look_at": looks.after_word(is_final, message.price_micros is not None, now),
    } | ({"finished_at": now} if is_final else {})


def _asked_again(message: OutboundMessage, now: datetime) -> dict[str, object]:
    """The answer was nothing new."""
    is_final = message.provider_rank >= FINAL_RANK
    when = looks.after_answer(is_final, message.price_micros is not None, message.started_at, now)
    given_up = when is None and not is_final
    return {"look_at": when} | ({"reason": "no final word from the provider"} if given_up else {})


def _said(word: _Word) -> str:
    return f"provider error {word.error_code}" if word.error_code else ""
