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

    def edges(self, model: type[Table]) -> list[Any]:
        found: list[Any] = [] if self.low is None else [model.id >= self.low]
        return found if self.high is None else [*found, model.id < self.high]


def seek(model: type[Table], at: Any, ways: Sequence[Way] = (), others: Sequence[Any] = ()) -> Found:
    """Rows of `model` that fit all ways and `others`, newest first. `at`: the column that grows with the id."""
    span = _span(model, at)
    rarest = _rarest(model, ways)
    if rarest is not None:
        rest = [*(way.condition for way in ways if way is not rarest), *span.edges(model), *span.moments, *others]
        start = model.select(model.id).where(rarest.condition).limit(COUNTED + 1)
        return Found(_page(model, _among(model, start, rest) if rest else _ids(start)))
    base = next((way for way in ways if way.in_order), None)
    rest = [*(way.condition for way in ways if way is not base), *others]
    newest = _newest(model, [*([] if base is None else [base.condition]), *span.edges(model)])
    if not rest:
        return Found(_straight(model, newest.where(*span.moments) if span.moments else newest))
    floor = next(iter(raw_rows(newest.limit(1).offset(WINDOW))), None)
    found = _among(model, newest.limit(WINDOW), [*rest, *span.moments])
    return Found(_page(model, found, floor[0] if floor else None), 0 if floor is None else WINDOW)


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


def _newest(model: type[Table], conditions: Sequence[Any]) -> Any:
    """The query of their ids, newest first."""
    query = model.select(model.id)
    return (query.where(*conditions) if conditions else query).order_by(model.id.desc())


def _ids(query: Any) -> list[int]:
    """Newest first. The database does not sort: it would be tempted to walk the whole table in that order."""
    return sorted((row[0] for row in raw_rows(query)), reverse=True)


def _among(model: type[Table], start: Any, conditions: Sequence[Any]) -> list[int]:
    """Those of `start` that fit. A query with a limit is answered by itself first, so that no database is led astray by
    an index that fits more."""
    return _ids(model.select(model.id).where(model.id.in_(start), *conditions))


def _straight(model: type[Table], newest: Any) -> Listing:
    """An index gives them in order: they are counted as far as that is cheap, and one page of them is fetched."""
    counted = newest.limit(COUNTED + 1).count()
    total, is_more = min(counted, COUNTED), counted > COUNTED
    pages, number = _place(total)
    first = (number - 1) * ROWS
    mine = [row[0] for row in raw_rows(newest.limit(min(ROWS, total - first)).offset(first))] if total else []
    older = with_values(page=None, before=mine[-1]) if is_more and number == pages else ""
    return Listing(_rows(model, mine), number, pages, total, is_more, older)


def _page(model: type[Table], ids: list[int], floor: int | None = None) -> Listing:
    """`floor`: where older rows begin that nobody has looked at."""
    is_more = floor is not None or len(ids) > COUNTED
    total = min(len(ids), COUNTED)
    pages, number = _place(total)
    mine = ids[:total][(number - 1) * ROWS : number * ROWS]
    older = ""
    if is_more and number == pages:
        older = with_values(page=None, before=floor + 1 if floor is not None else ids[total - 1])
    return Listing(_rows(model, mine), number, pages, total, is_more, older)


def _place(total: int) -> tuple[int, int]:
    """(how many pages, which of them)"""
    pages = max(1, -(-total // ROWS))
    return pages, min(max(1, whole("page") or 1), pages)


def _rows(model: type[Table], ids: list[int]) -> list[Any]:
    rows = {row.id: row for row in model.select().where(model.id.in_(ids))} if ids else {}
    return [rows[key] for key in ids if key in rows]
