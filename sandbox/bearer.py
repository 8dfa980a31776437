"""Bearer tokens as a carrier's application gets them: made for any credentials, good for a while.

Refuses to check who asks: what the stand-ins of UPS and FedEx are for needs no accounts."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from threading import Lock

from sandbox.messages import Clock
from sandbox.wire import Request


class Bearers:
    def __init__(self, clock: Clock, seconds: int) -> None:
        self._clock = clock
        self._seconds = seconds
        self._lock = Lock()
        self._until: dict[str, datetime] = {}

    def issue(self) -> dict[str, object]:
        now, token = self._clock(), secrets.token_urlsafe(48)
        with self._lock:
            self._until = {known: until for known, until in self._until.items() if until > now}
            self._until[token] = now + timedelta(seconds=self._seconds)
        return {"access_token": token, "token_type": "Bearer", "expires_in": str(self._seconds)}

    def is_authentic(self, request: Request) -> bool:
        scheme, _, token = request.header("Authorization").partition(" ")
        with self._lock:
            until = self._until.get(token.strip())
        return scheme.lower() == "bearer" and until is not None and self._clock() < until
