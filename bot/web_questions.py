"""What becomes of a phone that was typed into a page: one YES question, or one code for the settings page, or nothing.

The page has answered already, the same for every phone. Only jobs/ask.py calls this.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from phonenumbers import NumberParseException, PhoneNumberType, number_type, parse

from bot import consent, following, outbox, phone, questions, web_limits, web_requests, wording
from bot.describe import piece_name
from bot.opt_in import number_in
from bot.web_requests import Form
from models.contact import Contact, find_contact, find_or_make_contact
from models.database import take_turn
from models.fields import phone_index
from models.mailpiece import Mailpiece
from models.program import Program, first_program
from models.vocabulary import ConsentKind, Purpose, Source, WebKind, WebState
from models.web_request import WebRequest

log = structlog.get_logger()

#: Kinds of numbers that earn somebody money, or that are nobody's own phone.
NOT_A_PHONE = phone.NOWHERE
PIN = "web_pin"
PIN_LASTS = timedelta(minutes=10)


def decide(request: WebRequest, now: datetime) -> str:
    """Text, or do not: "" or the reason, which the operator alone sees. Inside the caller's transaction."""
    program = first_program()
    if program is None:
        _refuse(request, now, "there is no program")
        return "there is no program"
    take_turn(Program.select().where(Program.id == program.id)).get()  # limits are counted by one at a time
    reason = _why_not_here(program, request.phone or "") or web_limits.why_not(
        web_limits.seen(program, request, now), request.kind
    )
    if not reason:
        reason = DO[WebKind(request.kind)](program, request, now)
    if reason:
        _tell_operator(reason)
        _refuse(request, now, reason)
    return reason


def _refuse(request: WebRequest, now: datetime, reason: str) -> None:
    """A settings page goes on waiting for the code that the person may text to us."""
    if request.kind != WebKind.PREFERENCES:
        return web_requests.settle(request, WebState.REFUSED, now, reason)
    WebRequest.update(reason=reason, phone=None).where(WebRequest.id == request.id).execute()
    return None


def _why_not_here(program: Program, address: str) -> str:
    """Countries by the number's own plan, never by "+1"; kinds of numbers that are a toll trap."""
    if phone.e164(address) is None:
        return "no whole phone number"
    try:
        kind = number_type(parse(address, None))
    except NumberParseException:
        return "no whole phone number"
    if phone.region_of(address) not in program.regions.split(","):
        return "a country that we do not text"
    if kind in NOT_A_PHONE:
        return f"a {PhoneNumberType.to_string(kind).lower().replace('_', ' ')} number"
    return ""


def _tell_operator(reason: str) -> None:
    """Once for each time that the breaker opens."""
    if reason != web_limits.BREAKER:
        return
    told = WebRequest.select().where(WebRequest.reason == reason).order_by(WebRequest.id.desc()).first()
    if told is None or web_limits.has_asked_since(told.created_at):
        log.error("web_questions_stopped", why=reason, what_to_do="flask web-questions")


def _ask(program: Program, request: WebRequest, now: datetime) -> str:
    form = web_requests.form_of(request)
    contact = find_or_make_contact(program, request.phone, now)
    take_turn(Contact.select().where(Contact.id == contact.id)).get()
    piece: Mailpiece = request.mailpiece or following.find_or_make_mailpiece(number_in(form), now)
    reason = _why_not_them(program, contact, piece)
    if reason:
        return reason
    language = form.language or contact.language
    event = consent.record(
        contact,
        ConsentKind.REQUESTED,
        now,
        mailpiece=piece,
        source=Source.WEB,
        rule="this phone was typed into our web page; nothing but the question goes without a YES",
        shown=form.shown,
        where=form.where,
        asked_by=form.asked_by,
    )
    questions.ask(contact, questions.INVITE, now, piece)
    name = piece_name(piece.carrier, piece.tracking_number, language=language)
    said = wording.say(questions.INVITE, language, brand=program.brand, piece=name)
    outbox.post(
        outbox.Draft(contact=contact, consent_event=event, purpose=Purpose.INVITE, wording=said, kind=questions.INVITE),
        now,
    )
    asked = WebRequest.update(state=WebState.ASKED, contact=contact, mailpiece=piece, phone=None)
    asked.where(WebRequest.id == request.id).execute()
    return ""


def _why_not_them(program: Program, contact: Contact, piece: Mailpiece) -> str:
    if consent.is_opted_out(contact):
        return "opted_out"
    if following.follows(contact, piece):
        return "follows it already"
    facts = consent.facts_of_phone(program, contact.channel, contact.phone_index)
    said_no = any(fact.kind in consent.NEVER_INVITE for fact in facts if fact.scope == "all" or fact.kind == "declined")
    return "said_no_before" if said_no else ""


def _send_pin(program: Program, request: WebRequest, now: datetime) -> str:
    """Only to somebody we know already, and who has not stopped; they can text us a code instead."""
    contact = find_contact(program, request.phone)
    if contact is None:
        return "no contact of ours"
    take_turn(Contact.select().where(Contact.id == contact.id)).get()
    if consent.is_opted_out(contact) or not consent.all_facts_of(contact):
        return "opted_out"
    form: Form = web_requests.form_of(request)
    event = consent.record(
        contact,
        ConsentKind.ASKED,
        now,
        source=Source.WEB,
        rule="a code for the settings page was asked for this phone",
        where=form.where,
    )
    pin = f"{secrets.randbelow(1_000_000):06}"
    said = wording.say(PIN, form.language or contact.language, brand=program.brand, pin=pin)
    expires = now + PIN_LASTS
    outbox.post(
        outbox.Draft(
            contact=contact,
            consent_event=event,
            purpose=Purpose.REPLY,
            wording=said,
            kind=PIN,
            occasion=f"request-{request.id}",
            expires_at=expires,
        ),
        now,
    )
    sent = WebRequest.update(
        state=WebState.ASKED, contact=contact, phone=None, pin_index=pin_index(request.id, pin), expires_at=expires
    )
    sent.where(WebRequest.id == request.id).execute()
    return ""


def pin_index(request_id: int, pin: str) -> str:
    return phone_index(f"web pin:{request_id}:{pin}")


DO: dict[WebKind, Callable[[Program, WebRequest, datetime], str]] = {
    WebKind.QUESTION: _ask,
    WebKind.PREFERENCES: _send_pin,
}
