"""Are we on time? A page for everybody, and the same for machines. Sums alone: nothing about any person or piece."""

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template

from bot import dispatch, lag, timeliness
from bot.describe import carrier_name
from bot.timeliness import Spread
from config import time

status_pages = Blueprint("status", __name__)

#: A text that should have left so long ago: we are behind.
TEXT_IS_LATE = timedelta(minutes=2)


#: However many look, it is worked out so often.
KEPT_FOR = timedelta(seconds=5)


@status_pages.get("/status")
def page() -> str:
    at, state = _kept(time.now())
    return render_template("status.html", now=at, **state)


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
    """Lengths in seconds; null where there is nothing to measure in the last 24 hours."""
    news, oldest = timeliness.measure(now), dispatch.oldest_due(now)
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
    return {
        "on_time": text_late <= TEXT_IS_LATE.total_seconds() and not any(one["is_behind"] for one in carriers),
        "oldest_due_text_seconds": round(text_late, 1),
        "scan_to_known": _shown(news.scan_to_known),
        "known_to_sent": _shown(news.known_to_sent),
        "scan_to_sent": _shown(news.scan_to_sent),
        "carriers": carriers,
    }


def _shown(spread: Spread) -> dict[str, float | int | None]:
    p50, p95 = (None if one is None else round(one, 1) for one in (spread.p50, spread.p95))
    return {"count": spread.count, "p50": p50, "p95": p95}


@status_pages.app_template_filter("span")
def span(seconds: float | None) -> str:
    """`0.4 s`, `25 s`, `45 min`, `3 h`."""
    if seconds is None:
        return "-"
    if seconds < 90:
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
    return lag.span(timedelta(seconds=seconds))
