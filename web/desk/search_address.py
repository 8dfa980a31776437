"""A search as its address says it, and back. What was typed stands there encrypted, unless it can name nobody: no log,
no history and no referrer shows a name or a street.
"""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import urlencode

from carriers.one_number import read_one
from models.fields import Unreadable, seal, unseal
from records.lists_of_records import searched
from records.query import LONGEST_TYPED
from records.search import Asked
from records.words import ENDINGS

#: The word of the address that holds what was typed, encrypted; and the plain one, of numbers alone.
SEALED, PLAIN = "s", "said"
_PLACE = b"address.search"


def read(said: Mapping[str, str]) -> Asked | None:
    """None where what was typed cannot be read: another installation's address, or one that was cut."""
    typed = said.get(PLAIN, "")
    if sealed := said.get(SEALED, ""):
        try:
            padded = sealed + "=" * (-len(sealed) % 4)
            typed = unseal(base64.b64decode(padded, b"-_", validate=True), _PLACE).decode()
        except (Unreadable, ValueError, binascii.Error):
            return None
    return searched({**said, PLAIN: typed.strip()[:LONGEST_TYPED]})


def as_form(asked: Asked) -> dict[str, str]:
    """For hidden fields; only what narrows."""
    return {name: str(value) for name, value in asked.as_details().items()}


def address(path: str, asked: Asked) -> str:
    values = as_form(asked)
    typed = values.pop(PLAIN, "")
    if names_nobody(typed):
        values |= {PLAIN: typed} if typed else {}
    else:
        values[SEALED] = base64.urlsafe_b64encode(seal(typed.encode(), _PLACE)).decode().rstrip("=")
    return f"{path}?{urlencode(values)}" if values else path


def names_nobody(typed: str) -> bool:
    """A tracking number or its last digits, which stand in our addresses elsewhere too; or nothing."""
    digits = typed.replace(" ", "").replace("-", "")
    is_end = digits.isascii() and digits.isdigit() and len(digits) in ENDINGS
    return not typed or is_end or not isinstance(read_one(typed), str)
