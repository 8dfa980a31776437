"""Tasks and reminders of records: added, done and handed over on a record's page, and listed by when they are due."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import describe
from config import time as clock
from models.auditing import note
from models.certified_record import CertifiedRecord
from models.database import database
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.record_watch import RecordTask
from records import reach, reminders
from records.deadlines import Refused
from records.reminders import Wanted
from web.access import by_role
from web.console import session
from web.console.listing import choice, whole
from web.desk.deadlines import day_in, person_in
from web.desk.page import not_there, show
from web.desk.record import page_of

reminder_pages = Blueprint("reminders", __name__, url_prefix="/desk")

ROWS = 50


@reminder_pages.get("/tasks")
@by_role
def page(who: Operator) -> Response:
    """Open ones, the longest overdue first; `?whose=mine` for one's own alone."""
    number, whose, now = max(1, whole("number") or 1), choice("whose", "mine"), clock.now()
    rows = RecordTask.select(RecordTask, CertifiedRecord, Mailpiece).join(CertifiedRecord).join(Mailpiece)
    which = reach.may_reach(who) & CertifiedRecord.purged_at.is_null() & RecordTask.done_at.is_null()
    if whose:
        which &= RecordTask.owner == who
    in_order = rows.where(which).order_by(RecordTask.due_at, RecordTask.id)
    found = list(in_order.offset((number - 1) * ROWS).limit(ROWS + 1))
    return show(
        "tasks.html",
        who,
        title="Tasks",
        rows=[_row(one, now) for one in found[:ROWS]],
        mine=bool(whose),
        acts=not reach.sees_all(who) or who.role == "admin",
        earlier=url_for("reminders.page", number=number - 1, whose=whose or None) if number > 1 else "",
        later=url_for("reminders.page", number=number + 1, whose=whose or None) if len(found) > ROWS else "",
    )


def _row(one: RecordTask, now: datetime) -> dict[str, Any]:
    piece = one.record.mailpiece
    return {
        "task": one,
        "piece": describe.piece_title(piece.carrier, piece.tracking_number),
        "due": one.due_at.astimezone(ZoneInfo(one.zone)).strftime("%Y-%m-%d %H:%M %Z"),
        "is_over": one.due_at <= now,
        "owner": one.owner.name,
    }


@reminder_pages.post("/records/<int:record>/tasks")
@by_role
def add(who: Operator, record: int) -> AnyResponse:
    found, now = reach.find(who, record), clock.now()
    if found is None:
        return not_there(who)
    try:
        wanted = _wanted()
        with database.atomic():
            made = reminders.add(found, wanted, who, now)
            note(session.actor(who), "record.task_added", f"record {record}", now, task=made.id, owner=made.owner_id)
    except Refused as problem:
        return page_of(who, found, now, 422, f"The task was not added. {problem}")
    return redirect(url_for("record.page", record=record, _anchor="tasks"), 303)


@reminder_pages.post("/records/<int:record>/tasks/<int:reminder>/done")
@by_role
def done(who: Operator, record: int, reminder: int) -> AnyResponse:
    found, now = reach.find(who, record), clock.now()
    task = reminders.find(found, reminder) if found is not None else None
    if found is None or task is None:
        return not_there(who)
    with database.atomic():
        if reminders.done(task, who, now):
            note(session.actor(who), "record.task_done", f"record {record}", now, task=task.id)
    return redirect(url_for("record.page", record=record, _anchor="tasks"), 303)


@reminder_pages.post("/records/<int:record>/tasks/<int:reminder>/hand-over")
@by_role
def hand_over(who: Operator, record: int, reminder: int) -> AnyResponse:
    found, now = reach.find(who, record), clock.now()
    task = reminders.find(found, reminder) if found is not None else None
    if found is None or task is None:
        return not_there(who)
    try:
        to = person_in("to")
        if to is None:
            raise Refused("Choose who is to do it.")
        with database.atomic():
            if reminders.hand_over(task, to, now):
                changed = {"before": task.owner_id, "after": to.id}
                note(session.actor(who), "record.task_handed_over", f"record {record}", now, task=task.id, **changed)
    except Refused as problem:
        return page_of(who, found, now, 422, f"The task was not handed over. {problem}")
    return redirect(url_for("record.page", record=record, _anchor="tasks"), 303)


def _wanted() -> Wanted:
    """Raises Refused."""
    owner = person_in("task_owner")
    if owner is None:
        raise Refused("Choose who is to do it.")
    try:
        hour = time.fromisoformat(request.form.get("due_time", "") or "09:00")
    except ValueError:
        raise Refused("Write the hour as 14:30.") from None
    title, zone = request.form.get("task_title", ""), request.form.get("task_zone", "")
    return Wanted(title=title, owner=owner, due_on=day_in("due_on"), zone=zone, due_time=hour.replace(tzinfo=None))
