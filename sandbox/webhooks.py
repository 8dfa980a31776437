"""Posts a signed form to the app as Twilio would, and retries as the URL's fragment says.

Refuses to follow redirects and to read the answer's TwiML: Waypost answers every webhook with an empty response.
The request target goes out byte for byte as given, because that is what was signed."""

from __future__ import annotations

import http.client
import secrets
import socket
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Event, Lock
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from sandbox.signature import sign


@dataclass(frozen=True)
class Overrides:
    """twilio.com/docs/usage/webhooks/webhooks-connection-overrides; milliseconds there, seconds here."""

    connect_timeout: float = 5.0
    read_timeout: float = 15.0
    total_time: float = 15.0
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})

    @classmethod
    def parse(cls, fragment: str) -> Overrides:
        """Unknown or unreadable options keep Twilio's defaults, and values are held to Twilio's ranges."""
        options = dict(parse_qsl(fragment))
        policy = frozenset(part.strip() for part in options.get("rp", "ct").split(","))
        return cls(
            connect_timeout=_clip(options.get("ct"), 100, 10_000, 5_000) / 1000,
            read_timeout=_clip(options.get("rt"), 100, 15_000, 15_000) / 1000,
            total_time=_clip(options.get("tt"), 100, 15_000, 15_000) / 1000,
            retries=int(_clip(options.get("rc"), 0, 5, 1)),
            retry_on=policy,
        )

    def wants_retry(self, outcome: Outcome) -> bool:
        return "all" in self.retry_on or outcome.kind in self.retry_on


@dataclass(frozen=True)
class Outcome:
    """kind: ok, 4xx, 5xx, ct (no connection) or rt (no answer in time); status is None without an answer."""

    kind: str
    status: int | None = None


class Webhooks:
    def __init__(self, auth_token: str, retry_delays: Sequence[float], stopping: Event) -> None:
        self._auth_token = auth_token
        # Twilio does not publish the pause between its tries; ours grows, and all end within the total time.
        self._delays = retry_delays
        self._stopping = stopping
        self._guard = Lock()
        self._open: set[http.client.HTTPConnection] = set()

    def close(self) -> None:
        """Cuts the webhooks under way, so that stopping does not wait for an app that hangs."""
        with self._guard:
            waiting = [connection.sock for connection in self._open if connection.sock is not None]
        for sock in waiting:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def post(self, url: str, params: Mapping[str, str]) -> Outcome:
        overrides = Overrides.parse(urlsplit(url).fragment)
        headers = self._headers(url, params)
        body = urlencode(params).encode()
        deadline = time.monotonic() + overrides.total_time
        outcome = self._post_once(url, body, headers, overrides, deadline)
        for attempt in range(overrides.retries):
            pause = self._delays[min(attempt, len(self._delays) - 1)] if self._delays else 0.0
            if not overrides.wants_retry(outcome) or time.monotonic() + pause >= deadline or self._stopping.wait(pause):
                break
            outcome = self._post_once(url, body, headers, overrides, deadline)
        return outcome

    def _headers(self, url: str, params: Mapping[str, str]) -> dict[str, str]:
        return {
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": sign(self._auth_token, url, params),
            # The same on every retry of one webhook.
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            "Connection": "close",
        }

    def _post_once(
        self, url: str, body: bytes, headers: Mapping[str, str], overrides: Overrides, deadline: float
    ) -> Outcome:
        parts = urlsplit(url)
        connection = _connection(parts, overrides.connect_timeout)
        with self._guard:
            self._open.add(connection)
        try:
            return _exchange(connection, _target(parts), body, headers, overrides.read_timeout, deadline)
        finally:
            with self._guard:
                self._open.discard(connection)
            connection.close()


def _exchange(
    connection: http.client.HTTPConnection,
    target: str,
    body: bytes,
    headers: Mapping[str, str],
    read_timeout: float,
    deadline: float,
) -> Outcome:
    try:
        connection.connect()
    except (OSError, http.client.HTTPException):
        return Outcome("ct")
    try:
        connection.sock.settimeout(max(0.1, min(read_timeout, deadline - time.monotonic())))
        connection.request("POST", target, body, dict(headers))
        status = connection.getresponse().status
    except (OSError, ValueError, http.client.HTTPException):
        return Outcome("rt")
    return Outcome("5xx" if status >= 500 else "4xx" if status >= 400 else "ok", status)


def _connection(parts: SplitResult, timeout: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, parts.port, timeout=timeout)


def _target(parts: SplitResult) -> str:
    path = parts.path or "/"
    return f"{path}?{parts.query}" if parts.query else path


def _clip(text: str | None, low: float, high: float, default: float) -> float:
    try:
        return min(max(float(text or ""), low), high)
    except ValueError:
        return default
