"""The six characters that join a text to a finished form on our web page. Pure: finds and makes, looks nothing up.

No vowels, so that no code is a word; none of 0, 1, 2, 5, B, I, L, O, S and U, which are misread; the last one checks
the others (a prime number of characters, so one wrong one, or two that changed places, never fit).
"""

import re
import secrets
from collections.abc import Callable, Sequence

ALPHABET = "346789CDFGHJKMNPQRTVWXZ"
LENGTH = 6
_TOKEN = re.compile(r"(?<![A-Za-z0-9])[346789CDFGHJKMNPQRTVWXZcdfghjkmnpqrtvwxz]{6}(?![A-Za-z0-9])")
_NAMED = r"(?:(?:my |the |mi |mon |la |le )?(?:code|codigo|código|clave)\s*(?:is|es|est|:)?\s*)?"
_ALONE = re.compile(rf"(?i)\s*{_NAMED}([a-z0-9]{{6}})\s*[.!]?\s*")


def make(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A new one: at least one digit and one letter."""
    while True:
        body = "".join(choose(ALPHABET) for _ in range(LENGTH - 1))
        code = body + _check(body)
        if is_code(code):
            return code


def find(text: str) -> str:
    """The code in a text that says other things too; "" when there is none."""
    return next((token.upper() for token in _TOKEN.findall(text) if is_code(token.upper())), "")


def without(text: str, code: str) -> str:
    return re.sub(code, " ", text, flags=re.IGNORECASE) if code else text


def alone(text: str) -> str:
    """The code that is all a text says, with or without the word; "" for any other text."""
    said = _ALONE.fullmatch(text)
    return said[1].upper() if said and is_code(said[1].upper()) else ""


def is_code(token: str) -> bool:
    shaped = len(token) == LENGTH and all(char in ALPHABET for char in token)
    mixed = any(char.isdigit() for char in token) and any(char.isalpha() for char in token)
    return shaped and mixed and _check(token[:-1]) == token[-1]


def _check(body: str) -> str:
    """One wrong character, or two that changed places, no longer fit."""
    weighed = sum((2 * place + 3) * ALPHABET.index(char) for place, char in enumerate(body))
    return ALPHABET[weighed % len(ALPHABET)]
