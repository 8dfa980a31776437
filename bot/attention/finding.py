"""What needs a person: how many of what, what it means, and what to do. Plain words, no person's data."""

from dataclasses import dataclass
from typing import Any

#: Counted so far; more are said to be more.
MOST = 1_000


@dataclass(frozen=True)
class Finding:
    """`name` is the check's. `what` goes on after the count; where it is a whole sentence it begins with a capital, and
    nothing is counted. `means` and `do` are sentences."""

    name: str
    count: int
    what: str
    means: str
    do: str

    @property
    def headline(self) -> str:
        if self.what[0].isupper():
            return self.what
        return f"More than {MOST:,} {self.what}" if self.count > MOST else f"{self.count:,} {self.what}"


def how_many(query: Any, key: Any) -> int:
    """Of the rows chosen, by `key`; at most MOST + 1 of them are read."""
    return len(list(query.select(key).limit(MOST + 1).tuples()))


def plural(count: int, one: str, several: str) -> str:
    return one if count == 1 else several
