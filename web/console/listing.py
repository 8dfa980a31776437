"""Pages of a long list: newest first by key, numbered, counted as far as counting is cheap; beyond that, from where
the last numbered page ended, by its date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request

from models.database import raw_rows
from models.fields import moment
from models.seeking import Found, Kept, Span, Way, seek

ROWS = 50


@dataclass(frozen=True)
class Listing:
    """`total` is exact unless `is_more`. `older` is the address of what comes after the last numbered page, which is
    from the day `older_on` (UTC) and before. `looked_through`: so many of the newest rows that came into question,
    where that was not all of them."""

    rows: list[Any]
    number: int
    pages: int
    total: int
    is_more: bool
    older: str
    older_on: date | None = None
    looked_through: int = 0

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


def listing_of(kept: Kept, ways: Sequence[Way] = (), others: Sequence[Any] = (), span: Span | None = None) -> Listing:
    """The page that is asked for, of the rows that fit all ways and others. `span`: the days of the filter form, where
    the address does not say them in its usual words."""
    return listing_from(kept, seek(kept, ways, others, span or asked_span()))


def listing_from(kept: Kept, found: Found) -> Listing:
    """The page that is asked for, of what was found."""
    pages = max(1, -(-found.total // ROWS))
    number = min(max(1, whole("page") or 1), pages)
    keys = found.page((number - 1) * ROWS, ROWS)
    older, older_on = "", None
    if found.older_than and number == pages:
        older, older_on = with_values(page=None, before=found.older_than), _day_of(kept, found.older_than)
    rows = _rows(kept, keys)
    return Listing(rows, number, pages, found.total, bool(found.older_than), older, older_on, found.looked_through)


def asked_span() -> Span:
    return Span(day("since"), day("until"), whole("before") or None)


def _rows(kept: Kept, keys: Sequence[int]) -> list[Any]:
    """In the order of the keys."""
    rows = {row.get_id(): row for row in kept.key.model.select().where(kept.key.in_(keys))} if keys else {}
    return [rows[key] for key in keys if key in rows]


def _day_of(kept: Kept, key: int) -> date | None:
    found = raw_rows(kept.key.model.select(kept.at).where(kept.key == key))
    return moment(found[0][0]).date() if found else None


def with_values(**values: object) -> str:
    """This page's address with other values; None takes one away."""
    kept = {name: value for name, value in request.args.items(multi=True) if name not in values}
    more = {name: value for name, value in values.items() if value not in (None, "")}
    said = urlencode(kept | more)
    return f"{request.path}?{said}" if said else request.path


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


def whole(name: str) -> int | None:
    """A number of the address; None where there is none, or none that is one."""
    said = request.args.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else None
