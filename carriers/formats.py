"""All tracking number formats in one table, and what a clean number fits.

It knows clean numbers only (upper case, no separators). Reading people's texts is carriers/recognise.py.
"""

import string

from carriers.courier_formats import COURIERS
from carriers.number_format import Format, Trust
from carriers.postal_formats import POSTAL

#: Within a length the likelier first.
FORMATS: tuple[Format, ...] = (*POSTAL, *COURIERS)

BY_LENGTH: dict[int, tuple[Format, ...]] = {
    length: tuple(row for row in FORMATS if row.length == length) for length in {row.length for row in FORMATS}
}

_BY_OPENING: dict[tuple[int, str], tuple[Format, ...]] = {
    (length, first): tuple(row for row in rows if first in row.opens)
    for length, rows in BY_LENGTH.items()
    for first in string.digits + string.ascii_uppercase
}

# 420 + ZIP5 (8 characters) or ZIP+4 (12), by the length of the whole. 34 is either: 22 digits after a ZIP+4 are common,
# 26 after a ZIP5 rare, so they are tried in that order.
ROUTING_LENGTHS: dict[int, tuple[int, ...]] = {28: (8,), 30: (8,), 32: (12,), 34: (12, 8)}
#: Of numbers that are digits throughout, longest first.
DIGIT_LENGTHS = (34, 32, 30, 28, 26, 22, 20, 18, 16, 15, 14, 12, 11, 10)
SHORTEST, LONGEST = min(BY_LENGTH), max(BY_LENGTH)


def match(number: str) -> list[tuple[Format, str]]:
    """Every format a clean number fits, best first, each with the number freed of its 420 + ZIP routing."""
    if number.startswith("420"):
        for prefix in ROUTING_LENGTHS.get(len(number), ()):
            inner = number[prefix:]
            routed = [(row, inner) for row in _rows_for(inner) if row.routed and row.holds(inner)]
            if routed:
                return routed
    found = [(row, number) for row in _rows_for(number) if row.holds(number)]
    if len(found) > 1 and any(row.trust is Trust.ANYWHERE for row, _ in found):
        return [(row, clean) for row, clean in found if row.trust is not Trust.NEVER]
    return found


def _rows_for(number: str) -> tuple[Format, ...]:
    return _BY_OPENING.get((len(number), number[:1]), ())
