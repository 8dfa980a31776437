"""The pages for people: the phone, the log, and the few files they load.

Refuses every file name that is not in its table, and every script or style from elsewhere (Content-Security-Policy)."""

from __future__ import annotations

from pathlib import Path

from sandbox.router import Router
from sandbox.wire import Request, Response, json_response

STATIC = Path(__file__).parent / "static"
FILES = {
    "phone.js": "text/javascript; charset=utf-8",
    "log.js": "text/javascript; charset=utf-8",
    "look.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Vary": "Accept",
}


class Pages:
    def __init__(self, short_code: str) -> None:
        self._short_code = short_code

    def add_routes(self, router: Router) -> None:
        router.add("GET", "/", lambda request: page("phone.html"))
        router.add("GET", "/static/{name}", static)
        router.add("GET", "/phone-settings", self.show_settings)

    def show_settings(self, request: Request) -> Response:
        return json_response(200, {"short_code": self._short_code})


def page(name: str) -> Response:
    return Response(200, (STATIC / name).read_bytes(), "text/html; charset=utf-8", dict(HEADERS))


def static(request: Request) -> Response:
    name = request.params["name"]
    if name not in FILES:
        return json_response(404, {"error": "There is no such file."})
    return Response(200, (STATIC / name).read_bytes(), FILES[name], dict(HEADERS))


def wants_page(request: Request) -> bool:
    """A browser names text/html; fetch() and curl do not."""
    accept = request.header("Accept")
    return "text/html" in accept and "application/json" not in accept
