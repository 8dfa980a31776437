"""The journeys a mailpiece can make here, as tables of day, hour, code, text and place in life time.

Refuses to know the clock or the speed: journeys.py does. Codes and texts are those of USPS Publication 199;
USPS's code for the reminder is not known, so it is null here, as some codes are in real answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sandbox.places import DESTINATION, DESTINATION_HUB, ORIGIN, ORIGIN_HUB, ROAD, Place

Row = tuple[int, str, str | None, str, Place]


@dataclass(frozen=True)
class Step:
    after: timedelta
    code: str | None
    text: str
    place: Place


@dataclass(frozen=True)
class Scenario:
    name: str
    says: str
    steps: tuple[Step, ...]
    hidden_for: timedelta = timedelta(0)
    permitted: bool = True
    accountable: bool = False


ON_ITS_WAY: tuple[Row, ...] = (
    (0, "16:10", "03", "USPS in possession of item", ORIGIN),
    (0, "18:02", "10", "Arrived at USPS Regional Origin Facility", ORIGIN_HUB),
    (1, "03:40", "T1", "Departed USPS Regional Facility", ORIGIN_HUB),
    (1, "12:11", "TL", "In Transit to Next Facility", ROAD),
    (2, "07:25", "A1", "Arrived at USPS Regional Facility", DESTINATION_HUB),
)
TO_THE_DOOR: tuple[Row, ...] = (
    *ON_ITS_WAY,
    (3, "07:59", "07", "Arrived at Post Office", DESTINATION),
    (3, "09:10", "OF", "Out for Delivery", DESTINATION),
)
NOTICE_LEFT: tuple[Row, ...] = (
    *TO_THE_DOOR,
    (3, "13:20", "56", "Notice Left (No Authorized Recipient Available)", DESTINATION),
    (3, "16:45", "14", "Available for Pickup", DESTINATION),
    (8, "00:00", None, "Reminder to Schedule Redelivery of your item", ROAD),
)


def way_back(day: int) -> tuple[Row, ...]:
    """From the destination's counter to the sender's door, beginning on that day."""
    return (
        (day, "17:45", "09", "Return to Sender", DESTINATION),
        (day + 1, "04:30", "A1", "Arrived at USPS Regional Facility", DESTINATION_HUB),
        (day + 2, "09:05", "A1", "Arrived at USPS Regional Facility", ORIGIN_HUB),
        (day + 3, "07:40", "07", "Arrived at Post Office", ORIGIN),
        (day + 3, "11:05", "01", "Delivered, To Original Sender", ORIGIN),
    )


DELIVERED: tuple[Row, ...] = (*TO_THE_DOOR, (3, "14:05", "01", "Delivered, Left with Individual", DESTINATION))
PICKED_UP: tuple[Row, ...] = (
    *NOTICE_LEFT,
    (10, "11:32", "01", "Delivered, Individual Picked Up at Post Office", DESTINATION),
)
REFUSED: tuple[Row, ...] = (*TO_THE_DOOR, (3, "13:40", "04", "Refused", DESTINATION), *way_back(3))
# Fifteen days after the first notice accountable mail goes back (DMM 508.1.1.7).
UNCLAIMED: tuple[Row, ...] = (
    *NOTICE_LEFT,
    (18, "08:30", "27", "Unclaimed/Being Returned to Sender", DESTINATION),
    *way_back(18),
)
DELAYED: tuple[Row, ...] = (
    *ON_ITS_WAY,
    (3, "20:30", "DX", "In Transit, Arriving Late", ROAD),
    (5, "07:50", "07", "Arrived at Post Office", DESTINATION),
    (5, "09:02", "OF", "Out for Delivery", DESTINATION),
    (5, "15:20", "01", "Delivered, Left with Individual", DESTINATION),
)


def _steps(rows: Sequence[Row]) -> tuple[Step, ...]:
    """The first row is the beginning: its hour is taken off all others, so the first scan is there at once."""
    start = _since_midnight(rows[0])
    return tuple(Step(_since_midnight(row) - start, row[2], row[3], row[4]) for row in rows)


def _since_midnight(row: Row) -> timedelta:
    hours, _, minutes = row[1].partition(":")
    return timedelta(days=row[0], hours=int(hours), minutes=int(minutes))


SCENARIOS: dict[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        Scenario("delivered", "handed over on the third day", _steps(DELIVERED)),
        Scenario(
            "notice_left", "nobody home, a reminder, picked up at the counter", _steps(PICKED_UP), accountable=True
        ),
        Scenario("refused", "refused at the door, back to its sender", _steps(REFUSED), accountable=True),
        Scenario("unclaimed", "never picked up, back to its sender", _steps(UNCLAIMED), accountable=True),
        Scenario("delayed", "late, then delivered", _steps(DELAYED)),
        Scenario(
            "not_found_at_first",
            "unknown to USPS for eighteen hours of its life, then delivered",
            _steps(DELIVERED),
            hidden_for=timedelta(hours=18),
        ),
        Scenario("not_permitted", "a number that USPS lets this account not track", _steps(DELIVERED), permitted=False),
        Scenario("manual", "accepted; every other scan by hand", _steps(ON_ITS_WAY[:1])),
    )
}

# A number that nobody set up goes by its last digit.
RULE = {
    "0": "delivered",
    "1": "notice_left",
    "2": "refused",
    "3": "unclaimed",
    "4": "delayed",
    "5": "not_found_at_first",
    "6": "delivered",
    "7": "notice_left",
    "8": "delivered",
    "9": "not_permitted",
}
ALIASES = {
    "notice": "notice_left",
    "picked_up": "notice_left",
    "pickup": "notice_left",
    "returned": "unclaimed",
    "late": "delayed",
    "not_found": "not_found_at_first",
    "forbidden": "not_permitted",
    "by_hand": "manual",
    "hand": "manual",
}


def find_scenario(name: str) -> Scenario | None:
    """Any case; dashes and spaces count as underscores; the short forms above."""
    plain = "_".join(name.strip().lower().replace("-", " ").replace("_", " ").split())
    return SCENARIOS.get(ALIASES.get(plain, plain))
