"""The rhythm by which each carrier's looks are timed: built in, or learnt from its own scans where that is switched on.

Learnt once a week from the scans of the last 60 days; used as soon as enough pieces have come to their end.
"""

import json
import time as sleeping
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

import structlog

from carriers.learning import FEWEST_PIECES, Stay, as_table, from_table, learn
from carriers.rhythm import BUILT_IN, Rhythm, stage_of
from carriers.schedule import ENDED, HOME_OFFSET
from config import time
from jobs.context import context
from models.carrier_lessons import LearntRhythm
from models.database import unit_of_work
from models.mailpiece import Mailpiece, TrackingEvent
from models.vocabulary import Milestone

log = structlog.get_logger()

LEARNT_EVERY = timedelta(days=7)
LEARNT_FROM = timedelta(days=60)
#: The newest so many teach; memory stays small.
MOST_PIECES = 20_000
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
#: A process looks at what was learnt so often, in seconds.
READ_EVERY = 600.0


class _Read:
    """By this process."""

    at = -READ_EVERY
    rhythms: dict[str, Rhythm] = {}  # noqa: RUF012 - one for the process, on purpose


def of(carrier: str) -> Rhythm:
    if not context().settings.learn_rhythms:
        return BUILT_IN
    if sleeping.monotonic() - _Read.at >= READ_EVERY:
        _Read.at = sleeping.monotonic()
        rows = LearntRhythm.select().where(LearntRhythm.table != "")
        _Read.rhythms = {row.carrier: from_table(json.loads(row.table), BUILT_IN) for row in rows}
    return _Read.rhythms.get(carrier, BUILT_IN)


def run() -> int:
    """Returns how many carriers' scans were looked through."""
    due = _due(time.now())
    for carrier in due:
        with unit_of_work():
            pieces, rhythm = learn_of(carrier, time.now())
            table = json.dumps(as_table(rhythm)) if pieces >= FEWEST_PIECES else ""
            values = dict(table=table, pieces=pieces, learnt_at=time.now())
            LearntRhythm.insert(carrier=carrier, **values).on_conflict(
                conflict_target=[LearntRhythm.carrier], update=values
            ).execute()
        log.info("rhythm_learnt", carrier=carrier, pieces=pieces, used=bool(table))
    _Read.at = -READ_EVERY
    return len(due)


def due_since(now: datetime) -> datetime | None:
    """None when no carrier's rhythm is due to be learnt; else long ago, so that the clock does it when nobody comes."""
    return LONG_AGO if _due(now) else None


def _due(now: datetime) -> list[str]:
    if not context().settings.learn_rhythms:
        return []
    with unit_of_work():
        known = {
            row.carrier: row.learnt_at for row in LearntRhythm.select(LearntRhythm.carrier, LearntRhythm.learnt_at)
        }
    return [carrier for carrier in context().carriers if carrier not in known or now - known[carrier] >= LEARNT_EVERY]


def learn_of(carrier: str, now: datetime) -> tuple[int, Rhythm]:
    """How many of its pieces came to their end, and the rhythm that all of them teach."""
    ended, stays = 0, list[Stay]()
    for _, scans in groupby(_scans(carrier, now), key=lambda scan: scan[0]):
        of_piece = list(scans)
        ended += Milestone(of_piece[-1][3]) in ENDED
        stays += _stays(of_piece)
    return ended, learn(stays, BUILT_IN)


def _scans(carrier: str, now: datetime) -> Iterator[tuple[Any, ...]]:
    """(mailpiece, occurred_at, offset, milestone, expected_on), piece by piece, the oldest scan first."""
    newest = (
        Mailpiece.select(Mailpiece.id)
        .where((Mailpiece.carrier == carrier) & (Mailpiece.last_event_at >= now - LEARNT_FROM))
        .order_by(Mailpiece.id.desc())
        .limit(MOST_PIECES)
    )
    rows: Any = (
        TrackingEvent.select(
            TrackingEvent.mailpiece,
            TrackingEvent.occurred_at,
            TrackingEvent.utc_offset_minutes,
            TrackingEvent.milestone,
            Mailpiece.expected_on,
        )
        .join(Mailpiece)
        .where(TrackingEvent.mailpiece.in_(newest))
        .order_by(TrackingEvent.mailpiece, TrackingEvent.occurred_at)
    )
    yield from rows.tuples().iterator()


def _stays(scans: list[tuple[Any, ...]]) -> Iterator[Stay]:
    """An unmapped scan ends a stay and changes no stage."""
    stage = None
    for (_, began, offset, milestone, expected_on), (_, ended, _, then, _) in pairwise(scans):
        stage = stage_of(Milestone(milestone)) if milestone != Milestone.UNKNOWN else stage
        if stage is not None:
            here = timedelta(minutes=HOME_OFFSET if offset is None else offset)
            local = (began + here).replace(tzinfo=None), (ended + here).replace(tzinfo=None)
            yield Stay(stage, *local, Milestone(then), expected_on)
