"""Who may use which route. Every route is guarded by a decorator here, or stands on the short public list."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Response, current_app, request

from web import signature

View = TypeVar("View", bound=Callable[..., Any])

#: Routes that anybody may call, by endpoint. Keep it short; a test compares it with the routes.
PUBLIC = frozenset({"health.health", "home.home", "static"})


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
