"""What every answer says to the browser: load nothing from elsewhere, run nothing that we did not allow, stand in no
frame, remember to come by https."""

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


def harden_every_answer(app: Flask) -> None:
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def with_script(response: Response) -> Response:
    """This page is a tool: it may run scripts from our own static folder, which may reach nothing."""
    response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; script-src 'self'"
    return response
