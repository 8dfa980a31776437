"""Finds the newest rows that fit several filters at once, in bounded time however long the table is.

A filter that an index answers and that fits few rows is followed to its end; otherwise only the newest so many rows are
looked through, and the page says so and offers to look further back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from flask import request
from peewee import SQL

from models.by_time import SKEW, first_id_at
from models.database import Table, raw_rows
from web.console.listing import COUNTED, ROWS, Listing, day, with_values

#: Rows looked through for one page when no index leads to few; no more than are counted.
WINDOW = COUNTED
#: Ids in one statement.
AT_ONCE = 2_000


@dataclass(frozen=True)
class Way:
    """A condition that an index answers; `in_order`: which gives its rows in the order of their ids too."""

    condition: Any
    in_order: bool = False


@dataclass(frozen=True)
class Found:
    """`looked_through`: so many of the newest rows that came into question, where that was not all of them."""

    listing: Listing
    looked_through: int = 0


@dataclass(frozen=True)
class _Span:
    """The days and the id that were asked for: from `low` to before `high`, and moments that decide at the edges."""

    low: int | None
    high: int | None
    moments: Sequence[Any]

    def holds(self, key: int) -> bool:
        return (self.low is None or key >= self.low) and (self.high is None or key < self.high)


def seek(model: type[Table], at: Any, ways: Sequence[Way] = (), others: Sequence[Any] = ()) -> Found:
    """Rows of `model` that fit all ways and `others`, newest first. `at`: the column that grows with the id."""
    span = _span(model, at)
    rarest = _rarest(model, ways)
    if rarest is not None:
        rest = [way.condition for way in ways if way is not rarest]
        few = [key for key in _ids(model, [rarest.condition]) if span.holds(key)]
        return Found(_page(model, _among(model, few, [*rest, *span.moments, *others])))
    base = next((way for way in ways if way.in_order), None)
    rest = [*(way.condition for way in ways if way is not base), *others]
    start = [] if base is None else [base.condition]
    if not rest:
        return Found(_page(model, _newest(model, [*start, *span.moments], span, COUNTED + 1)))
    newest = _newest(model, start, span, WINDOW + 1)
    floor = newest[WINDOW] if len(newest) > WINDOW else None
    found = _among(model, newest[:WINDOW], [*rest, *span.moments])
    return Found(_page(model, found, floor), 0 if floor is None else WINDOW)


def whole(name: str) -> int | None:
    """A number of the address; None where there is none, or none that is one."""
    said = request.args.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None


def _span(model: type[Table], at: Any) -> _Span:
    since, until, high = day("since"), day("until"), whole("before")
    low, moments = None, []
    if since is not None:
        start = datetime.combine(since, clock_time.min, UTC)
        low = first_id_at(model.id, at, start - SKEW)
        moments.append(at >= start)
    if until is not None:
        end = datetime.combine(until + timedelta(days=1), clock_time.min, UTC)
        behind = first_id_at(model.id, at, end + SKEW)
        high = behind if high is None else min(high, behind)
        moments.append(at < end)
    return _Span(low, high, moments)


def _rarest(model: type[Table], ways: Sequence[Way]) -> Way | None:
    """The way that leads to the fewest rows, if those are few enough to be gone through to the end."""
    counted = [(model.select(SQL("1")).where(way.condition).limit(COUNTED + 1).count(), way) for way in ways]
    few = [pair for pair in counted if pair[0] <= COUNTED]
    return min(few, key=lambda pair: pair[0])[1] if few else None


def _ids(model: type[Table], conditions: Sequence[Any]) -> list[int]:
    """Newest first. The database does not sort: it would be tempted to walk the whole table in that order."""
    rows = raw_rows(model.select(model.id).where(*conditions))
    return sorted((row[0] for row in rows), reverse=True)


def _newest(model: type[Table], conditions: Sequence[Any], span: _Span, most: int) -> list[int]:
    edges = [] if span.low is None else [model.id >= span.low]
    edges += [] if span.high is None else [model.id < span.high]
    query = model.select(model.id)
    if conditions or edges:
        query = query.where(*conditions, *edges)
    return [row[0] for row in raw_rows(query.order_by(model.id.desc()).limit(most))]


def _among(model: type[Table], ids: Sequence[int], conditions: Sequence[Any]) -> list[int]:
    """Those that fit. Named by their ids, so that no database looks for them by an index that leads to more."""
    if not conditions:
        return list(ids)
    found: list[int] = []
    for start in range(0, len(ids), AT_ONCE):
        named: Any = SQL(f"id IN ({', '.join(map(str, ids[start : start + AT_ONCE]))})")
        found += _ids(model, [named, *conditions])
    return found


def _page(model: type[Table], ids: list[int], floor: int | None = None) -> Listing:
    """`floor`: where older rows begin that nobody has looked at."""
    is_more = floor is not None or len(ids) > COUNTED
    total = min(len(ids), COUNTED)
    pages = max(1, -(-total // ROWS))
    number = min(max(1, whole("page") or 1), pages)
    mine = ids[:total][(number - 1) * ROWS : number * ROWS]
    rows = {row.id: row for row in model.select().where(model.id.in_(mine))} if mine else {}
    older = ""
    if is_more and number == pages:
        older = with_values(page=None, before=floor + 1 if floor is not None else ids[total - 1])
    return Listing([rows[key] for key in mine if key in rows], number, pages, total, is_more, older)
