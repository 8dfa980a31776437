"""Small patterns over kinds of words: a text becomes a string with one character a word, and a rule searches it.

In a pattern CAPITALS are a kind, small letters one word, `_` any word, `<` and `>` the edges of a clause, Q a question
mark, # 4 0 a long, a four-digit and another number, w W g a word we do not know, one with a capital, one in -ing.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache, cached_property

from bot.kinds import KINDS, words_of
from bot.languages import COMMON
from bot.mail_words import ASIDES

UNKNOWN, CAPITAL, GERUND, KNOWN = "w", "W", "g", "k"
NUMBER, FOUR, SMALL = "#", "4", "0"
QUESTION, STOP_MARK, COMMA = "Q", ";", ","
_PART = re.compile(r"\(\?<?[!=:]|\{\d*,?\d*\}|[A-Z]{2,}|[a-z0-9]{2,}|\s+|.")
_NAME = re.compile("[A-Z]{2,}")
_SIGNS = {"(": "(?:", "<": "(?:^|(?<=[Q;,]))", ">": "(?=[Q;,]|$)", "_": "[^Q;,]", "#": "#", "4": "4", "0": "0"}
_OWN = frozenset("wWgkQ")
#: What stands for words. `re` compiles classes of Latin-1 much faster than of other letters.
_ALPHABET = [chr(code) for code in (*range(0x41, 0x51), *range(0x58, 0x5B), *range(0x6C, 0x77), *range(0xA1, 0x100))]
_ALPHABET += [chr(code) for code in (*range(1, 0x20), *range(0x7F, 0xA1), *range(0x100, 0xD00))]


def _is_word(part: str) -> bool:
    return part.islower() and part.isalnum() and part not in _OWN


class Rule:
    """`reason` is what a reading says decided; it quotes our own words only."""

    literals: set[str] = set()

    def __init__(self, reason: str, *sources: str) -> None:
        self.reason, self.sources = reason, sources
        for source in sources:
            Rule.literals.update(filter(_is_word, _PART.findall(source)))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("|".join("".join(map(_translate, _PART.findall(source))) for source in self.sources))

    def search(self, code: str) -> re.Match[str] | None:
        return self.pattern.search(code)


def shorthand(block: str) -> dict[str, str]:
    """`NAME = pattern` lines: names that the patterns of one table may use like a kind."""
    return {name.strip(): part.strip() for name, part in (line.split("=", 1) for line in _unfolded(block, 4))}


def rules(block: str, short: Mapping[str, str]) -> tuple[Rule, ...]:
    """A table: `reason:` lines, under each its patterns, indented by four; a line that goes on is indented by more."""
    table: list[tuple[str, list[str]]] = []
    for line in _unfolded(block, 8):
        if line.startswith(" "):
            table[-1][1].append(_NAME.sub(lambda found: short.get(found[0], found[0]), line.strip()))
        else:
            table.append((line.rstrip(":"), []))
    return tuple(Rule(reason, *patterns) for reason, patterns in table)


def _unfolded(block: str, indent: int) -> list[str]:
    return re.sub(rf"\n {{{indent},}}", " ", block.strip("\n")).splitlines()


def first(rules: Iterable[Rule], code: str) -> Rule | None:
    return next((rule for rule in rules if rule.pattern.search(code)), None)


def _translate(part: str) -> str:
    if part in _SIGNS:
        return _SIGNS[part]
    if part.isspace():
        return ""
    if part.isupper() and len(part) > 1:
        return "[" + "".join(sorted({characters()[word] for word in words_of(part)})) + "]"
    if part in (UNKNOWN, KNOWN, GERUND):
        return f"[{part}{_asides()[part]}]"
    return characters()[part] if _is_word(part) else part


def without_kind(word: str) -> str:
    """The character of a word that no rule names."""
    if any(word in common for common in COMMON):
        return KNOWN
    return GERUND if word.endswith("ing") and len(word) > 5 else UNKNOWN


@cache
def characters() -> dict[str, str]:
    """The character of every word we know: words that are alike to every rule share one. Built at the first text."""
    alike: dict[tuple[str, ...], list[str]] = {}
    known: dict[str, list[str]] = {word: [] for word in Rule.literals}
    for kind in KINDS:
        for word in words_of(kind):
            known.setdefault(word, []).append(kind)
    for word, kinds in known.items():
        key = (*kinds, word) if word in Rule.literals else tuple(kinds)
        alike.setdefault((*key, without_kind(word)) if _is_aside(word, kinds) else key, []).append(word)
    # Kinds with many words first: their characters come into most classes.
    groups = sorted(alike.values(), key=len, reverse=True)
    return {word: _ALPHABET[index] for index, group in enumerate(groups) for word in group}


def _is_aside(word: str, kinds: list[str]) -> bool:
    return word not in Rule.literals and ASIDES.issuperset(kinds)


@cache
def _asides() -> dict[str, str]:
    """Words whose only kinds are asides are also what they would be without: a stop's rules know none of them."""
    found: dict[str, set[str]] = {UNKNOWN: set(), KNOWN: set(), GERUND: set()}
    of: dict[str, list[str]] = {}
    for kind in KINDS:
        for word in words_of(kind):
            of.setdefault(word, []).append(kind)
    for word, kinds in of.items():
        if _is_aside(word, kinds):
            found[without_kind(word)].add(characters()[word])
    return {plain: "".join(sorted(others)) for plain, others in found.items()}
