"""Finds tracking numbers in what people text: spaced, dashed, full width, in sentences and links, several at once.

Pure. It asks no carrier, takes no phone for a parcel, and calls a number certain only if its shape alone says so or
the text names the carrier: a check digit by itself proves little, one random number in ten passes it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from carriers.formats import DIGIT_LENGTHS, Format, Trust, match
from carriers.near_misses import NearMiss, near_miss
from carriers.typed_text import LINE, SLIPS, SOFT, Run, Tokens, join_words, phone_forms, read, runs_of

__all__ = ["Candidate", "NearMiss", "is_green_card", "looks_certified", "near_miss", "recognise"]


@dataclass(frozen=True, slots=True)
class Candidate:
    tracking_number: str  # upper case, no separators, the 420 + ZIP routing removed
    carrier: str
    format: str
    certain: bool


def recognise(text: str, own_phone: str | None = None) -> list[Candidate]:
    """Best first: the certain before the rest, then as they stand in the text. own_phone is E.164."""
    tokens = read(text)
    if not tokens.worth_reading:
        return []
    phone = phone_forms(own_phone)
    hits = [*_letter_hits(tokens, phone), *_digit_hits(tokens, phone)]
    found = [
        Candidate(number, row.carrier, row.id, row.trust is not Trust.NAMED or row.carrier in tokens.named)
        for hit in _best_reading(hits, len(tokens.words))
        for row, number in hit.matches
    ]
    return sorted(dict.fromkeys(found), key=lambda candidate: not candidate.certain)


def is_green_card(tracking_number: str) -> bool:
    """The return receipt (PS 3811) has a number of its own, which people text instead of the letter's."""
    return len(tracking_number) == 22 and tracking_number.startswith("959094")


def looks_certified(tracking_number: str) -> bool:
    """A hint from the prefix; the authority is what USPS or the sender says."""
    return _CERTIFIED.fullmatch(tracking_number) is not None


_CERTIFIED = re.compile(r"7[0-2][0-9]{18}|(?:95890710527|9407[13]|9414[78])[0-9]+(?<=^[0-9]{22})")


@dataclass(slots=True)
class _Hit:
    start: int
    end: int
    weight: int
    strong: bool
    matches: list[tuple[Format, str]]


def _best_reading(hits: list[_Hit], words: int) -> list[_Hit]:
    """The hits that do not overlap and together explain most of the text, in text order."""
    by_start: dict[int, list[_Hit]] = {}
    for hit in hits:
        by_start.setdefault(hit.start, []).append(hit)
    score = [0] * (words + 1)
    picked: list[_Hit | None] = [None] * words
    for index in range(words - 1, -1, -1):
        score[index] = score[index + 1]
        for hit in by_start.get(index, ()):
            if (total := hit.weight + score[hit.end]) > score[index]:
                score[index], picked[index] = total, hit
    chosen, index = [], 0
    while index < words:
        hit_here = picked[index]
        if hit_here:
            chosen.append(hit_here)
        index = hit_here.end if hit_here else index + 1
    return chosen


# Heads that begin a number even in the middle of other digits, and the lengths they may open.
_FREE_LENGTHS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("91", "96"), (22,)),
    **dict.fromkeys(("92", "93", "95"), (26, 22)),
    "94": (30, 26, 22),
    "42": (34, 32, 30, 28),
    **dict.fromkeys(("70", "71", "72"), (20,)),
}


_MOST_OPENINGS = 120  # the same for words that open like 1Z or an S10 number
_MOST_WINDOWS = 160  # bounds the work on one text; forty numbers typed in fours need fewer


def _digit_hits(tokens: Tokens, phone: frozenset[str]) -> Iterator[_Hit]:
    left = _MOST_WINDOWS
    for run in runs_of(tokens, phone):
        singles = [
            hit
            for group, typed in enumerate(run.groups)
            if len(typed) in DIGIT_LENGTHS and (hit := _window(run, group, group + 1, tokens))
        ]
        yield from singles
        if len(run.groups) > 1:
            whole = {hit.start - run.first for hit in singles if hit.strong}
            for start, end in islice(_joined_windows(run, whole), left):
                left -= 1
                if joined := _window(run, start, end, tokens):
                    yield joined


def _joined_windows(run: Run, whole: set[int]) -> Iterator[tuple[int, int]]:
    """Where several groups may together be a number; `whole` are groups that are one by themselves."""
    where = {offset: group for group, offset in enumerate(run.bounds)}
    line = _line_of(run)
    for group, offset in enumerate(run.bounds[:-1]):
        head = run.digits[offset : offset + 2]
        opens_line = group == 0 or run.joins[group] == LINE
        for length in DIGIT_LENGTHS if opens_line else _FREE_LENGTHS.get(head, ()):
            end = where.get(offset + length, 0)
            # A number broken over lines is broken once, or twice; more lines are a list.
            if end <= group + 1 or line[end - 1] - line[group] > 2:
                continue
            if whole and head != "42" and length <= 30 and not whole.isdisjoint(range(group, end)):
                continue  # a whole number is no part of another one, unless its routing stands before it
            yield group, end


def _line_of(run: Run) -> list[int]:
    lines, line = [], 0
    for group, kind in enumerate(run.joins):
        line += group > 0 and kind == LINE
        lines.append(line)
    return lines


def _window(run: Run, start: int, end: int, tokens: Tokens) -> _Hit | None:
    """The groups start..end read as one number, if they fit a format and stand where that format may stand."""
    begin, stop = run.bounds[start], run.bounds[end]
    number = run.digits[begin:stop]
    found = match(number) if stop - begin in DIGIT_LENGTHS else []
    found = [
        (row, clean) for row, clean in found if row.trust is Trust.ANYWHERE or _may_stand(run, start, end, row, tokens)
    ]
    if not found:
        return None
    strong = any(row.trust is not Trust.NAMED for row, _ in found)
    weight = (30 if strong else 10) * len(number)
    weight -= 0 if _is_regular(run.groups[start:end]) else 300 if strong else 1
    weight -= 60 * (run.raw[begin:stop] != number)
    weight -= 90 * run.joins[start + 1 : end].count(LINE)
    return _Hit(run.first + start, run.first + end, max(weight, 1), strong, found)


def _is_regular(groups: list[str]) -> bool:
    """Typed in equal groups, the last one perhaps shorter."""
    return len(groups[-1]) <= len(groups[0]) and len(set(map(len, groups[:-1]))) <= 1


def _may_stand(run: Run, start: int, end: int, row: Format, tokens: Tokens) -> bool:
    """Weak formats: no phone, no all-zeros, and either one unbroken group or everything on its line."""
    groups = run.groups[start:end]
    if run.plus[start] or len(set(run.digits[run.bounds[start] : run.bounds[end]])) == 1:
        return False
    if len(groups) == 1:
        return True
    opens_line = run.joins[start] == LINE or (start == 0 and not run.before_loose)
    if not opens_line or not _ends_line(run, end, row):
        return False
    if row.length <= 18:
        sizes = list(map(len, groups))
        if max(sizes) >= 9 or "334" in "".join(map(str, sizes)):
            return False  # a phone, with something else behind it
    return row.length != 12 or row.carrier in tokens.named or _is_regular(groups)  # 2025-12-25 1030 is no parcel


def _ends_line(run: Run, end: int, row: Format) -> bool:
    if end == len(run.groups) or run.joins[end] == LINE:
        return True
    spare = end == len(run.groups) - 1 and len(run.groups[end]) <= 2 and run.after_word  # "… 2 boxes"
    return spare and row.length != 20  # 20 digits and two more are rather a mistyped 22


_S10 = re.compile(r"[A-Z]{2}[0-9OIL]{9}[A-Z]{2}")
_UPS = re.compile(r"[1IL]Z[0-9A-Z]{15}[0-9OIL]")
_WAYBILL = re.compile(r"[AHJKTV][0-9OIL]{10}")
_DIGIT_OR_SLIP = frozenset("0123456789OIL")
_US_PHONE = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")


def _letter_hits(tokens: Tokens, phone: frozenset[str]) -> Iterator[_Hit]:
    words, left = tokens.words, _MOST_OPENINGS
    for index, word in enumerate(words):
        if left == 0:
            return
        if len(word) > 2 and word.isalpha() and word[1] != "Z":
            continue
        opening = word if len(word) > 2 else "".join(words[index : index + 3])
        if opening[0] in "1IL" and opening[1:2] == "Z":
            left -= 1
            yield from _read_as(tokens, index, 18, _UPS, _ups_readings)
        elif opening[:2].isalpha() and opening[2:3] in _DIGIT_OR_SLIP:
            left -= 1
            yield from _read_as(tokens, index, 13, _S10, _s10_readings)
        if opening[0] in "AHJKTV" and opening[1:2] in _DIGIT_OR_SLIP and _may_be_waybill(tokens, index, phone):
            yield from _read_as(tokens, index, 11, _WAYBILL, _waybill_readings)


def _read_as(
    tokens: Tokens, index: int, length: int, shape: re.Pattern[str], readings: Callable[[str], Iterable[str]]
) -> Iterator[_Hit]:
    """The words from index on as a number of that shape; as typed if that holds, else with O and I read as 0 and 1."""
    typed, end = join_words(tokens, index, length)
    if not shape.fullmatch(typed):
        return
    for reading in readings(typed):
        if found := match(reading):
            yield _Hit(index, end, 30 * length - 60 * (reading != typed), True, found)
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
    if not _WAYBILL.fullmatch(typed) or _goes_on(tokens, end):
        return False
    digits = typed[1:].translate(SLIPS)
    lone = len(tokens.words[index]) == 1
    phonelike = digits in phone or (lone and (typed[0] == "A" or _US_PHONE.fullmatch(digits)))
    return not phonelike or ("ups" in tokens.named and digits not in phone)


def _goes_on(tokens: Tokens, end: int) -> bool:
    return end < len(tokens.words) and tokens.joins[end] == SOFT and not tokens.words[end].isalpha()
