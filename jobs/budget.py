"""The hourly calls that a carrier grants us: one row each, refilled evenly. Looks never exceed what is left."""

from datetime import datetime

from models.carrier_calls import CallBudget
from models.database import database, for_update, unit_of_work

#: The bucket holds a tenth of an hour's calls (at least five): room for a burst, not for the whole hour at once.
LEAST_BURST = 5.0
BURST_SHARE = 0.1


def take(service: str, calls_per_hour: int, reserve: float, now: datetime) -> bool:
    """Take one call, leaving at least `reserve` (0..1) of the bucket untouched. False when that cannot be done."""
    with unit_of_work(), database.atomic():
        CallBudget.insert(service=service, calls=_size(calls_per_hour), refilled_at=now).on_conflict_ignore().execute()
        row = for_update(CallBudget.select().where(CallBudget.service == service)).get()
        if not _allows(row, calls_per_hour, reserve, now):
            return False
        row.calls, row.refilled_at = held(row, calls_per_hour, now) - 1, now
        row.save()
        return True


def is_left(service: str, calls_per_hour: int, reserve: float, now: datetime) -> bool:
    """Could a call be taken now? Takes none."""
    with unit_of_work():
        row = CallBudget.get_or_none(CallBudget.service == service)
    return row is None or _allows(row, calls_per_hour, reserve, now)


def _size(calls_per_hour: int) -> float:
    return max(LEAST_BURST, calls_per_hour * BURST_SHARE)


def held(row: CallBudget, calls_per_hour: int, now: datetime) -> float:
    earned = max(0.0, (now - row.refilled_at).total_seconds()) * calls_per_hour / 3600
    return float(min(_size(calls_per_hour), row.calls + earned))


def _allows(row: CallBudget, calls_per_hour: int, reserve: float, now: datetime) -> bool:
    """A time of refill that lies ahead: the carrier asked us to wait until then."""
    if row.refilled_at > now:
        return False
    return held(row, calls_per_hour, now) - 1 >= _size(calls_per_hour) * reserve


def pause(service: str, until: datetime) -> None:
    """The carrier said when to come back (Retry-After): until then nobody calls, whatever is left."""
    with unit_of_work():
        CallBudget.update(refilled_at=until).where(
            (CallBudget.service == service) & (CallBudget.refilled_at < until)
        ).execute()
