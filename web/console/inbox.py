"""The inbox: texts that the bot could not answer, with who has them, and answers to choose from.

Words of compliance never stand here, and nothing is typed to a person: answers are whole sentences of ours.
"""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import canned, hiding, inquiries, text_states
from bot.explaining import record_id
from config import queues, time
from models.auditing import note
from models.contact import Contact
from models.database import database
from models.inbound import InboundMessage
from models.inquiry import Inquiry
from models.operator import Operator
from models.seeking import Kept, Way
from models.vocabulary import InquiryKind, InquiryState
from web.access import by_role
from web.console.listing import choice, listing_of
from web.console.page import show, show_refusal
from web.console.roles import ACTING
from web.console.session import actor, may_see_phone

inbox_pages = Blueprint("inbox", __name__, url_prefix="/console/inbox")

KINDS = {InquiryKind.INQUIRY: "question", InquiryKind.COMPLAINT: "complaint", InquiryKind.FEEDBACK: "feedback"}
STATES = {InquiryState.OPEN: "open", InquiryState.ANSWERED: "answered", InquiryState.CLOSED: "closed"}
#: Shown at once, where no state is asked for: what still waits for somebody.
EVERY_STATE = "every"


@inbox_pages.get("")
@by_role
def page(who: Operator) -> Response:
    listing = listing_of(Kept(Inquiry.id, Inquiry.created_at), *_narrowed(who))
    return show(
        "inbox.html",
        who,
        title="Inbox",
        listing=listing,
        rows=_rows(who, listing.rows),
        kinds=KINDS,
        states=STATES,
        owners=_owners(listing.rows),
        asked=request.args,
        now_state=_state(),
    )


def _state() -> str:
    return choice("state", *STATES, EVERY_STATE) or InquiryState.OPEN


def _narrowed(who: Operator) -> tuple[list[Way], list[Any]]:
    ways, others = list[Way](), list[Any]()
    if _state() != EVERY_STATE:
        ways.append(Way(Inquiry.state == _state(), in_order=True))
    if kind := choice("kind", *KINDS):
        ways.append(Way(Inquiry.kind == kind, in_order=True))
    owner = choice("owner", "me", "nobody")
    if owner:
        others.append(Inquiry.owner == who.id if owner == "me" else Inquiry.owner.is_null())
    return ways, others


def _owners(rows: list[Inquiry]) -> dict[int, str]:
    owners = _by_id(Operator, {row.owner_id for row in rows if row.owner_id is not None})
    return {key: owner.name for key, owner in owners.items()}


def _rows(who: Operator, inquiries: list[Inquiry]) -> list[dict[str, Any]]:
    """With their texts and contacts, in two questions to the database however many they are."""
    texts = _by_id(InboundMessage, {one.inbound_id for one in inquiries})
    contacts = _by_id(Contact, {one.contact_id for one in inquiries})
    return [
        {
            "inquiry": one,
            "contact": contacts[one.contact_id],
            "words": _shown(who, contacts[one.contact_id], texts[one.inbound_id].body),
        }
        for one in inquiries
    ]


def _by_id(table: Any, ids: set[int]) -> dict[int, Any]:
    return {row.id: row for row in table.select().where(table.id.in_(ids))} if ids else {}


def _shown(who: Operator, contact: Contact, text: str) -> str:
    return text if may_see_phone(who, contact) else hiding.hide_phones(text or "", contact.phone)


# -- one of them -------------------------------------------------------------------------------------------------------


@inbox_pages.get("/<int:inquiry>")
@by_role
def inquiry(who: Operator, inquiry: int) -> Response:
    found = _find(inquiry)
    if found is None:
        return show_refusal(who, "There is no such text in the inbox.", 404)
    if "X-Live" not in request.headers:
        note(actor(who), "inbox.view", f"inquiry {found.id}", time.now())
    return _show(who, found)


def _find(inquiry: int) -> Inquiry | None:
    found: Inquiry | None = Inquiry.get_or_none(Inquiry.id == inquiry)
    return found


def _show(who: Operator, found: Inquiry, status: int = 200, **said: Any) -> Response:
    now, contact = time.now(), found.contact
    closed = canned.why_closed(found, now)
    return show(
        "inquiry.html",
        who,
        status,
        title=f"{KINDS[InquiryKind(found.kind)].capitalize()} {found.id}",
        inquiry=found,
        contact=contact,
        kinds=KINDS,
        states=STATES,
        words=_shown(who, contact, found.inbound.body),
        owner=found.owner,
        colleagues=_colleagues(),
        closed=closed,
        choices=[] if closed else canned.choices(found),
        given=canned.given_to(found),
        hide=lambda text: _shown(who, contact, text),
        state=lambda text: text_states.words_of(text.state, text.reason, text.error_code),
        done=request.args.get("done", ""),
        **said,
    )


def _colleagues() -> list[tuple[int, str]]:
    """Whoever may act and can sign in."""
    able = Operator.role.in_(list(ACTING)) & Operator.disabled_at.is_null() & Operator.joined_at.is_null(False)
    return [(one.id, one.name) for one in Operator.select().where(able).order_by(Operator.id)]


@inbox_pages.post("/<int:inquiry>/give")
@by_role
def give(who: Operator, inquiry: int) -> AnyResponse:
    """Take it, give it back, or give it to somebody else."""
    found, to, seen = _find(inquiry), request.form.get("to", ""), request.form.get("seen", "")
    if found is None:
        return show_refusal(who, "There is no such text in the inbox. Nothing was done.", 404)
    able = {str(key) for key, _ in _colleagues()}
    if to and to not in able:
        return _show(who, found, 422, fault="Nothing was changed: that person cannot take texts of the inbox.")
    owner = Operator.get_by_id(int(to)) if to else None
    with database.atomic():
        given = inquiries.give(found, owner, int(seen) if seen.isdecimal() else None)
        if given:
            before, after = {"owner": found.owner_id}, {"owner": owner.id if owner else None}
            note(actor(who), "inbox.give", f"inquiry {found.id}", time.now(), before=before, after=after)
    if not given:
        said = (
            "Nothing was changed: somebody took, gave or closed it since you opened this page. This is how it stands."
        )
        return _show(who, Inquiry.get_by_id(inquiry), 409, fault=said)
    return _back(inquiry, "given")


@inbox_pages.post("/<int:inquiry>/answer")
@by_role
def answer(who: Operator, inquiry: int) -> AnyResponse:
    """Post the chosen sentence; it goes out as any answer does, judged by consent once more."""
    found, now = _find(inquiry), time.now()
    if found is None:
        return show_refusal(who, "There is no such text in the inbox. Nothing was sent.", 404)
    with database.atomic():
        given = canned.answer(found, request.form.get("answer", "")[:60], who, now)
        if given.text is not None:
            after = {"message": given.text.id, "wording": given.text.wording_version}
            after |= {"record": record_id(given.text.consent_event)}
            note(actor(who), "inbox.answer", f"inquiry {found.id}", now, after=after)
    if given.text is None:
        return _show(who, Inquiry.get_by_id(inquiry), 409, refused=given.refused)
    queues.ring("deliver")
    return _back(inquiry, "answered")


@inbox_pages.post("/<int:inquiry>/close")
@by_role
def close(who: Operator, inquiry: int) -> AnyResponse:
    found, now = _find(inquiry), time.now()
    if found is None:
        return show_refusal(who, "There is no such text in the inbox. Nothing was done.", 404)
    with database.atomic():
        if inquiries.close(found, who, now):
            note(actor(who), "inbox.close", f"inquiry {found.id}", now, before={"state": found.state})
    return _back(inquiry, "closed")


def _back(inquiry: int, done: str) -> AnyResponse:
    return redirect(url_for("inbox.inquiry", inquiry=inquiry, done=done), 303)
