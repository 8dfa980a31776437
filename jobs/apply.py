"""Applies one carrier answer to one mailpiece in one transaction: slice, events, state, texts. Asks nobody."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import Any, NamedTuple

import structlog

from bot import eras
from bot.tell import tell, tell_given_up
from carriers.answers import Answer, Exchange, Failed, Found, NotFound, NotPermitted, ScanEvent
from carriers.milestones import Decision, Known, decide, is_reuse
from carriers.rhythm import BUILT_IN, Rhythm
from carriers.schedule import ENDED, HOME_OFFSET, Seen, next_look, still_pushed
from config import crash_points
from jobs import drift
from jobs.standing import is_told_of
from models.database import database, for_update
from models.mailpiece import CarrierSlice, Mailpiece, TrackingEvent
from models.mailpiece import Exchange as ExchangeRow
from models.many_rows import ManyRows
from models.prepared import create, prepared
from models.vocabulary import AnswerState, Milestone
from records import waking

log = structlog.get_logger()

KINDS: dict[type[Answer], str] = {
    Found: "found",
    NotFound: "not_found",
    NotPermitted: "not_permitted",
    Failed: "failed",
}


class How(Enum):
    """How we came to know: asked, or told without asking, wholly or a single scan."""

    LOOKED = "looked"
    TOLD = "told"
    TOLD_A_SCAN = "told a scan"


def keep_exchange(exchange: Exchange) -> ExchangeRow:
    return create(
        ExchangeRow,
        service=exchange.service,
        method=exchange.method,
        path=exchange.path,
        status=exchange.status,
        started_at=exchange.started_at,
        duration_ms=exchange.duration_ms,
        request_bytes=exchange.request_bytes,
        response_bytes=exchange.response_bytes,
        error=exchange.error,
        headers=json.dumps(dict(exchange.headers)),
    )


def apply(
    claimed: Mailpiece,
    answer: Answer,
    exchange: ExchangeRow | None,
    now: datetime,
    ceiling: float | None,
    how: How = How.LOOKED,
    rhythm: Rhythm = BUILT_IN,
) -> Decision | None:
    """None when somebody else has claimed the piece since: then theirs counts."""
    with database.atomic():
        piece = _locked.rows(claimed.id)[0]
        if piece.poll_epoch != claimed.poll_epoch:
            return None
        rows = _kept_rows(piece)
        known = _known(piece, rows)
        if isinstance(answer, Found) and is_reuse(known, piece.carrier_piece_id, answer):
            piece = _locked.rows(eras.begin_new_era(piece, now).id)[0]
            rows = _kept_rows(piece)
            known = _known(piece, rows)
        decision = decide(known, answer, now)
        is_new = not isinstance(answer, Failed) and _keep_slice(piece, answer.slice, exchange, now)
        _keep_events(piece, decision.new_events, now)
        answer = _as_of_now(piece, answer, rows, exchange, how)
        before, is_told = _standing(piece), how is not How.LOOKED
        piece.pushed_at = now if is_told else still_pushed(piece.pushed_at, decision.new_events, now)
        _move(piece, answer, decision, _newest((*rows, *decision.new_events)), now, ceiling, rhythm)
        if how is not How.TOLD_A_SCAN and not isinstance(answer, Failed):
            piece.answered_at = now
        _save.run(piece.id, *(piece.__data__[name] for name in _COLUMNS))
        if not isinstance(answer, Failed):
            tell(piece, decision.steps, now)
        if piece.registered_at is not None and _tells_a_record(before, piece, decision):
            waking.wake(piece.id, now)
        if _is_given_up(piece):
            _give_up(piece, now)
        crash_points.reached("poll.applied")
    if is_new and not isinstance(answer, Failed):
        drift.count(piece, answer.slice, decision.unknown_codes, now)
    elif isinstance(answer, Failed) and answer.kind == "garbage":
        drift.count_unreadable(piece, now)
    return decision


_locked = prepared(lambda mailpiece: for_update(Mailpiece.select().where(Mailpiece.id == mailpiece)))
_COLUMNS = [field.name for field in Mailpiece._meta.sorted_fields if field.name != "id"]
#: The row as a whole: it is locked, and what is written of it nobody else has changed.
_save = prepared(
    lambda mailpiece, *values: Mailpiece.update(dict(zip(_COLUMNS, values, strict=True))).where(
        Mailpiece.id == mailpiece
    )
)


class _Row(NamedTuple):
    """What is needed of a scan that is kept already."""

    fingerprint: str
    occurred_at: datetime
    utc_offset_minutes: int | None


_rows_of = prepared(
    lambda mailpiece: (
        TrackingEvent.select(TrackingEvent.fingerprint, TrackingEvent.occurred_at, TrackingEvent.utc_offset_minutes)
        .where(TrackingEvent.mailpiece == mailpiece)
        .tuples()
    )
)


def _is_new(piece: Mailpiece) -> bool:
    """Never looked at and never told of: nothing of it is kept yet."""
    return piece.answered_at is None and piece.pushed_at is None


def _kept_rows(piece: Mailpiece) -> list[_Row]:
    return [] if _is_new(piece) else [_Row(*row) for row in _rows_of.rows(piece.id)]


def _standing(piece: Mailpiece) -> tuple[Any, ...]:
    return piece.milestone, piece.expected_on, piece.return_on


def _tells_a_record(before: tuple[Any, ...], piece: Mailpiece, decision: Decision) -> bool:
    """Was anything written that a sender's record goes by? A look that says the same again wakes nobody."""
    return bool(decision.new_events) or before != _standing(piece)


def _as_of_now(
    piece: Mailpiece, answer: Answer, rows: Sequence[_Row], exchange: ExchangeRow | None, how: How
) -> Answer:
    """A single scan takes nothing away, and an update that is older than what we know changes no date, for they come in
    any order; nor does a look that was under way when one came."""
    if not isinstance(answer, Found):
        return answer
    newest, known = (max((one.occurred_at for one in scans), default=None) for scans in (answer.events, rows))
    is_older = how is not How.LOOKED and known is not None and (newest is None or newest < known)
    overtaken = exchange is not None and piece.pushed_at is not None and piece.pushed_at > exchange.started_at
    if how is not How.TOLD_A_SCAN and not is_older and not overtaken:
        return answer
    keeps_date = piece.expected_on if is_older or overtaken else answer.expected_on or piece.expected_on
    return replace(answer, expected_on=keeps_date, service=answer.service or piece.service)


def _known(piece: Mailpiece, rows: Sequence[_Row]) -> Known:
    return Known(
        milestone=Milestone(piece.milestone),
        last_event_at=piece.last_event_at,
        fingerprints=frozenset(row.fingerprint for row in rows),
        visits=json.loads(piece.visits),
        milestone_on=piece.milestone_on,
    )


def _newest(scans: Sequence[_Row | ScanEvent]) -> _Row | ScanEvent | None:
    """Also one that moved nothing: long mail that is still being scanned is still asked about."""
    return max(scans, key=lambda scan: scan.occurred_at, default=None)


def _move(
    piece: Mailpiece,
    answer: Answer,
    decision: Decision,
    newest: _Row | ScanEvent | None,
    now: datetime,
    ceiling: float | None,
    rhythm: Rhythm,
) -> None:
    """The row's own state. A failed look changes nothing but when to look again."""
    piece.failures = piece.failures + 1 if isinstance(answer, Failed) else 0
    if not isinstance(answer, Failed):
        if not (isinstance(answer, NotFound) and decision.last_event_at):  # a piece once seen is no unknown number
            piece.answer = AnswerState(KINDS[type(answer)])
        piece.milestone, piece.visits = decision.milestone, json.dumps(decision.visits)
        piece.milestone_at = decision.milestone_at or piece.milestone_at
        piece.milestone_on, piece.last_event_at = decision.milestone_on, decision.last_event_at
    if isinstance(answer, Found):
        piece.expected_on, piece.return_on = answer.expected_on, answer.return_on or piece.return_on
        piece.service, piece.carrier_piece_id = answer.service[:255], answer.piece_id or piece.carrier_piece_id
    look = next_look(_seen(piece, answer, newest, now), now, ceiling, rhythm)
    piece.next_poll_at, piece.patience = look or (None, 0)


def _is_given_up(piece: Mailpiece) -> bool:
    """Nobody looks again, although the piece never came to an end."""
    return piece.next_poll_at is None and piece.milestone != Milestone.EXPIRED and piece.milestone not in ENDED


def _give_up(piece: Mailpiece, now: datetime) -> None:
    log.info("given_up", mailpiece=piece.id)
    piece.milestone, piece.milestone_at = Milestone.EXPIRED, now
    piece.save(only=[Mailpiece.milestone, Mailpiece.milestone_at])
    tell_given_up(piece, now)
    waking.wake(piece.id, now)


def _seen(piece: Mailpiece, answer: Answer, newest: _Row | ScanEvent | None, now: datetime) -> Seen:
    offset = newest.utc_offset_minutes if newest else None
    return Seen(
        Milestone(piece.milestone),
        KINDS[type(answer)],
        newest.occurred_at if newest else piece.created_at,
        piece.expected_on,
        HOME_OFFSET if offset is None else offset,
        failures=piece.failures,
        retry_after=answer.retry_after_seconds if isinstance(answer, Failed) else None,
        service=piece.service,
        pushed=is_told_of(piece.carrier, piece.pushed_at, now),
    )


def _keep_slice(piece: Mailpiece, body: bytes, exchange: ExchangeRow | None, now: datetime) -> bool:
    """False when it says what an earlier one said."""
    digest = hashlib.sha256(body).hexdigest()
    earlier = None if _is_new(piece) else _same_slice.value(piece.id, digest)
    create(
        CarrierSlice,
        mailpiece=piece.id,
        exchange=exchange.id if exchange else None,
        sha256=digest,
        body=None if earlier else body,
        same_as=earlier,
        fetched_at=now,
    )
    return not earlier


_same_slice = prepared(
    lambda mailpiece, digest: (
        CarrierSlice.select(CarrierSlice.id)
        .where((CarrierSlice.mailpiece == mailpiece) & (CarrierSlice.sha256 == digest) & CarrierSlice.same_as.is_null())
        .limit(1)
    )
)


def _keep_events(piece: Mailpiece, events: Sequence[ScanEvent], now: datetime) -> None:
    """All of an answer in one statement; those that are rows already stay as they are."""
    if events:
        _kept.insert([{"mailpiece": piece.id, "seen_at": now, **event_row(event)} for event in events])


_kept = ManyRows(
    TrackingEvent,
    lambda fields, row: (
        TrackingEvent.insert_many([row], fields=fields).on_conflict_ignore().returning(TrackingEvent.id)
    ),
)


def event_row(event: ScanEvent) -> dict[str, Any]:
    """A scan as its row holds it, but for whose it is and when it was first seen."""
    return {
        "fingerprint": event.fingerprint,
        "occurred_at": event.occurred_at,
        "local_time": event.local_time.isoformat(timespec="minutes") if event.local_time else "",
        "utc_offset_minutes": event.utc_offset_minutes,
        "code": event.code[:20],
        "text": event.text[:255],
        "city": (event.city or "")[:80],
        "state": (event.state or "")[:20],
        "country": (event.country or "")[:60],
        "signer": event.signer,
        "by_agent": event.agent,
        "milestone": event.milestone,
    }
