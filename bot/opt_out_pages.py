"""Finds the newest rows of the opt-out log that fit a search, in bounded time however long the log is.

A filter that fits few rows is followed to its end. Where none does, only the newest so many rows of one filter are
looked through, and what lies behind them is said to be there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.opt_out_search import Search
from models.by_time import id_range
from models.database import raw_rows
from models.many_ids import among
from models.opt_out import OptOut, OptOutWord

#: Found and numbered exactly, so far.
MOST = 10_000
#: A filter that fits no more rows than this is followed to its end; where each fits more, so many rows of one are
#: looked through for a page.
WINDOW = 20_000

#: (first id, the one behind the last; None: there is no end)
Span = tuple[int, int | None]


@dataclass(frozen=True)
class Found:
    """Ids of events, newest first. `older_than`: what is older than this id was not looked at or is not listed; 0 when
    everything was."""

    ids: Sequence[int]
    older_than: int = 0


@dataclass(frozen=True)
class _Way:
    """One filter: the column that names the events, and the condition that an index answers. Those of persons are not
    in order, and always few."""

    event: Any
    condition: Any
    in_order: bool = True

    def _rows(self, span: Span) -> Any:
        first, behind = span
        query = self.event.model.select(self.event).where(self.condition, self.event >= first)
        return query if behind is None else query.where(self.event < behind)

    def count(self, span: Span) -> int:
        """As far as WINDOW and one more."""
        return int(self._rows(span).limit(WINDOW + 1).count()) if self.in_order else 0

    def newest(self, span: Span, most: int) -> list[int]:
        """Those of persons: all of them."""
        rows = self._rows(span)
        return _ids(rows.order_by(self.event.desc()).limit(most) if self.in_order else rows)

    def kept(self, ids: Sequence[int]) -> list[int]:
        """Those of the ids that fit."""
        return _ids(self.event.model.select(self.event).where(self.condition, among(self.event, ids)))


def newest(search: Search, before: int = 0) -> Found:
    """Those older than the event `before`; 0: from the newest."""
    span, ways, exact = _span(search, before), _ways(search), search.moments()
    if not ways and not exact:
        return _cut(_Way(OptOut.event, OptOut.event > 0).newest(span, MOST + 1))
    if len(ways) == 1 and ways[0].in_order and not exact:
        return _cut(ways[0].newest(span, MOST + 1))
    ways = sorted(ways or [_Way(OptOut.event, OptOut.event > 0)], key=lambda way: way.count(span))
    ids = ways[0].newest(span, WINDOW)
    older_than = ids[-1] if ways[0].in_order and len(ids) == WINDOW else 0
    for way in [*ways[1:], *(_Way(OptOut.event, moment) for moment in exact)]:
        ids = way.kept(ids) if ids else []
    return _cut(ids, older_than)


def _ways(search: Search) -> list[_Way]:
    persons = [_Way(OptOut.event, condition, in_order=False) for condition in search.of_persons()]
    words = [_Way(OptOutWord.event, OptOutWord.word == word) for word in search.words]
    return [*persons, *words, *(_Way(OptOut.event, condition) for condition in search.plain())]


def _span(search: Search, before: int) -> Span:
    first, behind = id_range(OptOut.event, OptOut.recorded_at, *search.span())
    ends = [one for one in (behind, before or None) if one is not None]
    return first or 0, min(ends) if ends else None


def _ids(query: Any) -> list[int]:
    """Newest first."""
    return sorted((row[0] for row in raw_rows(query)), reverse=True)


def _cut(ids: Sequence[int], older_than: int = 0) -> Found:
    if len(ids) > MOST:
        return Found(ids[:MOST], ids[MOST - 1])
    return Found(ids, older_than)
