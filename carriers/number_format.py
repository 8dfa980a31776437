"""What a tracking number format is: shape, check digit and how far to trust it; and short ways to write one down.

The formats themselves are in carriers/postal_formats.py and carriers/courier_formats.py.
"""

import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from carriers.checkdigits import mod10_three_one

Check = Callable[[str], bool]
D = "[0-9]"


class Trust(Enum):
    """What it takes to believe a number of this format: a check digit alone lets one random number in ten pass."""

    ANYWHERE = "its head and length say enough, even with other numbers around it"
    ALONE = "enough when no other digits stand beside it"
    NAMED = "alone, and only when the text names the carrier"
    NEVER = "nothing in it can be checked: it is asked about at best"


@dataclass(frozen=True, slots=True)
class Format:
    id: str
    carrier: str
    length: int
    shape: re.Pattern[str]
    check: Check
    trust: Trust
    routed: bool = False  # may follow 420 + ZIP, as a barcode scanner pastes it
    opens: str = string.digits  # the first characters it may have, to try few formats per number

    def holds(self, number: str) -> bool:
        return self.shape.fullmatch(number) is not None and self.check(number)


def row(
    format_id: str,
    carrier: str,
    shape: str,
    length: int,
    check: Check,
    trust: Trust,
    routed: bool = False,
    opens: str = string.digits,
) -> Format:
    """A format; one whose shape begins with a plain digit or letter opens with it."""
    if shape[0] in string.digits + string.ascii_uppercase:
        opens = shape[0]
    return Format(format_id, carrier, length, re.compile(shape), check, trust, routed, opens)


def last(algorithm: Callable[[str], int | str], start: int = 0, end: int | None = None) -> Check:
    """The last character of number[start:end] is the check digit of what stands before it."""

    def check(number: str) -> bool:
        part = number[start:end]
        return part[-1] == str(algorithm(part[:-1]))

    return check


def last_with_prefix(prefix: str) -> Check:
    """The check digit was computed over the barcode's application identifier too, which the label does not print."""
    return lambda number: number[-1] == str(mod10_three_one(prefix + number[:-1]))


MOD10 = last(mod10_three_one)
