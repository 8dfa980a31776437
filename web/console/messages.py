"""All texts, out and in, found by what became of them, and one text with everything that is known of its way.

Changes nothing. Phones are masked, also within the words.
"""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, request
from peewee import SQL

from bot import outcomes, pacing, text_states
from bot.reading import Intent
from bot.redaction import form_fields, hide_phones
from bot.wordings import PARTS, SENTENCES
from config import time
from models.auditing import note
from models.contact import Contact, last_four_index
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.operator import Operator
from models.outbound import DeliveryAttempt, DeliveryReceipt, OutboundMessage
from models.program import Program
from models.seeking import Kept, Way
from models.vocabulary import InboundState, Milestone, OutboundState
from web.access import by_role
from web.console import session
from web.console.listing import Listing, choice, listing_of, whole
from web.console.page import show, show_refusal
from web.console.plain_words import spaced

message_pages = Blueprint("messages", __name__, url_prefix="/console/messages")

#: Contacts that share their last four digits: the newest so many are looked at.
MOST_ALIKE = 500
KINDS = sorted((set(SENTENCES["en"]) - PARTS) | set(Milestone))
#: The states of the index outbound_message_in_trouble, in its own words: SQLite uses it for nothing less.
_IN_TROUBLE: Any = SQL("state IN ('unknown', 'undelivered', 'failed', 'dropped')")
TROUBLE = frozenset({OutboundState.UNKNOWN, OutboundState.UNDELIVERED, OutboundState.FAILED, OutboundState.DROPPED})


@message_pages.get("")
@by_role
def page(who: Operator) -> Response:
    listing = _outbound()
    contacts = _contacts(listing.rows)
    return show(
        "messages.html",
        who,
        title="Messages",
        listing=listing,
        rows=[_row(text, contacts[text.contact_id]) for text in listing.rows],
        groups=[(key, group.label) for key, group in text_states.GROUPS.items()],
        kinds=[(kind, spaced(kind)) for kind in KINDS],
        codes=[(code, f"{code}: {row.meaning}") for code, row in sorted(outcomes.BY_CODE.items()) if code > 999],
        programs=_programs(),
        asked=request.args,
    )


@message_pages.get("/in")
@by_role
def received(who: Operator) -> Response:
    listing = listing_of(Kept(InboundMessage.id, InboundMessage.received_at), *_of_inbound())
    contacts = _contacts(listing.rows)
    return show(
        "messages_in.html",
        who,
        title="Messages that came in",
        listing=listing,
        rows=[
            {
                "text": text,
                "contact": contacts[text.contact_id],
                "words": text_states.INBOUND[text.state],
                "body": hide_phones(text.body, contacts[text.contact_id].phone or ""),
            }
            for text in listing.rows
        ],
        intents=[(intent.value, spaced(intent)) for intent in Intent],
        states=[(state, words.label) for state, words in text_states.INBOUND.items()],
        programs=_programs(),
        asked=request.args,
    )


@message_pages.get("/<int:text>")
@by_role
def text(who: Operator, text: int) -> Response:
    found = OutboundMessage.get_or_none(OutboundMessage.id == text)
    if found is None:
        return show_refusal(who, "There is no such text.", 404)
    if "X-Live" not in request.headers:
        note(session.actor(who), "message.looked_at", f"text {found.id}", time.now())
    return show(
        "message.html",
        who,
        title=f"Text {found.id}",
        **_row(found, found.contact),
        answers_to=found.in_reply_to,
        digest=_digest_of(found),
        attempts=list(DeliveryAttempt.select().where(DeliveryAttempt.outbound == found).order_by(DeliveryAttempt.id)),
        receipts=[_receipt(one) for one in _receipts(found)],
        meaning=outcomes.meaning,
    )


def _row(text: OutboundMessage, contact: Contact) -> dict[str, Any]:
    return {
        "text": text,
        "contact": contact,
        "kind": spaced(text.kind),
        "words": text_states.words_of(text.state, text.reason, text.error_code),
        "body": hide_phones(text.body, contact.phone or ""),
    }


def _digest_of(text: OutboundMessage) -> OutboundMessage | None:
    """The text that this one went in; its occasion names those that it carries."""
    if text.reason != pacing.DIGEST:
        return None
    near = (OutboundMessage.contact == text.contact_id) & (OutboundMessage.created_at >= text.created_at)
    digests = OutboundMessage.select().where(near & (OutboundMessage.kind == pacing.DIGEST))
    wanted = str(text.id)
    return next((one for one in digests.order_by(OutboundMessage.id) if wanted in one.occasion.split(",")), None)


def _receipts(text: OutboundMessage) -> list[DeliveryReceipt]:
    return list(DeliveryReceipt.select().where(DeliveryReceipt.outbound == text).order_by(DeliveryReceipt.id))


def _receipt(receipt: DeliveryReceipt) -> dict[str, Any]:
    """`fields` of a callback; none of what we asked for, and none after an erasure."""
    was_asked = receipt.raw == b"asked"
    return {
        "receipt": receipt,
        "was_asked": was_asked,
        "fields": [] if was_asked or not receipt.raw else form_fields(receipt.raw),
    }


# -- finding -----------------------------------------------------------------------------------------------------------


def _outbound() -> Listing:
    """A reference names one text; everything else narrows."""
    reference = request.args.get("reference", "").strip()[:100]
    if reference:
        named = (OutboundMessage.reference == reference) | (OutboundMessage.provider_reference == reference)
        number = whole("reference")
        if number is not None:
            named |= OutboundMessage.id == number
        return listing_of(_SENT, [Way(named)])
    ways, others = _of_group(choice("state", *text_states.GROUPS))
    kind, code, numbers = choice("kind", *KINDS), whole("code"), _numbers_of_program()
    if kind:
        ways.append(Way(OutboundMessage.kind == kind, in_order=True))
    if code is not None:
        ways.append(Way(OutboundMessage.error_code == code, in_order=True))
    if numbers is not None:
        ways.append(Way(OutboundMessage.from_number.in_(numbers)))
    ways += _of_person(OutboundMessage)
    return listing_of(_SENT, ways, others)


_SENT = Kept(OutboundMessage.id, OutboundMessage.created_at)


def _of_group(name: str) -> tuple[list[Way], list[Any]]:
    if not name:
        return [], []
    group, state = text_states.GROUPS[name], OutboundMessage.state
    wanted: Any = state.in_(group.states) if len(group.states) > 1 else state == group.states[0]
    others: list[Any] = []
    if group.reasons:
        others.append(OutboundMessage.reason.in_(group.reasons))
    if group.without:
        others.append(OutboundMessage.reason.not_in(group.without))
    if TROUBLE.issuperset(group.states):
        return [Way(_IN_TROUBLE & wanted, in_order=len(group.states) == 1)], others
    if OutboundState.DELIVERED in group.states:  # most of them are
        return [], [wanted]
    all_numbers = [number.id for number in FromNumber.select(FromNumber.id)]
    return [Way(OutboundMessage.from_number.in_(all_numbers) & wanted)], others


def _of_inbound() -> tuple[list[Way], list[Any]]:
    ways, others = _of_person(InboundMessage), list[Any]()
    reference = request.args.get("reference", "").strip()[:100]
    if reference:
        return [Way(InboundMessage.provider_reference == reference)], []
    intent, state = choice("intent", *Intent), choice("state", *InboundState)
    if intent:
        ways.append(Way(InboundMessage.intent == intent, in_order=True))
    if state in (InboundState.RECEIVED, InboundState.FAILED):
        ways.append(Way(InboundMessage.state == state))
    elif state:
        others.append(InboundMessage.state == state)
    program = whole("program")
    if program is not None:
        others.append(InboundMessage.program == program)
    return ways, others


def _of_person(model: Any) -> list[Way]:
    contact, four = whole("contact"), request.args.get("last_four", "").strip()
    ways = []
    if contact is not None:
        ways.append(Way(model.contact == contact))
    if four:
        alike = Contact.select(Contact.id).where(Contact.last_four_index == last_four_index(four[:4]))
        ids = [one.id for one in alike.order_by(Contact.id.desc()).limit(MOST_ALIKE)]
        ways.append(Way(model.contact.in_(ids)))
    return ways


def _numbers_of_program() -> list[int] | None:
    program = whole("program")
    if program is None:
        return None
    return [number.id for number in FromNumber.select(FromNumber.id).where(FromNumber.program == program)]


def _programs() -> list[tuple[int, str]]:
    return [(program.id, program.brand) for program in Program.select().order_by(Program.id)]


def _contacts(rows: Sequence[Any]) -> dict[int, Contact]:
    ids = {row.contact_id for row in rows}
    return {one.id: one for one in Contact.select().where(Contact.id.in_(list(ids)))} if ids else {}
