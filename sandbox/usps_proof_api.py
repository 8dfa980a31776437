"""USPS's proof of delivery: takes a request and says that a letter will be e-mailed.

Refuses to e-mail anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import usps_errors, usps_payload
from sandbox.mailpieces import MailpieceBook
from sandbox.messages import Clock
from sandbox.numbers import tidy
from sandbox.router import Router
from sandbox.wire import Request, Response, json_response

NEEDED = {"uniqueMailPieceID", "mailPieceIntakeDate", "tableCode", "requestType", "firstName", "lastName", "email"}


class UspsProofApi:
    def __init__(self, is_authentic: Callable[[Request], bool], pieces: MailpieceBook, clock: Clock) -> None:
        self._is_authentic = is_authentic
        self._pieces = pieces
        self._clock = clock

    def add_routes(self, router: Router) -> None:
        router.add("POST", "/tracking/v3/tracking/{number}/proof-of-delivery", self.request)

    def request(self, request: Request) -> Response:
        if not self._is_authentic(request):
            return usps_errors.error(401, "The token is missing, unknown or expired.", title="Unauthorized")
        try:
            wish = request.json()
        except ValueError:
            return usps_errors.invalid_body("the body is not JSON")
        if not isinstance(wish, dict) or not set(wish) >= NEEDED or wish["requestType"] != "email":
            return usps_errors.invalid_body(f"the body must have {', '.join(sorted(NEEDED))}")
        emails = wish["email"]
        if not isinstance(emails, list) or not 1 <= len(emails) <= 3:
            return usps_errors.invalid_body("email must hold one to three addresses")
        piece = self._pieces.get(tidy(request.params["number"]))
        if piece is None or not piece.scans(self._clock()):
            return usps_errors.error(404, "Package with tracking number not found.")
        return self._answer(wish, usps_payload.render(piece, piece.tracking_number, self._clock()))

    def _answer(self, wish: dict[str, Any], shown: dict[str, Any]) -> Response:
        unique = shown.get("uniqueMailPieceID") or shown.get("uniqueMailPieceId")
        same = wish["uniqueMailPieceID"] == unique and wish["tableCode"] == shown["tableCode"]
        if not same or not str(shown["mailPieceIntakeDate"]).startswith(str(wish["mailPieceIntakeDate"])):
            return usps_errors.error(400, "The request does not name the piece as tracking shows it.")
        if shown["proofOfDeliveryEnabled"] != "true" or "Delivered" not in str(shown["status"]):
            return usps_errors.error(400, "Proof of delivery is not available for this item.")
        return json_response(202, {"resultText": "Your request has been received.", "returnCode": "0"})
