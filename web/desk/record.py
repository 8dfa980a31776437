"""The page of one record: two lines first, what is on file, what happened, and everything that proves it.

Each look is on record. Another department's record looks like one that never was.
"""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import describe
from config import time
from models.auditing import note
from models.certified_record import CertifiedRecord
from models.database import database
from models.operator import Operator
from models.vocabulary import Role
from records import addresses, reach, references
from records.file_kinds import KINDS
from web.access import by_role
from web.console import session
from web.desk.notice_rows import watch_parts
from web.desk.page import not_there, show
from web.desk.record_parts import parts_for
from web.desk.record_view import view_of

record_pages = Blueprint("record", __name__, url_prefix="/desk/records")


@record_pages.get("/<int:record>")
@by_role
def page(who: Operator, record: int) -> Response:
    found, now = reach.find(who, record), time.now()
    if found is None:
        return not_there(who)
    if "X-Live" not in request.headers:  # a page that refreshes itself is one look
        note(session.actor(who), "record.looked_at", f"record {record}", now)
    return page_of(who, found, now)


@record_pages.post("/<int:record>/address")
@by_role
def edit_address(who: Operator, record: int) -> AnyResponse:
    form = request.form
    block = form.get("address", "").replace("\r\n", "\n")
    return _changed(
        who,
        record,
        "record.address_changed",
        lambda found, now: addresses.edit(found, form.get("recipient", ""), block, form.get("reason", ""), who, now),
    )


@record_pages.post("/<int:record>/references")
@by_role
def add_reference(who: Operator, record: int) -> AnyResponse:
    kind, value = request.form.get("kind", ""), request.form.get("value", "")
    return _changed(
        who, record, "record.reference_added", lambda found, now: addresses.add_reference(found, kind, value, now)
    )


def page_of(who: Operator, found: CertifiedRecord, now: datetime, status: int = 200, problem: str = "") -> Response:
    view = view_of(found, now)
    return show(
        "record.html",
        who,
        status,
        title=describe.piece_title(view["piece"].carrier, view["piece"].tracking_number),
        problem=problem,
        made="made" in request.args,
        acts=Role(who.role) in (Role.SENDER, Role.ADMIN),
        reference_kinds=list(references.KINDS.items()),
        **watch_parts(who, found),
        file_kinds=list(KINDS.items()),
        file_said=request.args.get("said", ""),
        **parts_for(who, found, now),
        **view,
    )


def _changed(who: Operator, record: int, action: str, change: Any) -> AnyResponse:
    """One change of one record, with its line of custody, or neither."""
    found, now = reach.find(who, record), time.now()
    if found is None:
        return not_there(who)
    try:
        with database.atomic():
            change(found, now)
            note(session.actor(who), action, f"record {record}", now)
    except addresses.Refused as problem:
        return page_of(who, found, now, 422, str(problem))
    return redirect(url_for("record.page", record=record), 303)
