"""How many parts a text takes on the air: GSM-7 where it can, UCS-2 where it must.

Refuses to change a text: look-alike characters are the sender's affair (Twilio's SmartEncoded is not imitated)."""

from __future__ import annotations

# GSM 03.38 basic table (one septet) and its extension (an escape and a septet).
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")


def count_segments(body: str) -> int:
    """An empty text is one segment, as in Twilio's own calculator."""
    sizes = _septets(body)
    single, part = 160, 153
    if sizes is None:
        sizes = [2 if ord(character) > 0xFFFF else 1 for character in body]
        single, part = 70, 67
    return 1 if sum(sizes) <= single else _pack(sizes, part)


def _septets(body: str) -> list[int] | None:
    sizes = []
    for character in body:
        if character in BASIC:
            sizes.append(1)
        elif character in EXTENSION:
            sizes.append(2)
        else:
            return None
    return sizes


def _pack(sizes: list[int], part: int) -> int:
    """Greedy, because an escape pair or a surrogate pair never straddles two parts: ceil(n / 153) would be wrong."""
    parts, room = 1, part
    for size in sizes:
        if size > room:
            parts, room = parts + 1, part
        room -= size
    return parts
