"""Twilio Lookup v2, of which only reassigned_number is imitated: a phone ending in 0199 has changed hands."""

from __future__ import annotations

from sandbox.router import Router
from sandbox.wire import Request, Response, json_response

#: The last four digits of phones that somebody else has got since.
CHANGED_HANDS = "0199"


class LookupsApi:
    def add_routes(self, router: Router) -> None:
        router.add("GET", "/v2/PhoneNumbers/{phone}", self.fetch)

    def fetch(self, request: Request) -> Response:
        phone = request.params["phone"]
        asked = request.query()
        found: dict[str, object] = {"phone_number": phone, "valid": True, "url": f"/v2/PhoneNumbers/{phone}"}
        if "reassigned_number" in asked.get("Fields", "").split(","):
            found["reassigned_number"] = {
                "last_verified_date": asked.get("LastVerifiedDate"),
                "is_number_reassigned": "yes" if phone.endswith(CHANGED_HANDS) else "no",
                "error_code": None,
            }
        return json_response(200, found)
