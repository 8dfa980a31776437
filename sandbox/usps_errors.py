"""How USPS says no: the API's error body and the token endpoint's own.

Refuses to choose the reason. Shapes: developers.usps.com, tracking 3.2.6 and the OAuth API; the message is often
empty there and the words stand in errors[0].detail, so that is how it is done here."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.wire import Response, json_response

API_VERSION = "/tracking/v3r2"
NOT_YET = (
    "150009",
    "A status update is not yet available for your package. It will be available when the shipper provides an update "
    "or the package is given to USPS.",
)
MAYBE_WRONG = (
    "150002",
    "7: The tracking number may be incorrect or the status update is not yet available. -",
)
# How USPS words this refusal, and under which code and status, is not known.
NOT_COVERED = ("", "The tracking number is not covered by the agreement of this application.")


def error_object(
    status: int, detail: str, *, code: str = "", title: str = "", parameter: str = "", example: str = ""
) -> dict[str, object]:
    one = {
        "status": str(status),
        "code": code or str(status),
        "title": title,
        "detail": detail,
        "source": {"parameter": parameter, "example": example},
    }
    return {"code": str(status), "message": "", "errors": [one]}


def error(
    status: int,
    detail: str,
    *,
    code: str = "",
    title: str = "",
    parameter: str = "",
    example: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    extra = dict(headers or {})
    if status == 401:
        extra["WWW-Authenticate"] = 'Bearer realm="sandbox"'
    found = error_object(status, detail, code=code, title=title, parameter=parameter, example=example)
    return json_response(status, {"apiVersion": API_VERSION, "error": found}, extra)


def invalid_body(detail: str, parameter: str = "", example: str = "") -> Response:
    """The gateway's check against its own specification comes before anything else is looked at."""
    return error(
        400, f"OASValidation: {detail}", code="OASValidation", title="Bad Request", parameter=parameter, example=example
    )


def oauth_error(status: int, name: str, description: str) -> Response:
    return json_response(status, {"error": name, "error_description": description, "error_uri": ""})
