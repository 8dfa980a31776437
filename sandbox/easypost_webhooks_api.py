"""EasyPost's webhooks: an address that is told when a tracker changes, signed over the whole body.

Refuses custom headers and anything but trackers."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sandbox.easypost_api import EasyPostApi, error, is_authentic
from sandbox.journeys import Mailpiece
from sandbox.messages import Clock
from sandbox.pushes import Listener, Pushes
from sandbox.router import Router
from sandbox.wire import Request, Response, json_response


@dataclass
class Hook:
    id: str
    url: str
    secret: str
    disabled_at: str | None = None

    def described(self) -> dict[str, Any]:
        """EasyPost does not show the secret."""
        return {"id": self.id, "object": "Webhook", "mode": "test", "url": self.url, "disabled_at": self.disabled_at}


class EasyPostWebhooksApi:
    def __init__(self, trackers: EasyPostApi, pushes: Pushes, clock: Clock) -> None:
        self._trackers = trackers
        self._pushes = pushes
        self._clock = clock
        self._hooks: dict[str, Hook] = {}

    def add_routes(self, router: Router) -> None:
        router.add("GET", "/v2/webhooks", self.listing)
        router.add("POST", "/v2/webhooks", self.create)
        router.add("PATCH", "/v2/webhooks/{id}", self.update)

    def listing(self, request: Request) -> Response:
        if not is_authentic(request):
            return error(401, "APIKEY.INACTIVE", "This api key is no longer active.")
        return json_response(200, {"webhooks": [hook.described() for hook in self._hooks.values()]})

    def create(self, request: Request) -> Response:
        wish = _wish(request)
        if not is_authentic(request) or urlsplit(str(wish.get("url", ""))).scheme not in ("http", "https"):
            return error(422, "WEBHOOK.URL.INVALID", "The url or the key is not valid.")
        hook = Hook(f"hook_{secrets.token_hex(16)}", str(wish["url"]), str(wish.get("webhook_secret") or ""))
        return self._kept(hook, 201)

    def update(self, request: Request) -> Response:
        """Enables it again, too."""
        hook, wish = self._hooks.get(request.params["id"]), _wish(request)
        if not is_authentic(request) or hook is None:
            return error(404, "NOT_FOUND", "The requested resource could not be found.")
        hook.secret, hook.disabled_at = str(wish.get("webhook_secret") or hook.secret), None
        return self._kept(hook, 200)

    def _kept(self, hook: Hook, status: int) -> Response:
        self._hooks[hook.id] = hook
        self._pushes.listen(hook.id, Listener("easypost", hook.url, self._message_of(hook)))
        return json_response(status, hook.described())

    def _message_of(self, hook: Hook) -> Callable[[Mailpiece], tuple[bytes, Mapping[str, str]] | None]:
        def message(piece: Mailpiece) -> tuple[bytes, Mapping[str, str]] | None:
            tracker = self._trackers.tracker_of(piece)
            return signed(hook.secret, tracker, self._clock().isoformat()) if tracker else None

        return message

    def clear(self) -> None:
        self._hooks.clear()


def signed(secret: str, tracker: Mapping[str, Any], at: str) -> tuple[bytes, Mapping[str, str]]:
    event = {
        "id": f"evt_{secrets.token_hex(16)}",
        "object": "Event",
        "mode": "test",
        "description": "tracker.updated",
        "status": "pending",
        "created_at": at,
        "previous_attributes": {},
        "result": tracker,
    }
    body = json.dumps(event).encode()
    key = unicodedata.normalize("NFKD", secret).encode()
    return body, {"X-Hmac-Signature": "hmac-sha256-hex=" + hmac.new(key, body, hashlib.sha256).hexdigest()}


def _wish(request: Request) -> dict[str, Any]:
    try:
        said = request.json()
    except ValueError:
        return {}
    wish = said.get("webhook", said) if isinstance(said, dict) else {}
    return wish if isinstance(wish, dict) else {}
