"""Twilio's list pages: PageSize, Page and PageToken in, one page and its links out.

Refuses to filter. A token names the message where the page before ended, so that texts that arrive meanwhile
neither repeat nor hide others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from sandbox.messages import Message

DEFAULT_SIZE, LARGEST_SIZE = 50, 1000
NOT_FILTERS = ("PageSize", "Page", "PageToken")


@dataclass(frozen=True)
class Page:
    number: int
    size: int
    rows: Sequence[Message]
    before: bool
    after: bool


def turn_to(rows: Sequence[Message], query: Mapping[str, str]) -> Page | None:
    """rows newest first. None when a parameter cannot be read or the token's message is gone."""
    size, number = _whole(query, "PageSize", DEFAULT_SIZE), _whole(query, "Page", 0)
    if size is None or number is None or size < 1:
        return None
    size = min(size, LARGEST_SIZE)
    start = _start(rows, query.get("PageToken", ""), number, size)
    if start is None:
        return None
    return Page(number, size, rows[start : start + size], start > 0, start + size < len(rows))


def as_json(page: Page, path: str, query: Mapping[str, str]) -> dict[str, object]:
    """Everything but the rows; twilio-python takes the one key that it does not know for the rows."""
    filters = {name: value for name, value in query.items() if name not in NOT_FILTERS}

    def link(number: int, token: str = "") -> str:
        place = {"PageSize": str(page.size), "Page": str(number)} | ({"PageToken": token} if token else {})
        return f"{path}?{urlencode(filters | place)}"

    token = page.rows and f"PA{page.rows[-1].sid}"
    back = page.rows and f"PB{page.rows[0].sid}"
    start = page.number * page.size
    return {
        "first_page_uri": link(0),
        "end": max(start, start + len(page.rows) - 1),
        "previous_page_uri": link(max(0, page.number - 1), str(back)) if page.before and back else None,
        "page_size": page.size,
        "page": page.number,
        "start": start,
        "next_page_uri": link(page.number + 1, str(token)) if page.after else None,
        "uri": link(page.number, query.get("PageToken", "")),
    }


def _start(rows: Sequence[Message], token: str, number: int, size: int) -> int | None:
    if not token:
        return number * size
    for place, message in enumerate(rows):
        if token == f"PA{message.sid}":
            return place + 1
        if token == f"PB{message.sid}":
            return max(0, place - size)
    return None


def _whole(query: Mapping[str, str], name: str, default: int) -> int | None:
    text = query.get(name, "")
    if not text:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
