"""The words of the pages, in each language; placeholders in braces. Texts have theirs in bot/wordings.

One file for each page: whoever changes a page finds all it says in all its languages side by side.
"""

import re
from collections.abc import Mapping
from functools import cache

from web.words import frame, legal, opt_in, preferences, real, status, track

Words = dict[str, str]
#: page -> language -> key -> words. `frame` is what stands around every page.
PAGES: dict[str, Mapping[str, Words]] = {
    "frame": frame.WORDS,
    "track": track.WORDS,
    "opt_in": opt_in.WORDS,
    "preferences": preferences.WORDS,
    "legal": legal.WORDS,
    "real": real.WORDS,
    "status": status.WORDS,
}
#: As each calls itself.
LANGUAGES = {"en": "English", "es": "Español", "fr": "Français"}
DEFAULT = "en"
#: French sets its double signs apart; no line may begin with one.
_BEFORE_SIGN = re.compile(r" (?=[:;?!»])")


@cache
def words_of(page: str, language: str) -> Words:
    """What `page` says, and what stands around it. Not to be changed: it is made once."""
    language = language if language in LANGUAGES else DEFAULT
    words = {**PAGES["frame"][language], **PAGES[page][language]}
    return {key: _as_set(said) for key, said in words.items()} if language == "fr" else words


def _as_set(said: str) -> str:
    return _BEFORE_SIGN.sub("\N{NO-BREAK SPACE}", said).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
