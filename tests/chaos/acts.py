"""What a schedule is made of: acts at their moments, the setting, the people's phones and the pieces' numbers. Pure."""

from dataclasses import dataclass, field
from random import Random

AREAS = (202, 212, 303, 312, 415, 503, 617, 702, 713, 808)
#: Scans by code, as USPS words them, with the milestone that each means. Followers hear of each.
OUT, NOTICE = ("OF", "Out for Delivery", "out_for_delivery"), ("56", "Notice Left", "delivery_attempted")
LATE, PICKUP = ("DX", "In Transit, Arriving Late", "delayed"), ("14", "Available for Pickup", "available_for_pickup")
DONE = ("01", "Delivered, Left with Individual", "delivered")
JOURNEYS = ((OUT, DONE), (LATE, OUT, DONE), (OUT, NOTICE, PICKUP, DONE), (OUT, NOTICE, DONE), (LATE, DONE))


@dataclass(frozen=True)
class Act:
    """Something to do `at` seconds of life after the schedule's beginning; with `after`, once that crash point was
    struck since, and then at the latest."""

    at: float
    what: str
    args: tuple[object, ...] = ()
    after: str = ""


@dataclass(frozen=True)
class Schedule:
    index: int
    seconds: float
    acts: tuple[Act, ...]
    says: tuple[str, ...] = field(default_factory=tuple)  # the misfortunes, in words


@dataclass(frozen=True)
class Setting:
    """What a schedule is made for. `second` is how many seconds of life a second of the product's time takes;
    `dwell` names what every other schedule is about alone, "all" takes each in turn (tests/chaos/dwelling.py)."""

    seed: int
    pairing: str
    second: float
    seconds: float
    dwell: str = ""


def phone_number(index: int, place: int) -> str:
    """Nobody appears in two schedules."""
    number = 4 * index + place
    return f"+1{AREAS[number // 9000 % len(AREAS)]}555{1000 + number % 9000:04d}"


def tracking_number(rng: Random) -> str:
    """A parcel's number with its check digit (weights 3 and 1 from the right)."""
    digits = f"9400111899560{rng.randrange(10**8):08d}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)
