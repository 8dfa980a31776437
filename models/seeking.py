"""Finds the newest rows of a table that fit several filters at once, in bounded time however long the table is.

A filter that fits few rows is followed to its end. Where each fits more, only the newest so many rows of one filter are
looked through, and what lies behind them is said to be there. Refuses tables that are not written in time order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from peewee import SQL, NodeList

from models.by_time import SKEW, edge_at, first_id_at
from models.database import by_index_alone, is_postgresql, raw_rows
from models.many_ids import among

#: Counted and numbered exactly so far.
MOST = 10_000
#: So many rows are looked through for a page where each filter fits more than that.
WINDOW = 4_000
#: Where keys are looked through part by part: the first takes so many, and each at most so many times the one before.
NARROWEST, WIDER = 8_192, 8


@dataclass(frozen=True)
class Kept:
    """What is looked through: the column that numbers the rows in the order of time, and the column of that time."""

    key: Any
    at: Any


@dataclass(frozen=True)
class Way:
    """A condition that an index answers; `in_order`: which gives its rows in the order of their keys too. `column`:
    which names the rows, where another table answers, and `check`: the same said of rows of the table itself, one by
    one. `in_blocks(first, behind)`: where the index gives no order, a condition that leads it to the rows with keys in
    between, and to few beside."""

    condition: Any
    in_order: bool = False
    column: Any = None
    check: Any = None
    in_blocks: Callable[[int, int], Any] | None = None


@dataclass(frozen=True)
class Span:
    """UTC days, `until` included; and only what is older than the key `before`; None where nothing narrows."""

    since: date | None = None
    until: date | None = None
    before: int | None = None

    def moments(self) -> tuple[datetime | None, datetime | None]:
        """From when, and until when, the end itself excluded."""
        start = datetime.combine(self.since, clock_time.min, UTC) if self.since else None
        end = datetime.combine(self.until + timedelta(days=1), clock_time.min, UTC) if self.until else None
        return start, end


@dataclass(frozen=True)
class Found:
    """`page(first, count)`: the keys of some of the `total` rows, newest first. `older_than`: what is older than this
    key is not numbered, or was not even looked at; 0 when everything was. `looked_through`: so many rows that came into
    question, where that was not all of them; 0 otherwise."""

    total: int
    page: Callable[[int, int], list[int]]
    older_than: int = 0
    looked_through: int = 0


def seek(kept: Kept, ways: Sequence[Way], others: Sequence[Any] = (), span: Span | None = None) -> Found:
    """Rows that fit all ways and `others`. The days are kept by the keys, which no index has to be made for."""
    looked_for = _Looked(kept, ways, *_edges(kept, span or Span()), others)
    ordered = [way for way in ways if way.in_order]
    if len(ordered) == len(ways) <= 1 and not looked_for.rest:
        return looked_for.straight(ordered[0] if ordered else _ALL)
    return looked_for.to_the_end() or looked_for.newest_of(ordered or [_ALL])


_ALL = Way(None, in_order=True)
Edges = tuple[int | None, int | None]


def _edges(kept: Kept, span: Span) -> tuple[Edges, list[Any]]:
    """((first key, the one behind the last), conditions that decide at the edges where keys do not)"""
    since, until = span.moments()
    exact = list[Any]()
    first = None if since is None else edge_at(kept.key, kept.at, since)
    if since is not None and first is None:
        first = first_id_at(kept.key, kept.at, since - SKEW)
        exact.append(kept.at >= since)
    behind = None if until is None else edge_at(kept.key, kept.at, until)
    if until is not None and behind is None:
        behind = first_id_at(kept.key, kept.at, until + SKEW)
        exact.append(kept.at < until)
    ends = [one for one in (behind, span.before) if one is not None]
    return (first, min(ends) if ends else None), exact


class _Looked:
    """One search: `rest` is what no index answers."""

    def __init__(self, kept: Kept, ways: Sequence[Way], edges: Edges, exact: Sequence[Any], others: Sequence[Any]):
        self._kept, self._ways, self._edges, self.rest = kept, ways, edges, [*others, *exact]
        self._lowest = dict[tuple[int, int], int]()
        self._by_blocks = dict[int, _Blocks]()

    def straight(self, way: Way) -> Found:
        """An index gives them in order: they are counted as far as that is cheap, and a page of them is fetched."""
        counted = self._count(way)

        def page(first: int, count: int) -> list[int]:
            return self._newest(way, first, min(count, MOST - first))

        return Found(min(counted, MOST), page, self._floor(way, MOST))

    def to_the_end(self) -> Found | None:
        """By the way that leads to the fewest rows, if those are few enough; None otherwise."""
        counted = [(self._count(way), place) for place, way in enumerate(self._ways)]
        few, place = min(counted, default=(MOST + 1, 0))
        if few > MOST:
            return None
        way = self._ways[place]
        ids = self._newest(way, 0, MOST) if way.in_blocks is not None else _keys(self._rows(way))
        conditions = [*self.rest, *(self._here(one) for one in self._ways if one is not self._ways[place])]
        if conditions and ids:  # looked up one by one: an index of another condition may lead to far more
            key = self._kept.key
            ids = _keys(key.model.select(key).where(among(key, ids), *map(_only_checked, conditions)))
        return _listed(ids)

    def newest_of(self, ordered: Sequence[Way]) -> Found:
        """Through the newest rows of the way that is scarcest lately: as many of its rows reach furthest back, which is
        known from the count."""
        way, key = min(ordered, key=lambda one: self._floor(one, MOST)), self._kept.key
        floor = self._floor(way, WINDOW)
        conditions = map(_only_checked, [*map(self._here, self._ways), *self.rest])
        ids = _keys(key.model.select(key).where(*self._window(way, floor), *conditions))
        return _listed(ids, floor, WINDOW if floor else 0)

    def _window(self, way: Way, floor: int) -> list[Any]:
        """The newest rows of a way, told one by one. Each database is told in the way it goes by: PostgreSQL, given a
        subquery, reads the whole table to join it with them."""
        if way.condition is None:
            return _within(self._kept.key, (max(floor, self._edges[0] or 0), self._edges[1]))
        if is_postgresql():
            return [among(self._kept.key, self._newest(way, 0, WINDOW))]
        return [self._kept.key.in_(self._rows(way).order_by(self._column(way).desc()).limit(WINDOW))]

    def _count(self, way: Way) -> int:
        """As far as one more than is numbered. A way that is out of order is counted in all days, for within some of
        them each of its rows would have to be looked at."""
        if way.in_order and self._floor(way, MOST):
            return MOST + 1
        if way.in_blocks is not None:
            return len(self._newest(way, 0, MOST + 1))
        edges = self._edges if way.in_order else (None, None)
        return int(self._rows(way, edges).limit(MOST + 1).count())

    def _floor(self, way: Way, most: int) -> int:
        """The oldest key of the newest `most` rows; 0 when there are no more than that."""
        asked = (id(way), most)
        if asked not in self._lowest:
            lowest = self._newest(way, most - 1, 2)
            self._lowest[asked] = lowest[0] if len(lowest) == 2 else 0
        return self._lowest[asked]

    def _newest(self, way: Way, first: int, most: int) -> list[int]:
        if way.in_blocks is not None:
            return self._blocks(way).newest(first + most)[first : first + most]
        return _keys(self._rows(way).order_by(self._column(way).desc()).limit(most).offset(first))

    def _blocks(self, way: Way) -> "_Blocks":
        if id(way) not in self._by_blocks:
            self._by_blocks[id(way)] = _Blocks(way, self._column(way), self._ends())
        return self._by_blocks[id(way)]

    def _ends(self) -> tuple[int, int]:
        """The first key that comes into question, and the one behind the last."""
        first, behind = self._edges
        key = self._kept.key
        last = raw_rows(key.model.select(key).order_by(key.desc()).limit(1)) if behind is None else []
        return first or 0, behind if behind is not None else last[0][0] + 1 if last else 0

    def _rows(self, way: Way, edges: Edges | None = None) -> Any:
        """The query of their keys, in no order, within the days or other edges. A way that is out of order leads to its
        rows alone: SQLite would rather go through all rows of the days."""
        column = self._column(way)
        within = _within(column, edges or self._edges)
        within = within if way.in_order else list(map(_only_checked, within))
        conditions = [*([] if way.condition is None else [way.condition]), *within]
        query = column.model.select(column)
        return query.where(*conditions) if conditions else query

    def _column(self, way: Way) -> Any:
        return self._kept.key if way.column is None else way.column

    def _here(self, way: Way) -> Any:
        """The condition among rows of the table itself."""
        if way.column is None or way.check is not None:
            return way.condition if way.check is None else way.check
        return self._kept.key.in_(way.column.model.select(way.column).where(way.condition))


class _Blocks:
    """The newest rows of a way whose index has no order: looked for in one part of the keys after the other."""

    def __init__(self, way: Way, column: Any, ends: tuple[int, int]) -> None:
        self._way, self._column = way, column
        (self._first, self._behind), self._begun_at = ends, ends[1]
        self._found, self._width, self._crowd = list[int](), NARROWEST, ends[1]

    def newest(self, most: int) -> list[int]:
        """All that were found so far, `most` of them at least where there are so many."""
        if len(self._found) < most and self._behind > self._first:
            with by_index_alone():
                while len(self._found) < most and self._behind > self._first:
                    self._look(most - len(self._found))
        return self._found

    def _look(self, wanted: int) -> None:
        """At the next part, as wide as it takes to find so many if they stand as close as those before. Where far more
        are found, at a narrower one, and at no wider ones as far back as that was: the crowd stands somewhere there."""
        low, most = max(self._first, self._behind - self._width), max(MOST * 3 // 2, NARROWEST)
        keys = _keys(self._query(low, self._behind).limit(most + 1))
        if len(keys) > most and self._width > NARROWEST:
            self._width, self._crowd = max(NARROWEST, self._width // WIDER), low
            return
        self._found += keys
        self._behind = low
        apart = (self._begun_at - low) / len(self._found) if self._found else self._begun_at
        widest = self._width * (WIDER if low <= self._crowd else 1)
        self._width = max(NARROWEST, min(int(wanted * apart * 1.1), widest))

    def _query(self, low: int, behind: int) -> Any:
        """Blocks alone lead to its rows; by the keys' own index, each row of the part would have to be looked at."""
        if self._way.in_blocks is None:
            raise ValueError("this way has no blocks")
        within = self._column.model.select(self._column).where(self._way.condition, self._way.in_blocks(low, behind))
        return within.where(self._column + 0 >= low, self._column + 0 < behind)


def _only_checked(condition: Any) -> Any:
    """No way to rows, but a check of those that others lead to: by its sign, SQLite uses no index for it, which may fit
    far more rows. PostgreSQL counts how often values occur, and chooses well."""
    return condition if is_postgresql() else NodeList((SQL("+("), condition, SQL(")")))


def _within(column: Any, edges: Edges) -> list[Any]:
    first, behind = edges
    conditions = [] if first is None else [column >= first]
    return conditions if behind is None else [*conditions, column < behind]


def either(*founds: Found) -> Found:
    """What any of them found, as far back as all of them looked."""
    floor = max(found.older_than for found in founds)
    keys = sorted({key for found in founds for key in found.page(0, MOST) if key >= floor}, reverse=True)
    if len(keys) > MOST:
        floor, keys = keys[MOST - 1], keys[:MOST]
    return _listed(keys, floor, max(found.looked_through for found in founds) if floor else 0)


def _listed(keys: Sequence[int], older_than: int = 0, looked_through: int = 0) -> Found:
    def page(first: int, count: int) -> list[int]:
        return list(keys[first : first + count])

    return Found(len(keys), page, older_than, looked_through)


def _keys(query: Any) -> list[int]:
    """Newest first."""
    return sorted((row[0] for row in raw_rows(query)), reverse=True)
