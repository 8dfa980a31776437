"""Who may use which route. Every route is guarded by a decorator here, or stands on the short public list."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, current_app, request

from bot import own_page, page_links, sender_links
from carriers.pushes import TELLERS, challenge_in
from config import time
from web import settings_session, signature
from web.headers import UNLISTED
from web.page import reader_language, show

#: A carrier's whole list of scans, as JSON within JSON.
MOST_UPDATE_BYTES = 256 * 1024

View = TypeVar("View", bound=Callable[..., Any])

#: Routes that anybody may call, by endpoint. Keep it short; a test compares it with the routes.
PUBLIC = frozenset(
    {
        "health.health",
        "opt_in.page",
        "preferences.page",
        "preferences.begin",
        "preferences.again",
        "preferences.prove",
        "opt_in.submit",
        "legal.privacy",
        "legal.terms",
        "real.ask",
        "real.page",
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
