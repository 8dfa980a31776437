"""One's own calendar feed: deadlines, return dates and tasks as ICS, by a link that is shown once and may be ended."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, redirect, url_for
from icalendar import Calendar, Event
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.database import database
from models.operator import Operator
from records import calendar_feed
from records.calendar_feed import Entry
from web.access import by_calendar_link, by_role
from web.console import session
from web.desk.page import show
from web.headers import UNLISTED

calendar_pages = Blueprint("calendar", __name__)


@calendar_pages.get("/desk/calendar")
@by_role
def page(who: Operator) -> Response:
    return show("calendar.html", who, title="Calendar feed", link=calendar_feed.link_of(who), address="")


@calendar_pages.post("/desk/calendar")
@by_role
def make(who: Operator) -> AnyResponse:
    """Shown on this page alone; a second link ends the first."""
    now = time.now()
    with database.atomic():
        token = calendar_feed.make(who, now)
        note(session.actor(who), "calendar.link_made", f"operator {who.id}", now)
    base = current_app.config["SETTINGS"].public_base_url
    address = f"{base}{url_for('calendar.feed', token=token)}"
    return show("calendar.html", who, title="Calendar feed", link=calendar_feed.link_of(who), address=address)


@calendar_pages.post("/desk/calendar/end")
@by_role
def end(who: Operator) -> AnyResponse:
    now = time.now()
    with database.atomic():
        if calendar_feed.end(who, now):
            note(session.actor(who), "calendar.link_ended", f"operator {who.id}", now)
    return redirect(url_for("calendar.page"), 303)


@calendar_pages.get("/calendar/<token>.ics")
@by_calendar_link
def feed(whose: Operator) -> Response:
    made = Calendar()
    made.add("prodid", "-//Waypost//desk//")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Waypost desk")
    for entry in calendar_feed.entries(whose):
        made.add_component(_event(entry))
    headers = {**UNLISTED, "Content-Disposition": 'attachment; filename="desk.ics"'}
    return Response(made.to_ical(), mimetype="text/calendar", headers=headers)


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@waypost")
    event.add("dtstamp", time.now().astimezone(UTC))
    event.add("dtstart", entry.at.astimezone(UTC) if isinstance(entry.at, datetime) else entry.at)
    event.add("summary", entry.title)
    base = current_app.config["SETTINGS"].public_base_url
    event.add("url", f"{base}{url_for('record.page', record=entry.record_id)}")
    return event
