"""Looks at records whose moment has come: what became of them, what their watches say, whether they can be sealed; and
texts what that means to recipients and to people of the desk who asked for it.

A record is claimed by moving its look ahead; each is looked at in a transaction of its own, so that one that cannot be
read holds up no other.
"""

import time as passing
from datetime import datetime, timedelta

import structlog

from bot import desk_alerts, hold_ladder
from config import queues, time
from jobs.stopping import stopping
from models.certified_record import CertifiedRecord
from models.database import database, skip_locked, unit_of_work
from models.prepared import prepared
from records import alerting, firing
from records.watches import Fired, Kind

log = structlog.get_logger()

#: A claim that nobody finished is free again after this.
LEASE = timedelta(seconds=60)
#: One that could not be looked at waits so long.
PUT_OFF = timedelta(hours=1)
AT_ONCE = 50
#: One run hands over after so many seconds: looks at mailpieces wait on the same queue.
LONGEST_RUN_SECONDS = 3.0


def run() -> int:
    """Returns how many records were looked at and texts posted."""
    end, looked, posted = passing.monotonic() + LONGEST_RUN_SECONDS, 0, 0
    with unit_of_work():
        while passing.monotonic() < end and not stopping.is_set():
            chosen = claim(AT_ONCE, time.now())
            for done, record in enumerate(chosen):
                if passing.monotonic() >= end or stopping.is_set():
                    _give_back(chosen[done:], time.now())
                    break
                posted += _look(record)
                looked += 1
            if len(chosen) < AT_ONCE:
                break
        posted += _alert(time.now())
        waits = due_since(time.now()) is not None
    if posted:
        queues.ring("deliver")
    if waits and not stopping.is_set():
        queues.ring("watch")
    return looked + posted


def due_since(now: datetime) -> datetime | None:
    """Since when a record waits to be looked at, or somebody of the desk for a text; None when neither is so."""
    with unit_of_work():
        waits = [_oldest(now), alerting.due_since(now)]
    return min((since for since in waits if since is not None), default=None)


def _oldest(now: datetime) -> datetime | None:
    found: CertifiedRecord | None = _first.first()
    return found.look_at if found is not None and found.look_at <= now else None


_first = prepared(
    lambda: (
        CertifiedRecord.select(CertifiedRecord.look_at)
        .where(CertifiedRecord.look_at.is_null(False))
        .order_by(CertifiedRecord.look_at)
        .limit(1)
    )
)


def claim(most: int, now: datetime) -> list[int]:
    """Those that wait longest; nobody else gets them before the lease is over."""
    with database.atomic():
        due = CertifiedRecord.select(CertifiedRecord.mailpiece).where(CertifiedRecord.look_at <= now)
        chosen = [row.mailpiece_id for row in skip_locked(due.order_by(CertifiedRecord.look_at).limit(most))]
        _move(chosen, now + LEASE)
    return chosen


def _give_back(records: list[int], now: datetime) -> None:
    _move(records, now)


def _move(records: list[int], at: datetime) -> None:
    if records:
        CertifiedRecord.update(look_at=at).where(CertifiedRecord.mailpiece.in_(records)).execute()


def _look(record: int) -> int:
    """How many texts to recipients were posted."""
    now = time.now()
    try:
        with database.atomic():
            told = firing.look(record, now)
            return sum(_remind(record, one, now) for one in told)
    except Exception as problem:
        log.exception("record_not_looked_at", record=record, problem=type(problem).__name__)
        _move([record], now + PUT_OFF)
        return 0


def _remind(record: int, fired: Fired, now: datetime) -> int:
    """The countdown to the return date, for whoever follows the piece."""
    if fired.kind is not Kind.RETURN_SOON:
        return 0
    return_on, days = fired.occasion.split(" ")
    return hold_ladder.remind(record, datetime.fromisoformat(return_on).date(), int(days), now)


def _alert(now: datetime) -> int:
    """Each person's text in a transaction of its own: what it counted counts as told."""
    posted = 0
    for due in alerting.due(now):
        with database.atomic():
            if alerting.take(due, now):
                posted += desk_alerts.post(due.phone.contact, due.count, due.first_on, due.occasion, now)
    return posted
