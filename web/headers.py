"""What every answer says to the browser: load nothing from elsewhere, run nothing that we did not allow, stand in no
frame, remember to come by https."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, Response

#: A page that is a tool adds its own script by `with_script`.
CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}
#: For pages that only those should find who were given the address, and for what is anybody's own.
UNLISTED = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
_PAIRS = tuple(HEADERS.items())
#: What a form was answered shows what somebody typed into it: nobody keeps it.
_TO_A_FORM = (*_PAIRS, ("Cache-Control", "no-store"))


def harden_every_answer(app: Flask) -> None:
    """Around the whole app, so that no answer goes without them, whoever made it."""
    inner = app.wsgi_app

    def hardened(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            said = {name for name, _ in headers}
            wanted = _TO_A_FORM if environ["REQUEST_METHOD"] == "POST" else _PAIRS
            return start_response(status, headers + [pair for pair in wanted if pair[0] not in said], *more)

        answer: Iterable[bytes] = inner(environ, start)
        return answer

    app.wsgi_app = hardened  # type: ignore[method-assign]


def with_live_script(response: Response) -> Response:
    """A page of the console: its lists refresh themselves by our own script, which may ask nobody but us."""
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; script-src 'self'; connect-src 'self'"
    return response


def with_script(response: Response) -> Response:
    """This page is a tool: it may run scripts from our own static folder, which may reach nothing."""
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; script-src 'self'"
    return response
