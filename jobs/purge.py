"""Purges records whose time is over, one in a transaction of its own, a few at a time; a batch ends with its last."""

import time as passing
from datetime import date, datetime

import structlog

from config import queues, time
from jobs.stopping import stopping
from models.database import database, unit_of_work
from models.program import first_program
from records import batch_ends, purging
from records.calendar_days import local_day, zone_of

log = structlog.get_logger()

AT_ONCE = 50
#: One run hands over after so many seconds.
LONGEST_RUN_SECONDS = 10.0


def run() -> int:
    """Returns how many records were purged."""
    end, purged = passing.monotonic() + LONGEST_RUN_SECONDS, 0
    with unit_of_work():
        now = time.now()
        chosen = purging.due(_today(now), AT_ONCE)
        last_ones = batch_ends.last_ones(chosen)
        for record in chosen:
            if stopping.is_set() or passing.monotonic() >= end:
                break
            with database.atomic():
                batch = batch_ends.hold(last_ones[record]) if record in last_ones else None
                purged += purging.purge(record, _today(now), now)
                if batch is not None:
                    batch_ends.end_if_over(batch, now)
    if purged:
        log.info("records_purged", count=purged)
    if purged == AT_ONCE and not stopping.is_set():
        queues.ring("purge")
    return purged


def due_since(now: datetime) -> datetime | None:
    """Since when a record's time is over; None while none's is."""
    with unit_of_work():
        return now if purging.due(_today(now), 1) else None


def _today(now: datetime) -> date:
    program = first_program()
    return local_day(now, zone_of(program) if program else "UTC")
