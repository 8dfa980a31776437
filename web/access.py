"""Who may use which route. Every route is guarded by a decorator here, or stands on the short public list."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Response, current_app, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from bot import own_page, page_links, sender_links
from carriers.pushes import TELLERS, challenge_in
from config import time
from models.operator import ConsoleSession, Operator
from records import calendar_feed
from web import settings_session, signature
from web.auth import proof
from web.console import roles, session
from web.console.page import show_refusal, show_stand_in
from web.console.sign_in import safe_next
from web.headers import UNLISTED
from web.page import reader_language, show

#: A carrier's whole list of scans, as JSON within JSON.
MOST_UPDATE_BYTES = 256 * 1024

View = TypeVar("View", bound=Callable[..., Any])

#: Routes that anybody may call, by endpoint. Keep it short; a test compares it with the routes.
PUBLIC = frozenset(
    {
        "health.health",
        "joining.enrol",
        "joining.enrol_page",
        "joining.page",
        "joining.submit",
        "opt_in.page",
        "oidc.back",
        "oidc.begin",
        "preferences.page",
        "preferences.begin",
        "preferences.again",
        "preferences.prove",
        "opt_in.submit",
        "legal.privacy",
        "legal.terms",
        "real.ask",
        "real.page",
        "sign_in.code",
        "sign_in.code_page",
        "sign_in.page",
        "sign_in.submit",
        "static",
        "status.page",
        "status.twin",
    }
)


def twilio_signed(view: View) -> View:
    """Only Twilio, by its signature over our public address, the raw path and query, and the form."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        settings = current_app.config["SETTINGS"]
        if not signature.is_valid(
            tokens=settings.auth_tokens,
            url=signature.signed_url(settings.public_base_url, request.environ),
            form=request.form,
            given=request.headers.get("X-Twilio-Signature", ""),
        ):
            return Response("This address is for the messaging provider; the signature is missing or wrong.\n", 403)
        return view(*args, **kwargs)

    guarded.guard = "twilio_signature"  # type: ignore[attr-defined]
    return cast(View, guarded)


def carrier_signed(view: View) -> View:
    """Only the carrier named in the path, by its signature over the body; and USPS's question, before it signs
    anything, whether anybody is there."""

    @wraps(view)
    def guarded(service: str) -> Any:
        request.max_content_length = MOST_UPDATE_BYTES
        secrets, body = current_app.config["SETTINGS"].webhook_secrets(service), request.get_data()
        asks = service == "usps" and bool(secrets) and challenge_in(body) is not None
        if not asks and not TELLERS[service].is_genuine(body, dict(request.headers), secrets):
            return Response("This address is for the carrier; the signature is missing or wrong.\n", 403)
        return view(service)

    guarded.guard = "carrier_signature"  # type: ignore[attr-defined]
    return cast(View, guarded)


def by_link(view: View) -> View:
    """Whoever has the link in the path. Unknown and taken-back links look alike."""

    @wraps(view)
    def guarded(token: str, **more: Any) -> Any:
        link = page_links.find(token)
        if link is None:
            return show("track", "gone.html", reader_language(), 404, unlisted=True)
        return view(token=token, link=link, **more)

    guarded.guard = "page_link"  # type: ignore[attr-defined]
    return cast(View, guarded)


def by_sender_link(view: View) -> View:
    """Whoever has a link that a sender of ours gave out. Made-up, old and taken-back links look alike."""

    @wraps(view)
    def guarded(token: str, **more: Any) -> Any:
        link = sender_links.find(token, time.now())
        if link is None:
            return show("opt_in", "link_gone.html", reader_language(), 404, unlisted=True)
        return view(link=link, **more)

    guarded.guard = "sender_link"  # type: ignore[attr-defined]
    return cast(View, guarded)


def by_calendar_link(view: View) -> View:
    """Whoever has the link of somebody's calendar feed. Made-up, old and ended links look alike."""

    @wraps(view)
    def guarded(token: str) -> Any:
        whose = calendar_feed.find(token)
        if whose is None:
            return Response("There is no calendar here.\n", 404, headers=UNLISTED)
        return view(whose=whose)

    guarded.guard = "calendar_link"  # type: ignore[attr-defined]
    return cast(View, guarded)


def own_settings_alone(view: View) -> View:
    """Only the browser whose phone has proved itself, and its forms only with their token."""

    @wraps(view)
    def guarded(**more: Any) -> Any:
        now = time.now()
        waiting = own_page.of_browser(settings_session.token(), now)
        person = own_page.person_of(waiting)
        posted = request.method == "POST"
        if waiting is None or person is None or (posted and not settings_session.form_is_ours()):
            return Response("Your settings page is over: open it again with a new code.\n", 403, headers=UNLISTED)
        if posted:
            own_page.stay_open(waiting, now)
        return view(person=person, waiting=waiting, **more)

    guarded.guard = "own_settings"  # type: ignore[attr-defined]
    return cast(View, guarded)


def by_role(view: View) -> View:
    """Only people who have signed in, with a role that web/console/roles.py lets in; forms only with their token, and
    grave ones only with a fresh proof. The view is given `who`."""

    @wraps(view)
    def guarded(**parts: Any) -> Any:
        if request.endpoint not in roles.TAKES_FILES:
            return _let_in(view, parts)
        request.max_content_length = roles.TAKES_FILES[request.endpoint]
        request.max_form_memory_size = request.max_content_length  # a file is looked at in parts larger than words
        try:
            return _let_in(view, parts)
        finally:
            request.close()  # what was uploaded, whether or not anybody read it

    guarded.guard = "role"  # type: ignore[attr-defined]
    return cast(View, guarded)


def _let_in(view: Callable[..., Any], parts: dict[str, Any]) -> Any:
    seen = session.open_one(time.now())
    if seen is None:
        return _to_sign_in()
    who = session.person_of(seen)
    try:
        refused = _refused(who) or _no_such_row(who, parts) or _asks_for_proof(who, seen)
    except RequestEntityTooLarge:
        return show_refusal(who, "That is larger than this page takes; nothing was kept. Send a smaller file.", 413)
    return view(who=who, **parts) if refused is None else refused


def _to_sign_in() -> Any:
    """Back to where they were going; what refreshes itself is told plainly that it is over."""
    if "X-Live" in request.headers:
        return Response("You are signed out.\n", 401, headers=UNLISTED)
    there = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sign_in.page", next=there), 303)


def _refused(who: Operator) -> Response | None:
    if not roles.may(who, request.endpoint or ""):
        return show_refusal(who, "Your role does not open this page.")
    if request.method == "POST" and not session.form_is_ours():
        return show_refusal(who, "This form is older than your session: nothing was done. Go back, reload, try again.")
    return None


def _no_such_row(who: Operator, parts: dict[str, Any]) -> Response | None:
    """A number that no row can have, which SQLite would not even compare with; or a sign that no text of PostgreSQL
    can."""
    too_large = any(isinstance(part, int) and part >= 2**63 for part in parts.values())
    has_nul = any("\0" in value for value in (*request.values.values(), *map(str, parts.values())))
    return show_refusal(who, "There is nothing like that here.", 404) if too_large or has_nul else None


def _asks_for_proof(who: Operator, seen: ConsoleSession) -> Response | None:
    """A grave form is held until the person has shown that they are there; then it goes on as it was filled in."""
    if request.endpoint not in roles.GRAVE or session.is_fresh(seen, time.now()):
        return None
    fault = proof.try_it(who, seen, request.form.get(proof.FIELD, ""), time.now())
    if not fault:
        return None
    is_second_try = proof.FIELD in request.form
    came_from = request.form.get(proof.BACK, "") if is_second_try else _page_before()
    return show_stand_in(
        "prove.html",
        who,
        401,
        fault=fault if is_second_try else "",
        way=proof.way(who),
        back=safe_next(came_from),
        gives_file=request.endpoint in roles.GIVES_A_FILE,
    )


def _page_before() -> str:
    """The page with the form: browsers tell it to pages of the same site."""
    before = urlsplit(request.referrer or "")
    return f"{before.path}?{before.query}" if before.query else before.path
