"""The desk's home: what needs somebody now, by what it is about, and who has seen it. To be shown is not to be seen."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import describe
from config import time
from models.auditing import note
from models.certified_record import CertifiedRecord
from models.database import database
from models.mailpiece import Mailpiece
from models.many_ids import among
from models.operator import Operator
from models.record_watch import DeskNotice
from models.seeking import Kept, Way
from models.vocabulary import Role
from records import notices, reach
from records.notice_words import EXCEPTIONS, GROUPS, NEWS_NAME, group_of
from records.watches import NEWS, Kind
from web.access import by_role
from web.console import session
from web.console.listing import choice, listing_of, with_values
from web.desk.notice_rows import said_of
from web.desk.page import show

notice_pages = Blueprint("notices", __name__, url_prefix="/desk")

#: Beside the groups: what went wrong in whichever way, what is news alone, and what somebody has seen.
EXCEPTIONS_KEY, NEWS_KEY, SEEN_KEY = "exceptions", "news", "seen"
#: As many as a page shows.
MOST_AT_ONCE = 50


@notice_pages.get("")
@by_role
def page(who: Operator) -> Response:
    shown = choice("about", *GROUPS, EXCEPTIONS_KEY, NEWS_KEY, SEEN_KEY)
    mine, acts = notices.may_see(who), Role(who.role) in (Role.SENDER, Role.ADMIN)
    listing = listing_of(
        Kept(DeskNotice.id, DeskNotice.fired_at), [Way(mine & _state(shown), in_order=True)], _kinds(shown)
    )
    return show(
        "notices.html",
        who,
        title="What needs somebody",
        listing=listing,
        rows=_rows(listing.rows),
        shown=shown,
        tabs=_tabs(who, shown),
        still_open=shown not in (NEWS_KEY, SEEN_KEY),
        acts=acts,
        is_new=acts and not CertifiedRecord.select().where(reach.may_reach(who)).exists(),
    )


@notice_pages.post("/notices/acknowledge")
@by_role
def acknowledge(who: Operator) -> AnyResponse:
    """One or several: each record's custody log says who has seen it, and when."""
    given = [int(one) for one in request.form.getlist("notice") if one.isascii() and one.isdecimal() and len(one) < 16]
    now = time.now()
    with database.atomic():
        for done in notices.acknowledge(who, given[:MOST_AT_ONCE], now):
            object, what = f"record {done.record_id}", {"notice": done.id, "kind": done.kind}
            note(session.actor(who), "record.notice_acknowledged", object, now, **what)
    about = request.form.get("about", "")
    record = request.form.get("record", "")
    if record.isdecimal() and len(record) < 16:
        return redirect(url_for("record.page", record=int(record), _anchor="notices"), 303)
    return redirect(url_for("notices.page", about=about if about in {*GROUPS, EXCEPTIONS_KEY} else None), 303)


def _state(shown: str) -> Any:
    if shown in (NEWS_KEY, SEEN_KEY):
        return DeskNotice.acknowledged_at.is_null(False)
    return notices.OPEN


def _kinds(shown: str) -> list[Any]:
    if shown in GROUPS:
        return [notices.in_kinds(GROUPS[shown].kinds)]
    if shown == EXCEPTIONS_KEY:
        return [notices.in_kinds(EXCEPTIONS)]
    if shown == NEWS_KEY:
        return [notices.in_kinds(NEWS)]
    return [notices.in_kinds(set(Kind) - NEWS)] if shown == SEEN_KEY else []


def _tabs(who: Operator, shown: str) -> list[dict[str, Any]]:
    """What there is of each, so that an empty group is no page to look at."""
    counts = notices.counts(who)
    exceptions = sum(counts.get(kind, 0) for kind in EXCEPTIONS)
    found = [("", "Everything open", sum(counts.values()))]
    found += [(key, group.name, sum(counts.get(kind, 0) for kind in group.kinds)) for key, group in GROUPS.items()]
    found += [(EXCEPTIONS_KEY, "All that went wrong", exceptions)]
    tabs = [
        {
            "name": name,
            "count": count,
            "url": with_values(about=key or None, page=None, before=None),
            "here": key == shown,
        }
        for key, name, count in found
    ]
    quiet = [(NEWS_KEY, NEWS_NAME), (SEEN_KEY, "Seen")]
    return tabs + [
        {"name": name, "count": None, "url": with_values(about=key, page=None, before=None), "here": key == shown}
        for key, name in quiet
    ]


def _rows(found: Sequence[DeskNotice]) -> list[dict[str, Any]]:
    """Each with its record, read for all of them at once."""
    ids = sorted({one.record_id for one in found})
    of_these = CertifiedRecord.select(CertifiedRecord, Mailpiece).join(Mailpiece)
    records = {one.mailpiece_id: one for one in of_these.where(among(CertifiedRecord.mailpiece, ids))} if ids else {}
    people = {one.id: one.name for one in Operator.select()} if found else {}
    return [
        {
            "notice": one,
            "group": GROUPS[key].name if (key := group_of(Kind(one.kind))) else NEWS_NAME,
            "said": said_of(one, records[one.record_id]),
            "piece": describe.piece_title(records[one.record_id].mailpiece.carrier, _number(records[one.record_id])),
            "for_whom": people.get(one.for_operator_id, ""),
            "seen_by": people.get(one.acknowledged_by_id, ""),
        }
        for one in found
    ]


def _number(record: CertifiedRecord) -> str:
    return str(record.mailpiece.tracking_number)
