"""The two accounts of a run that the audit compares: the provider's own, and the rows of our database. Plain values."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class TextedIn:
    """A person's text as the provider has it. `taken_at`: when our webhook said 2xx; None when it never did. Then
    `seen_at` is when its row was first seen to be taken in."""

    sid: str
    phone: str
    body: str
    at: datetime
    taken_at: datetime | None
    seen_at: datetime | None = None


@dataclass(frozen=True)
class TextedOut:
    """A text that the provider accepted from us, in the order of acceptance. `reference` rode in its callback's
    address."""

    sid: str
    phone: str
    body: str
    at: datetime
    reference: str


@dataclass(frozen=True)
class Told:
    """A status callback that our webhook answered with 2xx."""

    sid: str
    status: str


@dataclass(frozen=True)
class Scanned:
    """A scan that the carrier shows, and the milestone that it means."""

    tracking_number: str
    milestone: str
    at: datetime


@dataclass(frozen=True)
class Scan:
    """One tracking event as the carrier words it, and as a row of ours has it."""

    tracking_number: str
    code: str
    text: str
    at: datetime  # whole seconds


@dataclass(frozen=True)
class Shown:
    """The part of an answer of the carrier's that was about one piece: the digest of its JSON, and the scans in it."""

    tracking_number: str
    digest: str
    scans: frozenset[Scan]


@dataclass(frozen=True)
class Provider:
    """`listed`: all scans that the carrier has in the end. `shown`: what it put into its answers, whether they came
    through or not."""

    texts_in: tuple[TextedIn, ...] = ()
    texts_out: tuple[TextedOut, ...] = ()
    told: tuple[Told, ...] = ()
    scans: tuple[Scanned, ...] = ()
    listed: tuple[Scan, ...] = ()
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class InboundRow:
    id: int
    provider_reference: str
    contact: int
    state: str
    rule: str
    received_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class OutboundRow:
    id: int
    reference: str
    contact: int
    subscription: int | None
    in_reply_to: int | None
    purpose: str
    kind: str
    occasion: str
    state: str
    reason: str
    created_at: datetime
    expires_at: datetime | None
    finished_at: datetime | None
    started_at: datetime | None
    provider_reference: str | None
    priority: int = 0
    words: str = ""  # keyed digest of the body: equal for equal texts


@dataclass(frozen=True)
class AttemptRow:
    outbound: int
    started_at: datetime
    outcome: str


@dataclass(frozen=True)
class FollowedRow:
    """One subscription. `since`: when it was made."""

    id: int
    contact: int
    tracking_number: str
    state: str
    since: datetime


@dataclass(frozen=True)
class Ours:
    texts_in: tuple[InboundRow, ...] = ()
    texts_out: tuple[OutboundRow, ...] = ()
    attempts: tuple[AttemptRow, ...] = ()
    followed: tuple[FollowedRow, ...] = ()
    receipts: frozenset[tuple[str, str]] = field(default_factory=frozenset)  # (provider reference, status)
    events: tuple[Scan, ...] = ()
    slices: frozenset[tuple[str, str]] = field(default_factory=frozenset)  # (tracking number, digest): answers applied
