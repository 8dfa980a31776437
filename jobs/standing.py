"""Does a carrier tell us by itself at the moment? Read from the standing orders once a minute by each process."""

import time as sleeping
from datetime import datetime, timedelta

from jobs.context import context
from models.carrier_push import CarrierPush
from models.vocabulary import PushState

READ_EVERY = 60.0
#: What was told so long ago says nothing any more of how news of that piece comes.
TOLD_LATELY = timedelta(days=14)


class _Read:
    """By this process."""

    at = -READ_EVERY
    services: frozenset[str] = frozenset()


def is_told_of(carrier: str, pushed_at: datetime | None, now: datetime) -> bool:
    """Of a piece that was told of at `pushed_at`: may looks at it be rare?"""
    if pushed_at is None or now - pushed_at >= TOLD_LATELY:
        return False
    services = _enabled()
    return "easypost" in services or (carrier == "usps" and "usps" in services)


def read_again() -> None:
    _Read.at = -READ_EVERY


def _enabled() -> frozenset[str]:
    if sleeping.monotonic() - _Read.at >= READ_EVERY:
        rows = CarrierPush.select(CarrierPush.service).where(CarrierPush.state == PushState.ENABLED)
        settings = context().settings
        wanted = {"usps": settings.mailer_ids, "easypost": settings.webhook_secrets("easypost")}
        _Read.services = frozenset(row.service for row in rows if wanted.get(row.service))
        _Read.at = sleeping.monotonic()
    return _Read.services
