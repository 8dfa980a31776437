"""Are we on time? A page for everybody, and the same for machines. Sums alone: nothing about any person or piece."""

from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_datetime
from babel.numbers import format_decimal
from flask import Blueprint, Response, current_app, jsonify

from bot import dispatch, lag, timeliness
from bot.describe import carrier_name
from bot.timeliness import Spread
from config import time
from models.tick import last_tick
from web.page import reader_language, show

status_pages = Blueprint("status", __name__)

#: A text that should have left so long ago: we are behind.
TEXT_IS_LATE = timedelta(minutes=2)
#: A clock that has not ticked for so long stands: scheduled looks, retries and waiting replies stand with it.
CLOCK_STANDS = timedelta(seconds=60)
#: However many look, it is worked out so often.
KEPT_FOR = timedelta(seconds=5)


@status_pages.get("/status")
def page() -> Response:
    at, state = _kept(time.now())
    language = reader_language()
    said = format_datetime(at, "medium", locale=language)
    return show("status", "status.html", language, at=said, **_clock_shown(at, state), **state)


@status_pages.get("/status.json")
def twin() -> Response:
    return jsonify(_kept(time.now())[1])


def _kept(now: datetime) -> tuple[datetime, dict[str, Any]]:
    """When it was worked out, by this process, and what it is."""
    kept: tuple[datetime, dict[str, Any]] | None = current_app.extensions.get("status")
    if kept is None or not timedelta(0) <= now - kept[0] < KEPT_FOR:
        kept = current_app.extensions["status"] = (now, _state(now))
    return kept


def _state(now: datetime) -> dict[str, Any]:
    """Lengths in seconds; null where there is nothing to measure in the last 24 hours, or no clock has ticked yet."""
    news, oldest = timeliness.measure(now), dispatch.oldest_due(now)
    ticked_at = last_tick()
    text_late = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
    carriers = [
        {
            "name": carrier_name(one.carrier),
            "late_seconds": round(one.late_seconds),
            "is_behind": one.late_seconds > lag.TOLERATED.total_seconds(),
            "paused_until": one.paused_until.isoformat(timespec="seconds") if one.paused_until else None,
        }
        for one in timeliness.asking(current_app.config["CARRIERS"], now)
    ]
    is_late = text_late > TEXT_IS_LATE.total_seconds() or any(one["is_behind"] for one in carriers)
    return {
        "on_time": not is_late and not _clock_stands(ticked_at, now),
        "last_tick_at": ticked_at.isoformat(timespec="milliseconds") if ticked_at else None,
        "oldest_due_text_seconds": round(text_late, 1),
        "scan_to_known": _shown(news.scan_to_known),
        "known_to_sent": _shown(news.known_to_sent),
        "scan_to_sent": _shown(news.scan_to_sent),
        "carriers": carriers,
    }


def _clock_stands(ticked_at: datetime | None, now: datetime) -> bool:
    """A clock that never ticked tells nothing: the installation may be a minute old."""
    return ticked_at is not None and now - ticked_at > CLOCK_STANDS


def _clock_shown(now: datetime, state: dict[str, Any]) -> dict[str, Any]:
    """What the page says of the clock: seconds since it ticked, or None, and whether it stands."""
    ticked_at = datetime.fromisoformat(state["last_tick_at"]) if state["last_tick_at"] else None
    ticked = max(0.0, (now - ticked_at).total_seconds()) if ticked_at else None
    return {"ticked": ticked, "clock_stands": _clock_stands(ticked_at, now)}


def _shown(spread: Spread) -> dict[str, float | int | None]:
    p50, p95 = (None if one is None else round(one, 1) for one in (spread.p50, spread.p95))
    return {"count": spread.count, "p50": p50, "p95": p95}


@status_pages.app_template_filter("span")
def span(seconds: float | None, language: str = "en") -> str:
    """`0.4 s`, `25 s`, `45 min`, `3 h`."""
    if seconds is None:
        return "-"
    if seconds < 90:
        return f"{format_decimal(seconds, '0.0' if seconds < 10 else '0', locale=language)} s"
    return lag.span(timedelta(seconds=seconds))
