"""The hourly calls that a carrier grants us: one row each, refilled evenly. Looks never exceed what is left."""

from datetime import datetime

from models.carrier_calls import CallBudget
from models.database import database, for_update, unit_of_work

#: The bucket holds a tenth of an hour's calls (at least five): room for a burst, not for the whole hour at once.
LEAST_BURST = 5.0
BURST_SHARE = 0.1


def take(service: str, calls_per_hour: int, reserve: float, now: datetime) -> bool:
    """Take one call, leaving at least `reserve` (0..1) of the bucket untouched. False when that cannot be done."""
    size = max(LEAST_BURST, calls_per_hour * BURST_SHARE)
    with unit_of_work(), database.atomic():
        CallBudget.insert(service=service, calls=size, refilled_at=now).on_conflict_ignore().execute()
        row = for_update(CallBudget.select().where(CallBudget.service == service)).get()
        earned = max(0.0, (now - row.refilled_at).total_seconds()) * calls_per_hour / 3600
        row.calls, row.refilled_at = min(size, row.calls + earned), max(now, row.refilled_at)
        allowed = bool(row.calls - 1 >= size * reserve)
        if allowed:
            row.calls -= 1
        row.save()
        return allowed
