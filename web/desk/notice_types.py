"""Notice types: what an office must be able to prove of each kind of letter, and how long it keeps it."""

import json
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models import long_work
from models.auditing import note
from models.database import database
from models.notice_type import NoticeType
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Role
from records import court_days, keeping_work, notice_types, reach, references
from records.evidence import EVIDENCE
from records.notice_types import Refused
from records.options import CLASSES, OPTIONS
from web.access import by_role
from web.console import session
from web.desk.page import not_there, show

notice_type_pages = Blueprint("notice_types", __name__, url_prefix="/desk/notice-types")


@notice_type_pages.get("")
@by_role
def page(who: Operator) -> Response:
    rows = [
        {
            "type": one,
            "evidence": [EVIDENCE[key] for key in json.loads(one.evidence) if key in EVIDENCE],
            "references": [references.name_of(kind) for kind in json.loads(one.references)],
            "may_edit": notice_types.may_edit(who, one),
        }
        for one in notice_types.visible(who)
    ]
    return show("notice_types.html", who, title="Notice types", rows=rows)


@notice_type_pages.get("/new")
@by_role
def new(who: Operator) -> Response:
    return _form(who, None)


@notice_type_pages.post("")
@by_role
def make(who: Operator) -> AnyResponse:
    now = time.now()
    try:
        sender = _sender(who)
        with database.atomic():
            made = notice_types.make(sender, notice_types.read(request.form), now)
            after = _plain(made)
            note(session.actor(who), "notice_type.made", f"notice_type {made.id}", now, after=after)
    except Refused as problem:
        return _form(who, None, 422, str(problem))
    return redirect(url_for("notice_types.page", _anchor=f"type-{made.id}"), 303)


@notice_type_pages.get("/<int:kind>")
@by_role
def edit(who: Operator, kind: int) -> AnyResponse:
    found = _editable(who, kind)
    return not_there(who, "notice type") if found is None else _form(who, found)


@notice_type_pages.post("/<int:kind>")
@by_role
def change(who: Operator, kind: int) -> AnyResponse:
    """A longer period reaches the records that are there too, as long work; a shorter one does not."""
    found, now = _editable(who, kind), time.now()
    if found is None:
        return not_there(who, "notice type")
    try:
        wanted = notice_types.read(request.form)
    except Refused as problem:
        return _form(who, found, 422, str(problem))
    with database.atomic():
        longer = notice_types.change(found, wanted)
        before, after = _plain(found), _plain(NoticeType.get_by_id(found.id))
        note(session.actor(who), "notice_type.changed", f"notice_type {kind}", now, before=before, after=after)
    if longer:
        task = long_work.begin(keeping_work.LENGTHEN_KIND, who, {"notice_type": kind}, now)
        return redirect(url_for("tasks.task", task=task.id), 303)
    return redirect(url_for("notice_types.page", _anchor=f"type-{kind}"), 303)


def _sender(who: Operator) -> Sender | None:
    """Whose the new one is: one's department's; an admin may make everybody's. Raises Refused."""
    wanted = request.form.get("sender", "")
    if who.role == Role.ADMIN and wanted == "":
        return None
    mine = reach.departments_of(who)
    found = next((one for one in mine if str(one.id) == wanted), mine[0] if who.role == Role.SENDER and mine else None)
    if found is None:
        raise Refused("Choose the department; nothing was made.")
    return found


def _editable(who: Operator, kind: int) -> NoticeType | None:
    found: NoticeType | None = NoticeType.get_or_none(NoticeType.id == kind)
    return found if found is not None and notice_types.may_edit(who, found) else None


def _plain(one: NoticeType) -> dict[str, Any]:
    names = ("name", "evidence", "references", "options", "never_accepted_days", "calendar", "keep_years", "active")
    return {name: getattr(one, name) for name in names}


def _form(who: Operator, found: NoticeType | None, status: int = 200, problem: str = "") -> Response:
    required = json.loads(found.references) if found else []
    return show(
        "notice_type.html",
        who,
        status,
        title=f"Notice type: {found.name}" if found else "A new notice type",
        problem=problem,
        found=found,
        departments=[(one.id, one.name) for one in reach.departments_of(who)],
        evidence=list(EVIDENCE.items()),
        ticked=set(json.loads(found.evidence)) if found else {"accepted", "receipt", "delivery"},
        reference_kinds=list(references.KINDS.items()),
        required=set(required),
        own=", ".join(kind for kind in required if kind not in references.KINDS),
        classes=CLASSES,
        options=list(OPTIONS.items()),
        chosen=set(found.options.split()) if found else {"certified"},
        calendars=list(court_days.calendars().items()),
    )
