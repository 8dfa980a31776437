"""Words as they are compared: without accents, case and punctuation. "Nuñez-O'Brien" is nunez, o and brien."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def plain_words(text: str) -> list[str]:
    """In their order. Letters of any script and digits count."""
    if text.isascii():  # most are, and it takes a tenth of the time
        return _WORD.findall(text.lower())
    apart = unicodedata.normalize("NFKD", text.casefold())
    apart = unicodedata.normalize("NFKD", apart.casefold())  # letters of mathematics come apart into capitals
    return _WORD.findall("".join(sign for sign in apart if not unicodedata.combining(sign)))
