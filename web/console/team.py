"""People and roles: who may come in, as what, and the end of it. Admins alone."""

from typing import Any

from flask import Blueprint, Response, current_app, request
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.database import database
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Role
from web.access import by_role
from web.auth import accounts
from web.auth.accounts import Refused
from web.console import session
from web.console.page import show

team_pages = Blueprint("team", __name__, url_prefix="/console/team")


@team_pages.get("")
@by_role
def page(who: Operator) -> Response:
    return _page(who)


@team_pages.post("")
@by_role
def invite(who: Operator) -> AnyResponse:
    email, name = request.form.get("email", "")[:300], request.form.get("name", "")[:200]
    try:
        with database.atomic():
            made, token = accounts.invite(email, name, _role(), _department(), time.now(), who)
            note(session.actor(who), "team.invited", f"operator {made.id}", time.now(), after={"role": made.role})
    except Refused as refused:
        return _page(who, 422, fault=str(refused))
    return _page(who, link=_link(token), invited=made.email)


@team_pages.post("/<int:person>/role")
@by_role
def change_role(who: Operator, person: int) -> AnyResponse:
    return _change(who, person, "team.role_changed", _change_role, "Their role is changed; they sign in again.")


def _change_role(them: Operator) -> None:
    accounts.change_role(them, _role(), _department(), time.now())


@team_pages.post("/<int:person>/disable")
@by_role
def disable(who: Operator, person: int) -> AnyResponse:
    """Out at once. Pressed twice, or on an old page, it still means out."""
    return _change(who, person, "team.disabled", _disable, "They are out at once.")


def _disable(them: Operator) -> None:
    accounts.disable(them, time.now())


@team_pages.post("/<int:person>/back")
@by_role
def let_back_in(who: Operator, person: int) -> AnyResponse:
    return _change(who, person, "team.let_back_in", accounts.enable, "They may come in again, with what they had.")


@team_pages.post("/<int:person>/invite")
@by_role
def invite_again(who: Operator, person: int) -> AnyResponse:
    """For somebody who has lost everything: their password and codes are gone, a new link sets them anew."""
    them = Operator.get_or_none(Operator.id == person)
    if them is None or them.id == who.id or them.disabled_at is not None:
        return _page(who, 404, fault="There is nobody like that, or it is you; nothing was changed.")
    with database.atomic():
        token = accounts.start_over(them, time.now())
        session.end_all(them, time.now(), "an admin made a new one-time link")
        note(session.actor(who), "team.invited_again", f"operator {them.id}", time.now())
    return _page(who, link=_link(token), invited=them.email)


def _change(who: Operator, person: int, action: str, do: Any, said: str) -> Response:
    """One change to one person, on record with what was before and after."""
    them = Operator.get_or_none(Operator.id == person)
    if them is None:
        return _page(who, 404, fault="There is nobody like that; nothing was changed.")
    before = _state(them)
    try:
        with database.atomic():
            do(them)
            reason = request.form.get("reason", "")[:300]
            note(
                session.actor(who), action, f"operator {them.id}", time.now(), reason, before=before, after=_state(them)
            )
    except Refused as refused:
        return _page(who, 422, fault=str(refused))
    return _page(who, said=said)


def _state(them: Operator) -> dict[str, Any]:
    return {"role": them.role, "department": them.sender_id, "disabled": them.disabled_at is not None}


def _role() -> Role:
    wanted = request.form.get("role", "")
    if wanted not in set(Role):
        raise Refused("There is no such role; nothing was changed.")
    return Role(wanted)


def _department() -> Sender | None:
    wanted = request.form.get("department", "")
    if not wanted:
        return None
    found: Sender | None = Sender.get_or_none(Sender.id == int(wanted)) if wanted.isdecimal() else None
    if found is None:
        raise Refused("There is no such department; nothing was changed.")
    return found


def _link(token: str) -> str:
    base: str = current_app.config["SETTINGS"].public_base_url
    return f"{base}/console/join/{token}"


def _page(
    who: Operator, status: int = 200, *, fault: str = "", said: str = "", link: str = "", invited: str = ""
) -> Response:
    people = Operator.select().order_by(Operator.disabled_at.is_null(False), Operator.id)
    return show(
        "team.html",
        who,
        status,
        title="Team",
        people=list(people),
        departments=list(Sender.select().order_by(Sender.name)),
        roles=list(Role),
        fault=fault,
        said=said,
        link=link,
        invited=invited,
    )
