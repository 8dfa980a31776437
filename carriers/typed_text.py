"""Turns a text as people type it into plain words and runs of digit groups, with the person's own phone taken out.

It knows how people write (dashes, zero-width marks, links, O for 0), and nothing of carriers' formats.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SHORTEST_NUMBER = 10  # digits; fewer are no run worth a look
LONGEST_TEXT = 1600  # what Twilio delivers at most
_ZERO_WIDTH = "\x1f"
_INVISIBLE = (
    *(0xAD, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x20E3, 0xFEFF),
    *range(0x300, 0x370),
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE10),
    *range(0xFFF9, 0xFFFC),
    *range(0xE0000, 0xE0080),
    *range(0xE0100, 0xE01F0),
)
_DASHES = "\u058a\u05be\u1806\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u301c\u3030\ufe58\ufe63\uff0d"
_MARKS = (
    dict.fromkeys(_INVISIBLE, _ZERO_WIDTH)
    | dict.fromkeys(map(ord, _DASHES), "-")
    | dict.fromkeys(map(ord, "\u1680\t"), " ")
    | dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")
)
_GROWING = re.compile("[\u3300-\u33ff\ufb1d-\ufdff\ufe70-\ufefe]+")  # NFKC makes up to 18 letters of one of these
_ESCAPE = re.compile(r"%([01257][0-9A-F])", re.IGNORECASE)  # in links: %2C, %20, %0A …; never a digit or a letter
_QUERY_PLUS = re.compile(r"(?<=[0-9A-Za-z])\+(?=[0-9])")  # tLabels=9400+1112+… is a space in a link


def _clean(text: str) -> str:
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = _GROWING.sub(" ", text)
        text = unicodedata.normalize("NFKC", text)[: 2 * LONGEST_TEXT].translate(_MARKS)
    else:
        text = text.replace("\t", " ")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "%" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if "=" in text and "+" in text:
        text = _QUERY_PLUS.sub(" ", text)
    return text.upper()


# A word glued to a number is cut off: "USPS9400…", "tracking1Z…", "9400…STOP".
_TOKEN = re.compile(r"([A-Z]{3,}(?=[0-9]{4}|1Z[0-9A-Z]{16}(?![0-9A-Z]))|[0-9]{10,}(?=[A-Z]{3})|[0-9A-Z]+)")
_SOFT = re.compile(r"[ \x1f()\[\]]*(?:[-_]+[ \x1f()]*|\.)?")
_LINE = re.compile(r"[ \x1f-]*\n[ \x1f]*")
HARD, SOFT, LINE = range(3)
_JOINS = {"": SOFT, " ": SOFT, "-": SOFT, ".": SOFT, _ZERO_WIDTH: SOFT, "\n": LINE, ", ": HARD, ",": HARD}
_WIDEST_JOIN = 24

#: What carriers are called in texts, and in the addresses of their sites.
_CALLED = {
    "usps": "USPS",
    "ups": "UPS",
    "fedex": "FEDEX FEDEXTRACK FDX",
    "dhl": "DHL DHLEXPRESS DHLECOMMERCE",
    "amazon": "AMAZON AMZL AMZN",
    "canada_post": "CANADAPOST POSTESCANADA",
    "canpar": "CANPAR",
    "dpd": "DPD DPDGROUP",
    "gofo": "GOFO GOFOEXPRESS",
    "landmark": "LANDMARK LANDMARKGLOBAL",
    "lasership": "LASERSHIP",
    "old_dominion": "ODFL OLDDOMINION",
    "ontrac": "ONTRAC",
    "purolator": "PUROLATOR PURO",
    "speedee": "SPEEDEE SPEEDEEDELIVERY",
    "yodel": "YODEL",
    "yunexpress": "YUNEXPRESS YUNTRACK",
}
CARRIER_WORDS = {word: carrier for carrier, words in _CALLED.items() for word in words.split()}
#: Names of two words. Not "on trac", which "on track" begins with.
_CARRIER_PHRASES = re.compile(r"FED EX|CANADA POST|POSTES CANADA|OLD DOMINION|SPEE[ -]DEE|LASER SHIP|YUN EXPRESS")
_PHRASE_ENDS = ("EX", "POST", "CANADA", "DOMINION", "DEE", "SHIP", "EXPRESS")
_BY_PHRASE = {"FED": "fedex", "CAN": "canada_post", "POS": "canada_post", "OLD": "old_dominion"} | {
    "SPE": "speedee",
    "LAS": "lasership",
    "YUN": "yunexpress",
}


@dataclass(slots=True)
class Tokens:
    words: list[str]
    joins: list[int]  # how each word hangs on the one before it
    glued: list[bool]  # nothing at all stands between them
    plus: list[bool]  # a + stands directly before it, as before a phone
    named: frozenset[str]  # carriers the text names
    worth_reading: bool
    only_asks: bool | None = None  # what asks_only() found, once it was called


def _join_kind(between: str) -> int:
    if len(between) > _WIDEST_JOIN:
        return HARD
    if _SOFT.fullmatch(between):
        return SOFT
    return LINE if _LINE.fullmatch(between) else HARD


def read(text: str) -> Tokens:
    text = _clean(text)
    if sum(map(text.count, "0123456789")) < 6 and not any(head in text for head in _FEW_DIGITS):
        return Tokens([], [], [], [], frozenset(), worth_reading=False)
    parts = _TOKEN.split(text)  # between, word, between, word, … between
    words, between = parts[1::2], parts[:-1:2]
    joins = [_JOINS[gap] if gap in _JOINS else _join_kind(gap) for gap in between]
    plus = [gap.endswith("+") for gap in between]
    glued = [gap == "" for gap in between]
    if joins:
        joins[0], glued[0] = HARD, False
    return Tokens(words, joins, glued, plus, _named_among(words, text), worth_reading=True)


_FEW_DIGITS = ("1Z", "IZ", "LZ", "1LS")  # letters may take the place of digits in these


def carriers_named(text: str) -> frozenset[str]:
    """The carriers that a text names, whatever else it holds."""
    text = _clean(text)
    return _named_among(_TOKEN.split(text)[1::2], text)


def _named_among(words: list[str], text: str) -> frozenset[str]:
    said = set(words)
    named = {CARRIER_WORDS[word] for word in CARRIER_WORDS.keys() & said}
    if not said.isdisjoint(_PHRASE_ENDS) and (found := _CARRIER_PHRASES.search(text)):
        named.add(_BY_PHRASE[found[0][:3]])
    return frozenset(named)


SLIPS = str.maketrans("OIL", "011")
_DIGITLIKE = re.compile(r"[0-9OIL]+")


def phone_forms(own_phone: str | None) -> frozenset[str]:
    """The ways to type one's own phone, digits only: E.164, with an exit code, national with and without a trunk 0."""
    full = (own_phone or "").removeprefix("+")
    if not full.isdecimal() or not full.isascii():
        full = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", full))
    if len(full) < 8:
        return frozenset()
    cuts = (1,) if full[0] == "1" else (1, 2, 3)  # country codes have one to three digits
    national = {full[cut:] for cut in cuts}
    return frozenset({full, "00" + full, "011" + full, *national, *("0" + number for number in national)})


@dataclass(slots=True)
class Run:
    """Digit groups that could belong together: nothing but soft joins and line breaks between them."""

    first: int  # index of its first word
    groups: list[str]
    joins: list[int]
    raw: str
    digits: str
    bounds: list[int]  # offsets where groups begin, and the end
    plus: list[bool]
    before_loose: bool  # a word with digits in it hangs on softly from the left
    glued_to: str  # the word that its first digit follows without a gap
    after_word: bool  # a plain word follows: "… 2 boxes"


def _make_run(tokens: Tokens, first: int, end: int) -> Run:
    groups, joins = tokens.words[first:end], tokens.joins[first:end]
    raw, bounds = "".join(groups), [0]
    for group in groups:
        bounds.append(bounds[-1] + len(group))
    before = first > 0 and joins[0] == SOFT and not tokens.words[first - 1].isalpha()
    after = end < len(tokens.words) and tokens.joins[end] == SOFT and tokens.words[end].isalpha()
    glued_to = tokens.words[first - 1] if first > 0 and tokens.glued[first] else ""
    return Run(first, groups, joins, raw, raw.translate(SLIPS), bounds, tokens.plus[first:end], before, glued_to, after)


def runs_of(tokens: Tokens, phone: frozenset[str]) -> Iterator[Run]:
    words, joins, total = tokens.words, tokens.joins, len(tokens.words)
    index = 0
    while index < total:
        first = index
        while index < total and (index == first or joins[index] != HARD) and _DIGITLIKE.fullmatch(words[index]):
            index += 1
        end = index
        while end > first and words[end - 1].isalpha():
            end -= 1
        while first < end and words[first].isalpha():
            first += 1
        if sum(map(len, words[first:end])) >= SHORTEST_NUMBER:
            yield from _without_phone(tokens, _make_run(tokens, first, end), phone)
        index = max(index, first + 1)


def _without_phone(tokens: Tokens, run: Run, phone: frozenset[str]) -> Iterator[Run]:
    """The run itself, or what stands around the person's own phone in it."""
    left = group = 0
    if phone and min(phone, key=len) in run.digits:
        where = {offset: index for index, offset in enumerate(run.bounds)}
        forms = sorted(phone, key=len, reverse=True)
        while group < len(run.groups):
            offset = run.bounds[group]
            ends = (where.get(offset + len(form)) for form in forms if run.digits.startswith(form, offset))
            end = next(filter(None, ends), None)
            if end is None:
                group += 1
                continue
            if left < group:
                yield _make_run(tokens, run.first + left, run.first + group)
            left = group = end
    if left == 0:
        yield run
    elif left < len(run.groups):
        yield _make_run(tokens, run.first + left, run.first + len(run.groups))


#: Words that one asks about a parcel with, in our three languages; last what an accented letter leaves of them. Beside
#: these alone ten digits are hardly a phone.
_ASKING = frozenset(
    """
    A ABOUT ANY CAN DO FIND FOLLOW FOR GET HAS HELLO HEY HI I INFO IS IT ITS LOCATE LOOK MY NEWS NO NOW NR NUM NUMBER OF
    ON ORDER PACKAGE PARCEL PKG PLEASE PLS PLZ SHIPMENT STATUS THANK THANKS THE THIS THX TO TRACK TRACKING UP UPDATE
    UPDATES WHAT WHATS WHERE WHERES YOU
    CON DE DEL DONDE EL EN ENVIO ES ESTA ESTADO GRACIAS GUIA HOLA LA MI NRO NUMERO PAQUETE POR PORFA FAVOR QUE RASTREAR
    RASTREO SEGUIMIENTO SEGUIR SU UN
    BONJOUR COLIS DU EST LE MERCI MON OU POUR SALUT SUIVI SUIVRE SUR SVP UNE VOUS
    D NDE EST ENV GU N MERO RO O
    """.split()
)
_NUMBER_WORDS = frozenset("NO NR NUM NUMBER NRO NUMERO MERO".split())
_PARCEL_WORDS = frozenset(
    "PACKAGE PARCEL PKG SHIPMENT TRACK TRACKING ENVIO GUIA PAQUETE RASTREAR RASTREO SEGUIMIENTO COLIS SUIVI".split()
)
#: A number after one of these is a phone.
_PHONE_WORDS = frozenset(
    """
    CALL CALLME CELL CELLPHONE CELULAR CONTACT FAX LLAMA LLAMAME LLAMAR LLAME LLAMEN APPELER APPELEZ APPELLE MOBILE
    MOVIL PHONE PORTABLE REACH RING TEL TELEFONO TELEPHONE TELF TEXT TXT WHATSAPP
    """.split()
)
_WORDS_BEFORE = 3


def asks_only(tokens: Tokens) -> bool:
    """Nothing is said but "where is my parcel", carriers' names and digits. "My number is" may be of a phone."""
    if tokens.only_asks is None:
        tokens.only_asks = speaks_of_a_parcel({word for word in tokens.words if word.isalpha()})
    return tokens.only_asks


def speaks_of_a_parcel(said: set[str]) -> bool:
    of_a_number = not said.isdisjoint(_NUMBER_WORDS) and said.isdisjoint(_PARCEL_WORDS)
    return not of_a_number and all(map(is_asked_with, said))


def is_asked_with(word: str) -> bool:
    return word in _ASKING or word in CARRIER_WORDS


def follows_phone_word(tokens: Tokens, index: int) -> bool:
    """ "call me at …", "tel: …"."""
    return not _PHONE_WORDS.isdisjoint(tokens.words[max(0, index - _WORDS_BEFORE) : index])


def join_words(tokens: Tokens, index: int, length: int) -> tuple[str, int]:
    """Words from index on, run together up to that length, and where they end; ("", 0) if no word ends there."""
    text, end = tokens.words[index], index + 1
    while len(text) < length and end < len(tokens.words) and tokens.joins[end] != HARD:
        text += tokens.words[end]
        end += 1
    return (text, end) if len(text) == length else ("", 0)
