"""The track page: one mailpiece for whoever has its link. No cookie, nothing from elsewhere, no script.

A public link only shows. A personal one may mute the piece or stop our texts, by POST alone.
"""

from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from icalendar import Calendar, Event
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from bot import lag, opt_out, page_links
from bot.describe import day
from bot.journey import Journey, Mark, Way, journey_of
from bot.page_links import Opened
from bot.wording import USPS
from config import time
from models.database import database
from models.subscription import Subscription
from web.access import by_link
from web.headers import UNLISTED
from web.page import fill_in, reader_language
from web.words import words_of

track_pages = Blueprint("track", __name__, url_prefix="/t")

#: So many pages, of about five thousand bytes, are kept by each process.
KEPT = 512
#: The carrier's own page, as people type it.
SITES = {"usps": "tools.usps.com", "ups": "ups.com", "fedex": "fedex.com", "dhl": "dhl.com"}
_LEFT = {0: "last_day", 1: "day_left"}
#: The words under the stations of each line.
NAMES = {
    Way.DOOR: ("mailed", "moving", "near", "out", "delivered"),
    Way.COUNTER: ("mailed", "moving", "notice", "counter", "delivered"),
    Way.BACK: ("mailed", "moving", "turned", "returning", "returned"),
}


@track_pages.get("/<token>")
@by_link
def page(token: str, link: Opened) -> Response:
    minute = time.now().replace(second=0, microsecond=0)
    html = _drawn(link.row, request.root_path + request.path, _language(link), minute)
    return Response(html, headers=UNLISTED)


@lru_cache(maxsize=KEPT)
def _drawn(row: tuple[Any, ...], here: str, language: str, now: datetime) -> str:
    """Looked at again within the minute, with nothing changed, a page is not drawn again."""
    link = page_links.opened(row)
    journey = _journey(link, language, now)
    around = _around(link, journey, language, now)
    return fill_in("track.html", language, here=here, link=link, journey=journey, **around)


@track_pages.get("/<token>/calendar.ics")
@by_link
def calendar(token: str, link: Opened) -> Response:
    """The expected day, and the last day of the hold, as whole days."""
    language = _language(link)
    journey, words = _journey(link, language, time.now()), words_of("track", language)
    made = Calendar()
    made.add("prodid", "-//Waypost//track page//")
    made.add("version", "2.0")
    for kind, on in (("calendar_expected", journey.expected_on), ("calendar_held", journey.held_until)):
        if on is not None:
            event = Event()
            event.add("uid", f"{kind}-{link.link_id}@waypost")
            event.add("dtstamp", journey.answered_at or time.now())
            event.add("dtstart", on)
            event.add("summary", words[kind].format(piece=journey.piece))
            made.add_component(event)
    headers = {**UNLISTED, "Content-Disposition": 'attachment; filename="mailpiece.ics"'}
    return Response(made.to_ical(), mimetype="text/calendar", headers=headers)


@track_pages.post("/<token>/<any(mute, stop):act>")
@by_link
def change(token: str, act: str, link: Opened) -> AnyResponse:
    """303 back to the page, which then says what holds."""
    if link.subscription_id is None:
        abort(403)
    with database.atomic():
        opt_out.stop_on_page(Subscription.get_by_id(link.subscription_id), time.now(), everything=act == "stop")
    return redirect(url_for("track.page", token=token, lang=request.args.get("lang")), 303)


def _language(link: Opened) -> str:
    """As chosen on the page, else the person's own, else the browser's."""
    return reader_language(link.language)


def _journey(link: Opened, language: str, now: datetime) -> Journey:
    return journey_of(link.piece, link.scans, now, language, full=link.sees_all)


def _around(link: Opened, journey: Journey, language: str, now: datetime) -> dict[str, Any]:
    words, piece = words_of("track", language), link.piece
    following_key = f"next_{journey.milestone}"
    if (journey.carrier != USPS or not journey.has_notice) and f"{following_key}_courier" in words:
        following_key += "_courier"
    return {
        "words": words,
        "number": piece.tracking_number,
        "next": words[following_key],
        "site": SITES.get(piece.carrier, ""),
        "sign": _sign(journey.mark),
        "line": _line(journey.way, journey.stations, language),
        "lines": _lines(journey, words, language, now),
    }


@cache
def _sign(mark: Mark) -> Markup:
    """Drawn once, as each line: they are few, and a page would spend a quarter of its time on them."""
    return Markup(render_template("sign.svg.html", mark=mark))  # noqa: S704 - our own template, escaped there


@cache
def _line(way: Way, reached: int, language: str) -> Markup:
    words = words_of("track", language)
    stations = [words[f"station_{name}"] for name in NAMES[way]]
    return Markup(render_template("journey.svg.html", words=words, reached=reached, stations=stations))  # noqa: S704


def _lines(journey: Journey, words: dict[str, str], language: str, now: datetime) -> dict[str, str]:
    """The sentences that stand only where there is something to say."""

    def ago(at: datetime | None) -> str:
        return _span(now - at) if at else ""

    scanned, checked = ago(journey.last_scan_at), ago(journey.answered_at)
    ages = [words["last_scan"].format(span=scanned)] if scanned else []
    ages.append(words["last_checked"].format(span=checked) if checked else words["never_checked"])
    left = journey.days_left
    return {
        "expected": words["expected"].format(day=day(journey.expected_on, language)) if journey.expected_on else "",
        "held": words["held_until"].format(day=day(journey.held_until, language)) if journey.held_until else "",
        "left": "" if left is None else words[_LEFT.get(left, "days_left")].format(count=left),
        "age": ", ".join(ages)[:1].upper() + ", ".join(ages)[1:],
        "behind": words["behind"].format(span=lag.span(journey.behind)) if journey.behind else "",
    }


def _span(length: timedelta) -> str:
    days = length.total_seconds() / 86_400
    return f"{round(days)} d" if days >= 2 else lag.span(max(length, timedelta(minutes=1)))
