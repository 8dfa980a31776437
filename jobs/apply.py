"""Applies one carrier answer to one mailpiece in one transaction: slice, events, state, texts. Asks nobody."""

import hashlib
import json
from datetime import datetime
from typing import Any

import structlog

from bot import eras
from bot.tell import tell, tell_given_up
from carriers.answers import Answer, Exchange, Failed, Found, NotFound, NotPermitted, ScanEvent
from carriers.milestones import Decision, Known, decide, is_reuse
from carriers.schedule import ENDED, HOME_OFFSET, Seen, next_look
from config import crash_points
from models.database import database, for_update
from models.mailpiece import CarrierSlice, Mailpiece, TrackingEvent
from models.mailpiece import Exchange as ExchangeRow
from models.vocabulary import AnswerState, Milestone

log = structlog.get_logger()

KINDS: dict[type[Answer], str] = {
    Found: "found",
    NotFound: "not_found",
    NotPermitted: "not_permitted",
    Failed: "failed",
}


def keep_exchange(exchange: Exchange) -> ExchangeRow:
    row: ExchangeRow = ExchangeRow.create(
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
    return row


def apply(
    claimed: Mailpiece, answer: Answer, exchange: ExchangeRow | None, now: datetime, ceiling: float | None
) -> Decision | None:
    """None when somebody else has claimed the piece since: then theirs counts."""
    with database.atomic():
        piece = for_update(Mailpiece.select().where(Mailpiece.id == claimed.id)).get()
        if piece.poll_epoch != claimed.poll_epoch:
            return None
        known = _known(piece)
        if isinstance(answer, Found) and is_reuse(known, piece.carrier_piece_id, answer):
            piece, known = eras.begin_new_era(piece, now), Known()
        decision = decide(known, answer, now)
        if not isinstance(answer, Failed):
            _keep_slice(piece, answer.slice, exchange, now)
        for event in decision.new_events:
            _keep_event(piece, event, now)
        _move(piece, answer, decision, now, ceiling)
        piece.save()
        if not isinstance(answer, Failed):
            tell(piece, decision.steps, now)
        if _is_given_up(piece):
            _give_up(piece, now)
        crash_points.reached("poll.applied")
    for code in decision.unknown_codes:
        log.warning("unknown_event_code", mailpiece=piece.id, carrier=piece.carrier, code=code)
    return decision


def _known(piece: Mailpiece) -> Known:
    events = TrackingEvent.select(TrackingEvent.fingerprint).where(TrackingEvent.mailpiece == piece)
    return Known(
        milestone=Milestone(piece.milestone),
        last_event_at=piece.last_event_at,
        fingerprints=frozenset(event.fingerprint for event in events),
        visits=json.loads(piece.visits),
        milestone_on=piece.milestone_on,
    )


def _move(piece: Mailpiece, answer: Answer, decision: Decision, now: datetime, ceiling: float | None) -> None:
    """The row's own state. A failed look changes nothing but when to look again."""
    piece.failures = piece.failures + 1 if isinstance(answer, Failed) else 0
    if not isinstance(answer, Failed):
        if not (isinstance(answer, NotFound) and decision.last_event_at):  # a piece once seen is no unknown number
            piece.answer = AnswerState(KINDS[type(answer)])
        piece.answered_at = now
        piece.milestone, piece.visits = decision.milestone, json.dumps(decision.visits)
        piece.milestone_at = decision.milestone_at or piece.milestone_at
        piece.milestone_on, piece.last_event_at = decision.milestone_on, decision.last_event_at
    if isinstance(answer, Found):
        piece.expected_on, piece.return_on = answer.expected_on, answer.return_on or piece.return_on
        piece.service, piece.carrier_piece_id = answer.service[:255], answer.piece_id or piece.carrier_piece_id
    look = next_look(_seen(piece, answer), now, ceiling)
    piece.next_poll_at, piece.patience = look or (None, 0)


def _is_given_up(piece: Mailpiece) -> bool:
    """Nobody looks again, although the piece never came to an end."""
    return piece.next_poll_at is None and piece.milestone != Milestone.EXPIRED and piece.milestone not in ENDED


def _give_up(piece: Mailpiece, now: datetime) -> None:
    log.info("given_up", mailpiece=piece.id)
    piece.milestone, piece.milestone_at = Milestone.EXPIRED, now
    piece.save(only=[Mailpiece.milestone, Mailpiece.milestone_at])
    tell_given_up(piece, now)


def _seen(piece: Mailpiece, answer: Answer) -> Seen:
    """Of the newest scan, also one that moved nothing: long mail that is still being scanned is still asked about."""
    newest = (
        TrackingEvent.select(TrackingEvent.occurred_at, TrackingEvent.utc_offset_minutes)
        .where(TrackingEvent.mailpiece == piece)
        .order_by(TrackingEvent.occurred_at.desc())
        .first()
    )
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
    )


def _keep_slice(piece: Mailpiece, body: bytes, exchange: ExchangeRow | None, now: datetime) -> None:
    digest = hashlib.sha256(body).hexdigest()
    earlier = CarrierSlice.get_or_none(
        (CarrierSlice.mailpiece == piece) & (CarrierSlice.sha256 == digest) & CarrierSlice.same_as.is_null()
    )
    CarrierSlice.create(
        mailpiece=piece,
        exchange=exchange,
        sha256=digest,
        body=None if earlier else body,
        same_as=earlier,
        fetched_at=now,
    )


def _keep_event(piece: Mailpiece, event: ScanEvent, now: datetime) -> None:
    TrackingEvent.insert(mailpiece=piece, seen_at=now, **event_row(event)).on_conflict_ignore().execute()


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
