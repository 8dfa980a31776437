"""What somebody typed into the one box, read into words, endings of numbers, days and where a piece stands. Pure.

Every word has to be found, in one of the ways that it can be meant. What is typed beyond the limits narrows nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from carriers.one_number import read_one
from models.vocabulary import Milestone
from records import typed_dates
from records.spelling import plain_words
from records.words import ENDINGS

#: So many characters of what was typed are read, and so many words.
LONGEST_TYPED, MOST_WORDS = 200, 24

_DELIVERED = (Milestone.DELIVERED, Milestone.DELIVERED_AGENT)
_BACK = (Milestone.RETURNED, Milestone.RETURNING)
#: What people call where a piece stands.
STATUSES: dict[tuple[str, ...], tuple[Milestone, ...]] = {
    tuple(said.split()): milestones
    for said, milestones in {
        "not scanned": (Milestone.NOT_FOUND,),
        "label": (Milestone.LABEL_CREATED,),
        "label made": (Milestone.LABEL_CREATED,),
        "not mailed": (Milestone.LABEL_CREATED,),
        "accepted": (Milestone.ACCEPTED,),
        "in transit": (Milestone.IN_TRANSIT,),
        "out for delivery": (Milestone.OUT_FOR_DELIVERY,),
        "notice left": (Milestone.DELIVERY_ATTEMPTED,),
        "attempted": (Milestone.DELIVERY_ATTEMPTED,),
        "ready for pickup": (Milestone.AVAILABLE_FOR_PICKUP,),
        "held": (Milestone.HELD,),
        "delayed": (Milestone.DELAYED,),
        "delivered": _DELIVERED,
        "forwarded": (Milestone.FORWARDED,),
        "undeliverable": (Milestone.UNDELIVERABLE,),
        "refused": (Milestone.REFUSED,),
        "unclaimed": (Milestone.UNCLAIMED,),
        "returned": _BACK,
        "returning": (Milestone.RETURNING,),
        "lost": (Milestone.LOST_RECOVERY,),
        "cancelled": (Milestone.CANCELLED,),
        "canceled": (Milestone.CANCELLED,),
    }.items()
}


@dataclass(frozen=True)
class Word:
    """One typed word: it, or any of `joined` as a word or its beginning; or one of `endings` of a tracking number; or
    one of the days that `facts` name."""

    text: str
    joined: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text, *self.joined)


@dataclass(frozen=True)
class Query:
    """`status`: where pieces stand that may be meant instead of the words from `begin` up to `end`."""

    words: tuple[Word, ...] = ()
    status: tuple[Milestone, ...] = ()
    begin: int = 0
    end: int = 0

    def without_status(self) -> tuple[Word, ...]:
        return self.words[: self.begin] + self.words[self.end :]


@dataclass
class _Chunk:
    """What stands between spaces."""

    typed: str
    words: list[str]
    joined: list[str] = field(default_factory=list)
    endings: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)

    def read(self) -> Iterator[Word]:
        for word in self.words:
            yield Word(word, tuple(self.joined), tuple(self.endings), tuple(self.facts))


def read(typed: str) -> Query:
    typed = typed[:LONGEST_TYPED]
    parts = [(chunk, plain_words(chunk)) for chunk in typed.split()]
    chunks = [_Chunk(chunk, words) for chunk, words in parts if words]
    _join(chunks)
    _as_numbers(typed, chunks)
    _as_dates(chunks)
    words = tuple(word for chunk in chunks for word in chunk.read())[:MOST_WORDS]
    return Query(words, *_status(words))


def _join(chunks: Sequence[_Chunk]) -> None:
    """P.O. may be po to the office."""
    for chunk in chunks:
        if len(chunk.words) > 1:
            chunk.joined.append("".join(chunk.words))


def _as_numbers(typed: str, chunks: Sequence[_Chunk]) -> None:
    """The whole of a tracking number, however it is spaced, or its end."""
    number = read_one(typed)
    if not isinstance(number, str):
        for chunk in chunks:
            chunk.endings.append(number.tracking_number.lower())
    for is_number, some in groupby(chunks, _is_of_number):
        run = list(some)
        if is_number:
            for chunk in run:
                chunk.endings += _numbers_in([chunk]) + (_numbers_in(run) if len(run) > 1 else [])


def _is_of_number(chunk: _Chunk) -> bool:
    return any(sign.isdigit() for sign in chunk.typed)


def _numbers_in(chunks: Sequence[_Chunk]) -> list[str]:
    said = "".join(word for chunk in chunks for word in chunk.words)
    return [said] if len(said) >= ENDINGS[0] else []


def _as_dates(chunks: Sequence[_Chunk]) -> None:
    first = 0
    while first < len(chunks):
        first += _date_at(chunks, first) or 1


def _date_at(chunks: Sequence[_Chunk], first: int) -> int:
    """How many chunks from this one on are a date, the most there can be; 0 when none."""
    for length in range(min(typed_dates.MOST_WORDS, len(chunks) - first), 0, -1):
        some = chunks[first : first + length]
        if found := typed_dates.read(" ".join(chunk.typed for chunk in some)):
            for chunk in some:
                chunk.facts += typed_dates.facts(*found)
            return length
    return 0


def _status(words: Sequence[Word]) -> tuple[tuple[Milestone, ...], int, int]:
    """(where pieces stand, the first of the words that say so, the one behind the last): the longest is meant."""
    texts = tuple(word.text for word in words)
    for length in sorted({len(said) for said in STATUSES}, reverse=True):
        for first in range(len(texts) - length + 1):
            if milestones := STATUSES.get(texts[first : first + length]):
                return milestones, first, first + length
    return (), 0, 0
