"""Words as they are searched for, and the keyed hashes that stand for them: nobody without the key can tell which word
one is, and departments share none. Pure but for the key. Refuses to know of rows."""

import hmac
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from models.fields import derived_key
from records.spelling import plain_words

#: Prefixes from this length on find a word; longer words are as one to so many characters.
SHORTEST, LONGEST = 2, 16
#: So many last characters of a tracking number find it, and the whole of it.
ENDINGS = range(4, 9)
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")


def words_of(text: str) -> set[str]:
    """All words of a text. What stands between spaces with signs in it is one word too, and is read without its
    apostrophes: P.O. is p, o and po; Ruiz-O'Dea is ruiz, o, dea, odea and ruizodea."""
    found = set[str]()
    for chunk in text.split():
        parts = plain_words(chunk)
        found.update(parts)
        if len(parts) > 1:
            found.add("".join(parts))
            found.update(plain_words(_APOSTROPHES.sub("", chunk)))
    return found


def prefixes(word: str) -> Iterator[str]:
    """Of two characters and more, the whole word last; a word of one is its own."""
    word = word[:LONGEST]
    for length in range(min(SHORTEST, len(word)), len(word) + 1):
        yield word[:length]


def endings(tracking_number: str) -> Iterator[str]:
    """What a number is found by: its last four to eight characters, and all of it."""
    plain = tracking_number.lower()
    for length in ENDINGS:
        if length < len(plain):
            yield plain[-length:]
    yield plain


class Hashes:
    """The hashes of one department."""

    def __init__(self, sender_id: int) -> None:
        self._key, self._sender = derived_key("record words"), sender_id

    def word(self, word: str) -> int:
        """Of a word or its beginning, as a query names it."""
        return self._hash("word", word[:LONGEST])

    def ending(self, digits: str) -> int:
        return self._hash("ending", digits)

    def form(self, form: str) -> int:
        """Of a word that may lack a letter."""
        return self._hash("form", form)

    def _hash(self, kind: str, text: str) -> int:
        return _hash(self._key, f"{self._sender} {kind} {text}")

    def all_of(self, texts: Iterable[str], tracking_number: str) -> set[int]:
        """Everything that a record with these texts is found by."""
        found = {self.ending(one) for one in endings(tracking_number)}
        for text in texts:
            for word in words_of(text):
                found.update(_beginnings(self._key, self._sender, word))
        return found


def _hash(key: bytes, said: str) -> int:
    """60 bits of an HMAC-SHA256, as a whole number."""
    return int.from_bytes(hmac.digest(key, said.encode(), "sha256")[:8], "big") >> 4


@lru_cache(maxsize=10_000)
def _beginnings(key: bytes, sender_id: int, word: str) -> tuple[int, ...]:
    """Most words of an office come again and again."""
    return tuple(_hash(key, f"{sender_id} word {part}") for part in prefixes(word))
