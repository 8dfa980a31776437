"""How a mailpiece reads in a text: name, state, place, local time with its zone. Never a person's name or a street."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot import wording
from carriers.zones import zone_label
from models.mailpiece import Mailpiece, TrackingEvent
from models.subscription import Subscription
from models.vocabulary import Milestone

CARRIER_NAMES = {"usps": "USPS", "ups": "UPS", "fedex": "FedEx", "s10": "Intl mail"}
_FACILITY = re.compile(r"^(?P<city>.+?) (?P<state>[A-Z]{2})( [A-Z]+)* (DISTRIBUTION|PROCESSING|NETWORK|SORTING) .*$")
#: Mail that a post office holds goes back after its return date; these states wait for somebody to come.
WAITING = frozenset({Milestone.DELIVERY_ATTEMPTED, Milestone.AVAILABLE_FOR_PICKUP, Milestone.HELD})


@dataclass(frozen=True)
class Shown:
    """The parts of a sentence about one mailpiece; empty parts are left out of it."""

    piece: str
    last_four: str
    state: str
    place: str
    when: str
    until: str


def piece_name(carrier: str, tracking_number: str, nickname: str | None = None) -> str:
    return nickname or f"{CARRIER_NAMES.get(carrier, carrier.upper())} ..{tracking_number[-4:]}"


def shown(subscription: Subscription, event: TrackingEvent | None = None, milestone: Milestone | None = None) -> Shown:
    """What this person may read of their mailpiece, at `event` (default: its newest that moved the state).

    A stranger's look at a piece that a sender registered shows state and city only: certified numbers can be guessed.
    """
    piece = subscription.mailpiece
    event = event or newest_event(piece)
    milestone = milestone or current_milestone(piece)
    full = subscription.proven or piece.registered_at is None
    return Shown(
        piece=piece_name(piece.carrier, piece.tracking_number, subscription.nickname),
        last_four=piece.tracking_number[-4:],
        state=wording.state_words(milestone, subscription.contact.language),
        place=place_of(event) if event else "",
        when=when_of(event) if event and full else "",
        until=day(piece.return_on) if piece.return_on and full and milestone in WAITING else "",
    )


def current_milestone(piece: Mailpiece) -> Milestone:
    if piece.last_event_at is None and not TrackingEvent.select().where(TrackingEvent.mailpiece == piece).exists():
        return Milestone.NOT_FOUND  # known by its label alone, or not at all
    return Milestone(piece.milestone)


def newest_event(piece: Mailpiece) -> TrackingEvent | None:
    """The newest scan that says what the state is: the one that moved it, else the newest of all."""
    events = TrackingEvent.select().where(TrackingEvent.mailpiece == piece).order_by(TrackingEvent.occurred_at.desc())
    found: TrackingEvent | None = events.where(TrackingEvent.milestone == piece.milestone).first() or events.first()
    return found


def place_of(event: TrackingEvent) -> str:
    """`Memphis TN`; a sorting plant by its city; nothing when the name would crowd the text."""
    city, state = event.city, event.state
    facility = _FACILITY.match(city)
    if facility and not state:
        city, state = facility["city"], facility["state"]
    place = " ".join(part for part in (city.title(), state.upper() or event.country.title()) if part)
    return place if city and len(place) <= wording.MAX_PLACE else ""


def when_of(event: TrackingEvent) -> str:
    """`Nov 20 8:14am CT`: the wall clock at the scan."""
    if not event.local_time:
        return ""
    local = datetime.fromisoformat(event.local_time)
    zone = zone_label(event.utc_offset_minutes, local.date(), event.state or None)
    hour, half = local.hour % 12 or 12, "am" if local.hour < 12 else "pm"
    return f"{day(local.date())} {hour}:{local.minute:02}{half} {zone}".strip()


def day(on: date) -> str:
    return f"{on:%b} {on.day}"
