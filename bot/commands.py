"""The commands: a first word of ours and little behind it. A sentence that merely holds such a word is none.

A stop is looked for before these, and a tracking number alone after them.
"""

import re
from collections.abc import Callable

from bot.grammar import FOUR, Rule
from bot.hearing import Heard
from bot.reading import Intent, Reading
from carriers.recognise import Candidate

Numbers = tuple[Candidate, ...]
_AROUND = "(?:POLITE|[;,])*"
_PIN = re.compile(r"\bpin\b[^0-9]{0,3}([0-9]{4,8})(?![0-9])", re.IGNORECASE)
_HOURS = re.compile(
    r"(?<![\d:])(\d{1,2})(?::?([0-5]\d))? ?([ap])?\.?(?:m\.?|h\d{0,2})? ?(?:-|to|till|until|a|al?|hasta|y|and) ?"
    r"(?:las? )?(\d{1,2})(?::?([0-5]\d))? ?([ap])?\.?(?:m\.?|h\d{0,2})?(?!\d)",
    re.IGNORECASE,
)

#: Intents of one word, perhaps with the last four digits of a piece.
_SIMPLE: tuple[tuple[Intent, Rule], ...] = (
    (Intent.WHY, Rule("the word 'why'", f"^ {_AROUND} WHYWORD (?:4|#|POLITE|[;,Q])* $")),
    (
        Intent.VERIFY,
        Rule(
            "the word 'verify'",
            f"^ {_AROUND} VERIFYWORD (?:FILL|POLITE|TEXTS|ABOUT|GAP)* (?:4|#)? (?:POLITE|[;,Q])* $",
            f"^ {_AROUND} (?:BE|this|the|es|el|est) (?:BE|GAP|TEXTS|ABOUT)* (?:4|#) (?:real|legit|verdadero|vrai) [;,Q]* $",
        ),
    ),
    (
        Intent.KEYWORDS,
        Rule("the word 'keyword'", f"^ {_AROUND} (?:KEYWORDWORD|palabras clave|mots cles) (?:POLITE|[;,Q])* $"),
    ),
    (
        Intent.RESET,
        Rule("the word 'reset'", f"^ {_AROUND} RESETWORD (?:POLITE|all|my|settings|everything|todo|tout|[;,])* $"),
    ),
    (
        Intent.DONE,
        Rule(
            "the word 'done' with a number",
            "^ POLITE* (?:DONEWORD|archive) (?:with|con|avec|,|number|numero|tracking)* (?:4|#|w # w|w #) (?:POLITE|[;,])* $",
        ),
    ),
    (
        Intent.ALWAYS,
        Rule(
            "the word 'always'",
            "^ POLITE* ALWAYSWORD (?:for|para|pour|,|text|follow)* (?:4|#|OFFWORD) (?:POLITE|[;,])* $",
        ),
    ),
    (
        Intent.AWAKE,
        Rule(
            "the word 'awake'",
            f"^ {_AROUND} (?:AWAKEWORD|wake up|(?:quiet|MUTE) (?:hours)? OFFWORD) (?:POLITE|[;,])* $",
        ),
    ),
    (
        Intent.QUIET,
        Rule(
            "the word 'quiet' or 'mute'",
            f"^ {_AROUND} (?:QUIETWORD|MUTE) (?:hours|time|horas|heures|POLITE|from|de|0|to|a|entre|between|and|y|et|until|hasta|am|pm|at|night|noche|nuit|the|la|las|les|[;,]|4|#|on|all|h)* $",
        ),
    ),
    (Intent.STATUS, Rule("the word 'list' or 'more'", f"^ {_AROUND} LISTWORD (?:0|4|all|my|POLITE|PARCEL|[;,Q])* $")),
)
_LANGUAGE = Rule(
    "the name of a language",
    "^ (?:POLITE|FILL|[;,]|en|in|to|switch|change|set|speak|hablas|hablan|habla|hable|parlez|parle|texts|messages|mensajes|prefer|prefiero|could|al|language|"
    "LANGWORD|only|solo|seulement|do|have|tienen|avez|a|au|mi|es|my|write|responda|respond|answer|cambiar|changer|se|est|possible)* "
    "LANGNAME (?:POLITE|FILL|[;,Q]|only|solo|seulement|instead|is|better|mejor)* $",
    "^ POLITE* LANGWORD [,;]* (?:to|a|en|in)? (?:LANGNAME|w|k|es|en|fr|W) [;,]* $",
)
_NOT_A_LANGUAGE = Rule(
    "a language that is not theirs",
    "(?:NEGEN|no|ne|n) (?:speak|hablo|entiendo|parle|comprends|read|understand|se|leo) (?:pas)? (?:LANGNAME|l LANGNAME)",
)
_CODES = {"english": "en", "ingles": "en", "anglais": "en", "spanish": "es", "espanol": "es", "castellano": "es"} | {
    "espagnol": "es",
    "french": "fr",
    "frances": "fr",
    "francais": "fr",
}
_NAME = Rule("the word 'name' with a number", "^ POLITE* NAMEWORD [,;]* (?:w? # w?|4)")
_WORD = Rule(
    "the word 'word'",
    "^ POLITE* (?:check)? WORDWORD (?:,|is|es|est)* (?:_ )? [;,]* $",
)
_CHOICE = Rule("a keyword beside a number", "^ [;,]* (?:w? # w? [;,]* (?:CHOICE) | CHOICE [;,]* w? # w?) [;,Q]* $")
_CHOICES = {
    "all": "aa all todo todos todas tout tous toutes",
    "future": "af future futur futuro futuros futures",
    "past": "ap past pasado passe history historial historique",
    "delivery": "dnd entregas livraisons",
    "date": "date delivery when update fecha entrega cuando livraison quand actualizacion",
}


def read_command(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    """`text` is what the person typed, for a PIN, a name or hours; marks and signatures are out of it."""
    for look in (_read_pin, _read_name, _read_simple, _read_language, _read_word):
        if reading := look(heard, text, numbers):
            return reading
    return None


def choice_beside(heard: Heard) -> str:
    """AA, AF, AP, DND, DATE beside a number, as people know them from the carrier's own service."""
    if not _CHOICE.search(heard.code):
        return ""
    spoken = set(heard.spoken)
    return next((choice for choice, words in _CHOICES.items() if spoken & set(words.split())), "")


def last_four(heard: Heard) -> tuple[str, ...]:
    return tuple(word[1:] for word, character in zip(heard.words, heard.code, strict=True) if character == FOUR)


def _read_pin(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    pin = _PIN.search(text)
    return Reading(Intent.PIN, "the word PIN with digits", numbers, pin=pin.group(1)) if pin else None


def _read_simple(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    for intent, rule in _SIMPLE:
        if rule.search(heard.code):
            argument = _ARGUMENTS[intent](heard, text) if intent in _ARGUMENTS else ""
            return Reading(
                intent, rule.reason, numbers, last_four=last_four(heard) if not numbers else (), argument=argument
            )
    return None


def _quiet_hours(heard: Heard, text: str) -> str:
    found = _HOURS.search(text)
    if not found:
        return ""
    return f"{_clock(*found.group(1, 2, 3))}-{_clock(*found.group(4, 5, 6))}"


def _clock(hour: str, minute: str | None, half: str | None) -> str:
    """`10pm` is 22, `12am` is 0; minutes only where there are any."""
    on = int(hour) % 12 + (12 if half in ("p", "P") else 0) if half else int(hour)
    return f"{on}:{minute}" if minute and minute != "00" else str(on)


def _page(heard: Heard, text: str) -> str:
    if heard.spoken[0] in ("more", "mas", "plus"):
        return "more"
    page = re.search(r"\d{1,2}(?!\d)", text)
    return page.group() if page else ""


def _off(heard: Heard, text: str) -> str:
    return "" if FOUR in heard.code or any(word[0] == "#" for word in heard.words) else "off"


_ARGUMENTS: dict[Intent, Callable[[Heard, str], str]] = {
    Intent.QUIET: _quiet_hours,
    Intent.STATUS: _page,
    Intent.ALWAYS: _off,
}


def _read_language(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    spoken = heard.spoken
    if _NOT_A_LANGUAGE.search(heard.code):
        wanted = next((code for words, code in _OWN_LANGUAGE if words & set(spoken)), "")
        return Reading(Intent.LANG, _NOT_A_LANGUAGE.reason, argument=wanted) if wanted else None
    if numbers or not _LANGUAGE.search(heard.code):
        return None
    named = [_CODES[word] for word in spoken if word in _CODES]
    return Reading(Intent.LANG, _LANGUAGE.reason, argument=named[-1] if named else spoken[-1])


_OWN_LANGUAGE = (
    (frozenset(("hablo", "entiendo", "leo")), "es"),
    (frozenset(("parle", "comprends")), "fr"),
    (frozenset(("speak", "understand", "read")), "en"),
)


def _read_name(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    """NAME 1234 mom's gift: everything behind the number, as it was typed."""
    if not _NAME.search(heard.code):
        return None
    digits = re.search(
        r"[0-9A-Za-z]*\d[0-9A-Za-z]*(?:[ .-]+(?:[A-Za-z]{2}\b)?[0-9A-Za-z]*\d[0-9A-Za-z]*)*(?: [A-Z]{2}(?= |$))?", text
    )
    if digits is None:
        return None
    first = digits.group()
    if not numbers:
        first = re.match(r"\d{4}(?!\d)", first).group() if re.match(r"\d{4}(?!\d)", first) else first
    behind = text[digits.start() + len(first) :].strip(' \t\n:,;-="')
    return Reading(
        Intent.NAME,
        _NAME.reason,
        numbers[:1],
        () if numbers else last_four(heard)[:1],
        argument=" ".join(behind.split()),
    )


def _read_word(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    if numbers or not _WORD.search(heard.code):
        return None
    spoken = [typed for word, typed in zip(heard.words, heard.typed, strict=True) if word[0].isalnum()]
    argument = "" if len(spoken) < 2 else spoken[-1]
    return Reading(Intent.WORD, _WORD.reason, argument="off" if argument.lower() == "off" else argument)
