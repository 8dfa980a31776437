"""Batches: what was mailed together, what the carrier has of it, its sheets for the post office, and cover sheets."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import sender_links
from config import time
from models import long_work
from models.auditing import note
from models.batch import Batch
from models.database import database
from models.long_task import LongTask
from models.operator import Operator
from models.record_file import RecordFile
from models.seeking import Kept, Way
from models.sender_link import SenderLink
from models.vocabulary import Role
from records import batches, cover_sheet, manifest_work, reach, reconciling
from records.batches import Refused
from web.access import by_role
from web.console import session
from web.console.listing import listing_of, whole
from web.desk.page import not_there, show
from web.headers import UNLISTED

batch_pages = Blueprint("batches", __name__, url_prefix="/desk")

#: Names of missing pieces on the page; the file has them all. And pieces of one page of the whole batch.
MOST_MISSING, PIECES = 200, 100
#: How long a link to the notices of a batch opens.
LINK_DAYS = 90


@batch_pages.get("/batches")
@by_role
def page(who: Operator) -> Response:
    return _list(who)


@batch_pages.post("/batches")
@by_role
def make(who: Operator) -> AnyResponse:
    form, now = request.form, time.now()
    departments = reach.departments_of(who)
    sender = next((one for one in departments if str(one.id) == form.get("sender", "")), None)
    sender = departments[0] if sender is None and len(departments) == 1 else sender
    try:
        if sender is None:
            raise Refused("Choose whose batch it is. Nothing was made.")
        mailed_on = _day(form.get("mailed_on", ""))
        with database.atomic():
            made = batches.make(sender, form.get("name", ""), mailed_on, who, now)
            note(session.actor(who), "record.batch_made", f"batch {made.id}", now)
    except Refused as problem:
        return _list(who, 422, str(problem))
    return redirect(url_for("batches.batch", batch=made.id), 303)


def _day(said: str) -> date | None:
    """Raises Refused."""
    try:
        return date.fromisoformat(said.strip()) if said.strip() else None
    except ValueError:
        raise Refused("Write the day as 2026-11-30. Nothing was made.") from None


def _list(who: Operator, status: int = 200, problem: str = "") -> Response:
    ways = [] if reach.sees_all(who) else [Way(batches.may_reach(who), in_order=True)]
    listing = listing_of(Kept(Batch.id, Batch.created_at), ways)
    totals = batches.totals_of(listing.rows)
    sizes = batches.sizes_of([one.id for one in listing.rows])
    departments = reach.departments_of(who)
    names = {one.id: one.name for one in departments}
    rows = [(one, names.get(one.sender_id, ""), sizes.get(one.id, 0), totals.get(one.id)) for one in listing.rows]
    return show(
        "batches.html",
        who,
        status,
        title="Batches",
        listing=listing,
        rows=rows,
        problem=problem,
        typed=request.form,
        acts=_acts(who),
        departments=[(one.id, one.name) for one in departments],
    )


@batch_pages.get("/batches/<int:batch>")
@by_role
def batch(who: Operator, batch: int) -> Response:
    """`?after=`: the pieces that were listed behind this key."""
    found, now = batches.find(who, batch), time.now()
    if found is None:
        return not_there(who, "batch")
    if "X-Live" not in request.headers:
        note(session.actor(who), "record.batch_looked_at", f"batch {batch}", now)
    return page_of(who, found)


def page_of(who: Operator, found: Batch, status: int = 200, problem: str = "") -> Response:
    totals = batches.totals(found)
    missing = batches.missing(found, most=MOST_MISSING)
    pieces = batches.listed(found, after=whole("after") or 0, most=PIECES)
    on_file = (RecordFile.batch == found) & RecordFile.preview_of.is_null()
    return show(
        "batch.html",
        who,
        status,
        title=found.name,
        batch=found,
        totals=totals,
        verdict=reconciling.verdict(totals, found.stamped_at is not None),
        missing=[piece for _, piece in missing],
        pieces=[piece for _, piece in pieces],
        after=pieces[-1][0] if len(pieces) == PIECES else 0,
        is_first=not whole("after"),
        files=list(RecordFile.select().where(on_file).order_by(RecordFile.id)),
        links=_links(found) if _acts(who) else [],
        approval=current_app.config["SETTINGS"].manifest_approval,
        acts=_acts(who),
        problem=problem,
    )


def _acts(who: Operator) -> bool:
    return Role(who.role) in (Role.SENDER, Role.ADMIN)


# -- paper -------------------------------------------------------------------------------------------------------------


@batch_pages.post("/batches/<int:batch>/manifest")
@by_role
def manifest(who: Operator, batch: int) -> AnyResponse:
    """At once, or as long work where the batch is large."""
    found, now = batches.find(who, batch), time.now()
    if found is None:
        return not_there(who, "batch")
    if batches.sizes_of([batch]).get(batch, 0) <= manifest_work.AT_ONCE:
        note(session.actor(who), "record.manifest_made", f"batch {batch}", now)
        return _pdf(manifest_work.draw(found), f"waypost-manifest-{batch}.pdf")

    def on_record(task: LongTask) -> None:
        note(session.actor(who), "record.manifest_made", f"batch {batch}", now, task=task.id)

    task = long_work.begin(manifest_work.KIND, who, {"batch": batch}, now, on_record)
    return redirect(url_for("tasks.task", task=task.id), 303)


@batch_pages.post("/records/<int:record>/cover-sheet")
@by_role
def cover(who: Operator, record: int) -> AnyResponse:
    found, now = reach.find(who, record), time.now()
    if found is None:
        return not_there(who)
    note(session.actor(who), "record.cover_sheet_made", f"record {record}", now)
    drawn = cover_sheet.draw(cover_sheet.cover_of(found, current_app.config["SETTINGS"].public_base_url))
    return _pdf(drawn, f"waypost-cover-{record}.pdf")


def _pdf(body: bytes, name: str) -> Response:
    saved = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(body, headers=UNLISTED | saved, content_type="application/pdf")


# -- the sender's own notices of it ------------------------------------------------------------------------------------


@batch_pages.post("/batches/<int:batch>/link")
@by_role
def link(who: Operator, batch: int) -> AnyResponse:
    """By it a person of the office follows all of the batch by text, once their own phone has agreed."""
    found, now = batches.find(who, batch), time.now()
    if found is None:
        return not_there(who, "batch")
    if found.sender.attested_at is None:
        return page_of(who, found, 422, _NOT_VOUCHED.format(key=found.sender.key))
    with database.atomic():
        made = sender_links.make(now, now + timedelta(days=LINK_DAYS), batch=found, own=True)
        note(session.actor(who), "record.batch_link_made", f"batch {batch}", now, link=made.link.id)
    return redirect(url_for("batches.batch", batch=batch, _anchor="links"), 303)


_NOT_VOUCHED = (
    "No link was made: the department has not vouched yet that it may have people asked. Whoever runs Waypost records "
    "that by: flask senders attest {key}"
)


def _links(found: Batch) -> list[dict[str, Any]]:
    """Those that open, newest first."""
    is_open = SenderLink.revoked_at.is_null() & (SenderLink.expires_at > time.now())
    mine = SenderLink.select().where((SenderLink.batch == found) & SenderLink.is_own & is_open)
    base = current_app.config["SETTINGS"].public_base_url
    newest = mine.order_by(SenderLink.id.desc()).limit(10)
    return [{"link": one, "token": sender_links.token_of(one), "base": base} for one in newest]
