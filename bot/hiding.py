"""Hides phones in texts that people of ours read: the person's own in any spelling, and whatever looks like another's.

Hides rather too much than too little; it changes what is shown, never what is stored.
"""

import re
import unicodedata

from bot.phone import mask

#: North America's usual spellings, standing apart from other digits; and any number with a plus.
_LOOKS_LIKE_ONE = re.compile(
    r"(?<![\d\w])(?:\+?1[ .\-/]*)?(?:\(\d{3}\)|\d{3})[ .\-/]*\d{3}[ .\-/]*\d{4}(?!\w)|\+\d[\d ().\-]{6,18}\d(?!\w)"
)
#: Digits that stand together, whatever signs are between them.
_TOGETHER = re.compile(r"(?<![\d\w])\d(?:[^0-9A-Za-z]{0,3}\d)+(?!\w)")
#: A spelling may hold so many signs between two digits.
_MOST_BETWEEN = 3
#: So many of its last digits are a phone without its country, or without its area.
_FEWEST = 7


def hide_phones(text: str, own: str = "") -> str:
    """`own` is +E164. What is left of a phone are its last four digits, as elsewhere."""
    digits = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in text)
    spans = [found.span() for found in _LOOKS_LIKE_ONE.finditer(digits)]
    if own:
        spans += [found.span() for found in _spelled(own).finditer(digits)]
        spans += [found.span() for found in _TOGETHER.finditer(digits) if _is_end_of(own, found[0])]
    for start, end in sorted(_apart(spans), reverse=True):
        text = f"{text[:start]}{mask(''.join(filter(str.isdigit, digits[start:end])))}{text[end:]}"
    return text


def _spelled(phone: str) -> re.Pattern[str]:
    """With or without the country's code, and with signs and spaces between the digits."""
    number = phone.lstrip("+")
    national = number[1:] if number.startswith("1") and len(number) == 11 else number
    between = rf"[^0-9A-Za-z]{{0,{_MOST_BETWEEN}}}"
    before = (
        rf"(?:\+?{between.join(number[: len(number) - len(national)])}{between})?" if national != number else r"\+?"
    )
    return re.compile(rf"(?:\({between})?{before}{between.join(national)}")


def _is_end_of(own: str, written: str) -> bool:
    """The phone as it is dialled at home: without its country, perhaps with a nought before it."""
    digits = "".join(filter(str.isdigit, written)).lstrip("0")
    return len(digits) >= _FEWEST and own.endswith(digits)


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that overlap become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
