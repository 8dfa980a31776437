"""Becoming somebody at the console: the one-time link, the first password, and setting up one-time codes."""

from datetime import datetime

from flask import Blueprint, Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from config import time
from models.auditing import note
from models.database import database
from models.operator import ConsoleSession, Operator
from models.vocabulary import Role, Stage
from web.auth import accounts, one_time_codes, throttle
from web.console import session
from web.console.page import landing
from web.console.roles import NEEDS_CODES
from web.console.sign_in import show_outside, wait_said
from web.visitor import visitor

joining_pages = Blueprint("joining", __name__, url_prefix="/console/join")

OVER = "This link was used already, is older than 48 hours, or was taken back. Ask an admin for a new one."


@joining_pages.get("/<token>")
def page(token: str) -> Response:
    who = accounts.by_invite(token, time.now())
    return _form(who) if who is not None else show_outside("link_over.html", 404, said=OVER)


@joining_pages.post("/<token>")
def submit(token: str) -> AnyResponse:
    now, password = time.now(), request.form.get("password", "")[:200]
    network = visitor(session.PAGE).network
    wait = throttle.begin_try("joining", network, now)
    if wait is not None:
        said = f"{wait_said(wait, now)} Nothing was set yet, and the link is as good as before."
        return show_outside("link_over.html", 429, said=said)
    who = accounts.by_invite(token, now)
    if who is None:
        return show_outside("link_over.html", 404, said=OVER)
    throttle.succeed("joining", network, now)
    with database.atomic():
        fault = "The two are not the same." if password != request.form.get("again") else ""
        fault = fault or accounts.join(who, password, now)
        if fault:
            return _form(who, 422, fault)
        session.end_all(who, now, "a new password was set by a one-time link")
        note(session.actor(who), "account.joined", f"operator {who.id}", now)
    needs = Role(who.role) in NEEDS_CODES and not who.totp_secret
    token = session.begin(who, Stage.ENROLLING if needs else Stage.OPEN, now, proved_at=now)
    answer = redirect(url_for("joining.enrol_page") if needs else landing(who), 303)
    session.remember(answer, token)
    return answer


def _form(who: Operator, status: int = 200, said: str = "") -> Response:
    return show_outside("join.html", status, said=said, email=who.email, name=who.name, role=who.role)


@joining_pages.get("/codes")
def enrol_page() -> AnyResponse:
    """The QR code for the app. Anybody who has signed in may set up codes; admins and senders must."""
    waiting = _enrolling(time.now())
    return redirect(_where_it_begins(), 303) if waiting is None else _codes(waiting)


@joining_pages.post("/codes")
def enrol() -> AnyResponse:
    """The first code shows that the app has understood; only then do the codes count."""
    now = time.now()
    waiting = _enrolling(now)
    if waiting is None:
        return redirect(_where_it_begins(), 303)
    who, secret = session.person_of(waiting), session.pending_of(waiting).get("secret", "")
    step = one_time_codes.step_of(secret, request.form.get("code", "")[:20], now) if secret else None
    if step is None:
        return _codes(waiting, 422, "That code is not right. Is the phone's clock right? Type the newest one.")
    with database.atomic():
        who.totp_secret, who.totp_step = secret, step
        who.save(only=[Operator.totp_secret, Operator.totp_step])
        codes = one_time_codes.new_recovery_codes(who)
        note(session.actor(who), "account.codes_set_up", f"operator {who.id}", now)
        session.end_all(who, now, "one-time codes were set up", but=waiting)
        there = session.pending_of(waiting).get("next") or landing(who)
        token = session.move_on(waiting, Stage.OPEN, now)
    answer = show_outside("recovery_codes.html", codes=codes, there=there)
    session.remember(answer, token)
    return answer


def _enrolling(now: datetime) -> ConsoleSession | None:
    """Signing in for the first time; or signed in without codes so far, and shown a moment ago to be the one: whoever
    finds a browser open must not bind the account to a phone of theirs."""
    found = session.of_cookie(now)
    if found is None or found.operator is None or found.operator.totp_secret:
        return None
    may = found.stage == Stage.ENROLLING or (found.stage == Stage.OPEN and session.is_fresh(found, now))
    return found if may else None


def _where_it_begins() -> str:
    """Who is signed in begins at their account, with a proof; everybody else at the door."""
    opened = session.open_one(time.now())
    has_codes = opened is not None and session.person_of(opened).totp_secret
    return url_for("sign_in.page") if opened is None or has_codes else url_for("account.page", said="codes")


def _codes(waiting: ConsoleSession, status: int = 200, said: str = "") -> Response:
    """The secret stays the same while the page is looked at again."""
    secret = session.pending_of(waiting).get("secret") or one_time_codes.new_secret()
    session.keep_pending(waiting, secret=secret)
    brand = current_app.config["SETTINGS"].brand
    qr = one_time_codes.qr_of(one_time_codes.address_of(secret, session.person_of(waiting).email, brand))
    return show_outside("codes.html", status, said=said, qr=qr, secret=secret)
