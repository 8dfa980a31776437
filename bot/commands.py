"""The commands: a first word of ours and little behind it. A sentence that merely holds such a word is none.

A stop is looked for before these, and a tracking number alone after them.
"""

import re
from collections.abc import Callable

from bot.grammar import FOUR, rules
from bot.hearing import Heard
from bot.kinds import words_of
from bot.reading import Intent, Reading
from carriers.recognise import Candidate

Numbers = tuple[Candidate, ...]
_PIN = re.compile(r"\bpin\b[^0-9]{0,3}([0-9]{4,8})(?![0-9])", re.IGNORECASE)
_HOURS = re.compile(
    r"(?<![\d:])(\d{1,2})(?::?([0-5]\d))? ?([ap])?\.?(?:m\.?|h\d{0,2})? ?(?:-|to|till|until|a|al?|hasta|y|and) ?"
    r"(?:las? )?(\d{1,2})(?::?([0-5]\d))? ?([ap])?\.?(?:m\.?|h\d{0,2})?(?!\d)",
    re.IGNORECASE,
)

#: Said of a parcel that has come, or of nothing, in capitals too.
_ORDINARY = frozenset("listo hecho fait fini finished".split())
_SHORT = {"AROUND": "(POLITE|[;,])*", "EDGE": "(POLITE|[;,Q])* $"}
#: Commands of one word, perhaps with the last four digits of a piece; their intents stand in the same order below.
_SIMPLE = rules(
    """
the word 'why':
    ^ AROUND WHYWORD (4|#)? EDGE
the word 'verify':
    ^ AROUND VERIFYWORD (FILL|POLITE|TEXTS|ABOUT|GAP)* 4? EDGE
    ^ AROUND (BE|this|the|es|el|est) (BE|GAP|TEXTS|ABOUT)* (4|#) (real|legit|verdadero|vrai) EDGE
the word 'keyword':
    ^ AROUND (KEYWORDWORD|palabras clave|mots cles) EDGE
the word 'reset':
    ^ AROUND RESETWORD (POLITE|all|my|settings|everything|todo|tout|[;,])* $
the word 'done' with a number:
    ^ POLITE* DONEWORD (with|con|avec|,|number|numero|tracking)* (4|w? # w?) EDGE
the word 'always':
    ^ POLITE* ALWAYSWORD (for|para|pour|,|text|follow)* (4|#|OFFWORD) EDGE
the word 'awake':
    ^ AROUND (AWAKEWORD|wake up|(QUIETWORD|MUTE) hours? OFFWORD) EDGE
the word 'quiet' or 'mute':
    ^ AROUND (QUIETWORD|MUTE) (hours|time|horas|heures|POLITE|from|de|to|a|entre|between|and|y|et|until|hasta|am|pm|
        at| night|noche|nuit|the|la|las|les|on|all|h|[;,04#])* $
the word 'list' or 'more':
    ^ AROUND LISTWORD (0|4|all|my|POLITE|PARCEL|[;,Q])* $
""",
    _SHORT,
)
_SIMPLE_INTENTS = (
    *(Intent.WHY, Intent.VERIFY, Intent.KEYWORDS, Intent.RESET, Intent.DONE, Intent.ALWAYS, Intent.AWAKE),
    *(Intent.QUIET, Intent.STATUS),
)
_LANGUAGE, _NOT_A_LANGUAGE, _NAME, _WORD, _CHOICE = rules(
    """
the name of a language:
    ^ (POLITE|FILL|[;,]|en|in|to|switch|change|set|speak|hablas|hablan|habla|hable|parlez|parle|texts|messages|
        mensajes| prefer|prefiero|could|al|language|LANGWORD|only|solo|seulement|do|have|tienen|avez|a|au|mi|es|my|
        write|responda| respond|answer|cambiar|changer|se|est|possible)* LANGNAME (POLITE|FILL|[;,Q]|only|solo|
        seulement|instead|is|better|mejor)* $
    ^ POLITE* LANGWORD [,;]* (to|a|en|in)? (LANGNAME|w|k|es|en|fr|W|de) [;,]* $
a language that is not theirs:
    (NEGEN|no|ne|n) (speak|hablo|entiendo|parle|comprends|read|understand|se|leo) pas? l? LANGNAME
the word 'name' with a number:
    ^ POLITE* NAMEWORD [,;]* (w? # w?|4)
the word 'word':
    ^ POLITE* check? WORDWORD (,|is|es|est)* _? [;,]* $
a keyword beside a number:
    ^ [;,]* (w? # w? [;,]* CHOICE|CHOICE [;,]* w? # w?) [;,Q]* $
""",
    _SHORT,
)
_CODES = {"english": "en", "ingles": "en", "anglais": "en", "spanish": "es", "espanol": "es", "castellano": "es"} | {
    "espagnol": "es",
    "french": "fr",
    "frances": "fr",
    "francais": "fr",
}
_CHOICES = {
    "all": "aa all todo todos todas tout tous toutes",
    "future": "af future futur futuro futuros futures",
    "past": "ap past pasado passe history historial historique",
    "delivery": "dnd entregas livraisons",
    "date": "date delivery when update fecha entrega cuando livraison quand actualizacion",
}


def read_command(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    """`text` is what the person typed, for a PIN, a name, a word or hours."""
    for look in (_read_pin, _read_bare, _read_name, _read_simple, _read_language, _read_word):
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


def _read_bare(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    """NAME, DONE, ALWAYS alone and in capitals: in small letters they are ordinary talk. LANG in any."""
    if len(heard.spoken) != 1 or len(heard.spoken) != len(text.strip(" .!?\n\"'").split()):
        return None
    word, shouted = heard.spoken[0], heard.typed[heard.words.index(heard.spoken[0])].isupper()
    if word in words_of("LANGWORD"):
        return Reading(Intent.LANG, "the word 'lang' alone")
    if not shouted or word in _ORDINARY:
        return None
    for kind, intent in (("NAMEWORD", Intent.NAME), ("DONEWORD", Intent.DONE), ("ALWAYSWORD", Intent.ALWAYS)):
        if word in words_of(kind):
            return Reading(intent, f"the word '{intent.value}' alone, in capitals")
    return None


def _read_simple(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    for intent, rule in zip(_SIMPLE_INTENTS, _SIMPLE, strict=True):
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


_FOUR_DIGITS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_LONG_NUMBER = re.compile(
    r"(?:[A-Za-z]{2} ?)?[0-9A-Za-z]{0,30}\d[0-9A-Za-z]{0,30}(?:[ .-]+[0-9A-Za-z]{0,10}\d[0-9A-Za-z]{0,30})*"
    r"(?: [A-Z]{2}(?= |$))?"
)


def _read_name(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    """NAME 1234 mom's gift: all that stands behind the number on its line, as it was typed."""
    if not _NAME.search(heard.code):
        return None
    line = next((line for line in text.splitlines() if any(map(str.isdigit, line))), "")
    number = (_LONG_NUMBER if numbers else _FOUR_DIGITS).search(line)
    argument = " ".join(line[number.end() :].strip(' \t:,;-="“”').split()) if number else ""
    fours = () if numbers else last_four(heard)[:1]
    return Reading(Intent.NAME, _NAME.reason, numbers[:1], fours, argument=argument)


def _read_word(heard: Heard, text: str, numbers: Numbers) -> Reading | None:
    if numbers or not _WORD.search(heard.code):
        return None
    typed = re.findall(r"[\w'’-]+", text.strip().split("\n")[0])
    argument = "" if len(heard.spoken) < 2 or len(typed) < 2 else typed[-1]
    return Reading(Intent.WORD, _WORD.reason, argument="off" if argument.lower() == "off" else argument)
