"""How many billed parts a text makes, and how to keep it in the GSM-7 alphabet. Sends nothing.

Alphabet and sizes: 3GPP 23.038. 160 septets alone, 153 a part; UCS-2 70 and 67 UTF-16 units. An escape pair or a
surrogate pair is never split, so dividing by 153 or 67 is wrong.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
_ALL_GSM7 = re.compile(f"[{re.escape(''.join(BASIC | EXTENDED))}]*")
_EXTENDED = re.compile(f"[{re.escape(''.join(EXTENDED))}]")

#: What phones and word processors write for characters that GSM-7 has under another name. Each key is a set of them.
_WRITTEN_FOR = {
    "'": "\u2018\u2019\u201a\u201b\u2032\u0060\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u02ca\u02cb\u275b\u275c",
    '"': "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u02ba\u02ee\u275d\u275e\u301d\u301e",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2022\u2023\u2043\u00b7",
    "/": "\u2044\u2215\u00f7\u29f8",
    "\\": "\u29f5\u29f9",
    "*": "\u204e\u2217\u2731\u2732\u2733",
    "|": "\u2223\u23d0",
    "~": "\u02dc\u223c",
    "^": "\u02c6",
    ",": "\u3001\uff64",
    ".": "\u3002\uff61",
    ":": "\u02d0\ua789",
    "<": "\u2039",
    ">": "\u203a",
    "!!": "\u203c",
    "...": "\u2026",
    " ": "\t",
    "\n": "\u0085\u2028\u2029",
}
LOOKALIKES = {char: plain for plain, chars in _WRITTEN_FOR.items() for char in chars}
#: Other widths and shapes of a plain character, by what Unicode says they are made from.
_SHAPES = re.compile(r"<(wide|narrow|small|vertical|font|fraction|noBreak)> ")
#: Signs that a text does not need; they look like nothing in GSM-7, so only `to_gsm7` takes them away.
_NEEDLESS = frozenset("™®©")


@dataclass(frozen=True)
class Size:
    encoding: str  # "GSM-7" or "UCS-2"
    segments: int
    units: int  # septets or UTF-16 code units


def measure(text: str) -> Size:
    """The size of `text` as it stands. An empty text is one segment."""
    if _ALL_GSM7.fullmatch(text):
        units = len(text) + len(_EXTENDED.findall(text))
        return Size("GSM-7", 1 if units <= 160 else _fill([2 if char in EXTENDED else 1 for char in text], 153), units)
    widths = [2 if char > "\uffff" else 1 for char in text]
    units = sum(widths)
    return Size("UCS-2", 1 if units <= 70 else _fill(widths, 67), units)


def _fill(widths: list[int], part: int) -> int:
    """How many parts hold these characters when none of them is split."""
    segments, room = 1, part
    for width in widths:
        if width > room:
            segments, room = segments + 1, part
        room -= width
    return segments


def smart(text: str) -> str:
    """`text` with look-alikes of GSM-7 characters mapped to them; what looks like none of them stays as it is."""
    composed = unicodedata.normalize("NFC", text)
    return composed if _ALL_GSM7.fullmatch(composed) else "".join(map(_lookalike, composed))


def to_gsm7(text: str) -> str:
    """`text` in GSM-7 alone: look-alikes mapped, accents dropped where they must be, the rest left out."""
    return "".join(char if _is_gsm7(char) else _without_accent(char) for char in smart(text))


@lru_cache(4096)
def _lookalike(char: str) -> str:
    if _is_gsm7(char):
        return char
    if char in LOOKALIKES:
        return LOOKALIKES[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Cc"):  # zero-width marks, joiners, soft hyphens; controls
        return ""
    if category == "Zs":
        return " "
    if _SHAPES.match(unicodedata.decomposition(char)):
        plain = unicodedata.normalize("NFKC", char).replace("\u2044", "/")
        return plain if all(map(_is_gsm7, plain)) else char
    return char


def _without_accent(char: str) -> str:
    return "" if char in _NEEDLESS else "".join(filter(_is_gsm7, unicodedata.normalize("NFKD", char)))


def _is_gsm7(char: str) -> bool:
    return char in BASIC or char in EXTENDED
