"""Mailpieces: found by number, carrier, state or department; each with its scans, raw answers and next look.

A sender's people see their own department's pieces alone, and nothing about who follows them.
"""

import string
from collections.abc import Sequence
from datetime import timedelta
from functools import reduce
from operator import and_
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from peewee import SQL, fn
from werkzeug.wrappers import Response as AnyResponse

from bot import describe, next_looks, quota, wording
from bot.lag import span
from bot.redaction import answer_lines
from config import queues, time
from models.auditing import note
from models.contact import Contact
from models.database import database, raw_rows
from models.mailpiece import CarrierSlice, Exchange, Mailpiece, TrackingEvent, ending_of
from models.operator import Operator
from models.seeking import Kept, Way
from models.sender import Sender
from models.subscription import Subscription
from models.vocabulary import AnswerState, Milestone, Role, SubscriptionState
from web.access import by_role
from web.console import session
from web.console.listing import Listing, choice, listing_of, whole
from web.console.page import show

mailpiece_pages = Blueprint("mailpieces", __name__, url_prefix="/console/mailpieces")

#: So many scans, answers and followers of one piece are shown, the newest.
MOST_SHOWN = 100
LAST_DIGITS = 4
#: Partial indexes are used for their own words alone.
_REGISTERED: Any = SQL("registered_at IS NOT NULL")
_FAILING: Any = SQL("failures > 0")
TROUBLES = {
    "failing": "the carrier gives no usable answer",
    "never": "no answer so far, though we asked",
    "not_found": "the carrier does not know it",
    "not_permitted": "the carrier does not show it to us",
}
ANSWERS = {
    AnswerState.NEVER_ASKED: ("not asked yet", "wait"),
    AnswerState.FOUND: ("found", "good"),
    AnswerState.NOT_FOUND: ("not known to the carrier", "wait"),
    AnswerState.NOT_PERMITTED: ("not shown to us", "bad"),
    AnswerState.UNSUPPORTED: ("nobody to ask", "bad"),
}


@mailpiece_pages.get("")
@by_role
def page(who: Operator) -> Response:
    listing = _found(who)
    mine = who.role == Role.SENDER
    senders = _senders(listing.rows) if mine else {one.id: one for one in Sender.select().limit(1000)}
    followers = {} if mine else _follower_counts(listing.rows)
    return show(
        "mailpieces.html",
        who,
        title="Mailpieces" if not mine else f"Mailpieces of {who.sender.name if who.sender else 'nobody'}",
        listing=listing,
        rows=[_row(piece, senders) | {"followers": followers.get(piece.id, 0)} for piece in listing.rows],
        carriers=sorted(describe.CARRIER_NAMES.items(), key=lambda pair: pair[1].lower()),
        milestones=[(one.value, words_of(one)) for one in Milestone],
        senders=[(one.id, one.name) for one in senders.values()],
        troubles=list(TROUBLES.items()),
        asked=request.args,
        mine=mine,
    )


@mailpiece_pages.get("/<int:piece>")
@by_role
def piece(who: Operator, piece: int) -> Response:
    found = _visible(who, piece)
    return _not_there(who) if found is None else _show(who, found)


@mailpiece_pages.get("/<int:piece>/answers/<int:answer>")
@by_role
def answer(who: Operator, piece: int, answer: int) -> Response:
    """One raw answer, with what may be personal hidden; on record."""
    kept = CarrierSlice.get_or_none((CarrierSlice.id == answer) & (CarrierSlice.mailpiece == piece))
    if kept is None:
        return _not_there(who)
    note(session.actor(who), "mailpiece.raw_looked_at", f"slice {kept.id}", time.now(), mailpiece=piece)
    whole = kept.same_as if kept.same_as_id else kept
    return show(
        "answer.html",
        who,
        title=f"Answer {kept.id} about mailpiece {piece}",
        piece=kept.mailpiece,
        answer=kept,
        exchange=kept.exchange if kept.exchange_id else None,
        lines=answer_lines(whole.body) if whole.body else "(not kept)",
    )


@mailpiece_pages.post("/<int:piece>/check-now")
@by_role
def check_now(who: Operator, piece: int) -> AnyResponse:
    found = _visible(who, piece)
    if found is None:
        return _not_there(who)
    now = time.now()
    with database.atomic():
        checked = next_looks.check_now(found, now)
        if checked.fate in (next_looks.Fate.SOON, next_looks.Fate.PAUSED):
            note(session.actor(who), next_looks.ACTION, f"mailpiece {found.id}", now, came_of_it=checked.fate.value)
    if checked.fate is next_looks.Fate.SOON:
        queues.ring("poll")
        return redirect(url_for("mailpieces.piece", piece=found.id, checked="now"), 303)
    return _show(who, Mailpiece.get_by_id(found.id), checked)


def words_of(milestone: Milestone, carrier: str = wording.USPS) -> str:
    return wording.state_words(milestone, carrier)


# -- one piece ---------------------------------------------------------------------------------------------------------


def _show(who: Operator, found: Mailpiece, checked: next_looks.Checked | None = None) -> Response:
    now, mine = time.now(), who.role == Role.SENDER
    if checked is None and request.args.get("checked") == "now":
        checked = next_looks.Checked(next_looks.Fate.SOON, "It stands in the queue; this page shows the answer itself.")
    return show(
        "mailpiece.html",
        who,
        title=describe.piece_title(found.carrier, found.tracking_number),
        piece=found,
        carrier=describe.carrier_name(found.carrier),
        state=words_of(Milestone(found.milestone), found.carrier),
        answered=ANSWERS[AnswerState(found.answer)],
        why_then=next_looks.why_then(found, now),
        is_asked=found.carrier in quota.ways(),
        checked=checked,
        scans=[_scan(event, found.carrier) for event in _scans(found)],
        answers=[] if mine else _answers(found),
        followers=[] if mine else _followers(found),
        eras=_eras(who, found),
        mine=mine,
    )


def _scans(found: Mailpiece) -> list[TrackingEvent]:
    events = TrackingEvent.select().where(TrackingEvent.mailpiece == found)
    return list(events.order_by(TrackingEvent.occurred_at.desc(), TrackingEvent.id.desc()).limit(MOST_SHOWN))


def _scan(event: TrackingEvent, carrier: str) -> dict[str, Any]:
    """As reported, with the wall clock of its place; beside it what it is to us."""
    parts = (event.city, event.state, event.country)
    return {
        "event": event,
        "local": event.local_time.replace("T", " "),
        "offset": offset_words(event.utc_offset_minutes),
        "place": ", ".join(part for part in parts if part),
        "ours": words_of(Milestone(event.milestone), carrier),
        "is_unknown": event.milestone == Milestone.UNKNOWN,
        "took": span(max(event.seen_at - event.occurred_at, timedelta(0))),
    }


def offset_words(minutes: int | None) -> str:
    if minutes is None:
        return "zone not said"
    sign, whole = "-" if minutes < 0 else "+", abs(minutes)
    return f"UTC{sign}{whole // 60:02}:{whole % 60:02}"


def _answers(found: Mailpiece) -> list[dict[str, Any]]:
    slices = CarrierSlice.select(
        CarrierSlice.id, CarrierSlice.exchange, CarrierSlice.same_as, CarrierSlice.fetched_at
    ).where(CarrierSlice.mailpiece == found)
    rows = list(slices.order_by(CarrierSlice.fetched_at.desc(), CarrierSlice.id.desc()).limit(MOST_SHOWN))
    ids = [row.exchange_id for row in rows if row.exchange_id]
    exchanges = {one.id: one for one in Exchange.select().where(Exchange.id.in_(ids))} if ids else {}
    return [{"answer": row, "exchange": exchanges.get(row.exchange_id)} for row in rows]


def _followers(found: Mailpiece) -> list[dict[str, Any]]:
    theirs = Subscription.select().where(Subscription.mailpiece == found).order_by(Subscription.id.desc())
    rows = list(theirs.limit(MOST_SHOWN))
    ids = [row.contact_id for row in rows]
    contacts = {one.id: one for one in Contact.select().where(Contact.id.in_(ids))} if ids else {}
    return [{"subscription": row, "contact": contacts[row.contact_id]} for row in rows]


def _eras(who: Operator, found: Mailpiece) -> list[Mailpiece]:
    """Other pieces that bore the same number."""
    same = (Mailpiece.carrier == found.carrier) & (Mailpiece.tracking_number == found.tracking_number)
    query = Mailpiece.select().where(same & (Mailpiece.id != found.id) & _allowed(who))
    return list(query.order_by(Mailpiece.era).limit(20))


def _visible(who: Operator, piece: int) -> Mailpiece | None:
    found: Mailpiece | None = Mailpiece.get_or_none((Mailpiece.id == piece) & _allowed(who))
    return found


def _allowed(who: Operator) -> Any:
    """A condition: everything, or one's department's own. A sender's person without a department sees nothing."""
    if who.role != Role.SENDER:
        return SQL("1 = 1")
    return Mailpiece.sender == who.sender_id if who.sender_id is not None else SQL("1 = 0")


def _not_there(who: Operator) -> Response:
    """Others' pieces look like pieces that never were."""
    said = "There is no such mailpiece here. Look for its number in the list."
    return show("refusal.html", who, 404, title="No such mailpiece", said=said)


# -- finding -----------------------------------------------------------------------------------------------------------


def _found(who: Operator) -> Listing:
    ways, others = _of_department(who), list[Any]()
    carrier, number = choice("carrier", *describe.CARRIER_NAMES), request.args.get("number", "")[:60]
    milestone, registered = choice("milestone", *Milestone), choice("registered", "no")
    if number.strip():
        ways.append(Way(_numbered(number)))
    if milestone:
        ways.append(Way(Mailpiece.milestone == milestone, in_order=True))
    if carrier:
        ways.append(Way(Mailpiece.carrier == carrier))
    if registered:
        others.append(Mailpiece.registered_at.is_null())
    _by_trouble(choice("trouble", *TROUBLES), ways, others)
    return listing_of(Kept(Mailpiece.id, Mailpiece.created_at), ways, others)


def _of_department(who: Operator) -> list[Way]:
    """Of one department, registered, or both: an index answers each in order."""
    sender, narrowed = whole("sender"), list[Any]()
    if who.role == Role.SENDER:
        narrowed.append(_allowed(who))
    elif sender is not None:
        narrowed.append(Mailpiece.sender == sender)
    if choice("registered", "yes"):
        narrowed.append(_REGISTERED)
    return [Way(reduce(and_, narrowed), in_order=True)] if narrowed else []


def _by_trouble(trouble: str, ways: list[Way], others: list[Any]) -> None:
    if trouble in ("failing", "never"):
        ways.append(Way(_FAILING, in_order=True))
        if trouble == "never":
            others.append(Mailpiece.answered_at.is_null())
    elif trouble:
        others.append(Mailpiece.answer == trouble)


def _numbered(typed: str) -> Any:
    """Whose number ends so; a whole number ends with itself."""
    plain = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    if len(plain) < LAST_DIGITS:
        return SQL("1 = 0")
    ending = ending_of(plain)
    found, behind = Mailpiece.ending >= ending, _behind(ending)
    return found & (Mailpiece.ending < behind) if behind else found


_SIGNS = string.digits + string.ascii_uppercase


def _behind(ending: str) -> str:
    """What comes after all that begins so, of capitals and digits alone: whatever else, databases sort it differently.
    Empty when nothing does."""
    open_end = ending.rstrip(_SIGNS[-1])
    return open_end[:-1] + _SIGNS[_SIGNS.index(open_end[-1]) + 1] if open_end else ""


def _row(found: Mailpiece, senders: dict[int, Sender]) -> dict[str, Any]:
    sender = senders.get(found.sender_id)
    return {
        "piece": found,
        "name": describe.carrier_name(found.carrier),
        "state": words_of(Milestone(found.milestone), found.carrier),
        "answered": ANSWERS[AnswerState(found.answer)],
        "sender": sender.name if sender else "",
    }


def _senders(rows: Sequence[Mailpiece]) -> dict[int, Sender]:
    ids = {row.sender_id for row in rows if row.sender_id}
    return {one.id: one for one in Sender.select().where(Sender.id.in_(list(ids)))} if ids else {}


def _follower_counts(rows: Sequence[Mailpiece]) -> dict[int, int]:
    if not rows:
        return {}
    among = Subscription.mailpiece.in_([row.id for row in rows]) & (Subscription.state == SubscriptionState.ACTIVE)
    counted = Subscription.select(Subscription.mailpiece, fn.COUNT(Subscription.id)).where(among)
    return dict(raw_rows(counted.group_by(Subscription.mailpiece)))
