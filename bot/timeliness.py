"""How long news takes: from a scan until we know of it, and from there until the text is on its way. Reads alone.

Measured by the news that people were sent: what nobody followed when it was scanned is no news. What waits for
somebody's quiet hours is not late. Of the newest rows only, so that it costs the same however many there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from bot import lag
from carriers.schedule import MOST_PATIENCE
from models.carrier_calls import CallBudget
from models.database import raw_rows
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.vocabulary import Milestone, Purpose

SINCE = timedelta(hours=24)
MOST_ROWS = 5_000
#: µs.
SECOND = 1_000_000
#: Texts that tell of one scan, and not of several or of a date.
OF_SCANS = [str(milestone) for milestone in Milestone]


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
    """By the news that went out, or is about to: `scan_to_known` takes what we knew when it was queued."""
    rows = _news(now)
    known = [(made - scanned) / SECOND for scanned, made, _, _ in rows]
    begun = [(scanned, max(made, wanted), wanted > made, started) for scanned, made, wanted, started in rows if started]
    leaving = [(started - meant) / SECOND for _, meant, _, started in begun]
    whole = [(started - scanned) / SECOND for scanned, _, was_held, started in begun if not was_held]
    return Timeliness(spread(known), spread(leaving), spread(whole))


def spread(seconds: Iterable[float]) -> Spread:
    ordered = sorted(max(0.0, one) for one in seconds)
    if not ordered:
        return Spread(0, None, None)
    return Spread(len(ordered), ordered[(len(ordered) - 1) // 2], ordered[(len(ordered) - 1) * 95 // 100])


def _news(now: datetime) -> list[tuple[Any, ...]]:
    """(scanned, queued, not before, begun) of each text about one scan, in µs: as moments they would take as long again
    to make as to read."""
    newest = OutboundMessage.id > (OutboundMessage.select(fn.MAX(OutboundMessage.id)).scalar() or 0) - MOST_ROWS
    of_scan = (OutboundMessage.purpose == Purpose.PUSH) & OutboundMessage.event_at.is_null(False)
    query = OutboundMessage.select(
        OutboundMessage.event_at, OutboundMessage.created_at, OutboundMessage.not_before, OutboundMessage.started_at
    ).where(newest & of_scan & OutboundMessage.kind.in_(OF_SCANS) & (OutboundMessage.created_at >= now - SINCE))
    return raw_rows(query)


def asking(services: Mapping[str, str], now: datetime) -> list[Asking]:
    """`services`: each carrier whose numbers we ask about, and whose calls that costs."""
    paused = {row.service: row.refilled_at for row in CallBudget.select() if row.refilled_at > now}
    return [Asking(carrier, _late(carrier, now), paused.get(service)) for carrier, service in sorted(services.items())]


def _late(carrier: str, now: datetime) -> float:
    """One step into the index of looks for each patience; a look may wait for company as its patience allows."""
    waiting = Mailpiece.next_poll_at.is_null(False) & (Mailpiece.carrier == carrier)
    of_carrier = Mailpiece.select(fn.MIN(Mailpiece.next_poll_at)).where(waiting)
    late = [0.0]
    for patience in range(MOST_PATIENCE + 1):
        first = of_carrier.where(Mailpiece.patience == patience).scalar()
        if first is not None:
            late.append((now - first - lag.company(patience)).total_seconds())
    return max(late)
