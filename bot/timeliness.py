"""How long news takes: from a scan until we know of it, and from there until the text is on its way. Reads alone.

What was scanned before we began to follow its piece says nothing about us; what waits for somebody's quiet hours is not
late. Of the newest rows only, so that it costs the same however many there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from carriers.schedule import MOST_PATIENCE
from models.carrier_calls import CallBudget
from models.mailpiece import Mailpiece, TrackingEvent
from models.outbound import OutboundMessage
from models.vocabulary import Purpose

SINCE = timedelta(hours=24)
MOST_ROWS = 5_000


@dataclass(frozen=True)
class Spread:
    """Seconds, of so many; None of none."""

    count: int
    p50: float | None
    p95: float | None


@dataclass(frozen=True)
class Timeliness:
    scan_to_known: Spread
    known_to_sent: Spread
    scan_to_sent: Spread


@dataclass(frozen=True)
class Asking:
    """`late_seconds`: how long the look that waits longest should have been made by now. `paused_until`: the carrier
    asked us to wait."""

    carrier: str
    late_seconds: float
    paused_until: datetime | None


def measure(now: datetime) -> Timeliness:
    known = [(seen - scanned).total_seconds() for scanned, seen in _scans(now)]
    sent = _texts(now)
    leaving = [(started - max(made, wanted)).total_seconds() for _, made, wanted, started in sent]
    whole = [(started - scanned).total_seconds() for scanned, made, wanted, started in sent if wanted <= made]
    return Timeliness(spread(known), spread(leaving), spread(whole))


def spread(seconds: Iterable[float]) -> Spread:
    ordered = sorted(max(0.0, one) for one in seconds)
    if not ordered:
        return Spread(0, None, None)
    return Spread(len(ordered), ordered[(len(ordered) - 1) // 2], ordered[(len(ordered) - 1) * 95 // 100])


def _newest(table: Any) -> Any:
    return table.id > (table.select(fn.MAX(table.id)).scalar() or 0) - MOST_ROWS


def _scans(now: datetime) -> list[tuple[datetime, datetime]]:
    ours = (TrackingEvent.seen_at >= now - SINCE) & (TrackingEvent.occurred_at >= Mailpiece.created_at)
    rows: Any = (
        TrackingEvent.select(TrackingEvent.occurred_at, TrackingEvent.seen_at)
        .join(Mailpiece)
        .where(_newest(TrackingEvent) & ours)
    )
    return list(rows.tuples())


def _texts(now: datetime) -> list[tuple[datetime, datetime, datetime, datetime]]:
    news = (OutboundMessage.purpose == Purpose.PUSH) & OutboundMessage.event_at.is_null(False)
    begun = OutboundMessage.started_at.is_null(False) & (OutboundMessage.created_at >= now - SINCE)
    rows: Any = OutboundMessage.select(
        OutboundMessage.event_at, OutboundMessage.created_at, OutboundMessage.not_before, OutboundMessage.started_at
    ).where(_newest(OutboundMessage) & news & begun)
    return list(rows.tuples())


def asking(services: Mapping[str, str], now: datetime) -> list[Asking]:
    """`services`: each carrier whose numbers we ask about, and whose calls that costs."""
    paused = {row.service: row.refilled_at for row in CallBudget.select() if row.refilled_at > now}
    return [Asking(carrier, _late(carrier, now), paused.get(service)) for carrier, service in sorted(services.items())]


def _late(carrier: str, now: datetime) -> float:
    """One step into the index of looks for each patience."""
    of_carrier = Mailpiece.select(fn.MIN(Mailpiece.next_poll_at)).where(Mailpiece.carrier == carrier)
    firsts = [of_carrier.where(Mailpiece.patience == patience).scalar() for patience in range(MOST_PATIENCE + 1)]
    oldest = min((first for first in firsts if first is not None), default=now)
    return max(0.0, (now - oldest).total_seconds())
