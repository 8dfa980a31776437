"""What a text means: pure, explainable, without network. Every reading names the rule that decided it.

A stop wins over everything else in the same text.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from carriers.recognise import Candidate, NearMiss, is_green_card, near_miss, recognise


class Intent(StrEnum):
    STOP_ALL = "stop_all"
    STOP_ONE = "stop_one"
    START = "start"
    HELP = "help"
    STATUS = "status"
    TRACK = "track"
    PIN = "pin"
    MISTYPED = "mistyped"
    GREEN_CARD = "green_card"
    UNSURE = "unsure"
    PICTURE = "picture"
    UNRELATED = "unrelated"


@dataclass(frozen=True)
class Reading:
    """`last_four` and `pin` only with STOP_ONE and PIN; `rule` says in plain words what decided."""

    intent: Intent
    rule: str
    numbers: tuple[Candidate, ...] = ()
    last_four: tuple[str, ...] = ()
    pin: str = ""
    miss: NearMiss | None = field(default=None)


#: 47 CFR 64.1200(a)(10) names the first seven; the rest are what reasonable people write for them.
STOP_WORDS = frozenset(
    "stop quit end revoke cancel unsubscribe optout stopall stopped stopp sttop stoppp unsub unsubscribed "
    "alto parar pare basta baja detener cancelar arret arreter arretez stopper desabonner desabonnement".split()
)
#: Said in several words; each counts as one stop word.
_STOP_PHRASE = re.compile(
    r"\bopt(ing)?[ -](me |us )?out\b|\btake (me|us) off( (your|the|this) list)?\b|\bleave me alone\b"
    r"|\bno more( (texts?|messages?|msgs?|alerts?|updates?))?\b|\bno mas\b"
    r"|\b(do not|don'?t) (text|message|msg|contact|write)( to)? me\b|\b(remove|delete) (me|my (phone )?number)\b"
    r"|\bhow (do|can) i (unsubscribe|stop|cancel|opt out)\b|\blose my number\b"
    r"|\bno me (envien|escriban|manden)( mas)?\b|\bdejen? de (escribir|enviar|mandar)(me)?\b"
    r"|\bne m'?(ecrivez|envoyez) plus\b"
)
#: Words that may stand around a stop word without changing what a reasonable person reads. "not" is none of them.
AROUND_A_STOP = frozenset(
    "please pls plz now all it this these that the texts text texting messages message messaging msgs sms sending me "
    "to from your service alerts updates notifications receiving getting everything thanks thank you u i want about "
    "for on my phone number subscription subscriptions can could would will like hey ok okay said reply asap spam "
    "spamming contacting bothering again ever just immediately consent wrong m'ecrire ecrire m por favor mensajes ya "
    "los de envier svp merci s'il vous plait".split()
)
#: With these, a stop is of everything, whatever number stands beside it.
_EVERYTHING = frozenset({"all", "everything", "stopall"})
_OF_THIS_ONE = frozenset({"about", "for", "on", "this"})
START_WORDS = frozenset("start unstop resume subscribe optin".split())
START_PHRASES = frozenset({"sign me back up", "opt in", "start again"})
HELP_WORDS = frozenset("help info ayuda aide".split())
HELP_PHRASES = frozenset({"who are you", "who is this", "what is this", "how does this work"})
STATUS_WORDS = frozenset("status list where lista estado suivi".split())
_STATUS_QUESTION = re.compile(
    r"\b(where|when)\b.{0,40}\b(is|are|does|do|will|it|my)\b|\bwhere'?s\b"
    r"|\b(donde esta|cuando llega|ou est|quand arrive)"
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_SPELLED = re.compile(r"\b[a-z](?:[ .\-_][a-z]){2,}\b")
_SENTENCE_END = re.compile(r"[.!?;\n]+")
_REACTION = re.compile(
    r"(liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted .{1,12} to) [“\"].{10,}", re.S
)
_LAST_FOUR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_PIN = re.compile(r"\bpin\b[^0-9]{0,3}([0-9]{4,8})(?![0-9])")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)])
LONGEST = 1600  # characters in one inbound text


def clean(text: str) -> str:
    """Lower case, accents folded, spelled-out letters joined, invisible marks and a phone's signature line gone."""
    kept = [
        line
        for line in text[:LONGEST].splitlines()
        if not re.match(r"\s*(sent|envoyé|enviado) (from|de|desde) ", line, re.I)
    ]
    folded = unicodedata.normalize("NFKD", "\n".join(kept).translate(_INVISIBLE).replace("’", "'"))
    plain = "".join(char for char in folded if not unicodedata.combining(char)).casefold()
    return _SPELLED.sub(lambda found: re.sub(r"[ .\-_]", "", found.group()), plain)


def understand(text: str, own_phone: str | None = None, media_count: int = 0) -> Reading:
    cleaned = clean(text)
    words = _WORD.findall(cleaned)
    numbers = tuple(recognise(text, own_phone))
    return (
        _stop(cleaned, numbers)
        or _keyword(cleaned, words, numbers)
        or _number(text, own_phone, numbers)
        or _rest(cleaned, words, media_count)
    )


def _stop(cleaned: str, numbers: tuple[Candidate, ...]) -> Reading | None:
    """The whole text, or a whole sentence of it, says stop and little else. Beside a number it means that one."""
    if _REACTION.match(cleaned):
        return None  # it quotes our own "STOP to end"
    phrased = _STOP_PHRASE.sub(" stop ", cleaned)
    stop = _stop_word_of(phrased) or next(
        (word for sentence in _SENTENCE_END.split(phrased) if (word := _stop_word_of(sentence))), None
    )
    if stop is None:
        return None
    words = set(_WORD.findall(phrased))
    if not words & _EVERYTHING or words & _OF_THIS_ONE:
        certain = tuple(number for number in numbers if number.certain)
        if certain:
            return Reading(Intent.STOP_ONE, f"'{stop}' with a tracking number", certain)
        fours = tuple(_LAST_FOUR.findall(cleaned)) if not numbers else ()
        if fours:
            return Reading(Intent.STOP_ONE, f"'{stop}' with four digits", last_four=fours)
    return Reading(Intent.STOP_ALL, f"the word '{stop}'")


def _stop_word_of(sentence: str) -> str | None:
    """The stop word, if all else here is a number or a word that may stand around one."""
    words = [_letters(word) for word in _WORD.findall(sentence)]
    words = [word for word in words if not any(char.isdigit() for char in word)]
    stop = next((word for word in words if word in STOP_WORDS), None)
    return stop if stop and all(word in AROUND_A_STOP or word in STOP_WORDS for word in words) else None


def _letters(word: str) -> str:
    """`st0p` → `stop`: a zero among letters is an o."""
    return word.replace("0", "o") if any(char.isalpha() for char in word) else word


def _keyword(cleaned: str, words: list[str], numbers: tuple[Candidate, ...]) -> Reading | None:
    pin = _PIN.search(cleaned)
    if pin:
        return Reading(Intent.PIN, "the word PIN with digits", numbers, pin=pin.group(1))
    plain = " ".join(words)
    if numbers or not words:
        return None
    for intent, singles, phrases in (
        (Intent.START, START_WORDS, START_PHRASES),
        (Intent.HELP, HELP_WORDS, HELP_PHRASES),
        (Intent.STATUS, STATUS_WORDS, frozenset[str]()),
    ):
        if plain in phrases:
            return Reading(intent, f"the phrase '{plain}'")
        if words[0] in singles and len(words) <= 3:
            return Reading(intent, f"the word '{words[0]}'")  # only our own words: a rule must not quote the person
    return None


def _number(text: str, own_phone: str | None, numbers: tuple[Candidate, ...]) -> Reading | None:
    certain = tuple(number for number in numbers if number.certain)
    pieces = tuple(number for number in certain if not is_green_card(number.tracking_number))
    if pieces:
        return Reading(Intent.TRACK, "a tracking number", pieces)
    if certain:
        return Reading(Intent.GREEN_CARD, "the number of a return receipt, not of the mailpiece", certain)
    if numbers:
        return Reading(Intent.UNSURE, "digits that more than one carrier could have given", numbers)
    miss = near_miss(text, own_phone)
    if miss:
        return Reading(Intent.MISTYPED, f"looks like a {miss.carrier} number: {miss.reason}", miss=miss)
    return None


def _rest(cleaned: str, words: list[str], media_count: int) -> Reading:
    if _STATUS_QUESTION.search(cleaned):
        return Reading(Intent.STATUS, "asks where or when")
    if media_count and not words:
        return Reading(Intent.PICTURE, "a picture without words")
    return Reading(Intent.UNRELATED, "nothing that we know")
