"""Finds numbers that have letters in them: 1Z…, S10, waybills, and the many that begin with letters of their carrier.

O and I are read as 0 and 1 only where a check digit then confirms it. What has no check digit must be typed plainly.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from carriers.checkdigits import mod37_mod36
from carriers.formats import LONGEST, SHORTEST, match
from carriers.number_format import Format, Trust
from carriers.typed_text import CARRIER_WORDS, SLIPS, SOFT, Tokens, join_words, speaks_of_a_parcel
from carriers.weighing import Hit

_MOST_OPENINGS = 120  # bounds the work on one text: words that open like 1Z, an S10 number or a parcel's
_S10 = re.compile(r"[A-Z]{2}[0-9OIL]{9}[A-Z]{2}")
_UPS = re.compile(r"[1IL]Z[0-9A-Z]{15}[0-9OIL]")
_WAYBILL = re.compile(r"[AHJKTV][0-9OIL]{10}")
_DIGIT_OR_SLIP = frozenset("0123456789OIL")
_US_PHONE = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
_LAST_TEN = re.compile(r"[A-Z]+([0-9]{10})")
#: Heads that may stand apart from the rest, and the lengths of the whole. IN, MY, LA and LE are words, so not those.
_HEADS: dict[str, tuple[int, ...]] = {
    **{"1L": (17, 15), "TB": (15,), "GF": (18,), "LT": (13,), "JJ": (19,), "JD": (18,), "SP": (20,), "YT": (18,)},
    **dict.fromkeys(("LX", "LI", "LH", "LN"), (10,)),
    **{letter + digit: (22, 15) for letter in "CD" for digit in "0123456789"},
    **{letter + digit: (22,) for letter in "KLSUXZ" for digit in "0123456789"},
}
_WHOLE_HEADS = frozenset(("TBA", "TBC", "TBM", "GFUS", "LTN", "JJD"))
_TELLING = frozenset(head[0] for head in _HEADS) | frozenset("G")
#: Before digits these are no letters of a carrier's.
_LABELS = frozenset("ACC BOX CEL FAX INV MOB NRO NUM ORD PIN PKG REF TEL THE ZIP".split())
#: Digits of a DPD number before its last character, which may be a letter.
_DPD_DIGITS = (14, 27)
_ENDS_IN_LETTER = re.compile(r"[0-9]{0,27}[A-Z]")


def lettered_hits(tokens: Tokens, phone: frozenset[str]) -> Iterator[Hit]:
    left = _MOST_OPENINGS
    for index, word in enumerate(tokens.words):
        opening = _opening(tokens, index, word)
        if not opening:
            continue
        if left == 0:
            return
        hits = [*_slip_hits(tokens, index, opening, phone)] or [*_parcel_hits(tokens, index, opening, phone)]
        left -= bool(hits) or opening[:2].isalpha() or opening[1:2] == "Z"
        yield from hits


def _opening(tokens: Tokens, index: int, word: str) -> str:
    """The characters that a number beginning here would begin with; "" where none can, which is most words."""
    if len(word) > 2:
        if word.isdecimal():
            return ""
        if word.isalpha() and word[1] != "Z":
            behind = index + 1
            glued = behind < len(tokens.words) and tokens.glued[behind]
            return word if glued or word in _WHOLE_HEADS else ""
        return word
    if word.isdecimal() and word != "1":
        return ""
    opening = "".join(tokens.words[index : index + 3])
    if opening.isalpha() and opening[1:2] != "Z":
        behind_digits = index > 0 and tokens.words[index - 1].isdecimal()
        return opening if len(word) == 1 and (behind_digits or opening[:2] in _HEADS) else ""
    return opening if word != "1" or opening[1:2] in "ZL" else ""


def _slip_hits(tokens: Tokens, index: int, opening: str, phone: frozenset[str]) -> Iterator[Hit]:
    """Formats whose check digit is good enough to read letters as digits."""
    if opening[0] in "1IL" and opening[1:2] == "Z":
        yield from _read_as(tokens, index, 18, _UPS, _ups_readings)
    elif opening[:2].isalpha() and opening[2:3] in _DIGIT_OR_SLIP:
        yield from _read_as(tokens, index, 13, _S10, _s10_readings)
    if opening[0] in "AHJKTV" and opening[1:2] in _DIGIT_OR_SLIP and _may_be_waybill(tokens, index, phone):
        yield from _read_as(tokens, index, 11, _WAYBILL, _waybill_readings)


def _read_as(
    tokens: Tokens, index: int, length: int, shape: re.Pattern[str], readings: Callable[[str], Iterable[str]]
) -> Iterator[Hit]:
    """The words from index on as a number of that shape; as typed if that holds, else with O and I read as 0 and 1."""
    typed, end = join_words(tokens, index, length)
    if not shape.fullmatch(typed):
        return
    for reading in readings(typed):
        if found := match(reading):
            yield Hit(index, end, 30 * length - 60 * (reading != typed), True, found)
            return


def _ups_readings(typed: str) -> Iterable[str]:
    """O and I after the shipper's six are slips first; within the six, where letters belong, only beside such slips.

    Trying the shipper's letters always would let a wrong digit elsewhere pass as a right one in ten.
    """
    shipper, rest = typed[2:8], typed[8:].translate(SLIPS)
    yield "1Z" + shipper + rest
    yield "1Z" + typed[2:]
    if rest != typed[8:]:
        yield "1Z" + shipper.translate(SLIPS) + rest


def _s10_readings(typed: str) -> Iterable[str]:
    return (typed[:2] + typed[2:11].translate(SLIPS) + typed[11:],)


def _waybill_readings(typed: str) -> Iterable[str]:
    return (typed[0] + typed[1:].translate(SLIPS),)


def _may_be_waybill(tokens: Tokens, index: int, phone: frozenset[str]) -> bool:
    """A letter and ten digits may also be an article and a phone: "a 555 234 5678"."""
    typed, end = join_words(tokens, index, 11)
    if not _WAYBILL.fullmatch(typed) or goes_on(tokens, end):
        return False
    digits = typed[1:].translate(SLIPS)
    lone = len(tokens.words[index]) == 1
    phonelike = digits in phone or (lone and (typed[0] == "A" or _US_PHONE.fullmatch(digits)))
    return not phonelike or ("ups" in tokens.named and digits not in phone)


def goes_on(tokens: Tokens, end: int) -> bool:
    return end < len(tokens.words) and tokens.joins[end] == SOFT and not tokens.words[end].isalpha()


def _parcel_hits(tokens: Tokens, index: int, opening: str, phone: frozenset[str]) -> Iterator[Hit]:
    """As typed in one piece; else, behind a head that tells, put together from its pieces; else as DPD's."""
    if not tokens.glued[index]:
        typed, end = _one_piece(tokens, index)
        if found := _believed(typed, tokens, phone):
            yield Hit(index, end, 15 * len(typed), False, found)
            return
    if opening[0] in _TELLING:
        yield from _pieces(tokens, index, opening, phone)
    if opening[0].isdecimal() or len(tokens.words[index]) == 1:
        yield from _dpd(tokens, index, phone)


def _one_piece(tokens: Tokens, index: int) -> tuple[str, int]:
    typed, end = tokens.words[index], index + 1
    while end < len(tokens.words) and tokens.glued[end] and len(typed) <= LONGEST:
        typed += tokens.words[end]
        end += 1
    return typed, end


def _believed(typed: str, tokens: Tokens, phone: frozenset[str]) -> list[tuple[Format, str]]:
    """The formats that it fits, unless it is rather a phone behind some letters, or a label before its digits."""
    if not SHORTEST <= len(typed) <= LONGEST or typed.isdecimal() or typed.isalpha():
        return []
    if typed[:3] in _LABELS or typed[:3] in CARRIER_WORDS:
        return []
    found = match(typed)
    if not found:
        return []
    digits = typed.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if digits in phone:
        return []
    if (last_ten := _LAST_TEN.fullmatch(typed)) and _US_PHONE.fullmatch(last_ten[1]):
        return [(row, number) for row, number in found if row.carrier in tokens.named]
    return found


def _pieces(tokens: Tokens, index: int, opening: str, phone: frozenset[str]) -> Iterator[Hit]:
    for length in _HEADS.get(opening[:2], ()):
        typed, end = join_words(tokens, index, length)
        if typed and end > index + 1 and not goes_on(tokens, end) and (found := _believed(typed, tokens, phone)):
            yield Hit(index, end, 15 * length, False, found)
            return
    if opening[:2] == "GM" and opening[2:3].isdecimal():
        typed, end = _digits_behind(tokens, index)
        if len(typed) >= 16 and (found := _believed(typed, tokens, phone)) and _is_meant(tokens):
            yield Hit(index, end, 15 * len(typed), False, found)


def _is_meant(tokens: Tokens) -> bool:
    """DHL's letters, and no good morning: "gm 555 234 5678 …"."""
    return "dhl" in tokens.named or speaks_of_a_parcel({word for word in tokens.words if word.isalpha()} - {"GM"})


def _digits_behind(tokens: Tokens, index: int) -> tuple[str, int]:
    """A head and all digit groups that hang on it softly."""
    typed, end = tokens.words[index], index + 1
    while end < len(tokens.words) and tokens.joins[end] == SOFT and tokens.words[end].isdecimal():
        typed += tokens.words[end]
        end += 1
        if len(typed) > LONGEST:
            break
    return typed, end


def _dpd(tokens: Tokens, index: int, phone: frozenset[str]) -> Iterator[Hit]:
    """0998 0000 0200 33F: the letter is the check character of the digits before it, back to where they begin."""
    word = tokens.words[index]
    if not _ENDS_IN_LETTER.fullmatch(word):
        return
    digits, begin = word[:-1], index
    while begin > 0 and tokens.joins[begin] == SOFT and tokens.words[begin - 1].isdecimal() and len(digits) < 28:
        begin -= 1
        digits = tokens.words[begin] + digits
    if len(digits) not in _DPD_DIGITS or goes_on(tokens, index + 1) or digits[:10] in phone:
        return
    if len(set(digits)) > 1 and mod37_mod36(digits) == word[-1]:
        found = [(row, number) for row, number in match(digits + word[-1]) if row.trust is not Trust.NEVER]
        yield Hit(begin, index + 1, 15 * (len(digits) + 1), False, found)
