"""One's own account: the password, recovery codes, where one is signed in."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.database import database
from models.operator import Operator
from models.vocabulary import Stage
from web.access import by_role
from web.auth import accounts, one_time_codes
from web.console import session
from web.console.page import show

account_pages = Blueprint("account", __name__, url_prefix="/console/account")


@account_pages.get("")
@by_role
def page(who: Operator) -> Response:
    return _page(who)


@account_pages.post("/password")
@by_role
def change_password(who: Operator) -> AnyResponse:
    """All other browsers are signed out by it."""
    now = time.now()
    with database.atomic():
        same = request.form.get("password", "") == request.form.get("again")
        fault = accounts.set_password(who, request.form.get("password", "")[:200]) if same else "The two differ."
        if fault:
            return _page(who, 422, fault=f"{fault} The old password stays.")
        ended = session.end_all(who, now, "the password was changed", but=session.current())
        note(session.actor(who), "account.password_changed", f"operator {who.id}", now, sessions_ended=ended)
        token = session.move_on(session.current(), Stage.OPEN, now)
    answer = redirect(url_for("account.page", said="password"), 303)
    session.remember(answer, token)
    return answer


@account_pages.post("/codes")
@by_role
def set_up_codes(who: Operator) -> AnyResponse:
    """To where the app is shown its secret: a fresh proof comes first, and holds for a few minutes there."""
    return redirect(url_for("joining.enrol_page"), 303)


@account_pages.post("/recovery-codes")
@by_role
def new_recovery_codes(who: Operator) -> Response:
    with database.atomic():
        codes = one_time_codes.new_recovery_codes(who)
        note(session.actor(who), "account.recovery_codes_made", f"operator {who.id}", time.now())
    return _page(who, codes=codes)


@account_pages.post("/others")
@by_role
def end_others(who: Operator) -> AnyResponse:
    now = time.now()
    ended = session.end_all(who, now, "signed out from another browser", but=session.current())
    note(session.actor(who), "account.others_signed_out", f"operator {who.id}", now, sessions_ended=ended)
    return redirect(url_for("account.page", said="others"), 303)


@account_pages.post("/leave")
@by_role
def leave(who: Operator) -> AnyResponse:
    now = time.now()
    session.end(session.current(), now, "signed out")
    note(session.actor(who), "sign_in.out", f"operator {who.id}", now)
    answer = redirect(url_for("sign_in.page"), 303)
    session.forget(answer)
    return answer


SAID = {
    "password": "The new password holds; all other browsers are signed out.",
    "others": "All other browsers are signed out.",
    "codes": "Setting up one-time codes begins here, with a fresh proof that it is you. Nothing was set up yet.",
}


def _page(who: Operator, status: int = 200, fault: str = "", codes: list[str] | None = None) -> Response:
    return show(
        "account.html",
        who,
        status,
        title="My account",
        said=SAID.get(request.args.get("said", ""), ""),
        fault=fault,
        codes=codes,
        codes_left=one_time_codes.left(who),
        sessions=session.of_operator(who, time.now()),
        this_one=session.current().id,
    )
