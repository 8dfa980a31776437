"""How many billed parts a text makes, and how to keep it in the GSM-7 alphabet. Sends nothing.

Alphabet and sizes: 3GPP 23.038. 160 septets alone, 153 a part; UCS-2 70 and 67 UTF-16 units. An escape pair or a
surrogate pair is never split, so dividing by 153 or 67 is wrong.
"""

import unicodedata
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")

#: What phones and carriers write for characters that GSM-7 has under another name.
LOOKALIKES = {
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "•": "-", "·": "-",
    "…": "...", "™": "", "®": "", "©": "", "\t": " ", "\u00a0": " ", "\u202f": " ",
}  # fmt: skip


@dataclass(frozen=True)
class Size:
    encoding: str  # "GSM-7" or "UCS-2"
    segments: int
    units: int  # septets or UTF-16 code units


def measure(text: str) -> Size:
    """The size of `text` as it stands. An empty text is one segment."""
    if all(char in BASIC or char in EXTENDED for char in text):
        return _fill([2 if char in EXTENDED else 1 for char in text], 160, 153, "GSM-7")
    return _fill([len(char.encode("utf-16-le")) // 2 for char in text], 70, 67, "UCS-2")


def _fill(widths: list[int], alone: int, part: int, encoding: str) -> Size:
    total = sum(widths)
    if total <= alone:
        return Size(encoding, 1, total)
    segments, room = 1, part
    for width in widths:
        if width > room:
            segments, room = segments + 1, part
        room -= width
    return Size(encoding, segments, total)


def to_gsm7(text: str) -> str:
    """`text` in GSM-7 alone: look-alikes mapped, accents dropped where they must be, the rest left out."""
    return "".join(_map(char) for char in unicodedata.normalize("NFC", text))


def _map(char: str) -> str:
    if char in BASIC or char in EXTENDED:
        return char
    if char in LOOKALIKES:
        return LOOKALIKES[char]
    return "".join(part for part in unicodedata.normalize("NFKD", char) if part in BASIC or part in EXTENDED)
