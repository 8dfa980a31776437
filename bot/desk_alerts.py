"""Texts to people of a sender's desk: that mailings need them. Their own text with a code from their own page is the
consent, and links the phone; a STOP by it ends this as it ends everything.

Never says whose mail it is, where it goes or what it is about: how many, and the first day that matters.
"""

from datetime import date, datetime

from bot import consent, outbox, pacing, wording
from bot.consent import DESK_KINDS
from bot.describe import day as day_words
from bot.draft import Draft
from bot.turn import Reply, Turn
from bot.web_requests import Form, settle
from bot.wording import Wording
from models.consent import ConsentEvent
from models.contact import Contact
from models.operator import Operator
from models.record_watch import AlertPhone
from models.vocabulary import ConsentKind, Purpose, Source, WebState
from models.web_request import WebRequest

RULE = "unlinked on the page of the desk"
#: What the page says above the code: (key, version). The page is in English, as all of the desk.
PAGE = ("desk_alerts_page", "1")


def begin(turn: Turn, request: WebRequest, form: Form) -> Reply:
    """The code came by text: from now on this is the phone of whoever was shown it, in the place of an earlier one."""
    settle(request, WebState.DONE, turn.now, contact=turn.contact)
    operator: Operator | None = Operator.get_or_none(Operator.id == int(form.asked_by))
    if operator is None or operator.disabled_at is not None:
        return Reply(turn.say("code_unknown"))
    event = turn.record(ConsentKind.DESK, shown=form.shown, where=form.where, asked_by=f"operator {operator.id}")
    link(operator, turn.contact, turn.now)
    return Reply(turn.say("followed_desk"), kind="followed_desk", event=event)


def link(operator: Operator, contact: Contact, now: datetime) -> None:
    """A phone may be that of several people of an office; a person has one."""
    before: AlertPhone | None = phone_of(operator)
    if before is not None and before.contact_id != contact.id:
        unlink(before, now)
        before = None
    if before is None:
        AlertPhone.create(operator=operator, contact=contact, since=now)


def phone_of(operator: Operator) -> AlertPhone | None:
    found: AlertPhone | None = AlertPhone.get_or_none(AlertPhone.operator == operator)
    return found


def unlink(phone: AlertPhone, now: datetime) -> None:
    """In the caller's transaction. The consent ends with the last person whose phone it is."""
    contact = phone.contact
    AlertPhone.delete().where(AlertPhone.id == phone.id).execute()
    if not AlertPhone.select().where(AlertPhone.contact == contact).exists():
        consent.record(contact, ConsentKind.DESK_ENDED, now, source=Source.WEB, rule=RULE)


def consent_of(contact: Contact) -> ConsentEvent | None:
    """The newest act by which they asked for this; None when the newest ended it, or when a stop came after it."""
    which = (ConsentEvent.contact == contact) & ConsentEvent.kind.in_([*DESK_KINDS, *consent.ENDS_ALL])
    newest = ConsentEvent.select().where(which).order_by(ConsentEvent.happened_at.desc(), ConsentEvent.id.desc())
    found: ConsentEvent | None = newest.first()
    return found if found is not None and found.kind == ConsentKind.DESK else None


def post(contact: Contact, count: int, first_on: date | None, occasion: str, now: datetime) -> bool:
    """In the caller's transaction; False when they do not want it any more. Consent is asked again by the outbox, and
    once more when it goes."""
    event = consent_of(contact)
    if event is None:
        return False
    draft = Draft(
        contact=contact,
        consent_event=event,
        purpose=Purpose.PUSH,
        wording=say(contact, count, first_on),
        kind=pacing.DESK_ALERT,
        occasion=occasion,
    )
    return outbox.post(draft, now) is not None


def say(contact: Contact, count: int, first_on: date | None) -> Wording:
    brand, check_word = contact.program.brand, contact.check_word or ""
    number = str(min(count, 99))
    if first_on is None:
        key = "desk_waiting_undated"
        return wording.say(key, contact.language, brand=brand, check_word=check_word, count=number)
    on_day = day_words(first_on, contact.language)
    return wording.say("desk_waiting", contact.language, brand=brand, check_word=check_word, count=number, day=on_day)
