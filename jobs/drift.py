"""Counts what carriers send that our readers do not expect, for the operator. It never breaks what it is found in."""

from collections.abc import Sequence
from datetime import datetime

import structlog

from carriers.drift import LONGEST, Drift
from carriers.slices import drift_in
from models.carrier_lessons import SchemaDrift
from models.mailpiece import Mailpiece

log = structlog.get_logger()

#: An answer that is wholly strange is told by its beginning.
MOST_OF_ONE_ANSWER = 20


def count(piece: Mailpiece, body: bytes, unknown_codes: Sequence[str], now: datetime) -> None:
    """Of an answer that is new. The first of its kind is said aloud; the mailpiece's slice shows it."""
    service, found = drift_in(body)
    for one in [*(Drift("code", code) for code in unknown_codes), *found][:MOST_OF_ONE_ANSWER]:
        _say(service, one, piece, now)


def count_unreadable(piece: Mailpiece, now: datetime) -> None:
    """The carrier answered, and its reader could make nothing of it."""
    _say(piece.carrier, Drift("unreadable", "an answer that cannot be read"), piece, now)


def _say(service: str, one: Drift, piece: Mailpiece, now: datetime) -> None:
    if _add(service, one, piece, now) == 1:
        log.warning("schema_drift", carrier=service, kind=one.kind, what=one.what, mailpiece=piece.id)


def _add(service: str, one: Drift, piece: Mailpiece, now: datetime) -> int:
    """How often it has been seen, this time included."""
    times = dict(first_seen_at=now, last_seen_at=now, mailpiece=piece.id)
    seen = SchemaDrift.insert(service=service, kind=one.kind, what=one.what[:LONGEST], count=1, **times).on_conflict(
        conflict_target=[SchemaDrift.service, SchemaDrift.kind, SchemaDrift.what],
        update={
            SchemaDrift.count: SchemaDrift.count + 1,
            SchemaDrift.last_seen_at: now,
            SchemaDrift.mailpiece: piece.id,
        },
    )
    times_seen: int = seen.returning(SchemaDrift.count).execute()[0].count
    return times_seen
