"""Deadlines: set and closed on the page of a record, and listed by the day on which they fall."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import describe
from config import time
from models.auditing import note
from models.certified_record import CertifiedRecord
from models.database import database
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.record_watch import RecordDeadline
from models.vocabulary import Milestone
from records import court_days, deadlines, reach
from records.calendar_days import local_day
from records.deadlines import Refused, Wanted
from web.access import by_role
from web.console import session
from web.console.listing import whole
from web.desk.page import not_there, show
from web.desk.record import page_of

deadline_pages = Blueprint("deadlines", __name__, url_prefix="/desk")

ROWS = 50
LONGEST_NOTE = 500


@deadline_pages.get("/deadlines")
@by_role
def page(who: Operator) -> Response:
    """Open ones, the next first; `?number=` of the page."""
    number = max(1, whole("number") or 1)
    rows = RecordDeadline.select(RecordDeadline, CertifiedRecord, Mailpiece).join(CertifiedRecord).join(Mailpiece)
    mine = reach.may_reach(who) & CertifiedRecord.purged_at.is_null() & RecordDeadline.closed_at.is_null()
    in_order = rows.where(mine).order_by(RecordDeadline.by_on, RecordDeadline.id)
    found = list(in_order.offset((number - 1) * ROWS).limit(ROWS + 1))
    return show(
        "deadlines.html",
        who,
        title="Deadlines",
        rows=[_row(one) for one in found[:ROWS]],
        earlier=url_for("deadlines.page", number=number - 1) if number > 1 else "",
        later=url_for("deadlines.page", number=number + 1) if len(found) > ROWS else "",
    )


def _row(one: RecordDeadline) -> dict[str, Any]:
    piece, today = one.record.mailpiece, local_day(time.now(), one.zone)
    return {
        "deadline": one,
        "piece": describe.piece_title(piece.carrier, piece.tracking_number),
        "state": describe.state_of(Milestone(piece.milestone), piece.carrier, None, "en"),
        "left": court_days.left(today, one.by_on, one.calendar),
        "is_over": one.by_on < today,
        "calendar": court_days.calendars().get(one.calendar, one.calendar),
        "owner": one.owner.name,
        "backup": one.backup.name if one.backup is not None else "",
    }


@deadline_pages.post("/records/<int:record>/deadline")
@by_role
def submit(who: Operator, record: int) -> AnyResponse:
    found, now = reach.find(who, record), time.now()
    if found is None:
        return not_there(who)
    try:
        wanted = _wanted()
        with database.atomic():
            changed = deadlines.set_one(found, wanted, now)
            note(session.actor(who), "record.deadline_set", f"record {record}", now, **changed)
    except Refused as problem:
        return page_of(who, found, now, 422, f"The deadline was not set. {problem}")
    return redirect(url_for("record.page", record=record, _anchor="deadline"), 303)


@deadline_pages.post("/records/<int:record>/deadline/close")
@by_role
def close(who: Operator, record: int) -> AnyResponse:
    """By hand: why stands in the custody log."""
    found, now = reach.find(who, record), time.now()
    if found is None:
        return not_there(who)
    because, reason = request.form.get("because", ""), request.form.get("close_reason", "").strip()[:LONGEST_NOTE]
    try:
        if because == deadlines.DELIVERED_IN_TIME or not reason:
            raise Refused("Say why it is over, in your own words too.")
        with database.atomic():
            if deadlines.close(found, because, now):
                note(session.actor(who), "record.deadline_closed", f"record {record}", now, reason, because=because)
    except Refused as problem:
        return page_of(who, found, now, 422, f"The deadline still stands. {problem}")
    return redirect(url_for("record.page", record=record, _anchor="deadline"), 303)


def _wanted() -> Wanted:
    """Raises Refused."""
    form = request.form
    owner = person_in("owner")
    if owner is None:
        raise Refused("Choose who owns it.")
    return Wanted(
        by_on=day_in("by_on"),
        calendar=form.get("calendar", ""),
        zone=form.get("zone", ""),
        owner=owner,
        backup=person_in("backup"),
        warn_days=_warn_days(form.get("warn_days", "")),
        note=form.get("deadline_note", "")[:LONGEST_NOTE],
    )


def _warn_days(said: str) -> list[int]:
    parts = said.replace(",", " ").split()
    if not all(part.isascii() and part.isdecimal() and len(part) < 5 for part in parts):
        raise Refused("Write the warnings as numbers of court days, such as 10 5 2 0.")
    return [int(part) for part in parts]


def person_in(name: str) -> Operator | None:
    said = request.form.get(name, "")
    known = said.isascii() and said.isdecimal() and len(said) < 16
    return Operator.get_or_none(Operator.id == int(said)) if known else None


def day_in(name: str) -> date:
    """Raises Refused."""
    try:
        return date.fromisoformat(request.form.get(name, "").strip())
    except ValueError:
        raise Refused("Write the day as 2026-11-30.") from None
