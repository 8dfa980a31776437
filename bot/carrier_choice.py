"""Reads the answer to "FedEx or Purolator? Reply 1 or 2": a place in the row, or a carrier's name. Pure.

Whatever says more than that is no answer, and is read as any other text.
"""

import re
from collections.abc import Sequence

from carriers.recognise import carriers_named
from carriers.typed_text import CARRIER_WORDS

#: The last place of a row that names one carrier alone: "2 if not".
OTHER = "other"
_MOST_WORDS = 6
_WORD = re.compile(r"[a-z0-9]+")
_PLACES = {
    **dict.fromkeys("1 first 1st primero primera premier premiere uno".split(), 0),
    **dict.fromkeys("2 second 2nd two segundo segunda dos deuxieme seconde deux".split(), 1),
    **dict.fromkeys("3 third 3rd three tercero tercera tres troisieme trois".split(), 2),
}
_AROUND = frozenset(
    """
    answer c cest da de el es est gracias i is it its la le merci number numero one opcion option please pls por porfa
    reply s sorry svp thank thanks that the think thx una you
    """.split()
)
_NAMES = frozenset(map(str.lower, CARRIER_WORDS)) | frozenset(
    "canada dee dominion ex express fed laser old post postes ship spee yun".split()
)
_NOT = frozenset("isnt neither ni no none not nope pas".split())


def read_choice(text: str, options: Sequence[str]) -> str:
    """The option that the text chooses, in plain small letters; "" when it chooses none."""
    words = _WORD.findall(text.lower()[:200].replace("'", ""))
    if not words or len(words) > _MOST_WORDS or not _NOT.isdisjoint(words):
        return ""
    named = carriers_named(text[:200]) & set(options)
    said = [word for word in words if word not in _AROUND]
    if len(named) == 1 and _NAMES.issuperset(said):
        return min(named)
    if words == ["one"]:
        said = ["1"]
    place = _PLACES.get(said[0], len(options)) if len(said) == 1 else len(options)
    return options[place] if place < len(options) else ""
