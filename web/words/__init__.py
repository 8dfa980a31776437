"""The words of the pages, by key, in each language; placeholders in braces. Texts have theirs in bot/wordings."""

from web.words import en, es, fr

WORDS: dict[str, dict[str, str]] = {"en": en.WORDS, "es": es.WORDS, "fr": fr.WORDS}
#: As each calls itself.
LANGUAGES = {"en": "English", "es": "Español", "fr": "Français"}
DEFAULT = "en"


def words_of(language: str) -> dict[str, str]:
    return WORDS.get(language, WORDS[DEFAULT])
