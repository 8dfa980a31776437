"""How a mailpiece reads in a text: name, state, place, local time with its zone. Never a person's name or a street."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import NamedTuple

from bot import wording
from bot.wordings import HALF_DAYS, INTERNATIONAL, MONTHS, OR
from carriers.usps_codes import WITHOUT_NOTICE
from carriers.zones import zone_label
from models.mailpiece import Mailpiece, TrackingEvent
from models.subscription import Subscription
from models.vocabulary import Milestone

CARRIER_NAMES = {
    "usps": "USPS",
    "ups": "UPS",
    "fedex": "FedEx",
    "s10": INTERNATIONAL["en"],
    "dhl": "DHL",
    "amazon": "Amazon",
    "canada_post": "Canada Post",
    "canpar": "Canpar",
    "dpd": "DPD",
    "easypost": "EasyPost test",
    "gofo": "GOFO Express",
    "landmark": "Landmark Global",
    "lasership": "LaserShip",
    "old_dominion": "Old Dominion",
    "ontrac": "OnTrac",
    "purolator": "Purolator",
    "speedee": "Spee-Dee",
    "yodel": "Yodel",
    "yunexpress": "YunExpress",
}
_FACILITY = re.compile(r"^(?P<city>.+?) (?P<state>[A-Z]{2})( [A-Z]+)* (DISTRIBUTION|PROCESSING|NETWORK|SORTING) .*$")
#: Mail that a post office holds goes back after its return date; these states wait for somebody to come.
WAITING = frozenset({Milestone.DELIVERY_ATTEMPTED, Milestone.AVAILABLE_FOR_PICKUP, Milestone.HELD})


class Scan(NamedTuple):
    """What a page reads of a TrackingEvent, under the same names. A page has many; a row of the table costs more."""

    occurred_at: datetime
    local_time: str
    utc_offset_minutes: int | None
    code: str
    text: str
    city: str
    state: str
    country: str
    milestone: str


AScan = TrackingEvent | Scan


@dataclass(frozen=True)
class Shown:
    """The parts of a sentence about one mailpiece; empty parts are left out of it."""

    piece: str
    last_four: str
    state: str
    place: str
    when: str
    until: str


def piece_name(
    carrier: str, tracking_number: str, nickname: str | None = None, language: str = wording.DEFAULT_LANGUAGE
) -> str:
    return nickname or f"{carrier_name(carrier, language)} ..{tracking_number[-4:]}"


def piece_title(carrier: str, tracking_number: str) -> str:
    """As the office's own pages name it; a text has no such sign without costing twice as much."""
    return f"{carrier_name(carrier)} …{tracking_number[-4:]}"


def carrier_name(carrier: str, language: str = wording.DEFAULT_LANGUAGE) -> str:
    """`USPS`; for a number of the Universal Postal Union the words for mail from abroad."""
    if carrier == "s10":
        return INTERNATIONAL[wording.known(language)]
    return CARRIER_NAMES.get(carrier, carrier.upper())


def either(words: Sequence[str], language: str = wording.DEFAULT_LANGUAGE) -> str:
    """`1, 2 or 3`."""
    return f"{', '.join(words[:-1])} {OR[wording.known(language)]} {words[-1]}"


def name_of(subscription: Subscription) -> str:
    """`USPS ..0787`, or what this person calls it."""
    piece = subscription.mailpiece
    return piece_name(piece.carrier, piece.tracking_number, subscription.nickname, subscription.contact.language)


def shown(subscription: Subscription, event: TrackingEvent | None = None, milestone: Milestone | None = None) -> Shown:
    """What this person may read of their mailpiece, at `event` (default: its newest that moved the state).

    A stranger's look at a piece that a sender registered shows state and city only: certified numbers can be guessed.
    """
    piece = subscription.mailpiece
    return shown_at(subscription, event or newest_event(piece), milestone or current_milestone(piece))


def shown_at(subscription: Subscription, event: TrackingEvent | None, milestone: Milestone) -> Shown:
    """As `shown`, with what was read before."""
    piece, language = subscription.mailpiece, subscription.contact.language
    full = sees_all(subscription)
    return Shown(
        piece=name_of(subscription),
        last_four=piece.tracking_number[-4:],
        state=state_of(milestone, piece.carrier, event, language),
        place=place_of(event) if event else "",
        when=when_of(event, language) if event and full else "",
        until=day(piece.return_on, language) if piece.return_on and full and milestone in WAITING else "",
    )


def state_of(milestone: Milestone, carrier: str, event: AScan | None, language: str) -> str:
    """The words of the state that `event` made; USPS's own only where a notice was left."""
    no_notice = event is not None and is_without_notice(carrier, milestone, event.code)
    return wording.state_words(milestone, "" if no_notice else carrier, language)


def is_without_notice(carrier: str, kind: str, code: str) -> bool:
    attempted = carrier == wording.USPS and kind == Milestone.DELIVERY_ATTEMPTED
    return attempted and code in WITHOUT_NOTICE


def sees_all(subscription: Subscription) -> bool:
    return subscription.proven or subscription.mailpiece.registered_at is None


def current_milestone(piece: Mailpiece) -> Milestone:
    if piece.last_event_at is None and not TrackingEvent.select().where(TrackingEvent.mailpiece == piece).exists():
        return Milestone.NOT_FOUND  # known by its label alone, or not at all
    return Milestone(piece.milestone)


def newest_event(piece: Mailpiece) -> TrackingEvent | None:
    """The newest scan that says what the state is: the one that moved it, else the newest of all."""
    events = TrackingEvent.select().where(TrackingEvent.mailpiece == piece).order_by(TrackingEvent.occurred_at.desc())
    found: TrackingEvent | None = events.where(TrackingEvent.milestone == piece.milestone).first() or events.first()
    return found


def place_of(event: AScan) -> str:
    """`Memphis TN`; a sorting plant by its city; nothing when the name would crowd the text."""
    return _place(event.city, event.state, event.country)


@lru_cache(maxsize=4096)
def _place(city: str, state: str, country: str) -> str:
    """Towns come again and again."""
    facility = None if state else _FACILITY.match(city)
    if facility:
        city, state = facility["city"], facility["state"]
    place = " ".join(part for part in (city.title(), state.upper() or country.title()) if part)
    return place if city and len(place) <= wording.MAX_PLACE else ""


def when_of(event: AScan, language: str = wording.DEFAULT_LANGUAGE) -> str:
    """`Nov 20 8:14am CT`: the wall clock at the scan."""
    if not event.local_time:
        return ""
    local = datetime.fromisoformat(event.local_time)
    return moment(local, zone_label(event.utc_offset_minutes, local.date(), event.state or None), language)


def moment(local: datetime, zone: str = "", language: str = wording.DEFAULT_LANGUAGE) -> str:
    """`Nov 20 8:14am CT`, `20 nov 8:14am CT`, `20 nov 8h14 CT`: `local` is a wall clock already."""
    return f"{day(local.date(), language)} {clock(local.time(), language)} {zone}".strip()


def day(on: date, language: str = wording.DEFAULT_LANGUAGE) -> str:
    """`Nov 20`, `20 nov`; the first of a month is `1er` in French."""
    language = wording.known(language)
    month = MONTHS[language][on.month - 1]
    if language == "en":
        return f"{month} {on.day}"
    return f"{'1er' if language == 'fr' and on.day == 1 else on.day} {month}"


def clock(at: time, language: str = wording.DEFAULT_LANGUAGE) -> str:
    """`8:14am`; in French `8h14`."""
    if not HALF_DAYS[wording.known(language)]:
        return f"{at.hour}h{at.minute:02}"
    return f"{at.hour % 12 or 12}:{at.minute:02}{'am' if at.hour < 12 else 'pm'}"


def hour(at: time, language: str = wording.DEFAULT_LANGUAGE) -> str:
    """As `clock`, but full hours without minutes: `9pm`, `21h`."""
    return clock(at, language) if at.minute else clock(at, language).replace(":00", "").replace("h00", "h")
