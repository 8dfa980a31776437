"""What a chain of reasons is made of: links with plain sentences and named facts. Reads nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Step(StrEnum):
    ACT = "act"
    RECORD = "record"
    FOLLOWING = "following"
    MILESTONE = "milestone"
    SCAN = "scan"
    TEXT = "text"
    RECEIPTS = "receipts"


@dataclass(frozen=True)
class Fact:
    """A named value or moment; one with neither is not shown. `words`: somebody's own, shown as a quotation."""

    name: str
    value: str = ""
    at: datetime | None = None
    words: bool = False

    @property
    def shown(self) -> bool:
        return bool(self.value) or self.at is not None


@dataclass(frozen=True)
class Link:
    """`hole`: something that must be there is not. `piece`: the id of the mailpiece that it is about."""

    step: Step
    title: str
    says: str
    facts: Sequence[Fact] = ()
    hole: bool = False
    piece: int | None = None


def quoted(name: str, words: str) -> Fact:
    return Fact(name, words or "(erased)", words=bool(words))
