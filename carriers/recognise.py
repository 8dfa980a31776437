"""Finds tracking numbers in what people text: spaced, dashed, full width, in sentences and links, several at once.

Pure. It asks no carrier, takes no phone for a parcel, and calls a number certain only if its shape alone says so or
the text names the carrier: a check digit by itself proves little, one random number in ten passes it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from carriers.formats import DIGIT_LENGTHS, match
from carriers.lettered_numbers import lettered_hits
from carriers.near_misses import NearMiss, near_miss
from carriers.number_format import Format, Trust
from carriers.typed_text import (
    LINE,
    Run,
    Tokens,
    asks_only,
    carriers_named,
    follows_phone_word,
    is_asked_with,
    phone_forms,
    read,
    runs_of,
)
from carriers.weighing import Hit, best_reading

__all__ = [
    "Candidate",
    "NearMiss",
    "carriers_named",
    "is_green_card",
    "looks_certified",
    "near_miss",
    "recognise",
]


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
    hits = [*lettered_hits(tokens, phone), *_digit_hits(tokens, phone)]
    found = [
        Candidate(number, row.carrier, row.id, _is_certain(row, tokens.named))
        for hit in best_reading(hits, len(tokens.words))
        for row, number in _ranked(hit.matches, tokens.named)
    ]
    return sorted(dict.fromkeys(found), key=lambda candidate: not candidate.certain)


def _is_certain(row: Format, named: frozenset[str]) -> bool:
    if row.trust is Trust.NAMED:
        return row.carrier in named
    return row.trust is not Trust.NEVER


def _ranked(matches: list[tuple[Format, str]], named: frozenset[str]) -> list[tuple[Format, str]]:
    """A carrier that the text names settles it; else what holds a check digit stands before what has none."""
    if len(matches) == 1:
        return matches
    meant = [fit for fit in matches if fit[0].carrier in named]
    return sorted(meant or matches, key=lambda fit: fit[0].trust is Trust.NEVER)


def is_green_card(tracking_number: str) -> bool:
    """The return receipt (PS 3811) has a number of its own, which people text instead of the letter's."""
    return len(tracking_number) == 22 and tracking_number.startswith("959094")


def looks_certified(tracking_number: str) -> bool:
    """A hint from the prefix; the authority is what USPS or the sender says."""
    return _CERTIFIED.fullmatch(tracking_number) is not None


_CERTIFIED = re.compile(r"7[0-2][0-9]{18}|(?:95890710527|9407[13]|9414[78])[0-9]+(?<=^[0-9]{22})")


# Heads that begin a number even in the middle of other digits, and the lengths they may open.
_FREE_LENGTHS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("91", "96"), (22,)),
    **dict.fromkeys(("92", "93", "95"), (26, 22)),
    "94": (30, 26, 22),
    "42": (34, 32, 30, 28),
    **dict.fromkeys(("70", "71", "72"), (20,)),
}


_MOST_WINDOWS = 160  # bounds the work on one text; forty numbers typed in fours need fewer


def _digit_hits(tokens: Tokens, phone: frozenset[str]) -> Iterator[Hit]:
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


def _window(run: Run, start: int, end: int, tokens: Tokens) -> Hit | None:
    """The groups start..end read as one number, if they fit a format and stand where that format may stand."""
    begin, stop = run.bounds[start], run.bounds[end]
    number = run.digits[begin:stop]
    found = match(number) if stop - begin in DIGIT_LENGTHS else []
    found = [
        (row, clean) for row, clean in found if row.trust is Trust.ANYWHERE or _may_stand(run, start, end, row, tokens)
    ]
    if not found:
        return None
    strong = any(row.trust in _STRONG for row, _ in found)
    weight = (30 if strong else 10) * len(number)
    weight -= 0 if _is_regular(run.groups[start:end]) else 300 if strong else 1
    weight -= 60 * (run.raw[begin:stop] != number)
    weight -= 90 * run.joins[start + 1 : end].count(LINE)
    return Hit(run.first + start, run.first + end, max(weight, 1), strong, found)


def _is_regular(groups: list[str]) -> bool:
    return _are_equal(list(map(len, groups)))


def _are_equal(sizes: list[int]) -> bool:
    """Typed in equal groups, the last one perhaps shorter."""
    return sizes[-1] <= sizes[0] and len(set(sizes[:-1])) <= 1


_STRONG = frozenset((Trust.ANYWHERE, Trust.ALONE))
_LONGEST_WEAK = 16  # up to here digits are often something else: a phone, a date, an account


def _may_stand(run: Run, start: int, end: int, row: Format, tokens: Tokens) -> bool:
    """Weak formats: no phone, no all-zeros, and either one unbroken group or everything on its line."""
    groups = run.groups[start:end]
    begin, stop = run.bounds[start], run.bounds[end]
    if run.plus[start] or len(set(run.digits[begin:stop])) == 1:
        return False
    if row.length <= _LONGEST_WEAK and not _may_be_meant(run, start, end, row, tokens):
        return False
    if len(groups) == 1:
        return True
    opens_line = run.joins[start] == LINE or (start == 0 and not run.before_loose)
    if not opens_line or not _ends_line(run, end, row):
        return False
    return row.length > 18 or _is_grouped_as(row, list(map(len, groups)), tokens)


def _may_be_meant(run: Run, start: int, end: int, row: Format, tokens: Tokens) -> bool:
    """Not glued to a word of something else, not said to be a phone; the weakest only beside their carrier's name, or
    when nothing but a parcel is asked about."""
    index = run.first + start
    if start == 0 and run.glued_to and not is_asked_with(run.glued_to):
        return False
    if follows_phone_word(tokens, index):
        return False
    weakest = row.trust is Trust.NEVER or row.length < 12
    if weakest:
        begin, stop = run.bounds[start], run.bounds[end]
        if run.raw[begin:stop] != run.digits[begin:stop]:
            return False  # a letter read as a digit, and nothing that could confirm it
        if tokens.named and row.carrier not in tokens.named:
            return False
    return not weakest or row.carrier in tokens.named or asks_only(tokens)


def _is_grouped_as(row: Format, sizes: list[int], tokens: Tokens) -> bool:
    """Not 3-3-4 and not a phone with something behind it; and 2025-12-25 1030 is no parcel."""
    if "334" in "".join(map(str, sizes)):
        return False
    named = row.carrier in tokens.named
    if row.length < 12:
        return max(sizes) == 1 or (named and sizes in ([2, 4, 4], [4, 4, 2], [4, 4, 3]))
    if row.length == 14 and sizes == [4, 10]:
        return named or asks_only(tokens)
    if max(sizes) >= 9:
        return False
    return row.length not in _DATE_LENGTHS or named or _are_equal(sizes)


_DATE_LENGTHS = frozenset((12, 14, 16))


def _ends_line(run: Run, end: int, row: Format) -> bool:
    if end == len(run.groups) or run.joins[end] == LINE:
        return True
    spare = end == len(run.groups) - 1 and len(run.groups[end]) <= 2 and run.after_word  # "… 2 boxes"
    return spare and row.length != 20  # 20 digits and two more are rather a mistyped 22
