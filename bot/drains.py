"""One drain at a time for each from-number: its lease, its pace, and why it pauses or stops. Sends and claims nothing.

All of it is one row per number, changed by conditional UPDATE. Losing a lease costs pace and order, never a text:
each text's own claim is what keeps it from going twice.
"""

from datetime import datetime, timedelta

import structlog

from bot import rate
from models.database import run_sql
from models.fields import microseconds, moment
from models.from_number import FromNumber

log = structlog.get_logger()

#: A drain renews it with every claim, at least once a second; a dead one's number is free again after it.
LEASE = timedelta(seconds=5)
#: While a person must act: one text is tried this often, and the rest waits.
PROBE_EVERY = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(minutes=5)


def take(number: FromNumber, holder: str, now: datetime) -> bool:
    """Become the one who drains this number. False when somebody else is."""
    return _update(number, _is_free(now) | (FromNumber.holder == holder), holder=holder, lease_until=now + LEASE)


def release(number: FromNumber, holder: str) -> None:
    _update(number, FromNumber.holder == holder, holder="", lease_until=None)


RENEW = """
UPDATE from_number SET lease_until = ? WHERE id = ? AND holder = ?
RETURNING segments_per_second, paced_until, paused_until, stopped_because
"""
SPEND = "UPDATE from_number SET paced_until = ? WHERE id = ?"


def renewed(number: FromNumber, holder: str, now: datetime) -> FromNumber | None:
    """The number as it is now, its row locked and its lease renewed; None when the lease was lost. Within the fence's
    transaction, for every few texts."""
    row = run_sql(RENEW, (microseconds(now + LEASE), number.id, holder)).fetchone()
    if row is None:
        return None
    number.segments_per_second, number.stopped_because = row[0], row[3]
    number.paced_until, number.paused_until = (None if at is None else moment(at) for at in row[1:3])
    return number


def free(now: datetime) -> list[FromNumber]:
    """Numbers that nobody drains and that may begin something now."""
    return [row for row in FromNumber.select().where(_is_free(now)).order_by(FromNumber.id) if may_begin(row, now)]


def may_begin(row: FromNumber, now: datetime) -> bool:
    return not is_paused(row, now) and room(row, now) > 0


def is_paused(row: FromNumber, now: datetime) -> bool:
    """An end further away than any pause lasts was set by a clock that has gone back since."""
    return row.paused_until is not None and now < row.paused_until <= now + LONGEST_PAUSE


def room(row: FromNumber, now: datetime) -> int:
    """How many segments may begin now. While a person must act, one text at a time finds out whether they have."""
    segments = rate.segments_now(row.paced_until, now, row.segments_per_second)
    return min(segments, 1) if row.stopped_because else segments


def again_at(row: FromNumber, now: datetime) -> datetime | None:
    """When the pace lets more begin; None while a person must act."""
    return None if row.stopped_because else rate.next_at(row.paced_until, now, row.segments_per_second)


def spend(row: FromNumber, segments: int, now: datetime) -> None:
    """Count what has begun, in the claim's own transaction."""
    row.paced_until = rate.after(row.paced_until, now, row.segments_per_second, segments)
    run_sql(SPEND, (microseconds(row.paced_until), row.id))


def pause(number: FromNumber, until: datetime) -> None:
    """The provider asks us to slow down: nothing of this number begins before then."""
    _update(number, FromNumber.paused_until.is_null() | (FromNumber.paused_until < until), paused_until=until)


def stop(number: FromNumber, because: str, now: datetime) -> None:
    """A person must act. The operator is told once; nothing is dropped, and one text is tried each minute."""
    if _update(number, FromNumber.stopped_because == "", stopped_because=because[:255], stopped_at=now):
        log.error("operator_needed", what=f"texts from {number.address} have stopped: {because}")
    pause(number, now + PROBE_EVERY)


def go_on(number: FromNumber) -> None:
    """A text went: whatever was wrong has been mended."""
    if _update(number, FromNumber.stopped_because != "", stopped_because="", stopped_at=None, paused_until=None):
        log.info("number_goes_on", number=number.id)


def _is_free(now: datetime) -> object:
    """A lease that ends later than any lease can was taken by a clock that has gone back since."""
    lease = FromNumber.lease_until
    return (FromNumber.holder == "") | lease.is_null() | (lease < now) | (lease > now + LEASE * 2)


def _update(number: FromNumber, which: object, **changes: object) -> bool:
    changed: int = FromNumber.update(**changes).where((FromNumber.id == number.id) & which).execute()
    return changed == 1
