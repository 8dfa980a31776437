"""In which time zone a person may be, and by which wall clock a scan was made. Asks nobody outside."""

from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from bot import phone
from bot.phone import named_zone
from carriers.zones import zone_of_state
from models.contact import Contact
from models.mailpiece import Mailpiece, TrackingEvent
from models.subscription import Subscription
from models.vocabulary import Milestone

#: Where we know nothing at all: the four zones of the contiguous states. A text is then allowed in all of them.
ANYWHERE = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
#: Scans that are made where the piece is going.
AT_ITS_END = (
    Milestone.ARRIVED_LOCAL,
    Milestone.OUT_FOR_DELIVERY,
    Milestone.DELIVERY_ATTEMPTED,
    Milestone.AVAILABLE_FOR_PICKUP,
    Milestone.HELD,
    Milestone.DELIVERED,
    Milestone.DELIVERED_AGENT,
)


def zones_of(
    contact: Contact, subscription: Subscription | None = None, ends: dict[int, ZoneInfo | None] | None = None
) -> tuple[ZoneInfo, ...]:
    """What the person told us; else what the phone's number says; else where the piece goes; else the program's.

    `ends` remembers where pieces go, for a caller who asks for many.
    """
    stored = named_zone(contact.zone)
    if stored:
        return (stored,)
    by_number = tuple(zone for name in phone.zones_of(contact.phone) if (zone := named_zone(name)))
    if by_number:
        return by_number
    at_end = _end_of(subscription, {} if ends is None else ends) if subscription else None
    zone = at_end or named_zone(contact.program.zone)
    return (zone,) if zone else tuple(ZoneInfo(name) for name in ANYWHERE)


def _end_of(subscription: Subscription, ends: dict[int, ZoneInfo | None]) -> ZoneInfo | None:
    if subscription.mailpiece_id not in ends:
        ends[subscription.mailpiece_id] = destination_zone(subscription.mailpiece)
    return ends[subscription.mailpiece_id]


def destination_zone(piece: Mailpiece) -> ZoneInfo | None:
    """The zone of the state in which the newest scan near the door was made; None before there is one."""
    near = TrackingEvent.select(TrackingEvent.state).where(
        (TrackingEvent.mailpiece == piece) & TrackingEvent.milestone.in_(AT_ITS_END)
    )
    newest = near.order_by(TrackingEvent.occurred_at.desc()).first()
    return zone_of_state(newest.state) if newest else None


def zone_of_event(event: TrackingEvent | None, piece: Mailpiece, program_zone: str = "") -> tzinfo:
    """The wall clock by which a scan is read: its state's, else the offset that it was reported with."""
    at_scan = zone_of_state(event.state) if event else None
    if event and at_scan is None and event.utc_offset_minutes is not None:
        return timezone(timedelta(minutes=event.utc_offset_minutes))
    return at_scan or destination_zone(piece) or named_zone(program_zone) or ZoneInfo(ANYWHERE[0])
