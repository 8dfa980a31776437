"""The rules that make a true text look true. Each takes a text and says what is wrong with it, or None.

A text is checked as it is said with the longest values; templates and whole languages have rules of their own below.
"""

import re
from collections.abc import Callable
from string import Formatter

from bot import wording
from bot.describe import CARRIER_NAMES, either
from bot.segments import measure
from bot.wordings import COURIER_STATES, INTERNATIONAL, PARTS, SENTENCES, STATES

BRAND = "Acme Mail 12"
#: The one thing that may be said of money, in the words of each language.
DISCLOSURES = ("Msg&data rates may apply", "Posibles tarifas de msj/datos", "Frais SMS/données possibles")
FREQUENCIES = ("Freq varies", "Frec. variable", "Fréq. variable")
#: What a sentence may be filled with: no person's name, no street, no subject, nothing that a sender typed.
PLACEHOLDERS = frozenset(
    "brand piece state p w until last_four items carrier help_contact act_at record word from_hour until_hour zone "
    "next choice day count options replies span pin".split()
)
CONFIRMATIONS = tuple(key for key in SENTENCES["en"] if key.startswith("followed_") or key == "started")

_LINK = re.compile(r"(?i)\bhttps?\b|\bwww\b|\b(bit\.ly|t\.co|goo\.gl)\b|\b[a-z0-9-]+\.[a-z]{2,}\b")
_OF_USPS = re.compile(r"(?i)\b(usps|post office|postal|correos?|poste|notice left|mailed|avis|aviso)\b")
_E_MAIL = re.compile(r"\S+@\S+")
_MONEY = re.compile(
    r"(?i)[$€£¥]|\b(pay(?!s\b)\w*|paid|fees?|costs?|prices?|money|(?<!en )charg(e|es|ed)|invoices?|refunds?|dollars?"
    r"|usd|bills?|euros?|credit\w*|bank\w*|free|rates?|customs|pag(ar|o|a|ue)\w*|cobr\w+|cargos?|dinero|precios?|factur\w+|multas?"
    r"|reembols\w+|tarif\w*|gratis|bancos?|frais|argent|prix|amendes?|rembours\w+|gratuit\w*|banques?|douane\w*)\b"
)
_URGENCY = re.compile(
    r"(?i)\b(urgen\w+|final|last chance|act now|immediate\w*|at once|hurry|suspend\w*|expir\w*|warning|deadline"
    r"|inmediat\w+|[uú]ltim[oa]s?|ahora mismo|advertencia|cuanto antes|derni(er|ère) (avis|rappel|jour|délai)"
    r"|dernière chance|imm[ée]diat\w*|tout de suite|au plus vite|avertissement)\b|!!"
)
_ENGLISH = frozenset(
    "the and your you is are was were of to from text texts reply for number we us our this that not will it its by "
    "with at delivered mail sender please more new post office each what when where who has have no-one ends".split()
)


def brand_first(text: str) -> str | None:
    return None if text.startswith(f"{BRAND}: ") else "does not begin with our own brand"


def no_carrier_as_speaker(text: str) -> str | None:
    return "a carrier speaks" if re.match(r"(?i)(the )?(us ?ps|ups|fedex|dhl|post office)\b", text) else None


def no_word_of_usps(text: str) -> str | None:
    """What another carrier's piece is said in: it has no post office, and USPS has no part in it."""
    found = _OF_USPS.search(text)
    return f"speaks of USPS: {found.group()}" if found else None


def no_link(text: str, own_domain: str = "") -> str | None:
    """The help contact may be an e-mail address; a link may only lead to the operator's own domain, if that is on."""
    rest = _E_MAIL.sub("", text)
    if own_domain:
        rest = re.sub(rf"(https://)?{re.escape(own_domain)}(/\S*)?(?![\w.-])", "", rest)
    found = _LINK.search(rest)
    return f"holds a link: {found.group()}" if found else None


def no_money(text: str) -> str | None:
    for disclosure in DISCLOSURES:
        text = text.replace(disclosure, "")
    found = _MONEY.search(text)
    return f"speaks of money: {found.group()}" if found else None


def no_urgency(text: str) -> str | None:
    found = _URGENCY.search(text)
    return f"presses: {found.group()}" if found else None


def no_guarantee(text: str) -> str | None:
    return "promises too much" if re.search(r"(?i)\b(guarant|garant)", text) else None


def one_gsm7_segment(text: str) -> str | None:
    size = measure(text)
    return None if (size.encoding, size.segments) == ("GSM-7", 1) else f"{size.encoding}, {size.units} units"


def clean_spaces(text: str) -> str | None:
    bad = "  " in text or text != text.strip() or re.search(r" [.,;]", text.replace(" ..", " "))
    return "double, outer or misplaced spaces" if bad else None


def ends_well(text: str) -> str | None:
    """A full stop, or a closing row of keywords such as "HELP 4 info, STOP to end"."""
    return None if re.search(r"[.?!]$|\b(HELP|STOP)\b[^.]*$", text) else "ends in the middle"


def no_leftover_english(text: str) -> str | None:
    """For other languages than English; keywords are in capitals and work in every language."""
    left = _ENGLISH & {word for word in re.findall(r"[\w'-]+", text) if word.islower()}
    return f"English: {sorted(left)}" if left else None


def five_elements(text: str) -> str | None:
    """A confirmation of a recurring program: who, help, way out, how often, and what it may cost (CTIA 5.1.2.1)."""
    missing = [name for name, there in _elements(text).items() if not there]
    return f"lacks {missing}" if missing else None


def help_elements(text: str) -> str | None:
    """HELP: program name, a contact, frequency, rates, STOP."""
    there = _elements(text) | {"help": bool(re.search(r"h{40}|\S@\S|[0-9]{6}", text))}
    missing = [name for name, found in there.items() if not found]
    return f"lacks {missing}" if missing else None


def _elements(text: str) -> dict[str, bool]:
    return {
        "program": BRAND in text,
        "help": "HELP" in text,
        "way out": "STOP" in text,
        "frequency": any(words in text for words in FREQUENCIES),
        "rates": any(words in text for words in DISCLOSURES),
    }


def no_private_placeholder(template: str) -> str | None:
    strange = placeholders(template) - PLACEHOLDERS
    return f"is filled with {sorted(strange)}" if strange else None


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def same_placeholders(templates: list[str]) -> str | None:
    """One key in all languages: what is filled in must not differ."""
    first, *others = map(placeholders, templates)
    return None if all(other == first for other in others) else "languages are filled with different things"


def every_key(tables: list[set[str]]) -> str | None:
    missing = tables[0].union(*tables) - tables[0].intersection(*tables)
    return f"not in every language: {sorted(missing)}" if missing else None


#: For every sentence; the part words know no brand and no full stop.
FOR_ALL: tuple[Callable[[str], str | None], ...] = (no_link, no_money, no_urgency, no_guarantee, one_gsm7_segment)
FOR_SENTENCES = (*FOR_ALL, brand_first, no_carrier_as_speaker, clean_spaces, ends_well)


def longest(key: str, language: str) -> dict[str, str]:
    """The longest plausible value of everything that `key` may be filled with."""
    states = max([*STATES[language].values(), *COURIER_STATES[language].values()], key=len)
    choices = [SENTENCES[language][name][1] for name in PARTS if name.startswith("choice_")]
    more = wording.part("more_items", language, count="9")
    several = ", ".join(["..3456"] * 6)
    item = "30 sept" if key == "followed_scans" else "N" * wording.MAX_PIECE
    return {
        "brand": BRAND,
        "piece": several if key == "stopped_one" else "P" * wording.MAX_PIECE,
        "state": "s" * wording.MAX_STATE,
        "items": f"{item} {states}; {more}",
        "carrier": max(*CARRIER_NAMES.values(), INTERNATIONAL[language], key=len),
        "options": either(sorted(CARRIER_NAMES.values(), key=len)[-3:], language),
        "replies": either(["1", "2", "3"], language),
        "help_contact": "h" * wording.MAX_HELP_CONTACT,
        "word": "w" * wording.MAX_CHECK_WORD,
        "last_four": "3456",
        "until": "30 sept",
        "day": "30 sept",
        "act_at": "30 sept 12:44pm ChST",
        "record": "C-12345678",
        "pin": "123456",
        "from_hour": "10:30pm",
        "until_hour": "10:30am",
        "zone": "Z" * 14,
        "next": "9",
        "count": "99",
        "span": "120 min",
        "choice": max(choices, key=len),
    }


def said(key: str, language: str, **values: str) -> str:
    return wording.say(key, language, **{**longest(key, language), **values}).text
