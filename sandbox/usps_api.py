"""USPS's token endpoint and Tracking 3.2, as far as Waypost talks to them.

Refuses the older GET tracking call with 404, as README.md says."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from sandbox import usps_errors, usps_payload
from sandbox.mailpieces import MailpieceBook
from sandbox.messages import Clock
from sandbox.numbers import tidy
from sandbox.router import Router
from sandbox.settings import Settings
from sandbox.wire import Request, Response, json_response

MOST_NUMBERS = 35
KNOWN_PROPERTIES = {"trackingNumber", "destinationZIPCode", "mailingDate"}
SCOPE = "addresses domestic-prices locations service-standards subscriptions-tracking tracking"


class UspsApi:
    def __init__(self, settings: Settings, pieces: MailpieceBook, clock: Clock) -> None:
        self._settings = settings
        self._pieces = pieces
        self._clock = clock
        self._lock = Lock()
        self._tokens: dict[str, datetime] = {}

    def add_routes(self, router: Router) -> None:
        router.add("POST", "/oauth2/v3/token", self.issue_token)
        router.add("POST", "/tracking/v3r2/tracking", self.track)

    def issue_token(self, request: Request) -> Response:
        try:
            wish = request.json() if "json" in request.header("Content-Type").lower() else request.form()
        except ValueError:
            wish = None
        if not isinstance(wish, dict):
            return usps_errors.oauth_error(400, "invalid_request", "The body must be JSON or a form.")
        if wish.get("grant_type") != "client_credentials":
            return usps_errors.oauth_error(400, "unsupported_grant_type", "Only client_credentials is offered here.")
        client_id, secret = wish.get("client_id"), wish.get("client_secret")
        if not self._may_enter(client_id, secret):
            return usps_errors.oauth_error(401, "invalid_client", "The client credentials are not valid.")
        return json_response(200, self._new_token(str(client_id)))

    def _may_enter(self, client_id: object, secret: object) -> bool:
        """Any credentials will do unless some were set."""
        if not isinstance(client_id, str) or not isinstance(secret, str) or not client_id or not secret:
            return False
        pairs = ((client_id, self._settings.usps_client_id), (secret, self._settings.usps_client_secret))
        return all(
            not right or hmac.compare_digest(given.encode(errors="replace"), right.encode()) for given, right in pairs
        )

    def _new_token(self, client_id: str) -> dict[str, object]:
        now = self._clock()
        # Three parts like a JWT, though nothing is to be read from them: it is not one.
        token = ".".join(secrets.token_urlsafe(size) for size in (24, 96, 48))
        with self._lock:
            self._tokens = {known: until for known, until in self._tokens.items() if until > now}
            self._tokens[token] = now + timedelta(seconds=self._settings.token_seconds)
        return {
            "access_token": token,
            "token_type": "Bearer",
            "issued_at": int(now.timestamp() * 1000),
            "expires_in": self._settings.token_seconds,
            "status": "approved",
            "scope": SCOPE,
            "issuer": "sandbox",
            "client_id": client_id,
            "application_name": "Waypost sandbox",
            "api_products": "[Sandbox Tracking]",
            "public_key": "",
        }

    def is_authentic(self, request: Request) -> bool:
        scheme, _, token = request.header("Authorization").partition(" ")
        with self._lock:
            until = self._tokens.get(token.strip())
        return scheme.lower() == "bearer" and until is not None and self._clock() < until

    def track(self, request: Request) -> Response:
        if not self.is_authentic(request):
            return usps_errors.error(401, "The token is missing, unknown or expired.", title="Unauthorized")
        try:
            questions = request.json()
        except ValueError:
            return usps_errors.invalid_body("the body is not JSON")
        problem = find_problem(questions)
        if problem is not None:
            return problem
        answers = [self._answer(question["trackingNumber"]) for question in questions]
        if len(answers) == 1 and answers[0]["statusCode"] == "404":
            return json_response(404, {"apiVersion": usps_errors.API_VERSION, "error": answers[0]["error"]})
        all_found = all(answer["statusCode"] == "200" for answer in answers)
        # USPS does not promise the question's order, so the answer never keeps it.
        return json_response(200 if all_found else 207, answers[1:] + answers[:1])

    def _answer(self, asked_as: str) -> dict[str, Any]:
        piece = self._pieces.ask(tidy(asked_as))
        now = self._clock()
        if piece is None:
            return _miss(asked_as, 404, usps_errors.MAYBE_WRONG)
        if not piece.scenario.permitted:
            return _miss(asked_as, 403, usps_errors.NOT_COVERED)
        if not piece.scans(now):
            return _miss(asked_as, 404, usps_errors.NOT_YET)
        return usps_payload.render(piece, asked_as, now) | {"statusCode": "200"}


def _miss(asked_as: str, status: int, reason: tuple[str, str]) -> dict[str, Any]:
    code, detail = reason
    found = usps_errors.error_object(status, detail, code=code, parameter="trackingNumber", example=asked_as)
    return {"trackingNumber": asked_as, "statusCode": str(status), "error": found}


def find_problem(questions: object) -> Response | None:
    """The gateway refuses the whole body for one wrong item."""
    if not isinstance(questions, list):
        return usps_errors.invalid_body("the body must be an array")
    if not 1 <= len(questions) <= MOST_NUMBERS:
        return usps_errors.invalid_body(f"the array must hold 1 to {MOST_NUMBERS} items, not {len(questions)}")
    for place, question in enumerate(questions):
        fault = _item_fault(question)
        if fault is not None:
            return usps_errors.invalid_body(f"item {place}: {fault[1]}", fault[0], str(question)[:80])
    return None


def _item_fault(question: object) -> tuple[str, str] | None:
    """The property at fault and what is wrong with it."""
    if not isinstance(question, dict):
        return "", "must be an object"
    unknown = sorted(set(question) - KNOWN_PROPERTIES)
    if unknown:
        return unknown[0], f"unknown property {unknown[0]}"
    number = question.get("trackingNumber")
    if not isinstance(number, str) or not 1 <= len(number.strip()) <= 40:
        return "trackingNumber", "trackingNumber must be a text of 1 to 40 characters"
    zip_code = question.get("destinationZIPCode")
    if zip_code is not None and not (isinstance(zip_code, str) and re.fullmatch(r"[0-9]{5}", zip_code)):
        return "destinationZIPCode", "destinationZIPCode must be five digits"
    return None if _is_date_or_nothing(question) else ("mailingDate", "mailingDate must be YYYY-MM-DD")


def _is_date_or_nothing(question: dict[str, Any]) -> bool:
    if "mailingDate" not in question:
        return True
    text = question["mailingDate"]
    try:
        return isinstance(text, str) and len(text) == 10 and date.fromisoformat(text) is not None
    except ValueError:
        return False
