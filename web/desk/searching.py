"""Finding records by one box, and the searches that a team keeps. What is typed is posted, and stands in no address as
it was typed.
"""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.wording import state_words
from config import time
from models.auditing import note
from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.database import database
from models.notice_type import NoticeType
from models.operator import Operator
from models.record_search import SavedSearch
from models.seeking import Found
from models.vocabulary import Milestone
from records import reach, saved_searches, search
from records.found_rows import Row, rows_of
from records.search import NOTHING, RECORDS, Asked
from web.access import by_role
from web.console import session
from web.console.listing import listing_from, whole
from web.desk import search_address
from web.desk.page import not_there, show

search_pages = Blueprint("searching", __name__, url_prefix="/desk")

#: So many batches are offered, the newest.
MOST_BATCHES = 100
UNREADABLE = (
    "What was typed cannot be read from this address: it was cut short, or made by another Waypost. Type it again; "
    "nothing was searched."
)


@search_pages.get("/records")
@by_role
def page(who: Operator) -> Response:
    asked = search_address.read(request.args)
    return _show(who, asked or Asked(), problem="" if asked else UNREADABLE)


@search_pages.post("/records/find")
@by_role
def find(who: Operator) -> AnyResponse:
    """What was typed goes on encrypted, so that the page can be reloaded, paged and handed to a colleague."""
    asked = search_address.read(request.form) or Asked()
    return redirect(search_address.address(url_for("searching.page"), asked), 303)


@search_pages.get("/saved/<saved>")
@by_role
def saved(who: Operator, saved: str) -> Response:
    found = saved_searches.find(who, saved)
    if found is None:
        return not_there(who, "saved search")
    return _show(who, search_address.read(saved_searches.values_of(found)) or Asked(), found)


@search_pages.post("/saved")
@by_role
def save(who: Operator) -> AnyResponse:
    asked, now = search_address.read(request.form) or Asked(), time.now()
    try:
        with database.atomic():
            made = saved_searches.save(who, request.form.get("name", ""), asked, now)
            note(session.actor(who), "search.saved", f"saved search {made.id}", now)
    except saved_searches.Refused as problem:
        return _show(who, asked, problem=str(problem), status=422)
    return redirect(url_for("searching.saved", saved=made.key), 303)


@search_pages.post("/saved/<saved>/forget")
@by_role
def forget(who: Operator, saved: str) -> AnyResponse:
    found = saved_searches.find(who, saved)
    if found is None:
        return not_there(who, "saved search")
    with database.atomic():
        saved_searches.forget(found)
        note(session.actor(who), "search.forgotten", f"saved search {found.id}", time.now())
    return redirect(url_for("searching.page"), 303)


def _show(
    who: Operator, asked: Asked, saved: SavedSearch | None = None, problem: str = "", status: int = 200
) -> Response:
    found = NOTHING if problem == UNREADABLE else search.find(who, asked, whole("before"))
    listing = listing_from(RECORDS, found)
    near = _near(who, asked, found) if asked.said and listing.number == 1 and not whole("before") else []
    departments = reach.departments_of(who)
    return show(
        "records.html",
        who,
        status,
        title=saved.name if saved else "Records",
        problem=problem,
        listing=listing,
        rows=rows_of(who, listing.rows),
        near=near,
        asked=search_address.as_form(asked),
        saved=saved,
        kept=saved_searches.of(who),
        departments=[(one.id, one.name) for one in departments],
        kinds=_kinds([one.id for one in departments]),
        batches=_batches([one.id for one in departments], asked.batch),
        milestones=[(one.value, state_words(one, "usps")) for one in Milestone],
        words_of=state_words,
    )


def _near(who: Operator, asked: Asked, found: Found) -> list[Row]:
    keys = search.find_near(who, asked, found)
    records = CertifiedRecord.select().where(CertifiedRecord.mailpiece.in_(keys)) if keys else []
    by_key = {one.mailpiece_id: one for one in records}
    return rows_of(who, [by_key[key] for key in keys if key in by_key])


def _kinds(senders: list[int]) -> list[tuple[int, str]]:
    theirs = NoticeType.sender.is_null() | NoticeType.sender.in_(senders)
    return [(one.id, one.name) for one in NoticeType.select().where(theirs).order_by(NoticeType.name, NoticeType.id)]


def _batches(senders: list[int], chosen: int) -> list[tuple[int, str]]:
    theirs = Batch.select().where(Batch.sender.in_(senders))
    newest = list(theirs.order_by(Batch.id.desc()).limit(MOST_BATCHES))
    if chosen and chosen not in {one.id for one in newest}:
        newest += list(theirs.where(Batch.id == chosen))
    return [(one.id, one.name) for one in newest]
