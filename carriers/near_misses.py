"""Says what is wrong with a thing that looks like one carrier's number and is not quite, so the bot can ask back.

It speaks only where the look is unmistakable (USPS heads, 1Z, S10, a named carrier) and never proposes a correction.
"""

import re
from dataclasses import dataclass

from carriers.formats import BY_LENGTH
from carriers.postal_formats import S10_COUNTRIES
from carriers.typed_text import HARD, SLIPS, Run, Tokens, join_words, phone_forms, read, runs_of


@dataclass(frozen=True, slots=True)
class NearMiss:
    typed: str  # upper case, without separators
    carrier: str
    reason: str  # check_digit, prefix, country_code, one_digit_short, one_digit_long, letter_in_number


def near_miss(text: str, own_phone: str | None = None) -> NearMiss | None:
    """The first such thing in the text; for texts in which recognise() found nothing."""
    tokens = read(text)
    misses = [
        (index, miss) for index in range(len(tokens.words[:_WORDS_TRIED])) if (miss := _letter_miss(tokens, index))
    ]
    for run in runs_of(tokens, phone_forms(own_phone)):
        if miss := _run_miss(run, tokens.named):
            misses.append((run.first, miss))
    return min(misses, key=lambda pair: pair[0])[1] if misses else None


# Heads that leave no doubt, the usual length behind them, and whose they are.
_FAMILIES: tuple[tuple[tuple[str, ...], int, str], ...] = (
    (("91", "92", "93", "94", "95"), 22, "usps"),
    (("96",), 22, "fedex"),
    (("70", "71", "72"), 20, "usps"),
)
_NAMED_LENGTHS = (("fedex", (12, 15)), ("usps", (20, 22)))
_LONGER = {"usps": (34, 30, 26), "fedex": (34,)}
_GROUPS_TRIED = 40
_WORDS_TRIED = 200


def _run_miss(run: Run, named: frozenset[str]) -> NearMiss | None:
    for offset in run.bounds[: min(len(run.groups), _GROUPS_TRIED)]:
        tail = run.digits[offset:]
        if tail.startswith("420") and len(tail) in (29, 30, 31, 33, 34, 35):
            return _judge(tail, 34 if len(tail) > 32 else 30, "usps")
        for heads, length, carrier in _FAMILIES:
            if tail.startswith(heads) and (miss := _headed_miss(run, offset, tail, length, carrier)):
                return miss
    for carrier, lengths in _NAMED_LENGTHS:
        nearest = min(lengths, key=lambda length: abs(length - len(run.digits)))
        if carrier in named and abs(nearest - len(run.digits)) <= 1:
            return _judge(run.digits, nearest, carrier)
    return None


def _headed_miss(run: Run, offset: int, tail: str, length: int, carrier: str) -> NearMiss | None:
    if len(tail) in _LONGER[carrier]:
        return _judge(tail, len(tail), carrier)
    if offset + length in run.bounds:
        return _judge(tail[:length], length, carrier)
    return _judge(tail, length, carrier) if abs(len(tail) - length) == 1 else None


def _judge(typed: str, length: int, carrier: str) -> NearMiss:
    if len(typed) != length:
        return NearMiss(typed, carrier, "one_digit_short" if len(typed) < length else "one_digit_long")
    return NearMiss(typed, carrier, "check_digit" if _has_shape(typed, carrier) else "prefix")


def _has_shape(number: str, carrier: str) -> bool:
    inner = (number[8:], number[12:]) if number.startswith("420") else (number,)
    rows = [(row, part) for part in inner for row in BY_LENGTH.get(len(part), ())]
    return any(row.carrier == carrier and row.shape.fullmatch(part) for row, part in rows)


_WAYBILL_LIKE = re.compile(r"[AHJKTV][0-9OIL]{10}")
_S10_LIKE = re.compile(r"[A-Z]{2}([0-9OIL]{8,10})([A-Z]{2})")


def _letter_miss(tokens: Tokens, index: int) -> NearMiss | None:
    word = tokens.words[index]
    opening = word if len(word) > 2 else "".join(tokens.words[index : index + 3])
    if opening[0] in "1IL" and opening[1:2] == "Z":
        return _ups_miss(tokens, index)
    if "ups" in tokens.named and _WAYBILL_LIKE.fullmatch(join_words(tokens, index, 11)[0]):
        return NearMiss(join_words(tokens, index, 11)[0], "ups", "check_digit")
    if opening[:2].isalpha():
        return _s10_miss(tokens, index)
    if opening[0] in "97":
        return _stray_letter(tokens, index)
    return None


def _ups_miss(tokens: Tokens, index: int) -> NearMiss | None:
    typed, _ = join_words(tokens, index, 18)
    if typed:
        plain = typed[-1].translate(SLIPS).isdecimal()
        return NearMiss(typed, "ups", "check_digit" if plain else "letter_in_number")
    typed = _numberlike_words(tokens, index)
    if len(typed) in (17, 19):
        return NearMiss(typed, "ups", "one_digit_short" if len(typed) == 17 else "one_digit_long")
    return None


def _numberlike_words(tokens: Tokens, index: int) -> str:
    """The word and what follows it without a break, up to the first word that has no digit."""
    typed, end = tokens.words[index], index + 1
    while end < len(tokens.words) and len(typed) < 40 and tokens.joins[end] != HARD and not tokens.words[end].isalpha():
        typed += tokens.words[end]
        end += 1
    return typed


def _s10_miss(tokens: Tokens, index: int) -> NearMiss | None:
    typed = join_words(tokens, index, 13)[0] or tokens.words[index]
    found = _S10_LIKE.fullmatch(typed)
    if not found or (found[2] not in S10_COUNTRIES and len(tokens.words[index]) < 12):
        return None  # "at 123456785 me": a sentence, unless typed in one piece
    if found[2] not in S10_COUNTRIES:
        return NearMiss(typed, "s10", "country_code")
    reasons = {8: "one_digit_short", 9: "check_digit", 10: "one_digit_long"}
    return NearMiss(typed, "s10", reasons[len(found[1])])


def _stray_letter(tokens: Tokens, index: int) -> NearMiss | None:
    """A USPS number in which one or two characters are letters that cannot be slips of O or I."""
    typed = _numberlike_words(tokens, index)
    letters = sum(char.isalpha() for char in typed.translate(SLIPS))
    for heads, length, carrier in _FAMILIES:
        if typed.startswith(heads) and len(typed) == length and 1 <= letters <= 2:
            return NearMiss(typed, carrier, "letter_in_number")
    return None
