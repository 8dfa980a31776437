"""What is done about one person: an opt-out written down, a phone unmasked, a history exported, everything erased.

Each act stands in the audit trail with who, when and why, and says what it did.
"""

from collections.abc import Callable, Sequence

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import opt_out, people, person_work
from bot.explaining import record_id
from config import time
from models import long_work
from models.auditing import note
from models.contact import Contact, find_or_make_contact
from models.database import database
from models.long_task import LongTask
from models.operator import Operator
from models.program import first_program
from web.access import by_role
from web.console import session
from web.console.page import show_refusal
from web.console.people import HOWS
from web.console.session import actor

person_acts = Blueprint("person", __name__, url_prefix="/console/people")

LONGEST_REASON = 500


def _reason() -> str:
    return " ".join(request.form.get("reason", "")[:LONGEST_REASON].split())


def _back(contact: int, done: str = "", fault: str = "") -> AnyResponse:
    return redirect(url_for("people.dossier", contact=contact, done=done or None, fault=fault or None), 303)


def _known(contact: int) -> Contact | None:
    found: Contact | None = Contact.get_or_none(Contact.id == contact)
    return found


@person_acts.post("/<int:contact>/stop")
@by_role
def stop(who: Operator, contact: int) -> AnyResponse:
    """An opt-out that came by phone, letter or e-mail: as good as a texted one, on every channel of the phone."""
    person, how, reason = _known(contact), request.form.get("how", ""), _reason()
    if person is None:
        return show_refusal(who, "There is no such contact. Nothing was done.", 404)
    if person.erased_at is not None:
        return _back(contact, fault="erased")
    if how not in HOWS or not reason:
        return _back(contact, fault="reason")
    _stop(who, [person, *_same_program(person)], how, reason)
    return _back(contact, done="stopped")


@person_acts.post("/stop")
@by_role
def stop_phone(who: Operator) -> AnyResponse:
    """The same for a phone that may be new to us: it becomes a contact, for whom the opt-out holds."""
    program, how, reason = first_program(), request.form.get("how", ""), _reason()
    phone = people.typed_phone(request.form.get("phone", "")[:60], program.regions) if program else None
    if program is None or phone is None:
        return redirect(url_for("people.page", fault="phone"), 303)
    if how not in HOWS or not reason:
        return redirect(url_for("people.page", fault="reason"), 303)
    with database.atomic():
        person = find_or_make_contact(program, phone, time.now())
        _stop(who, [person, *_same_program(person)], how, reason)
    return _back(person.id, done="stopped")


def _same_program(person: Contact) -> list[Contact]:
    return [one for one in people.same_phone(person) if one.program_id == person.program_id]


def _stop(who: Operator, contacts: Sequence[Contact], how: str, reason: str) -> None:
    now = time.now()
    with database.atomic():
        in_order = sorted(contacts, key=lambda one: int(one.id))
        events = opt_out.stop_by_operator(in_order, how, reason, who.name, now)
        for person, event in zip(in_order, events, strict=True):
            records = {"how": how, "record": record_id(event)}
            note(actor(who), "contact.opt_out", f"contact {person.id}", now, reason=reason, **records)


@person_acts.post("/<int:contact>/unmask")
@by_role
def unmask(who: Operator, contact: int) -> AnyResponse:
    """For a quarter of an hour, this session, this phone alone."""
    person, reason, now = _known(contact), _reason(), time.now()
    if person is None:
        return show_refusal(who, "There is no such contact. Nothing was done.", 404)
    if not reason:
        return _back(contact, fault="reason")
    if person.erased_at is not None:
        return _back(contact, fault="erased")
    with database.atomic():
        note(actor(who), "contact.unmask", f"contact {person.id}", now, reason=reason)
        session.unmask(who, person, now)
    return _back(contact, done="unmasked")


@person_acts.post("/<int:contact>/export")
@by_role
def export(who: Operator, contact: int) -> AnyResponse:
    """The whole history, for a dispute. It is long work: a page of its own shows how far it is and gives the file."""
    person, reason, now = _known(contact), _reason(), time.now()
    if person is None:
        return show_refusal(who, "There is no such contact. Nothing was done.", 404)
    if not reason:
        return _back(contact, fault="reason")
    if person.erased_at is not None:
        return _back(contact, fault="erased")
    on_record = _on_record(who, "contact.export", person, reason)
    task = long_work.begin("dispute", who, {"contact": person.id}, now, on_record)
    return redirect(url_for("tasks.task", task=task.id), 303)


@person_acts.post("/<int:contact>/erase")
@by_role
def erase(who: Operator, contact: int) -> AnyResponse:
    """Everything personal, for good: confirmed by typing the last four digits, so that it is this phone."""
    person, reason, now = _known(contact), _reason(), time.now()
    if person is None:
        return show_refusal(who, "There is no such contact. Nothing was done.", 404)
    if person.erased_at is not None:
        return _back(contact, fault="erased")
    if not reason:
        return _back(contact, fault="reason")
    if request.form.get("last_four", "").strip() != person.phone[-4:]:
        return _back(contact, fault="last_four")
    others = people.same_phone(person)
    details = person_work.erase_details(person, others, reason)
    task = long_work.begin("erase", who, details, now, _on_record(who, "contact.erase", person, reason))
    return redirect(url_for("tasks.task", task=task.id), 303)


def _on_record(who: Operator, action: str, person: Contact, reason: str) -> Callable[[LongTask], object]:
    return lambda task: note(actor(who), action, f"contact {person.id}", task.created_at, reason=reason, task=task.id)
