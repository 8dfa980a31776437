"""Departments: who belongs to each, who can produce its packets, and the work of those who left."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.certified_record import CertifiedRecord
from models.database import database
from models.operator import Operator
from models.sender import Sender
from records import handing_over, keeping
from records.handing_over import Refused
from web.access import by_role
from web.console import session
from web.console.page import show

department_pages = Blueprint("departments", __name__, url_prefix="/console/departments")

#: Records of one department are counted so far; more are said to be more.
COUNTED = 10_000


@department_pages.get("")
@by_role
def page(who: Operator) -> Response:
    return _page(who)


@department_pages.post("/hand-over")
@by_role
def hand_over(who: Operator) -> AnyResponse:
    gone, to = (_person(request.form.get(name, "")) for name in ("gone", "to"))
    if gone is None or to is None:
        return _page(who, 422, "Choose whose work goes to whom; nothing was changed.")
    try:
        with database.atomic():
            moved = handing_over.hand_over(gone, to)
            said = f"{moved.tasks} tasks and {moved.deadlines} deadlines"
            note(session.actor(who), "team.handed_over", f"operator {gone.id}", time.now(), to=to.id, moved=said)
    except Refused as problem:
        return _page(who, 422, str(problem))
    return redirect(url_for("departments.page", handed="over"), 303)


def _person(said: str) -> Operator | None:
    return Operator.get_or_none(Operator.id == int(said)) if said.isdecimal() and len(said) < 16 else None


def _page(who: Operator, status: int = 200, problem: str = "") -> Response:
    people = list(Operator.select().order_by(Operator.id))
    open_work = [(one, work) for one in people if (work := handing_over.open_of(one))]
    return show(
        "departments.html",
        who,
        status,
        title="Departments",
        problem=problem,
        handed="handed" in request.args,
        departments=[_department(one, people) for one in keeping.departments()],
        open_work=open_work,
        here=[(one.id, f"{one.name} ({one.role})") for one in people if one.disabled_at is None],
    )


def _department(sender: Sender, people: list[Operator]) -> dict[str, object]:
    query = CertifiedRecord.select(CertifiedRecord.mailpiece).where(CertifiedRecord.sender == sender)
    counted = query.limit(COUNTED + 1).count()
    return {
        "sender": sender,
        "people": [one for one in people if one.sender_id == sender.id],
        "exporters": keeping.exporters(sender),
        "enough": keeping.has_enough(sender),
        "records": min(counted, COUNTED),
        "is_more": counted > COUNTED,
        "drilled_at": keeping.newest_drill_of(sender),
    }
