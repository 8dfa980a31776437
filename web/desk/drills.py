"""Retrieval drills: begun by anybody of a department, timed here, each with a dated report."""

import random
from datetime import datetime

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.database import database
from models.operator import Operator
from models.record_keeping import RetrievalDrill
from models.seeking import Kept, Way
from models.vocabulary import Role
from records import drill_report, drills, keeping, reach
from records.drills import Refused
from web.access import by_role
from web.console import session
from web.console.listing import listing_of
from web.desk.page import not_there, show
from web.headers import UNLISTED

drill_pages = Blueprint("drills", __name__, url_prefix="/desk/drills")


@drill_pages.get("")
@by_role
def page(who: Operator) -> Response:
    return _page(who)


@drill_pages.post("")
@by_role
def begin(who: Operator) -> AnyResponse:
    mine, now = reach.departments_of(who), time.now()
    wanted = request.form.get("sender", "")
    sender = mine[0] if len(mine) == 1 else next((one for one in mine if str(one.id) == wanted), None)
    if sender is None:
        return _page(who, 422, "Choose the department first; nothing was begun.")
    try:
        with database.atomic():
            drill = drills.begin(sender, who, now, random.SystemRandom())
            note(session.actor(who), "drill.begun", f"drill {drill.id}", now)
    except Refused as problem:
        return _page(who, 422, str(problem))
    return redirect(url_for("drills.page"), 303)


@drill_pages.post("/<int:drill>/give-up")
@by_role
def give_up(who: Operator, drill: int) -> AnyResponse:
    found, now = RetrievalDrill.get_or_none((RetrievalDrill.id == drill) & (RetrievalDrill.done_by == who)), time.now()
    if found is None:
        return not_there(who, "drill")
    with database.atomic():
        drills.give_up(found, now)
        note(session.actor(who), "drill.given_up", f"drill {drill}", now)
    return redirect(url_for("drills.page"), 303)


@drill_pages.get("/<int:drill>/report")
@by_role
def report(who: Operator, drill: int) -> AnyResponse:
    found = RetrievalDrill.get_or_none((RetrievalDrill.id == drill) & _visible(who))
    if found is None or drills.is_open(found, time.now()):
        return not_there(who, "report of a drill that has ended")
    name = f"waypost-drill-{found.number}-{found.begun_at:%Y-%m-%d}.pdf"
    headers = UNLISTED | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(drill_report.report(found), headers=headers, content_type="application/pdf")


def _visible(who: Operator) -> object:
    return RetrievalDrill.sender.in_([one.id for one in reach.departments_of(who)])


def _row(drill: RetrievalDrill, now: datetime) -> dict[str, object]:
    is_open = drills.is_open(drill, now)
    return {
        "drill": drill,
        "is_open": is_open,
        "result": "under way" if is_open else drill_report.result_of(drill),
    }


def _page(who: Operator, status: int = 200, problem: str = "") -> Response:
    now, mine = time.now(), reach.departments_of(who)
    under_way = drills.open_of(who, now)
    ways = [Way(_visible(who), in_order=True)]
    listing = listing_of(Kept(RetrievalDrill.id, RetrievalDrill.begun_at), ways)
    return show(
        "drills.html",
        who,
        status,
        title="Retrieval drills",
        problem=problem,
        under_way=under_way,
        clue=drills.clue_of(under_way) if under_way else None,
        listing=listing,
        rows=[_row(one, now) for one in listing.rows],
        departments=[(one.id, one.name) for one in mine],
        lacking=[one for one in mine if not keeping.has_enough(one)],
        acts=Role(who.role) in (Role.SENDER, Role.ADMIN),
    )
