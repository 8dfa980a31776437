"""The log of our requests to the outside, without what is secret or personal, and how each service does at present."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, request
from peewee import fn

from bot.timeliness import spread
from config import time
from models.database import raw_rows
from models.mailpiece import Exchange
from models.operator import Operator
from models.seeking import Kept, Way
from web.access import by_role
from web.console.listing import choice, listing_of
from web.console.page import show

exchange_pages = Blueprint("exchanges", __name__, url_prefix="/console/exchanges")

LATELY = timedelta(hours=1)
#: Of one service, for the summary: the newest so many tell how it does.
MOST_COUNTED = 2_000
STATUSES = {
    "none": "no answer",
    "2": "2xx: answered",
    "3": "3xx: sent elsewhere",
    "4": "4xx: refused",
    "5": "5xx: their fault",
}
#: kind of an error -> what it means; the first word of its text.
MEANINGS = {
    "timeout": "no full answer in time",
    "unreachable": "could not be reached",
    "redirected": "sent us elsewhere, which we do not follow",
    "too_large": "the answer was too large",
    "garbled": "the answer was broken",
}


@dataclass(frozen=True)
class Summary:
    """Of the last hour; `is_part`: of its newest MOST_COUNTED calls. Milliseconds."""

    service: str
    calls: int
    failures: int
    p50: float | None
    p95: float | None
    is_part: bool

    @property
    def share(self) -> float:
        return self.failures / self.calls if self.calls else 0.0


@exchange_pages.get("")
@by_role
def page(who: Operator) -> Response:
    services = known_services()
    listing = listing_of(Kept(Exchange.id, Exchange.started_at), *_conditions(services))
    return show(
        "exchanges.html",
        who,
        title="Exchanges",
        listing=listing,
        rows=[{"exchange": one, "meaning": meaning(one), "kind": kind(one)} for one in listing.rows],
        summaries=[summary(service, time.now()) for service in services],
        services=services,
        statuses=list(STATUSES.items()),
        asked=request.args,
    )


def known_services() -> list[str]:
    """By a step into the index for each, not by reading all rows."""
    found: list[str] = []
    while True:
        following = Exchange.select(fn.MIN(Exchange.service))
        name = (following.where(Exchange.service > found[-1]) if found else following).scalar()
        if name is None:
            return found
        found.append(name)


def summary(service: str, now: datetime) -> Summary:
    lately = (Exchange.service == service) & (Exchange.started_at >= now - LATELY)
    newest = Exchange.select(Exchange.status, Exchange.error, Exchange.duration_ms).where(lately)
    rows = raw_rows(newest.order_by(Exchange.started_at.desc()).limit(MOST_COUNTED + 1))
    counted = rows[:MOST_COUNTED]
    took = spread(row[2] for row in counted)
    failures = sum(1 for status, error, _ in counted if error or status is None or status >= 400)
    return Summary(service, len(counted), failures, took.p50, took.p95, len(rows) > MOST_COUNTED)


def meaning(one: Exchange) -> str:
    """Of what went wrong, in plain words; the error itself stands behind it."""
    if not one.error:
        return ""
    word = one.error.partition(":")[0]
    return MEANINGS.get(word, word.replace("_", " "))


def kind(one: Exchange) -> str:
    """The colour of its badge."""
    if one.status is None or one.error:
        return "bad"
    return "good" if one.status < 300 else "wait" if one.status < 500 else "bad"


def _conditions(services: Sequence[str]) -> tuple[list[Way], list[Any]]:
    service, status = choice("service", *services), choice("status", *STATUSES)
    ways = [Way(Exchange.service == service, in_order=True)] if service else []
    if not status:
        return ways, []
    if status == "none":
        return ways, [Exchange.status.is_null()]
    low = int(status) * 100
    return ways, [(Exchange.status >= low) & (Exchange.status < low + 100)]
