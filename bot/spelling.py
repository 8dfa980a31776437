"""Finds the word that was meant: `st0p`, `stoooop`, `stoptexting`, `unsubcribe`, `mandarme`.

It changes only words nobody knows, and none of the innocent ones that look like a stop.
"""

import re
from collections.abc import Iterator
from functools import cache

from bot.grammar import characters
from bot.kinds import words_of
from bot.languages import COMMON
from bot.phrases import INNOCENT

#: Stands for a word that is one letter away from a short word of stopping.
ALMOST = "almoststop"
_SHORT_STOPS = ("stop", "quit", "cancel", "revoke", "parar", "arret", "alto", "cancela")
_REPEATED = re.compile(r"([a-z]{3,12}?)\1+")
_STRETCHED = re.compile(r"(.)\1{2,}")
_LEET = (str.maketrans("013457$@", "oieastsa"), str.maketrans("013457$@", "oleastsa"))
_CLITICS = ("melo", "mela", "melos", "nos", "les", "los", "las", "me", "se", "lo", "la", "le")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: Kinds in which a wrong letter is forgiven; not among rude words and names.
_FORGIVEN = """
    END OPTOUT KILL REMOVE TEXTS CONTACTING SENDING CONTACT RECEIVE CONSENT PARCEL STARTS STATUSW ARRIVES NUMBERS LEAVE
""".split()
_LONGEST = 24  # letters of a word worth a look
_FUZZY = 6  # letters; shorter words have too many neighbours


def correct(word: str) -> list[str]:
    """The words meant; the word itself if it needs or finds no correction."""
    if word in characters() or _is_common(word) or word in INNOCENT or len(word) > _LONGEST:
        return [word]
    if not word.isalpha():
        return [next((plain for table in _LEET if _known(plain := word.translate(table))), word)]
    if _STRETCHED.search(word):
        for kept in (r"\1", r"\1\1"):
            if _known(shorter := _STRETCHED.sub(kept, word)):
                return [shorter]
    if word in _near_stops():
        return [ALMOST]
    return (
        _without_clitic(word)
        or _unelided(word)
        or _unglued(word)
        or _with_k(word)
        or ([word[:-1]] if _doubled(word) else None)
        or [_meant(word)]
    )


def unmasked(typed: str) -> str:
    """`st*p` in full; what is no word of stopping or swearing with one letter hidden comes back as it is."""
    return _masked().get(typed.lower().replace("#", "*"), typed)


@cache
def _masked() -> dict[str, str]:
    words = sorted(words_of("RUDE") | words_of("OPTOUT") | words_of("END") & frozenset(_SHORT_STOPS))
    return {word[:at] + "*" + word[at + 1 :]: word for word in words for at in range(1, len(word))}


def is_stop_word(word: str) -> bool:
    return word in words_of("END") or word in words_of("OPTOUT")


@cache
def _enders() -> frozenset[str]:
    return frozenset().union(*map(words_of, ("END", "OPTOUT", "REMOVE", "LEAVE", "NEG", "BLOCK", "TAKE")))


def ends_something(word: str) -> bool:
    return word in _enders()


def _known(word: str) -> bool:
    return word in characters()


def _is_common(word: str) -> bool:
    return any(word in common for common in COMMON)


@cache
def _near_stops() -> frozenset[str]:
    near = {variant for word in _SHORT_STOPS for variant in _one_letter_away(word)}
    return frozenset(word for word in near if len(word) > 2 and not _known(word) and word not in INNOCENT)


def _one_letter_away(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in _LETTERS)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + letter + tail for letter in _LETTERS)


@cache
def _verbs() -> frozenset[str]:
    """Spanish verbs of ours that take `me`, `nos` … at their end."""
    kinds = (
        "END",
        "CONTACTING",
        "SENDING",
        "CONTACT",
        "SEND",
        "REMOVE",
        "LEAVE",
        "RECEIVE",
        "STARTS",
        "OPTOUT",
        "KILL",
        "OUSTS",
    )
    return frozenset(word for kind in kinds for word in words_of(kind, "es"))


def _without_clitic(word: str) -> list[str] | None:
    for clitic in _CLITICS:
        base = word.removesuffix(clitic)
        if base != word and base in _verbs():
            return [base, "me" if clitic[0] in "mn" else "lo"]
    return None


@cache
def _elidable() -> frozenset[str]:
    """French words of ours before which people leave out the apostrophe."""
    kinds = ("END", "OPTOUT", "CONTACTING", "SENDING", "CONTACT", "SEND", "WANT", "RECEIVE", "REMOVE", "CALLS")
    return frozenset(word for kind in kinds for word in words_of(kind, "fr") if len(word) > 2) - {"avoir", "etre"}


def _unelided(word: str) -> list[str] | None:
    """`mecrire`, `nenvoyez`, `jveux`."""
    return [word[0], word[1:]] if word[0] in "jmntd" and word[1:] in _elidable() else None


def _with_k(word: str) -> list[str] | None:
    """`kitenme` for `quitenme`. Not an English word: `kit` is none of ours."""
    if "k" not in word or len(word) < 5:
        return None
    plain = re.sub("k(?=[ei])", "qu", word).replace("k", "c")
    return _without_clitic(plain) or ([plain] if _known(plain) else None)


def _doubled(word: str) -> bool:
    """`outt`: its last letter came twice. Not of the words that stop when they stand alone, for `finn` is a name."""
    shorter = word[:-1]
    return (
        len(word) > 3
        and word[-1] == shorter[-1]
        and (_known(shorter) or _is_common(shorter))
        and shorter not in words_of("BARE")
    )


@cache
def _gluable() -> frozenset[str]:
    kinds = ("POLITE", "CONTACTING", "SENDING", "TEXTS", "ME", "THIS", "THESE", "EVERYTHING", "PRONOUN", "OPTOUT")
    return frozenset(word for kind in kinds for word in words_of(kind)) - {"non", "a", "it"}


def _unglued(word: str) -> list[str] | None:
    """`stoptextingme`, `pleasestop`."""
    if word in ("stopit", "stopitnow"):
        return ["stop", "it"]
    if (repeated := _REPEATED.fullmatch(word)) and is_stop_word(repeated[1]):
        return [repeated[1]]
    if word.startswith("stop") and (rest := _parts(word[4:])):
        return ["stop", *rest]
    if word.endswith("stop") and (rest := _parts(word[:-4])):
        return [*rest, "stop"]
    return None


def _parts(word: str) -> list[str] | None:
    if word in _gluable():
        return [word]
    for length in range(len(word) - 1, 1, -1):
        if word[:length] in _gluable() and (rest := _parts(word[length:])):
            return [word[:length], *rest]
    return None


@cache
def _shortened() -> dict[str, str]:
    """Every word of some length with one letter left out, and the word itself."""
    found: dict[str, str] = {}
    for word in frozenset().union(*map(words_of, _FORGIVEN)):
        if len(word) >= _FUZZY:
            found.update((word[:at] + word[at + 1 :], word) for at in range(len(word)))
            found[word] = word
    return found


def _meant(word: str) -> str:
    """A word we know with one letter more, less, other or swapped."""
    if len(word) < _FUZZY - 1:
        return word
    if word in _shortened():
        return _shortened()[word]
    for at in range(len(word)):
        shorter = word[:at] + word[at + 1 :]
        if len(shorter) >= _FUZZY - 1:
            if shorter in _shortened() and len(word) >= _FUZZY:
                return _shortened()[shorter]
    return word
