"""Turns plain text into words, and words into the string of kinds that the rules of bot/grammar.py search.

It forgives spelling: stretched, spaced and glued letters, digits for letters, one wrong letter where no other word is
near.
"""

import re
from dataclasses import dataclass

from bot.grammar import CAPITAL, COMMA, FOUR, GERUND, KNOWN, NUMBER, QUESTION, SMALL, STOP_MARK, UNKNOWN, characters
from bot.languages import COMMON
from bot.phrases import JOINED
from bot.spelling import correct, ends_something, is_stop_word, unmasked

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+){0,6}|[$@][A-Za-z0-9$@]{2,}|[.!?;\n]+|[,:()/&|*]|(?<=\s)-+(?=\s|\w)")
_ELIDED = frozenset("c d j l m n s t y qu jusqu lorsqu puisqu".split())
_SPACED = re.compile(r"(?<![^\W_])(?:[A-Za-z0$][ .\-_*/~,|]{1,3}){2,14}[A-Za-z](?![^\W_])")
_SEPARATOR = re.compile(r"[^A-Za-z0$]+")
_MASKED = re.compile(r"(?<![\w*#])[A-Za-z]{1,8}[*#][A-Za-z]{0,8}(?![\w*#])")
#: Before `pu` they make it a word of its own; behind others it is how `plus` is said.
_HAVE = frozenset("a ai as avons avez ont jai na avait avais aurait aurais ete pas que".split())
_MOST_WORDS = 240  # after words that are several were split
_ENDS = 50  # words of a very long text that are read at its beginning, at its end, and around stops between
_AROUND = 4
_SHORTEST_NUMBER = 8  # digits, of a tracking number or a phone


@dataclass(slots=True)
class Heard:
    """`code` has one character for each of `words`; signs between words are words too."""

    code: str
    words: list[str]
    typed: list[str]  # in the letters they were typed in
    apart: list[str]  # the words before those that mean one thing together became one

    @property
    def spoken(self) -> list[str]:
        return [word for word in self.words if word[0].isalpha()]


def hear(text: str) -> Heard:
    if _SPACED.search(text):
        text = _SPACED.sub(_close_up, text, count=20)
    if "*" in text or "#" in text:
        text = _MASKED.sub(lambda found: unmasked(found[0]), text)
    pairs = [pair for token in _worth_reading(_TOKEN.findall(text)) for pair in _split(token)]
    if len(pairs) > _MOST_WORDS:
        pairs = pairs[: _MOST_WORDS // 2] + pairs[-_MOST_WORDS // 2 :]
    for index, (word, _) in enumerate(pairs):
        before, after = pairs[index - 1][0] if index else "", pairs[index + 1][0] if index + 1 < len(pairs) else ""
        if word == "pu" and (before not in _HAVE if before else after in ("de", "d")):
            pairs[index] = ("plus", pairs[index][1])
    apart = [word for word, _ in pairs]
    pairs = _close_numbers(_join(pairs))
    some_small = any(typed.islower() for _, typed in pairs)
    code: list[str] = []
    for index, (word, typed) in enumerate(pairs):
        starts = not index or code[-1] in (STOP_MARK, QUESTION)
        if typed == "STOP" and some_small:
            word = "stopcaps"
            pairs[index] = (word, typed)
        code.append(_character(word, typed[0].isupper() and some_small and not starts))
    return Heard("".join(code), [word for word, _ in pairs], [typed for _, typed in pairs], apart)


def _worth_reading(tokens: list[str]) -> list[str]:
    """A long text's beginning and end, and the words around what might be a stop in between."""
    if len(tokens) <= 3 * _ENDS:
        return tokens
    middle: list[str] = []
    read_to = _ENDS
    for at in range(_ENDS, len(tokens) - _ENDS):
        if at >= read_to and ends_something(tokens[at].lower()):
            begin, read_to = max(read_to, at - _AROUND), min(at + _AROUND + 1, len(tokens) - _ENDS)
            middle += [".", *tokens[begin:read_to]]
            if len(middle) > _ENDS:
                break
    return [*tokens[:_ENDS], *middle, ".", *tokens[-_ENDS:]]


def _close_up(found: re.Match[str]) -> str:
    """`s.t.o.p` is a word if that is one we know; other single letters stay apart."""
    joined = _SEPARATOR.sub("", found[0])
    return joined if any(word in characters() for word in correct(joined.lower())) else found[0]


def _split(token: str) -> list[tuple[str, str]]:
    """One typed word as the words it is: `n'envoyez` two, `don't` one, `escribirme` two."""
    if not token[0].isalnum():
        if token[0] in "$@":  # `$top` is a word in disguise, `@stop` one behind a sign
            if is_stop_word(token.strip("$@").lower()):
                return _split(token.strip("$@"))
            meant = correct(token.lower())
            return [(word, token) for word in meant] if meant[0] in characters() else _split(token.lstrip("$@") or ".")
        sign = "?" if "?" in token else "." if token[0] in ".!;\n" else ","
        return [(sign, sign)]
    if "'" in token:
        head, _, tail = token.partition("'")
        if head.lower() in _ELIDED:
            return [(head.lower(), head), *_split(tail)]
        token = token.replace("'", "")
    word = token.lower()
    if word in characters() or word.isdigit():
        return [(word, token)]
    return [(part, token) for part in correct(word)]


def _join(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Words that mean one thing together become one."""
    joined, index = [], 0
    while index < len(pairs):
        for length in _LENGTHS.get(pairs[index][0], ()):
            together = JOINED.get(" ".join(word for word, _ in pairs[index : index + length]))
            if together:
                joined.append((together, pairs[index][1]))
                index += length
                break
        else:
            joined.append(pairs[index])
            index += 1
    return joined


def _make_joined_lengths() -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for words in JOINED:
        lengths.setdefault(words.split()[0], set()).add(len(words.split()))
    return {word: tuple(sorted(found, reverse=True)) for word, found in lengths.items()}


_LENGTHS = _make_joined_lengths()


def _close_numbers(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Digit groups that stand together are one number: ten digits or more, or the last four of one."""
    closed: list[tuple[str, str]] = []
    for word, typed in pairs:
        digits = word[0].isdigit() or (any(char.isdigit() for char in word) and word not in characters())
        if digits and closed and closed[-1][0][0] == "#":
            word = closed.pop()[0] + word
        elif digits:
            word = "#" + word
        closed.append((word, typed))
    return closed


def _character(word: str, capital: bool) -> str:
    known = characters().get(word)
    if known:
        return known
    if word[0] == "#":
        digits = sum(map(str.isdigit, word))
        return FOUR if digits == 4 and len(word) == 5 else NUMBER if digits >= _SHORTEST_NUMBER else SMALL
    if word in (".", "?", ","):
        return {".": STOP_MARK, "?": QUESTION, ",": COMMA}[word]
    if any(word in common for common in COMMON) or word.isdigit():
        return KNOWN
    if capital:
        return CAPITAL
    return GERUND if word.endswith("ing") and len(word) > 5 else UNKNOWN
