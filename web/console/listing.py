"""Pages of a long list: newest first by key, numbered, counted as far as counting is cheap; beyond that, from where
the last numbered page ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from urllib.parse import urlencode

from flask import request
from peewee import SQL

from models.by_time import written_between

ROWS = 50
#: Counted exactly so far; a longer list goes on by date.
COUNTED = 10_000


@dataclass(frozen=True)
class Listing:
    """`total` is exact unless `is_more`. `older` is the address of what comes after the last numbered page, which is
    from the day `older_on` (UTC) and before."""

    rows: list[Any]
    number: int
    pages: int
    total: int
    is_more: bool
    older: str
    older_on: date | None = None

    @property
    def shown(self) -> list[int]:
        """Page numbers worth offering: the first, the last, and those around this one; 0 stands for a gap."""
        near = {1, self.pages, *range(self.number - 2, self.number + 3)}
        wanted = sorted(page for page in near if 1 <= page <= self.pages)
        out = list[int]()
        for page in wanted:
            if out and page > out[-1] + 1:
                out.append(0)
            out.append(page)
        return out

    def address(self, page: int) -> str:
        return with_values(page=page)


def listing_of(query: Any, key: Any, at: Callable[[Any], datetime]) -> Listing:
    """`query`: the filtered rows, without order and limit; `key`: the primary key, in the order of writing; `at`: when
    a row was written, for going on by date."""
    before = _whole(request.args.get("before", ""), 18)
    if before > 1:
        query = query.where(key < before)
    counted = query.select(SQL("1")).limit(COUNTED + 1).count() if hasattr(query, "select") else 0
    total, is_more = min(counted, COUNTED), counted > COUNTED
    pages = max(1, -(-total // ROWS))
    number = min(max(1, _whole(request.args.get("page", ""))), pages)
    rows = list(query.order_by(key.desc()).limit(ROWS).offset((number - 1) * ROWS))
    last = rows[-1] if is_more and number == pages else None
    older = with_values(page=None, before=getattr(last, key.name)) if last is not None else ""
    return Listing(rows, number, pages, total, is_more, older, at(last).date() if last is not None else None)


def with_values(**values: object) -> str:
    """This page's address with other values; None takes one away."""
    kept = {name: value for name, value in request.args.items(multi=True) if name not in values}
    more = {name: value for name, value in values.items() if value not in (None, "")}
    said = urlencode(kept | more)
    return f"{request.path}?{said}" if said else request.path


def between(key: Any, moment: Any, since: date | None, until: date | None) -> Any:
    """The rows written from the one UTC day to the other, of a table that is written in the order of time; None when
    neither is given."""
    if since is None and until is None:
        return None
    start = datetime.combine(since, clock_time.min, UTC) if since else None
    end = datetime.combine(until + timedelta(days=1), clock_time.min, UTC) if until else None
    return written_between(key, moment, start, end)


def day(name: str) -> date | None:
    """A date of the filter form; None where there is none, or none that is one."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def choice(name: str, *allowed: str) -> str:
    """A value of the filter form, if it is one of those; else nothing."""
    said = request.args.get(name, "")
    return said if said in allowed else ""


def _whole(said: str, digits: int = 7) -> int:
    return int(said) if said.isdecimal() and said.isascii() and len(said) <= digits else 1
