"""What every carrier client returns: one answer per tracking number, and a record of each HTTP exchange made for it.

Shapes only. It knows no carrier, does no I/O and decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from models.vocabulary import Milestone


@dataclass(frozen=True, slots=True)
class ScanEvent:
    """One tracking event. `occurred_at` is aware UTC and orders; `local_time` (naive wall clock) is for people."""

    occurred_at: datetime
    local_time: datetime | None
    utc_offset_minutes: int | None
    code: str
    text: str
    city: str | None
    state: str | None
    zip: str | None
    country: str | None
    signer: str | None
    agent: bool
    milestone: Milestone
    fingerprint: str
    reminder: bool = False  # the carrier repeats that the piece waits; no step of its own
    record_only: bool = False  # a known code that says nothing about the journey: `unknown`, but no alarm

    @property
    def local_on(self) -> date:
        """The calendar date at the scan; the UTC date where the wall clock is not known."""
        return (self.local_time or self.occurred_at).date()


@dataclass(frozen=True, slots=True)
class Found:
    """The carrier knows the piece. `events` oldest first; `slice` is the item's own JSON, canonical, UTF-8. `piece_id`
    tells apart the pieces that bear one number; it begins with the name of whoever gave it and a colon."""

    tracking_number: str
    events: tuple[ScanEvent, ...]
    status_text: str
    category: str
    expected_on: date | None
    return_on: date | None
    service: str
    services: tuple[str, ...]
    piece_id: str | None
    green_card: str | None
    slice: bytes


@dataclass(frozen=True, slots=True)
class NotFound:
    """The carrier has nothing under this number yet. Keep asking: a label can lag its counter scan by hours."""

    tracking_number: str
    detail: str
    code: str
    slice: bytes


@dataclass(frozen=True, slots=True)
class NotPermitted:
    """The carrier may know the piece but will not tell us (USPS since 2026-04-01: other people's Mailer IDs)."""

    tracking_number: str
    detail: str
    code: str
    slice: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """We learnt nothing. `kind`: timeout, unreachable, unauthorized, throttled, server_error, garbage or budget."""

    tracking_number: str
    kind: str
    detail: str
    retry_after_seconds: float | None = None


Answer = Found | NotFound | NotPermitted | Failed


@dataclass(frozen=True, slots=True)
class Exchange:
    """One outside HTTP request, for the operator. `headers`: an allow-list of the answer's, so no secret among them."""

    service: str
    method: str
    path: str
    status: int | None
    started_at: datetime
    duration_ms: float
    request_bytes: int
    response_bytes: int
    error: str | None
    retry_after: float | None
    numbers: int
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """A number to ask about. The ZIP and the day help USPS to tell reused numbers apart (Tracking 3.2); `courier` is
    whose number it is, for an aggregator that asks many."""

    tracking_number: str
    destination_zip: str | None = None
    mailed_on: date | None = None
    courier: str = ""


@dataclass(frozen=True, slots=True)
class TrackResult:
    """`answers` holds exactly one answer for every number asked, whatever went wrong. `told_by`: the exchange that
    brought it, where that is not simply the last one."""

    answers: dict[str, Answer]
    exchanges: list[Exchange]
    told_by: Mapping[str, Exchange] = field(default_factory=dict)


class CarrierClient(Protocol):
    """A carrier as the rest of Waypost sees it. `track` never raises for what the outside world does."""

    name: str
    batch_size: int

    def track(self, numbers: Sequence[Asked]) -> TrackResult: ...
