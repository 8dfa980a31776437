"""Reads a stop out of a text: which one, how sure, and whether of everything or of one parcel.

It looks in bot/stops.py for words; it never lets another meaning of the text win over a stop.
"""

import re
from functools import cache

from bot.grammar import FOUR, KNOWN, NUMBER, Rule, characters
from bot.hearing import Heard
from bot.kinds import words_of
from bot.reading import Intent, Reading
from bot.spelling import is_stop_word
from bot.starts import is_undone
from bot.stops import DOUBTS, NO_STOPS, STOPS, URGED
from carriers.recognise import Candidate, near_miss

_MUTED = Rule("the word 'mute' with a number", "^ POLITE* MUTE (?:FILL|ABOUT|TEXTS|GAP|[;,])* w? (?:#|4)")
_EVERYTHING = Rule("everything", "EVERYTHING (?! _{0,6} (?:ABOUT|this|that) )", "stopall")
_ABOUT_ONE = Rule("this one", "(?:about|for|on|this|sobre|de|del|para|pour|sur|du|concernant|from|regarding)")
_INCLUDED = Rule(
    "and this one too", "EVERYTHING _{1,6} (?:including|include|includes|even|incluso|incluyendo|incluido|compris|meme)"
)
#: Said of the piece whose number stands elsewhere in the text.
_OF_THIS = Rule(
    "about it",
    "(?:about|for|on|sobre|de|del|para|pour|sur|du|concernant|regarding) "
    "(?:it|that|this|ese|este|eso|esto|ca|cela|celui|lui)"
    "(?: one| package| parcel| ci| la| paquete| colis)? (?:POLITE|AGAIN|either|too)* >",
)
_NEAR = Rule(
    "words between a stop and four digits",
    "(?:GAP|FILL|ABOUT|PARCEL|THESE|one|s|in|last|ending|el|la|los|que|termina|[,4#;])*",
)
_MAY_FOLLOW = Rule("what may follow four digits", "(?:FILL|END|OPTOUT|SAYING|TEXTS|[,4#;Q]|$|and|y|et|i|it)")
_SENTENCE = re.compile("[^;Q]+")
_ONLY_DIGITS = re.compile(f"[{FOUR}{NUMBER},]+")


def read_stop(heard: Heard, numbers: tuple[Candidate, ...], text: str, own_phone: str | None) -> Reading | None:
    if muted := _MUTED.search(heard.code):
        return _narrowed(heard, numbers, Reading(Intent.STOP_ALL, _MUTED.reason), muted.span(), text, own_phone)
    if not numbers and is_undone(heard.code):
        return None
    cleared = _clear(heard.code)
    for rules, code, certain in ((URGED, heard.code, True), (STOPS, cleared, True), (DOUBTS, cleared, False)):
        for rule in rules:
            if match := rule.search(code):
                found = Reading(Intent.STOP_ALL, rule.reason, certain=certain)
                return _narrowed(heard, numbers, found, match.span(), text, own_phone)
    if len(heard.spoken) > 1 and is_stop_word("".join(filter(str.isalpha, heard.typed)).lower()):
        return Reading(Intent.STOP_ALL, "a word of stopping, typed apart")
    return None


@cache
def _stop_characters() -> re.Pattern[str]:
    words = words_of("END") | words_of("BARE") | words_of("OPTOUT") | words_of("LEAVE")
    return re.compile("[" + "".join(sorted({characters()[word] for word in words})) + "]")


def _clear(code: str) -> str:
    """The text without those words of stopping that say something else where they stand."""
    for rule in NO_STOPS:
        code = rule.pattern.sub(lambda found: _stop_characters().sub(KNOWN, found[0]), code)
    return code


def _narrowed(
    heard: Heard,
    numbers: tuple[Candidate, ...],
    found: Reading,
    span: tuple[int, int],
    text: str,
    own_phone: str | None,
) -> Reading:
    """A stop whose sentence holds a number is of that one, unless it says all."""
    begin, end = _sentence(heard.code, *span)
    sentence = heard.code[begin:end]
    if _INCLUDED.search(sentence) or (_EVERYTHING.search(sentence) and not _ABOUT_ONE.search(sentence)):
        return found
    reason = f"{found.rule}, and a number"
    has_number = any(word[0] == "#" for word in heard.words[begin:end])
    if numbers and (has_number or _OF_THIS.search(sentence)):
        certain = tuple(number for number in numbers if number.certain)
        return Reading(Intent.STOP_ONE, reason, certain or numbers)
    fours = _fours_near(heard, begin, end, span)
    if fours:
        return Reading(Intent.STOP_ONE, reason, last_four=fours)
    miss = near_miss(text, own_phone) if has_number else None
    if miss:
        return Reading(Intent.STOP_ONE, reason, last_four=(miss.typed[-4:],))
    return found


def _sentence(code: str, begin: int, end: int) -> tuple[int, int]:
    """Where the sentence around the span begins and ends, with lines of nothing but a number before and behind it."""
    parts = [part.span() for part in _SENTENCE.finditer(code)]
    first = next((at for at, part in enumerate(parts) if part[1] > begin), 0)
    last = next((at for at, part in enumerate(parts) if part[1] >= end), len(parts) - 1)
    while first > 0 and _ONLY_DIGITS.fullmatch(code, *parts[first - 1]):
        first -= 1
    while last + 1 < len(parts) and _ONLY_DIGITS.fullmatch(code, *parts[last + 1]):
        last += 1
    return (parts[first][0], parts[last][1]) if parts else (0, len(code))


def _fours_near(heard: Heard, begin: int, end: int, span: tuple[int, int]) -> tuple[str, ...]:
    """Four digits count when only words that change nothing stand between them and the stop."""
    fours = []
    for at in range(begin, end):
        between = heard.code[at + 1 : span[0]] if at < span[0] else heard.code[span[1] : at]
        if (
            heard.code[at] == FOUR
            and _NEAR.pattern.fullmatch(between)
            and _MAY_FOLLOW.pattern.match(heard.code, at + 1)
        ):
            fours.append(heard.words[at][1:])
    return tuple(fours)
