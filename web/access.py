"""Who may use which route. Every route is guarded by a decorator here, or stands on the short public list."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, current_app, render_template, request

from bot import page_links
from carriers.pushes import TELLERS, challenge_in
from models.program import first_program
from web import signature
from web.headers import UNLISTED
from web.words import DEFAULT, LANGUAGES, words_of

#: A carrier's whole list of scans, as JSON within JSON.
MOST_UPDATE_BYTES = 256 * 1024

View = TypeVar("View", bound=Callable[..., Any])

#: Routes that anybody may call, by endpoint. Keep it short; a test compares it with the routes.
PUBLIC = frozenset({"health.health", "home.home", "status.page", "status.twin", "static"})


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
            language = request.accept_languages.best_match(list(LANGUAGES)) or DEFAULT
            words = words_of("track", language)
            shown = render_template("gone.html", words=words, language=language, program=first_program())
            return Response(shown, 404, headers=UNLISTED)
        return view(token=token, link=link, **more)

    guarded.guard = "page_link"  # type: ignore[attr-defined]
    return cast(View, guarded)
