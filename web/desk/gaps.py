"""Evidence that is not on file: what the carrier still has, soonest lost first; one click asks USPS for its proofs."""

from collections.abc import Sequence

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.long_steps import Refused
from models.long_task import LongTask
from models.operator import Operator
from models.seeking import Found
from models.sender import Sender
from records import gaps, proof_requests, reach
from web.access import by_role
from web.console import session
from web.console.listing import choice, listing_from, whole
from web.console.page import show_refusal
from web.desk.page import show

gap_pages = Blueprint("gaps", __name__, url_prefix="/desk/gaps")


@gap_pages.get("")
@by_role
def page(who: Operator) -> AnyResponse:
    """`?sender=` of one department, `?missing=` of one kind of evidence, or of no receipt at all."""
    departments, now = reach.departments_of(who), time.now()
    sender = next((one for one in departments if one.id == whole("sender")), None)
    what = choice("missing", *gaps.FILTERS)
    listing = listing_from(gaps.RECORDS, _found(who, [sender] if sender else departments, what))
    rows = gaps.gaps_of(who, listing.rows, now)
    return show(
        "gaps.html",
        who,
        title="Missing evidence",
        listing=listing,
        rows=rows,
        askable=[one.row.record.mailpiece_id for one in rows if one.can_ask],
        what=what,
        filters=list(gaps.FILTERS.items()),
        departments=[(one.id, one.name) for one in departments],
        sender=sender.id if sender else "",
        most=gaps.MOST,
    )


def _found(who: Operator, departments: Sequence[Sender], what: str) -> Found:
    if not what:
        return gaps.obtainable(departments, gaps.today_of(departments[0], time.now())) if departments else _NONE
    return gaps.lacking(who, what, whole("sender"), whole("before"))


_NONE = Found(0, lambda first, count: [])


@gap_pages.post("/ask")
@by_role
def ask(who: Operator) -> AnyResponse:
    """Every `record` of the form. What came of it is said by the work's own page, and in each record's custody log."""
    said = [one for one in request.form.getlist("record") if one.isascii() and one.isdecimal() and len(one) < 16]
    now = time.now()

    def on_record(task: LongTask) -> None:
        note(session.actor(who), "record.proofs_wanted", f"task {task.id}", now, records=len(said))

    try:
        task = proof_requests.begin(who, [int(one) for one in said], now, on_record)
    except Refused as problem:
        return show_refusal(who, str(problem), 404)
    return redirect(url_for("tasks.task", task=task.id), 303)
