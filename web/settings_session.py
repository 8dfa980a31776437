"""The cookie that joins a browser to a person's settings page once their phone has proved itself. Kept as a digest;
forms carry a token made from it, so that only the page itself can post."""

from flask import current_app, request
from werkzeug.wrappers import Response

from web import form_token as tokens

LASTS = 12 * 3600


def cookie_name() -> str:
    """`__Host-` binds it to this host by https; without https (at home, on loopback) browsers refuse that name."""
    return "__Host-settings" if _is_https() else "settings"


def token() -> str:
    return request.cookies.get(cookie_name(), "")


def remember(response: Response, value: str) -> None:
    response.set_cookie(
        cookie_name(), value, max_age=LASTS, path="/", secure=_is_https(), httponly=True, samesite="Lax"
    )


def forget(response: Response) -> None:
    response.delete_cookie(cookie_name(), path="/", secure=_is_https(), httponly=True, samesite="Lax")


def form_token() -> str:
    return tokens.make(token(), "settings")


def form_is_ours() -> bool:
    return tokens.fits(token(), "settings")


def _is_https() -> bool:
    base: str = current_app.config["SETTINGS"].public_base_url
    return base.startswith("https://")
