"""The door of the console: e-mail and password, then a one-time code. Says nothing about which accounts there are."""

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.operator import ConsoleSession, Operator
from models.vocabulary import Role, Stage
from web.auth import accounts, one_time_codes, passwords, throttle
from web.console import session
from web.console.page import landing
from web.console.roles import NEEDS_CODES
from web.headers import UNLISTED
from web.visitor import visitor

sign_in_pages = Blueprint("sign_in", __name__, url_prefix="/console/sign-in")

#: Where whoever has signed in may be led on to.
INSIDE = ("/console", "/desk")
WRONG = "E-mail and password do not belong together, or there is no such account."


@sign_in_pages.get("")
def page() -> AnyResponse:
    opened = session.open_one(time.now())
    if opened is not None:
        return redirect(landing(session.person_of(opened)), 303)
    return _ask()


@sign_in_pages.post("")
def submit() -> AnyResponse:
    """The password. Counted as a failure until it turns out to be none."""
    email, password, now = request.form.get("email", "")[:200], request.form.get("password", "")[:200], time.now()
    account, network = accounts.email_index(email), visitor(session.PAGE).network
    wait = throttle.begin_try(account, network, now)
    if wait is not None:
        return _ask(429, said=wait_said(wait, now), email=email)
    who = accounts.find(email)
    may_come = who is not None and who.disabled_at is None
    if not passwords.fits(who.password_hash if who and may_come else None, password) or who is None:
        note(session.actor(None, email[:200]), "sign_in.failed", f"operator {who.id}" if who else "", now)
        return _ask(422, said=WRONG, email=email)
    settled = throttle.succeed if stage_after_first_proof(who) == Stage.OPEN else throttle.take_back
    settled(account, network, now)
    if passwords.is_outdated(who.password_hash):
        who.password_hash = passwords.hash_of(password)
        who.save(only=[Operator.password_hash])
    return after_first_proof(who, now, "password", safe_next(request.args.get("next", "")), proved_at=now)


def stage_after_first_proof(who: Operator, has_second: bool = False) -> Stage:
    """On to the one-time code, to the setting up of such codes, or in. `has_second`: somebody else has asked for it."""
    if not has_second and who.totp_secret:
        return Stage.PASSWORD
    return Stage.ENROLLING if not has_second and Role(who.role) in NEEDS_CODES else Stage.OPEN


def after_first_proof(
    who: Operator, now: datetime, method: str, there: str, *, proved_at: datetime | None, has_second: bool = False
) -> AnyResponse:
    """`proved_at`: when they showed that they are there; None when nobody says."""
    stage = stage_after_first_proof(who, has_second)
    pending = {"next": there} if there and stage != Stage.OPEN else {}
    token = session.begin(who, stage, now, method, proved_at=proved_at, **pending)
    steps = {Stage.PASSWORD: "sign_in.code_page", Stage.ENROLLING: "joining.enrol_page"}
    answer = redirect(url_for(steps[stage]) if stage in steps else there or landing(who), 303)
    if stage == Stage.OPEN:
        note(session.actor(who), "sign_in.done", f"operator {who.id}", now, method=method)
    session.remember(answer, token)
    return answer


@sign_in_pages.get("/code")
def code_page() -> AnyResponse:
    return _ask_code() if _waiting(Stage.PASSWORD, time.now()) else redirect(url_for("sign_in.page"), 303)


@sign_in_pages.post("/code")
def code() -> AnyResponse:
    """The one-time code, or one of the recovery codes."""
    now = time.now()
    waiting = _waiting(Stage.PASSWORD, now)
    if waiting is None:
        return redirect(url_for("sign_in.page"), 303)
    who, typed = session.person_of(waiting), request.form.get("code", "")[:40]
    wait = throttle.begin_try(who.email_index, waiting.network, now)
    if wait is not None:
        return _ask_code(429, wait_said(wait, now))
    method = "code" if one_time_codes.use(who, typed, now) else ""
    if not method and one_time_codes.use_recovery_code(who, typed):
        method = "recovery code"
    if not method:
        note(session.actor(who), "sign_in.code_failed", f"operator {who.id}", now)
        return _ask_code(422, "That code is not right, or it was used already. Each one works once, for a minute.")
    throttle.succeed(who.email_index, waiting.network, now)
    return come_in(waiting, now, method)


def come_in(waiting: ConsoleSession, now: datetime, method: str, there: str = "") -> AnyResponse:
    """Signed in, under a new cookie."""
    who, there = session.person_of(waiting), there or session.pending_of(waiting).get("next", "")
    token = session.move_on(waiting, Stage.OPEN, now)
    note(session.actor(who), "sign_in.done", f"operator {who.id}", now, method=method)
    answer = redirect(there or landing(who), 303)
    session.remember(answer, token)
    return answer


def safe_next(wanted: str) -> str:
    """A path of the console or the desk, or nothing: no address of anybody else, however it is written."""
    parts = urlsplit(wanted)
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted and "//" not in wanted
    inside = parts.path in INSIDE or parts.path.startswith(tuple(f"{one}/" for one in INSIDE))
    return wanted if plain and inside and not parts.scheme and not parts.netloc else ""


def _waiting(stage: Stage, now: datetime) -> ConsoleSession | None:
    found = session.of_cookie(now)
    return found if found is not None and found.stage == stage and found.operator is not None else None


def wait_said(wait: datetime, now: datetime) -> str:
    seconds = max(1, round((wait - now).total_seconds()))
    return f"Too many tries. Wait {seconds} seconds, then try again; nothing is locked."


def _ask(status: int = 200, said: str = "", email: str = "") -> Response:
    return show_outside("sign_in.html", status, said=said, email=email, first=accounts.nobody_has_joined())


def _ask_code(status: int = 200, said: str = "") -> Response:
    return show_outside("code.html", status, said=said)


def show_outside(template: str, status: int = 200, **values: Any) -> Response:
    """A page for people who are not in yet."""
    settings = current_app.config["SETTINGS"]
    oidc = settings.oidc_name if settings.oidc_issuer else ""
    filled = render_template(f"console/{template}", brand=settings.brand, oidc=oidc, **values)
    return Response(filled, status, headers=UNLISTED)
