"""Says a sentence: keyed, versioned, in the person's language, one GSM-7 segment. The sentences are in bot/wordings/.

Rules (a true text must look true): own brand first, no link, no money, no urgency, no names, nothing that a sender
typed. When room runs out the check word goes first, then the place, then the time.
"""

from dataclasses import dataclass

from bot.segments import measure, to_gsm7
from bot.wordings import COURIER_STATES, SENTENCES, STATES
from models.vocabulary import Milestone

DEFAULT_LANGUAGE = "en"
LANGUAGES = tuple(SENTENCES)
#: The carrier whose words are the sentences' own: its post offices, its notices, its recovery center.
USPS = "usps"
#: Longest values that a sentence must bear and stay one segment.
MAX_BRAND, MAX_PIECE, MAX_PLACE, MAX_HELP_CONTACT, MAX_STATE, MAX_CHECK_WORD = 12, 16, 28, 40, 26, 12


@dataclass(frozen=True)
class Wording:
    key: str
    version: str
    language: str
    text: str

    @property
    def segments(self) -> int:
        return measure(self.text).segments


def known(language: str) -> str:
    """A language that we write: the one asked for, else English."""
    return language if language in SENTENCES else DEFAULT_LANGUAGE


def say(
    key: str,
    language: str = DEFAULT_LANGUAGE,
    *,
    place: str = "",
    when: str = "",
    check_word: str = "",
    **values: str,
) -> Wording:
    """The sentence `key` with its values, within one segment: first the check word goes, then the place, then the time.

    Values are brought into GSM-7; the caller keeps them within the MAX_ lengths above.
    """
    language = known(language)
    version, sentence = SENTENCES[language][key]
    values = {name: to_gsm7(value) for name, value in values.items()}
    values["until"] = SENTENCES[language]["until"][1].format(day=values["until"]) if values.get("until") else ""
    place, when = (f", {to_gsm7(part)}" if part else "" for part in (place, when))
    values["check_word"] = to_gsm7(check_word)
    marked = sentence.replace("{brand}: ", "{brand} [{check_word}]: ", 1) if check_word else sentence
    text = ""
    for form, p, w in ((marked, place, when), (sentence, place, when), (sentence, "", when), (sentence, "", "")):
        text = form.format(p=p, w=w, **values)
        if measure(text).segments == 1:
            break
    return Wording(key, str(version), language, text)


def has(key: str, language: str = DEFAULT_LANGUAGE) -> bool:
    return key in SENTENCES[known(language)]


def part(key: str, language: str = DEFAULT_LANGUAGE, **values: str) -> str:
    """Words that stand inside a sentence, such as `3 more`."""
    return say(key, language, **values).text


def for_courier(key: str, carrier: str) -> str:
    """The key of what is said of a piece of `carrier`: another than USPS has no post office, and no notice slip."""
    variant = f"{key}_courier"
    return variant if carrier != USPS and has(variant) else key


def state_words(milestone: Milestone, carrier: str, language: str = DEFAULT_LANGUAGE) -> str:
    language = known(language)
    usual = STATES[language][milestone]
    return usual if carrier == USPS else COURIER_STATES[language].get(milestone, usual)
