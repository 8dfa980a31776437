"""USPS's standing orders (Subscriptions - Tracking 3.2), as far as public clients show them.

Refuses single numbers as filters: Waypost orders by Mailer ID. Each covers every piece that USPS would show."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import uuid
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox import usps_errors, usps_payload
from sandbox.journeys import Mailpiece
from sandbox.messages import Clock
from sandbox.numbers import is_usps
from sandbox.pushes import Listener, Pushes, post
from sandbox.router import Router
from sandbox.wire import Refusal, Request, Response, json_response

PATH = "/subscriptions-tracking/v3r2/subscriptions"
NEEDED = {"listenerURL", "secret", "filterProperties", "adminNotification"}


@dataclass
class Subscription:
    id: str
    mailer_id: str
    url: str
    secret: str
    emails: list[str]
    status: str
    version: int = 1

    def described(self) -> dict[str, Any]:
        """USPS repeats the secret to whoever asks."""
        return {
            "subscriptionId": self.id,
            "listenerURL": self.url,
            "secret": self.secret,
            "status": self.status,
            "filterProperties": {"MID": self.mailer_id},
            "adminNotification": [{"email": email} for email in self.emails],
        }

    @property
    def etag(self) -> str:
        return f'"{self.id[:8]}-{self.version}"'


class UspsSubscriptionsApi:
    def __init__(self, is_authentic: Callable[[Request], bool], pushes: Pushes, clock: Clock) -> None:
        self._is_authentic = is_authentic
        self._pushes = pushes
        self._clock = clock
        self._orders: dict[str, Subscription] = {}

    def add_routes(self, router: Router) -> None:
        router.add("POST", PATH, self._guarded(self.create))
        router.add("GET", PATH, self._guarded(self.listing))
        router.add("GET", PATH + "/{id}", self._guarded(self.show))
        router.add("DELETE", PATH + "/{id}", self._guarded(self.remove))
        router.add("POST", "/subscriptions/{id}", self.change)

    def _guarded(self, handle: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def guarded(request: Request) -> Response:
            if not self._is_authentic(request):
                return usps_errors.error(401, "Insufficient OAuth scope.", title="invalid_oauth_scope")
            return handle(request)

        return guarded

    def create(self, request: Request) -> Response:
        """A handshake follows at once; whoever does not answer it is suspended."""
        try:
            wish = request.json()
        except ValueError:
            return usps_errors.invalid_body("the body is not JSON")
        problem = _problem_with(wish)
        if problem:
            return usps_errors.invalid_body(problem)
        url, mailer_id = wish["listenerURL"], wish["filterProperties"]["MID"]
        for order in self._orders.values():
            if (order.url, order.mailer_id) == (url, mailer_id):
                return usps_errors.error(400, f"A duplicate exists, subscriptionId: {order.id}, secret: {order.secret}")
        emails = [one["email"] for one in wish["adminNotification"]]
        order = Subscription(str(uuid.uuid4()), mailer_id, url, wish["secret"], emails, "ENABLED")
        self._orders[order.id] = order
        if self._shakes_hands(order):
            self._pushes.listen(order.id, Listener("usps", url, self._message_of(order)))
        else:
            order.status = "SUSPENDED"
        return json_response(201, order.described() | {"status": order.status}, {"ETag": order.etag})

    def _shakes_hands(self, order: Subscription) -> bool:
        challenge = secrets.token_urlsafe(24)
        body = json.dumps({"subscriptionId": order.id, "challenge": challenge}).encode()
        status, answer = post(order.url, body, {"X-HMAC": _mark(order.secret, body)})
        return status == 200 and challenge.encode() in answer

    def _message_of(self, order: Subscription) -> Callable[[Mailpiece], tuple[bytes, Mapping[str, str]] | None]:
        def message(piece: Mailpiece) -> tuple[bytes, Mapping[str, str]] | None:
            now = self._clock()
            if order.status != "ENABLED" or not piece.scenario.permitted or not is_usps(piece.tracking_number):
                return None
            return envelope(order, usps_payload.render(piece, piece.tracking_number, now), now)

        return message

    def listing(self, request: Request) -> Response:
        if set(request.query()) != {"MID"}:
            return usps_errors.invalid_body("the query must name MID and nothing else")
        orders = [one.described() for one in self._orders.values() if one.mailer_id == request.query()["MID"]]
        return json_response(200, {"subscriptions": orders}) if orders else _none("No Subscriptions were found")

    def show(self, request: Request) -> Response:
        order = self._orders.get(request.params["id"])
        return json_response(200, order.described(), {"ETag": order.etag}) if order else _none("No such subscription")

    def remove(self, request: Request) -> Response:
        order = self._orders.get(request.params["id"])
        if order is None:
            return _none("No such subscription")
        if request.header("If-Match") != order.etag:
            return usps_errors.error(412, "If-Match is missing or is not this subscription's ETag.")
        del self._orders[order.id]
        self._pushes.forget(order.id)
        return Response(204)

    def change(self, request: Request) -> Response:
        """By the control API: {"status": "SUSPENDED"}, or "GONE" as after thirty silent days."""
        order, status = self._orders.get(request.params["id"]), request.json_object().get("status")
        if order is None:
            raise Refusal(404, "No subscription has this id.")
        if status not in ("ENABLED", "SUSPENDED", "GONE"):
            raise Refusal(400, "status must be ENABLED, SUSPENDED or GONE.")
        order.status, order.version = str(status), order.version + 1
        if status == "GONE":
            del self._orders[order.id]
            self._pushes.forget(order.id)
        return json_response(200, order.described())

    def clear(self) -> None:
        self._orders.clear()


def envelope(order: Subscription, detail: Mapping[str, Any], now: datetime) -> tuple[bytes, Mapping[str, str]]:
    """The payload is JSON in a string, and the signature covers the timestamp and that string."""
    stamp, payload = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), json.dumps(detail, ensure_ascii=False)
    content = {
        "subscriptionId": order.id,
        "subscriptionType": "TRACKING",
        "timestamp": stamp,
        "payload": payload,
        "links": [],
    }
    return json.dumps(content).encode(), {"X-HMAC": _mark(order.secret, (stamp + payload).encode())}


def _mark(secret: str, text: bytes) -> str:
    return b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def _none(sentence: str) -> Response:
    return usps_errors.error(404, sentence, title="Not Found")


def _problem_with(wish: object) -> str | None:
    if not isinstance(wish, dict) or set(wish) != NEEDED:
        return f"the body must be an object with {', '.join(sorted(NEEDED))}"
    if urlsplit(str(wish["listenerURL"])).scheme not in ("http", "https"):
        return "listenerURL must be an address"
    if not isinstance(wish["secret"], str) or len(wish["secret"]) != 32:
        return "secret must have 32 characters"
    emails = wish["adminNotification"]
    if not isinstance(emails, list) or not all(
        isinstance(one, dict) and "@" in str(one.get("email")) for one in emails
    ):
        return "adminNotification must be a list of objects with an email"
    chosen = wish["filterProperties"]
    good = (
        isinstance(chosen, dict) and set(chosen) == {"MID"} and re.fullmatch(r"[0-9]{6}|[0-9]{9}", str(chosen["MID"]))
    )
    return None if good else "filterProperties must hold a MID of six or nine digits"
