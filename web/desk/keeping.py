"""Keeping: what is purged soon, legal holds, and the tombstones of what was purged."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import describe
from config import time
from models.auditing import note
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.database import database
from models.operator import Operator
from models.program import first_program
from models.record_keeping import LegalHold
from models.seeking import Kept
from models.vocabulary import Role
from records import batches, holds, keeping, reach
from records.calendar_days import local_day, zone_of
from records.gather import batch_of
from records.holds import Refused
from web.access import by_role
from web.console import session
from web.console.listing import listing_of
from web.desk.page import not_there, show
from web.desk.record import page_of

keeping_pages = Blueprint("keeping", __name__, url_prefix="/desk")
#: What somebody types before many records are held at once.
SURE = "HOLD"
MOST_AT_ONCE = 10_000


@keeping_pages.get("/keeping")
@by_role
def page(who: Operator) -> Response:
    return _page(who)


@keeping_pages.post("/records/<int:record>/holds")
@by_role
def place(who: Operator, record: int) -> AnyResponse:
    found, now = reach.find(who, record), time.now()
    if found is None:
        return not_there(who)
    reason = request.form.get("reason", "")
    try:
        with database.atomic():
            holds.place([record], reason, who, now)
            note(session.actor(who), "record.hold_placed", f"record {record}", now, reason.strip())
    except Refused as problem:
        return page_of(who, found, now, 422, str(problem))
    return redirect(url_for("record.page", record=record, _anchor="holds"), 303)


@keeping_pages.post("/batches/<int:batch>/holds")
@by_role
def place_on_batch(who: Operator, batch: int) -> AnyResponse:
    """On every record of it; each says so in its own custody log."""
    found, now = batches.find(who, batch), time.now()
    if found is None:
        return not_there(who, "batch")
    reason = request.form.get("reason", "")
    if request.form.get("sure", "").strip().upper() != SURE:
        return _page(who, 422, f"Type {SURE} to place a hold on the whole batch; nothing was changed.")
    ids = _records_of(found)
    try:
        with database.atomic():
            placed = holds.place(ids, reason, who, now)
            note(session.actor(who), "batch.hold_placed", f"batch {batch}", now, reason.strip(), records=placed)
    except Refused as problem:
        return _page(who, 422, str(problem))
    return redirect(url_for("keeping.page"), 303)


@keeping_pages.post("/holds/<int:hold>/release")
@by_role
def release(who: Operator, hold: int) -> AnyResponse:
    found, now = LegalHold.get_or_none(LegalHold.id == hold), time.now()
    record = reach.find(who, found.record_id) if found is not None else None
    if found is None or record is None:
        return not_there(who, "hold")
    reason = request.form.get("reason", "")
    try:
        with database.atomic():
            holds.release(found, reason, who, now)
            note(session.actor(who), "record.hold_released", f"record {found.record_id}", now, reason.strip())
    except Refused as problem:
        return page_of(who, record, now, 422, str(problem))
    return redirect(url_for("record.page", record=found.record_id, _anchor="holds"), 303)


def _records_of(batch: Batch) -> list[int]:
    rows = BatchPiece.select(BatchPiece.mailpiece).where(BatchPiece.batch == batch).limit(MOST_AT_ONCE)
    return [row.mailpiece_id for row in rows]


def _page(who: Operator, status: int = 200, problem: str = "") -> Response:
    mine = reach.departments_of(who)
    mine_ids = [one.id for one in mine]
    reached = CertifiedRecord.select(CertifiedRecord.mailpiece).where(reach.may_reach(who))
    others = [LegalHold.released_at.is_null(), LegalHold.record.in_(reached)]
    listing = listing_of(Kept(LegalHold.id, LegalHold.placed_at), (), others)
    program, now = first_program(), time.now()
    today = local_day(now, zone_of(program) if program else "UTC")
    return show(
        "keeping.html",
        who,
        status,
        title="Keeping",
        problem=problem,
        soon=[row for row in keeping.ending_soon(today) if row[0].id in mine_ids],
        listing=listing,
        rows=[_row(one) for one in listing.rows],
        lacking=[one for one in mine if not keeping.has_enough(one)],
        acts=Role(who.role) in (Role.SENDER, Role.ADMIN),
    )


def _row(hold: LegalHold) -> dict[str, object]:
    piece = hold.record.mailpiece
    title = describe.piece_title(piece.carrier, piece.tracking_number)
    return {"hold": hold, "piece": title, "batch": batch_of(hold.record_id)}
