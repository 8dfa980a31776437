"""Finding a person, their dossier, and why they got a text. Phones are typed into forms that post, and never stand in
an address."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import hiding, inquiries, people, permission, text_states, thread, why_chain, why_words
from bot.describe import carrier_name
from bot.people import By, Found
from config import time
from models.auditing import note
from models.consent import ConsentEvent
from models.contact import Contact
from models.ledger import open_evidence
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.outbound import OutboundMessage
from models.program import first_program
from models.seeking import Kept, Way
from models.subscription import Subscription
from models.vocabulary import ConsentKind
from web.access import by_role
from web.console.listing import listing_of
from web.console.page import show, show_refusal
from web.console.session import actor, may_see_phone

people_pages = Blueprint("people", __name__, url_prefix="/console/people")

LONGEST_SEARCH = 200
#: Consent events beside the conversation at once; older ones a click away.
EVENTS_AT_ONCE = 30
#: What was searched, and what to do when nothing was found.
NOT_FOUND: dict[str, str] = {
    By.PHONE: "No contact here has that phone. If they wrote or called to be left alone, record it below: that holds "
    "from then on, also for a phone that we do not know yet.",
    By.LAST_FOUR: "No phone here ends in these four digits. Look for the whole phone, or for a message id.",
    By.RECORD: "There is no consent record of that number. A person can ask for theirs by texting WHY.",
    By.REFERENCE: "No text in or out bears that id, neither as our reference nor as the provider's.",
    By.NUMBER: "Nobody here has followed that tracking number. Check it digit by digit, or look under Mailpieces.",
    By.NOTHING: "That is no phone, no last four digits, no record such as C-123, no message id and no tracking number.",
}


@people_pages.get("")
@by_role
def page(who: Operator) -> Response:
    """The search, or the list that it led to: phones by their last four, or who follows a piece."""
    last_four, piece = request.args.get("last_four", ""), request.args.get("piece", "")
    found: dict[str, Any] = {"missed": NOT_FOUND.get(request.args.get("missed", ""), "")}
    if len(last_four) == 4 and last_four.isdecimal():
        listing = listing_of(Kept(Contact.id, Contact.created_at), [Way(people.has_last_four(last_four))])
        found |= {"listing": listing, "contacts": listing.rows, "asked": f"Phones that end in {last_four}"}
    elif piece.isdecimal() and len(piece) < 18:
        found |= _followers(int(piece))
    elif request.args.get("of", ""):
        ids = [
            int(part) for part in request.args["of"].split(",")[: people.MOST] if part.isdecimal() and len(part) < 18
        ]
        found |= {"contacts": list(Contact.select().where(Contact.id.in_(ids)).order_by(Contact.id))}
        found["asked"] = "Contacts of one phone, or with that number"
    elif request.args.get("pieces", ""):
        ids = [
            int(one) for one in request.args["pieces"].split(",")[: people.MOST] if one.isdecimal() and len(one) < 18
        ]
        found["pieces"] = list(Mailpiece.select().where(Mailpiece.id.in_(ids)).order_by(Mailpiece.id.desc()))
    return show("people.html", who, title="People", carrier_name=carrier_name, hows=HOWS, **found)


def _followers(piece_id: int) -> dict[str, Any]:
    piece = Mailpiece.get_or_none(Mailpiece.id == piece_id)
    if piece is None:
        return {"missed": NOT_FOUND[By.NUMBER]}
    follows = Way(Subscription.mailpiece == piece)
    listing = listing_of(Kept(Subscription.id, Subscription.created_at), [follows])
    asked = f"Who follows or followed {carrier_name(piece.carrier)} …{piece.tracking_number[-4:]}"
    ids = [one.contact_id for one in listing.rows]
    contacts = {one.id: one for one in Contact.select().where(Contact.id.in_(ids))} if ids else {}
    return {"listing": listing, "contacts": [contacts[key] for key in ids], "asked": asked}


@people_pages.post("/find")
@by_role
def find(who: Operator) -> AnyResponse:
    """What was typed stays out of the address: the answer goes on to rows."""
    words = request.form.get("words", "")[:LONGEST_SEARCH].strip()
    program = first_program()
    found = people.look_for(words, program.regions if program else "US")
    return redirect(_where(found), 303)


def _where(found: Found) -> str:
    if found.last_four:
        return url_for("people.page", last_four=found.last_four)
    if len(found.contacts) == 1:
        return url_for("people.dossier", contact=found.contacts[0])
    if found.contacts:
        return url_for("people.page", of=",".join(map(str, found.contacts)))
    if len(found.pieces) == 1:
        return url_for("people.page", piece=found.pieces[0])
    if found.pieces:
        return url_for("people.page", pieces=",".join(map(str, found.pieces)))
    return url_for("people.page", missed=found.by)


# -- one person --------------------------------------------------------------------------------------------------------

#: How an opt-out that is no text can reach us.
HOWS = ("phone call", "letter", "e-mail", "in person")


@people_pages.get("/<int:contact>")
@by_role
def dossier(who: Operator, contact: int) -> Response:
    person: Contact | None = Contact.get_or_none(Contact.id == contact)
    if person is None:
        return show_refusal(who, "There is no such contact.", 404)
    now = time.now()
    if "X-Live" not in request.headers:
        note(actor(who), "contact.view", f"contact {person.id}", now)
    events, older_events = _events(person)
    return show(
        "dossier.html",
        who,
        title=f"Contact {person.id}",
        person=person,
        standing=permission.standing_of(person, now),
        asks=permission.QUESTIONS,
        texts=thread.read(person, request.args.get("before", "")[:60]),
        unanswered=inquiries.of_contact(person),
        events=[_event(one) for one in events],
        older_events=older_events,
        others=people.same_phone(person) if person.erased_at is None else [],
        hide=_hider(who, person),
        unmasked=may_see_phone(who, person),
        hows=HOWS,
        words=why_words,
        state=lambda text: text_states.words_of(text.state, text.reason, text.error_code),
        carrier_name=carrier_name,
        done=request.args.get("done", ""),
        fault=request.args.get("fault", ""),
    )


def _hider(who: Operator, person: Contact) -> Any:
    """Shows a text of theirs or ours without phones, unless this person's was unmasked."""
    if may_see_phone(who, person):
        return lambda text: text
    return lambda text: hiding.hide_phones(text or "", person.phone)


def _events(person: Contact) -> tuple[list[ConsentEvent], int | None]:
    """Newest first, and where the older ones begin. Plain questions to us stand in the conversation."""
    before = request.args.get("events_before", "")
    which = (ConsentEvent.contact == person) & (ConsentEvent.kind != ConsentKind.ASKED)
    if before.isdecimal() and len(before) < 18:
        which &= ConsentEvent.id < int(before)
    rows = list(ConsentEvent.select().where(which).order_by(ConsentEvent.id.desc()).limit(EVENTS_AT_ONCE + 1))
    return rows[:EVENTS_AT_ONCE], rows[EVENTS_AT_ONCE - 1].id if len(rows) > EVENTS_AT_ONCE else None


def _event(event: ConsentEvent) -> dict[str, Any]:
    evidence = open_evidence(event) or {}
    return {
        "row": event,
        "kind": why_words.in_words(why_words.KINDS, event.kind),
        "source": why_words.in_words(why_words.SOURCES, event.source),
        "words": evidence.get("text") or evidence.get("note") or "",
        "shown": (evidence.get("wording") or {}).get("text", ""),
        "erased": not evidence,
    }


@people_pages.get("/<int:contact>/texts/<int:text>")
@by_role
def why(who: Operator, contact: int, text: int) -> Response:
    """From the person's act to the provider's last word."""
    found = OutboundMessage.get_or_none((OutboundMessage.id == text) & (OutboundMessage.contact == contact))
    if found is None:
        return show_refusal(who, "There is no such text to this contact.", 404)
    if "X-Live" not in request.headers:
        note(actor(who), "contact.why", f"message {found.id}", time.now())
    return show(
        "why.html",
        who,
        title="Why did this person get this text?",
        text=found,
        person=found.contact,
        chain=why_chain.chain_of(found),
        hide=_hider(who, found.contact),
    )
