"""Only our own pages may post to us. Machines come with a signature of their own and are let through here."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Guards that check a signature over the request: whoever signed it is no browser.
SIGNED = frozenset({"twilio_signature", "carrier_signature"})


def refuse_other_sites(app: Flask) -> None:
    app.before_request(_refuse_other_sites)


def _refuse_other_sites() -> Response | None:
    """Browsers say where a form was sent from, and no page can make them say otherwise. Who says nothing is no browser
    of the last years."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in HARMLESS or view is None or getattr(view, "guard", "") in SIGNED:
        return None
    return None if _is_from_us() else Response("This form was sent from another site, so nothing was done.\n", 403)


def _is_from_us() -> bool:
    told = request.headers.get("Sec-Fetch-Site")
    if told is not None:
        return told == "same-origin"
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return bool(origin) and origin in (request.host, urlsplit(current_app.config["SETTINGS"].public_base_url).netloc)
