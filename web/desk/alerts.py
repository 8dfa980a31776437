"""Texts to one's own phone when mailings need somebody: on by one's own text with the code shown here, off here or by
STOP."""

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot import codes, consent, desk_alerts, disclosure, web_requests
from bot.phone import mask
from bot.web_requests import Form
from bot.wording import Wording
from config import time
from models.auditing import note
from models.database import database
from models.operator import Operator
from models.program import Program, first_program
from models.vocabulary import WebKind
from web.access import by_role
from web.console import session
from web.desk.page import show
from web.visitor import visitor

alert_pages = Blueprint("alerts", __name__, url_prefix="/desk/alerts")


@alert_pages.get("")
@by_role
def page(who: Operator) -> Response:
    return _page(who)


@alert_pages.post("")
@by_role
def begin(who: Operator) -> Response:
    """The box must be ticked; the code then stands on the page, and whoever texts it agrees to what stands there."""
    program, now = program_of(who), time.now()
    if program is None or request.form.get("agree") != "yes":
        return _page(who, 422, problem="Tick the box first: no text goes to a phone that has not asked for it.")
    code, seen = codes.make(), visitor("desk alerts")
    form = Form(where=seen.where, shown=_shown(program), asked_by=str(who.id))
    with database.atomic():
        web_requests.keep(WebKind.DESK, form, now, code=code, network=seen.network, wide_network=seen.wide_network)
        note(session.actor(who), "alerts.code_shown", f"operator {who.id}", now)
    return _page(who, code=code)


@alert_pages.post("/end")
@by_role
def end(who: Operator) -> AnyResponse:
    phone, now = desk_alerts.phone_of(who), time.now()
    if phone is not None:
        with database.atomic():
            desk_alerts.unlink(phone, now)
            note(session.actor(who), "alerts.ended", f"operator {who.id}", now)
    return redirect(url_for("alerts.page"), 303)


def program_of(who: Operator) -> Program | None:
    found: Program | None = who.sender.program if who.sender is not None else first_program()
    return found


def _shown(program: Program) -> Wording:
    return disclosure.disclosure_for_desk(program, current_app.config["SETTINGS"].public_base_url)


def _page(who: Operator, status: int = 200, code: str = "", problem: str = "") -> Response:
    phone, program = desk_alerts.phone_of(who), program_of(who)
    return show(
        "alerts.html",
        who,
        status,
        title="Texts to your phone",
        linked=phone,
        masked=mask(phone.contact.phone) if phone is not None and phone.contact.phone else "",
        holds=phone is not None and desk_alerts.consent_of(phone.contact) is not None,
        opted_out=phone is not None and consent.is_opted_out(phone.contact),
        program=program,
        shown=_shown(program) if program is not None else None,
        code=code,
        problem=problem,
    )
