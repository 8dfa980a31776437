"""Finds records by what somebody typed into one box and chose beside it, newest first, in bounded time however many
there are. Refuses to find a record that the person may not reach.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from models.certified_record import CertifiedRecord
from models.database import raw_rows
from models.mailpiece import Mailpiece
from models.many_ids import among
from models.operator import Operator
from models.seeking import Found, Kept, Span, Way, either, seek
from models.vocabulary import Milestone
from records import query, reach, typed_dates, word_forms
from records.query import Query, Word
from records.word_index import Clauses, Token, way_to
from records.words import Hashes

#: As they are looked through: a record's key is its mailpiece's, which grows with time.
RECORDS = Kept(CertifiedRecord.mailpiece, CertifiedRecord.created_at)
#: Records that differ by a letter are shown up to so many beside those that do not.
MOST_NEAR = 50
_DAYS = ("since", "until")
_not_purged: Any = CertifiedRecord.purged_at.is_null()


@dataclass(frozen=True)
class Asked:
    """Everything narrows; what is empty narrows nothing. `said`: the box. `since` and `until`: days of mailing, both
    included; of registration where nobody has said the other. `status`: a milestone."""

    said: str = ""
    since: date | None = None
    until: date | None = None
    notice_type: int = 0
    batch: int = 0
    status: str = ""
    sender: int = 0

    def as_details(self) -> dict[str, Any]:
        """JSON values; only what narrows. What was typed is among them: it belongs in encrypted columns alone."""
        said = {name: value for name, value in asdict(self).items() if value}
        return {name: value.isoformat() if name in _DAYS else value for name, value in said.items()}


def from_details(details: Mapping[str, Any]) -> Asked:
    known = {field.name for field in fields(Asked)}
    values: dict[str, Any] = {name: value for name, value in details.items() if name in known}
    return Asked(**values | {name: date.fromisoformat(values[name]) for name in _DAYS if name in values})


def find(who: Operator, asked: Asked, before: int | None = None) -> Found:
    """What is spelt as it was typed. `before`: only records with smaller keys."""
    return _Search(who, asked, before).found()


def find_near(who: Operator, asked: Asked, exact: Found) -> list[int]:
    """The newest records beyond those that `exact` found, where words that were typed may differ by one letter."""
    search = _Search(who, asked, None)
    near = search.near()
    if not any(near.values()) or exact.total > MOST_NEAR:
        return []
    already = set(exact.page(0, exact.total))
    found = search.found(near).page(0, MOST_NEAR + len(already))
    return [key for key in found if key not in already][:MOST_NEAR]


def found_ids(who: Operator, asked: Asked) -> Iterator[int]:
    """All of them, newest first, however many: for exports and packets."""
    before: int | None = None
    while before != 0:
        found = find(who, asked, before)
        yield from _reachable(who, found.page(0, found.total))
        before = found.older_than


def _reachable(who: Operator, keys: Sequence[int]) -> list[int]:
    """In their order. The index is never the last word about who may see what."""
    mine = CertifiedRecord.select(CertifiedRecord.mailpiece).where(
        among(CertifiedRecord.mailpiece, keys), reach.may_reach(who), _not_purged
    )
    allowed = {row[0] for row in raw_rows(mine)} if keys else set()
    return [key for key in keys if key in allowed]


class _Search:
    """One search of one person."""

    def __init__(self, who: Operator, asked: Asked, before: int | None) -> None:
        self._asked, self._span = asked, Span(before=before)
        self._query: Query = query.read(asked.said)
        mine = [one.id for one in reach.departments_of(who)]
        self._senders = [one for one in mine if asked.sender in (0, one)]
        self._is_narrowed = bool(asked.sender) or not reach.sees_all(who)

    def found(self, near: Mapping[Word, Sequence[int]] | None = None) -> Found:
        """`near`: hashes of words that may stand instead of the typed ones."""
        if not self._senders:
            return NOTHING
        near, chosen = near or {}, Milestone(self._asked.status) if self._asked.status else None
        founds = [self._seek(self._query.words, near, chosen)]
        for milestone in self._query.status if chosen is None else ():
            founds.append(self._seek(self._query.without_status(), near, milestone))
        if chosen in self._query.status:
            founds.append(self._seek(self._query.without_status(), near, chosen))
        return founds[0] if len(founds) == 1 else either(*founds)

    def near(self) -> dict[Word, list[int]]:
        return {word: word_forms.near(self._senders, word.text) for word in self._query.words}

    def _seek(self, words: Sequence[Word], near: Mapping[Word, Sequence[int]], status: Milestone | None) -> Found:
        clauses = [*(self._tokens(word, near.get(word, ())) for word in words), *self._filters()]
        ways = [self._by_words(clauses) if clauses else self._by_table()]
        if status is None:
            return seek(RECORDS, ways, span=self._span)
        return seek(RECORDS, [*ways, _standing(status)], [_not_purged], self._span)

    def _tokens(self, word: Word, near: Sequence[int]) -> list[Token]:
        tokens: list[Token] = [*word.facts, *near]
        for hashes in map(Hashes, self._senders):
            tokens += map(hashes.word, word.texts)
            tokens += map(hashes.ending, word.endings)
        return tokens

    def _filters(self) -> list[list[Token]]:
        asked, clauses = self._asked, list[list[Token]]()
        if asked.notice_type:
            clauses.append([f"n{asked.notice_type}"])
        if asked.batch:
            clauses.append([f"b{asked.batch}"])
        if asked.since or asked.until:
            since, until = asked.since or date.min, asked.until or date.max
            clauses.append([*typed_dates.cover(since, until)] or ["d0"])
        return clauses

    def _by_words(self, clauses: Clauses) -> Way:
        """Facts are no department's own, so it is asked for beside them."""
        mine = [[f"s{sender}" for sender in self._senders]] if self._is_narrowed else []
        return way_to([*clauses, *mine])

    def _by_table(self) -> Way:
        if not self._is_narrowed:
            return Way(_not_purged, in_order=True)
        (sender,) = self._senders
        return Way((CertifiedRecord.sender == sender) & _not_purged, in_order=True)


def _standing(milestone: Milestone) -> Way:
    its = Mailpiece.select(Mailpiece.milestone).where(Mailpiece.id == CertifiedRecord.mailpiece)
    return Way(Mailpiece.milestone == milestone, in_order=True, column=Mailpiece.id, check=its == milestone)


NOTHING = Found(0, lambda first, count: [])
