"""Twilio's request signature, checked against our public address: never against Host or a forwarded header."""

from collections.abc import Mapping, Sequence
from typing import Any

from twilio.request_validator import RequestValidator, compare
from werkzeug.datastructures import MultiDict


def signed_url(public_base_url: str, environ: Mapping[str, Any]) -> str:
    """PUBLIC_BASE_URL + raw path + raw query, exactly as the caller sent them (request.url decodes %xx)."""
    raw = str(environ.get("RAW_URI") or environ.get("REQUEST_URI") or "")
    if raw and not raw.startswith("/"):  # an absolute request target
        raw = "/" + raw.split("://", 1)[-1].partition("/")[2]
    if not raw:
        query = environ.get("QUERY_STRING")
        raw = str(environ.get("PATH_INFO", "")) + (f"?{query}" if query else "")
    return public_base_url + raw


def is_valid(tokens: Sequence[str], url: str, form: "MultiDict[str, str]", given: str) -> bool:
    """True when any of the tokens made this signature: during a rotation the old and the new one are both listed."""
    if not given or not tokens:
        return False
    return any(_fits(RequestValidator(token), url, form, given) for token in tokens)


def _fits(validator: RequestValidator, url: str, form: "MultiDict[str, str]", given: str) -> bool:
    """The address as it stands, then the library's own reading, with and without the default port: in taking the
    address apart and putting it together again that one loses a bare "?"."""
    return bool(compare(validator.compute_signature(url, form), given) or validator.validate(url, form, given))
