"""A person's own settings: the phone proves itself, then everything about it can be seen, changed, taken along, erased.

The answer to a phone that was typed here is the same whether we know it or not.
"""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import codes, consent, erasure, own_data, own_page, page_links, web_limits, web_requests
from bot.choices import KINDS
from bot.describe import current_milestone, newest_event, piece_name, sees_all, state_of
from bot.opt_out import stop_on_page
from bot.web_requests import Form
from config import queues, time
from models.contact import Contact
from models.database import database
from models.fields import phone_index
from models.mailpiece import Mailpiece
from models.program import first_program
from models.subscription import Subscription
from models.vocabulary import SubscriptionState, WebKind, WebState
from models.web_request import WebRequest
from web import settings_session as session
from web.access import own_settings_alone
from web.headers import UNLISTED
from web.opt_in_form import CHOICES, QUIET, typed_phone
from web.page import reader_language, show
from web.visitor import visitor
from web.words import LANGUAGES

preference_pages = Blueprint("preferences", __name__, url_prefix="/p")

#: Pieces on one page, newest first; those that ended long ago are in the download.
MOST_PIECES = 200


@preference_pages.get("")
def page() -> Response:
    waiting = own_page.of_browser(session.token(), time.now())
    person = own_page.person_of(waiting)
    if person is not None:
        return _settings(person)
    if waiting is not None and waiting.state in (WebState.WAITING, WebState.ASKED):
        return _prove(waiting)
    return show("preferences", "preferences_phone.html", reader_language(), unlisted=True)


@preference_pages.post("")
def begin() -> AnyResponse:
    """A phone was typed: whether it gets a code is decided by jobs/ask.py, out of sight."""
    language, program, now, who = reader_language(), first_program(), time.now(), visitor("settings")
    address = typed_phone(request.form.get("phone", "")[:40], program.regions if program else "US")
    if program is None or address is None:
        return show("preferences", "preferences_phone.html", language, 422, unlisted=True, bad=True)
    if web_limits.network_is_busy(WebKind.PREFERENCES, who.network, who.wide_network, now):
        return show("preferences", "preferences_phone.html", language, 429, unlisted=True, busy=True)
    token, kept = own_page.new_browser()
    code = codes.make()
    form = Form(where=who.where, language=language, code=code)
    columns = {"browser": kept, "phone": address, "phone_index": phone_index(address)}
    columns |= {"block": phone_index(f"block:{address[:-2]}"), "network": who.network, "wide_network": who.wide_network}
    with database.atomic():
        web_requests.keep(WebKind.PREFERENCES, form, now, code=code, **columns)
    queues.ring("ask")
    answer = _back()
    session.remember(answer, token)
    return answer


@preference_pages.post("/code")
def prove() -> AnyResponse:
    waiting = own_page.of_browser(session.token(), time.now())
    if waiting is None:
        return _back()
    with database.atomic():
        token = own_page.try_pin(waiting, request.form.get("code", ""), time.now())
    if token is None:
        return _prove(waiting, 422, left=own_page.tries_left(waiting))
    answer = _back()
    session.remember(answer, token)
    return answer


@preference_pages.post("/again")
def again() -> AnyResponse:
    """Another phone: this browser forgets what it began."""
    waiting = own_page.of_browser(session.token(), time.now())
    if waiting is not None:
        own_page.close(waiting, time.now())
    return _left(_back())


@preference_pages.post("/person/<any(language, quiet, word, stop, leave):act>")
@own_settings_alone
def change(act: str, person: Contact, waiting: WebRequest) -> AnyResponse:
    now, said, fine = time.now(), request.form.get("value", ""), True
    with database.atomic():
        person = own_page.in_turn(person)
        if act == "language" and said in LANGUAGES:
            person.language = said
            person.save(only=[Contact.language])
        elif act == "quiet" and said in QUIET:
            own_page.set_hours(person, said, now)
        elif act == "word":
            fine = own_page.set_word(person, said)
        elif act == "stop":
            own_page.stop(person, now)
        elif act == "leave":
            own_page.close(waiting, now)
    return _back("" if fine else "word") if act != "leave" else _left(_back())


@preference_pages.post("/piece/<int:piece>/<any(choose, rename, mute, open):act>")
@own_settings_alone
def change_piece(piece: int, act: str, person: Contact, waiting: WebRequest) -> AnyResponse:
    """Only a piece of this person's own; another's does not exist for them."""
    which = (Subscription.id == piece) & (Subscription.contact == person)
    now, said, fine = time.now(), request.form.get("value", ""), True
    with database.atomic():
        own_page.in_turn(person)
        subscription = Subscription.get_or_none(which)
        if subscription is None:
            return _back()
        if act == "open":
            token = page_links.make(subscription.mailpiece, now, subscription)
            return redirect(url_for("track.page", token=token, lang=request.args.get("lang")), 303)
        if act == "choose" and said in CHOICES:
            own_page.choose(subscription, said, now)
        elif act == "rename":
            fine = own_page.rename(subscription, said[:40])
        elif act == "mute":
            stop_on_page(subscription, now, everything=False, page="settings page")
    return _back("" if fine else "name")


@preference_pages.get("/data.json")
@own_settings_alone
def data(person: Contact, waiting: WebRequest) -> Response:
    answer = jsonify(own_data.own_data(person, time.now()))
    answer.headers.update({**UNLISTED, "Content-Disposition": 'attachment; filename="my-data.json"'})
    return answer


@preference_pages.post("/erase")
@own_settings_alone
def erase(person: Contact, waiting: WebRequest) -> AnyResponse:
    """Asked twice: a box must be ticked. What is erased cannot be brought back."""
    if request.form.get("sure") != "yes":
        return _back("sure")
    with database.atomic():
        own_page.close(waiting, time.now())
    done = erasure.erase(person.phone, "asked on their own settings page", "the person")
    counts: dict[str, int] = {}
    for one in done:
        for name, count in one.counts.items():
            counts[name] = counts.get(name, 0) + count
    return _left(show("preferences", "preferences_erased.html", reader_language(), unlisted=True, counts=counts))


def _settings(person: Contact) -> Response:
    language = reader_language(person.language)
    pieces = (
        Subscription.select(Subscription, Mailpiece)
        .join(Mailpiece)
        .where((Subscription.contact == person) & (Subscription.state != SubscriptionState.ONCE))
        .order_by((Subscription.state == SubscriptionState.ACTIVE).desc(), Subscription.id.desc())
        .limit(MOST_PIECES)
    )
    return show(
        "preferences",
        "preferences.html",
        language,
        unlisted=True,
        person=person,
        pieces=[_piece(one, language) for one in pieces],
        opted_out=consent.is_opted_out(person),
        choices=CHOICES,
        quiet=QUIET if person.quiet_hours in QUIET else (person.quiet_hours, *QUIET),
        csrf=session.form_token(),
        fault=request.args.get("fault", ""),
    )


def _piece(one: Subscription, language: str) -> dict[str, Any]:
    """In the page's language, which may be another than the texts'."""
    piece = one.mailpiece
    event = newest_event(piece) if sees_all(one) else None
    return {
        "id": one.id,
        "name": piece_name(piece.carrier, piece.tracking_number, language=language),
        "nickname": one.nickname or "",
        "state": state_of(current_milestone(piece), piece.carrier, event, language),
        "follows": one.state == SubscriptionState.ACTIVE,
        "choice": one.choices if one.choices in KINDS else "standard",
    }


def _prove(waiting: WebRequest, status: int = 200, left: int | None = None) -> Response:
    """The code to text us instead is shown for every phone, also where ours was never sent."""
    code = web_requests.form_of(waiting).code if waiting.details else ""
    return show("preferences", "preferences_code.html", reader_language(), status, unlisted=True, code=code, left=left)


def _back(fault: str = "") -> AnyResponse:
    return redirect(url_for("preferences.page", lang=request.args.get("lang"), fault=fault or None), 303)


def _left(answer: Any) -> AnyResponse:
    session.forget(answer)
    left: AnyResponse = answer
    return left
