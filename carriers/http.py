"""One bounded HTTP exchange with a carrier: time, size and decoded size are all capped, redirects are refused.

It keeps no connection between exchanges (a carrier is asked about once a minute, and a stale kept connection would look
like an outage), follows nothing, retries nothing and reads nothing from the environment.
"""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from carriers.answers import Exchange

MAX_RETRY_AFTER_SECONDS = 86_400.0
CHUNK_BYTES = 65_536
KEPT_HEADERS = ("content-type", "date", "retry-after", "server", "x-request-id", "x-correlation-id")


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds to connect, seconds for the whole exchange, and the largest answer in bytes after decompression."""

    connect_seconds: float = 3.0
    total_seconds: float = 8.0
    max_bytes: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """What is sent. For the record: `numbers` is how many tracking numbers it asks about, `shown` the path without the
    number where the carrier wants that in its path."""

    service: str
    method: str
    url: str
    body: bytes
    headers: Mapping[str, str] = field(repr=False)
    numbers: int = 0
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer of any status but a redirect. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpFault(Exception):
    """No usable answer. `kind`: timeout, unreachable, redirected, too_large or garbled."""

    def __init__(self, kind: str, detail: str, status: int | None = None) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail[:200]
        self.status = status


class _Watchdog:
    """Cuts the connection when the whole exchange has taken too long.

    A socket timeout only bounds the silence between two bytes, so a server that sends one byte a second would hold us
    for ever. Out of its reach: the name look-up, and the handshake beyond one connect timeout per step.
    """

    def __init__(self, seconds: float) -> None:
        self.expired = False
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._bite)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._token = _watching.set(self)
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._timer.cancel()
        _watching.reset(self._token)

    def follow(self, connected: socket.socket | None) -> None:
        with self._lock:
            self._socket = connected
            if self.expired:
                self._cut()

    def _bite(self) -> None:
        with self._lock:
            self.expired = True
            self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # The plain method: ssl's own would drop its state under the reading thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


_watching: ContextVar[_Watchdog] = ContextVar("_watching")


class _WatchedConnection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        _watching.get().follow(self.sock)


class _WatchedSecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        _watching.get().follow(self.sock)


class _Pool(HTTPConnectionPool):
    ConnectionCls = _WatchedConnection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _WatchedSecureConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: object) -> None:
        super().init_poolmanager(connections, maxsize, block, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


class _Session(requests.Session):
    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False  # no proxy, no netrc, no CA bundle from somebody's shell
        self.mount("http://", _Adapter())
        self.mount("https://", _Adapter())

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        # Even with allow_redirects=False, requests reads a redirect's whole body to prepare the next request.
        return None


def perform(call: Call, limits: Limits) -> Reply:
    """Make the exchange, or raise HttpFault. Ends within `limits.total_seconds` plus a moment."""
    with _Watchdog(limits.total_seconds) as watchdog:
        try:
            reply = _attempt(call, limits)
        except HttpFault:
            raise
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
            raise _as_fault(fault, watchdog.expired) from fault
        if watchdog.expired:  # a body that ends with the connection looks complete when we cut it
            raise HttpFault("timeout", f"no full answer within {limits.total_seconds:g} s", reply.status)
        return reply


def _attempt(call: Call, limits: Limits) -> Reply:
    timeout = (min(limits.connect_seconds, limits.total_seconds), limits.total_seconds)
    headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "waypost", **call.headers}
    with (
        _Session() as session,
        session.request(
            call.method,
            call.url,
            data=call.body,
            headers=headers,
            timeout=timeout,
            stream=True,
            allow_redirects=False,
        ) as response,
    ):
        if 300 <= response.status_code < 400:
            raise HttpFault("redirected", f"HTTP {response.status_code} instead of an answer", response.status_code)
        names = {name.lower(): value for name, value in response.headers.items()}
        return Reply(response.status_code, names, _read(response, limits.max_bytes))


def _read(response: requests.Response, max_bytes: int) -> bytes:
    """The body, decoded, in bounded chunks: a small gzip file may unfold to gigabytes."""
    parts: list[bytes] = []
    size = 0
    for chunk in response.raw.stream(CHUNK_BYTES, decode_content=True):
        size += len(chunk)
        if size > max_bytes:
            raise HttpFault("too_large", f"the answer is larger than {max_bytes} bytes", response.status_code)
        parts.append(chunk)
    return b"".join(parts)


def _as_fault(fault: Exception, expired: bool) -> HttpFault:
    late = (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError)
    if expired or isinstance(fault, late):
        return HttpFault("timeout", "no full answer in time")
    if isinstance(fault, urllib3.exceptions.DecodeError | requests.exceptions.ContentDecodingError):
        return HttpFault("garbled", "the answer's compression is broken")
    return HttpFault("unreachable", type(fault).__name__)


def exchange(call: Call, limits: Limits, now: Callable[[], datetime]) -> tuple[Reply | HttpFault, Exchange]:
    """Make one exchange and its record. Faults of the outside world come back as values."""
    started_at, ticks = now(), time.monotonic()
    outcome: Reply | HttpFault
    try:
        outcome = perform(call, limits)
    except HttpFault as fault:
        outcome = fault
    reply = outcome if isinstance(outcome, Reply) else None
    record = Exchange(
        service=call.service,
        method=call.method,
        path=call.shown or urlsplit(call.url).path,
        status=outcome.status,
        started_at=started_at,
        duration_ms=round((time.monotonic() - ticks) * 1000, 3),
        request_bytes=len(call.body),
        response_bytes=len(reply.body) if reply else 0,
        error=None if reply else str(outcome),
        retry_after=retry_after_seconds(reply, started_at) if reply else None,
        numbers=call.numbers,
        headers={name: reply.headers[name][:200] for name in KEPT_HEADERS if name in reply.headers} if reply else {},
    )
    return outcome, record


def retry_after_seconds(reply: Reply, now: datetime) -> float | None:
    """Retry-After in seconds from now, from either of its forms (RFC 9110 §10.2.3); None when absent or nonsense."""
    value = reply.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return min(float(value[:9]), MAX_RETRY_AFTER_SECONDS)
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), MAX_RETRY_AFTER_SECONDS)
