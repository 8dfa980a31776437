"""OAuth as carriers use it: one shared client-credentials token, renewed five minutes early or when it is refused.

It keeps no token itself (the store does) and never shows one: a token is left out of every repr, record and message.
"""

import json
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlencode

from carriers.answers import Exchange
from carriers.http import Call, HttpFault, Limits, Reply, exchange, retry_after_seconds

RENEW_EARLY = timedelta(minutes=5)
SHORTEST_SECONDS, LONGEST_SECONDS, USUAL_SECONDS = 1.0, 86_400.0, 3_600.0


@dataclass(frozen=True, slots=True)
class Token:
    """`scope` is space separated, as USPS names it."""

    access_token: str = field(repr=False)
    expires_at: datetime
    scope: str


class TokenStore(Protocol):
    """Where the one token of a service lives, shared by every process (a vendor says a new token revokes the older)."""

    def read(self, service: str) -> Token | None: ...

    def replace(self, service: str, token: Token, expected: Token | None) -> bool:
        """Store `token` only while `expected` is what is stored; say whether it was."""
        ...


class MemoryTokenStore:
    """A token store for one process."""

    def __init__(self) -> None:
        self._tokens: dict[str, Token] = {}
        self._lock = threading.Lock()

    def read(self, service: str) -> Token | None:
        return self._tokens.get(service)

    def replace(self, service: str, token: Token, expected: Token | None) -> bool:
        with self._lock:
            if self._tokens.get(service) != expected:
                return False
            self._tokens[service] = token
            return True


class TokenFault(Exception):
    """No token to be had. `kind` is a Failed kind: unauthorized, throttled or unreachable."""

    def __init__(self, kind: str, detail: str, retry_after: float | None = None) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Credentials:
    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SignIn:
    """How an application asks for its token. `said` names the carrier to people; body and headers hold the secret."""

    service: str
    said: str
    url: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)


def by_form(service: str, said: str, url: str, credentials: Credentials) -> SignIn:
    """Both halves of the credentials in the form (USPS, FedEx)."""
    form = {
        "grant_type": "client_credentials",
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret,
    }
    return SignIn(service, said, url, urlencode(form).encode())


def by_basic(service: str, said: str, url: str, credentials: Credentials, **headers: str) -> SignIn:
    """The credentials in the Authorization header (UPS)."""
    pair = b64encode(f"{credentials.client_id}:{credentials.client_secret}".encode()).decode()
    return SignIn(service, said, url, b"grant_type=client_credentials", {"Authorization": f"Basic {pair}", **headers})


class Tokens:
    """Hands out the current token of one application."""

    def __init__(self, sign_in: SignIn, store: TokenStore, now: Callable[[], datetime], limits: Limits) -> None:
        self.service = sign_in.service
        self._sign_in = sign_in
        self._store = store
        self._now = now
        self._limits = limits
        self._renewing = threading.Lock()

    def obtain(self, exchanges: list[Exchange], refused: Token | None = None) -> Token:
        """A token fit to use, renewed if need be. `refused` is one that just drew a 401. Raises TokenFault."""
        with self._renewing:  # the threads of this process renew once; other processes meet in store.replace
            stored = self._store.read(self.service)
            if stored is not None and stored != refused and self._now() < stored.expires_at - RENEW_EARLY:
                return stored
            fresh = self._fetch(exchanges)
            if self._store.replace(self.service, fresh, expected=stored):
                return fresh
            return self._store.read(self.service) or fresh

    def _fetch(self, exchanges: list[Exchange]) -> Token:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self._sign_in.headers}
        call = Call(self.service, "POST", self._sign_in.url, self._sign_in.body, headers)
        outcome, record = exchange(call, self._limits, self._now)
        exchanges.append(record)
        if isinstance(outcome, HttpFault):
            raise TokenFault("unreachable", f"{self._sign_in.said} sign-in: {outcome}")
        return self._read(outcome)

    def _read(self, reply: Reply) -> Token:
        if reply.status == 429:
            wait = retry_after_seconds(reply, self._now())
            raise TokenFault("throttled", f"{self._sign_in.said} sign-in: too many requests", wait)
        said = _as_object(reply.body)
        if 400 <= reply.status < 500:
            raise TokenFault(
                "unauthorized", f"{self._sign_in.said} sign-in refused (HTTP {reply.status}): {_complaint(said)}"
            )
        access_token = said.get("access_token")
        if reply.status != 200 or not isinstance(access_token, str) or not _sendable(access_token):
            raise TokenFault("unreachable", f"{self._sign_in.said} sign-in gave no token (HTTP {reply.status})")
        lifetime = timedelta(seconds=_lifetime_seconds(said.get("expires_in")))
        return Token(access_token, self._now() + lifetime, str(said.get("scope") or ""))


def _lifetime_seconds(value: object) -> float:
    """expires_in is about 28799, and sometimes a string."""
    try:
        seconds = float(str(value))
    except ValueError:
        return USUAL_SECONDS
    return min(max(seconds, SHORTEST_SECONDS), LONGEST_SECONDS) if seconds == seconds else USUAL_SECONDS


def _sendable(access_token: str) -> bool:
    """Fit for a header line: a stray line break in a token must not become a header of its own."""
    return bool(access_token) and access_token.isascii() and access_token.isprintable() and " " not in access_token


def _as_object(body: bytes) -> Mapping[str, object]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _complaint(said: Mapping[str, object]) -> str:
    return str(said.get("error_description") or said.get("error") or "no reason given")[:120]
