"""What somebody looks for in the opt-out log, as a value that a page, an address and an export share, and the query of
it. Refuses to hold a phone or a word of a text: contacts are named by their ids, words by their keyed indexes."""

import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from peewee import fn

from models.by_time import written_between
from models.contact import Contact, has_phone, last_four_index
from models.database import raw_rows
from models.fields import phone_index
from models.ledger import Erasure
from models.opt_out import OptOut, OptOutWord
from models.opt_out_log import word_index, words_in
from models.prepared import prepared
from models.seeking import Kept, Span, Way

#: Of all the rules that ever matched no more than this are offered.
MOST_RULES = 200
MOST_CONTACTS, MOST_WORDS = 50, 10
_INDEX = re.compile("[0-9a-f]{64}")


#: The log as it is looked through.
LOG = Kept(OptOut.event, OptOut.recorded_at)


@dataclass(frozen=True)
class Search:
    """Everything narrows; what is empty narrows nothing. `since` and `until` are UTC days, `until` included. `words`
    are keyed indexes: all of them must be in the text. `nobody`: a phone was looked for that we do not know."""

    since: date | None = None
    until: date | None = None
    program: int = 0
    source: str = ""
    scope: str = ""
    language: str = ""
    rule: str = ""
    kind: str = ""
    contacts: tuple[int, ...] = ()
    last_four: str = ""
    words: tuple[str, ...] = ()
    nobody: bool = False

    def query(self) -> Any:
        """All rows that fit, without an order and however many: for exports. Pages are found by `ways`."""
        words = [has_word(word, OptOut.event) for word in self.words]
        return OptOut.select().where(
            *self.plain(), *self.of_persons(), *self.dates(), *words, OptOut.event.is_null(False)
        )

    def plain(self) -> list[Any]:
        """Each is answered by an index, in the order of the rows."""
        names = ("program", "source", "scope", "language", "rule", "kind")
        return [getattr(OptOut, name) == getattr(self, name) for name in names if getattr(self, name)]

    def ways(self) -> list[Way]:
        """Each filter but the days, for pages."""
        ways = [Way(condition, in_order=True) for condition in self.plain()]
        ways += [Way(condition) for condition in self.of_persons()]
        return [*ways, *(Way(OptOutWord.word == word, in_order=True, column=OptOutWord.event) for word in self.words)]

    def dates(self) -> list[Any]:
        moments = Span(self.since, self.until).moments()
        return [written_between(OptOut.event, OptOut.recorded_at, *moments)] if any(moments) else []

    def of_persons(self) -> list[Any]:
        narrowed: list[Any] = []
        if self.contacts:
            narrowed.append(OptOut.contact.in_(self.contacts))
        if self.last_four:
            same = Contact.select(Contact.id).where(Contact.last_four_index == last_four_index(self.last_four))
            narrowed.append(OptOut.contact.in_(same))
        if self.nobody:
            narrowed.append(OptOut.event < 0)
        return narrowed

    def as_details(self) -> dict[str, Any]:
        """JSON values, for work that is done later; only what narrows."""
        said = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def from_details(details: dict[str, Any]) -> Search:
    known = {field.name for field in fields(Search)}
    values: dict[str, Any] = {name: value for name, value in details.items() if name in known}
    for name in ("since", "until"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    for name in ("contacts", "words"):
        if name in values:
            values[name] = tuple(values[name])
    return Search(**values)


def has_word(word: str, event: Any) -> Any:
    found = OptOutWord.alias()
    return fn.EXISTS(found.select(found.event).where((found.word == word) & (found.event == event)))


# -- from what people type ---------------------------------------------------------------------------------------------


def indexes_of(text: str) -> tuple[str, ...]:
    """What the words of this text are found by."""
    return tuple(word_index(word) for word in words_in(text)[:MOST_WORDS])


def read_indexes(said: str) -> tuple[str, ...]:
    """Out of an address: what is none is left out."""
    return tuple(filter(_INDEX.fullmatch, said.split(",")))[:MOST_WORDS]


def contacts_of(phone: str) -> tuple[int, ...]:
    """The contacts of this phone (+E164) in every program and channel, also those that were erased."""
    index = phone_index(phone)
    now_theirs = {row[0] for row in raw_rows(Contact.select(Contact.id).where(has_phone(index)))}
    erased = {row[0] for row in raw_rows(Erasure.select(Erasure.contact).where(Erasure.subject == index))}
    return tuple(sorted(now_theirs | erased)[:MOST_CONTACTS])


def rules() -> list[str]:
    """All rules that ever put a row into the log, in their order: one look at the index for each."""
    found: list[str] = []
    after = ""
    while len(found) < MOST_RULES and (rule := _next_rule.value(after)) is not None:
        found.append(rule)
        after = rule
    return found


_next_rule = prepared(
    lambda after: OptOut.select(OptOut.rule).where(OptOut.rule > after).order_by(OptOut.rule).limit(1).tuples()
)
