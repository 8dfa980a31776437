"""The misfortunes that a test has ordered, and which request each of them strikes.

Refuses to act: gate.py breaks the answers, network.py the callbacks."""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sandbox.wire import Refusal, Request

SERVICES = ("twilio", "usps", "ups", "fedex", "easypost")
METHODS = ("GET", "POST", "DELETE")
BEFORE = ("http_500", "http_429", "http_429_bare", "http_401", "timeout", "slow", "garbage")
AFTER_ACCEPT = ("http_500_after_accept", "timeout_after_accept", "reset_after_accept")
CALLBACKS = ("callback_duplicate", "callback_reorder", "callback_drop")
# What becomes of a text that was accepted, and a create that is refused: each needs one of Twilio's codes.
FATES = ("undelivered", "failed")
CODED = FATES + ("refused",)
KINDS = BEFORE + AFTER_ACCEPT + CALLBACKS + CODED + ("list_lag",)
TWILIO_ONLY = CALLBACKS + CODED + ("list_lag",)
# For these, `seconds` is how long each stroke lasts, not how long the fault stays.
LASTING = {"timeout": 30.0, "timeout_after_accept": 30.0, "slow": 3.0, "list_lag": 30.0}


@dataclass
class Fault:
    number: int
    service: str
    kind: str
    seconds: float
    left: int | None
    until: float | None
    path: str
    method: str = ""
    code: int = 0
    phone: str = ""
    retry_after: float | None = None

    def is_over(self, now: float) -> bool:
        return self.left == 0 or (self.until is not None and now >= self.until)

    def strikes(self, request: Request) -> bool:
        if self.path not in request.path or self.method not in ("", request.method):
            return False
        if self.kind == "list_lag":
            return request.method == "GET" and request.path.endswith("/Messages.json")
        if self.phone and request.form().get("To") != self.phone:
            return False
        if self.kind == "refused" or (self.kind in AFTER_ACCEPT and self.service == "twilio"):
            return request.method == "POST" and request.path.endswith("/Messages.json")
        return self.kind not in CALLBACKS + FATES

    def describe(self, now: float) -> dict[str, object]:
        return {
            "id": self.number,
            "service": self.service,
            "kind": self.kind,
            "seconds": self.seconds,
            "requests_left": self.left,
            "seconds_left": None if self.until is None else round(self.until - now, 1),
            "path": self.path,
            "method": self.method,
            "code": self.code,
            "phone": self.phone,
            "retry_after": self.retry_after,
        }


class FaultBoard:
    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._lock = Lock()
        self._numbers = itertools.count(1)
        self._faults: list[Fault] = []

    def order(self, wish: dict[str, Any]) -> dict[str, object]:
        """Raises Refusal in plain words; see README.md for what count and seconds mean together."""
        service, kind = _choice(wish, "service", SERVICES), _choice(wish, "kind", KINDS)
        if service != "twilio" and kind in TWILIO_ONLY:
            raise Refusal(400, f"{kind} is a fault of twilio alone.")
        count, seconds = _positive(wish, "count"), _positive(wish, "seconds")
        path = wish.get("path", "")
        if not isinstance(path, str):
            raise Refusal(400, "path must be a piece of text that the request's path contains.")
        method = _choice(wish, "method", METHODS) if wish.get("method") else ""
        code, phone, retry_after = _code(wish, kind), wish.get("phone", ""), _positive(wish, "retry_after")
        if not isinstance(phone, str) or (phone and service != "twilio"):
            raise Refusal(400, "phone must be the address that a text of twilio goes to.")
        with self._lock:
            fault = self._build(service, kind, count, seconds, path)
            fault.method, fault.code, fault.phone, fault.retry_after = method, code, phone, retry_after
            self._faults.append(fault)
            return fault.describe(self._ticks())

    def _build(self, service: str, kind: str, count: float | None, seconds: float | None, path: str) -> Fault:
        # list_lag without a count lies over every list for its seconds; other lasting kinds strike once.
        stays = seconds is not None and count is None and (kind not in LASTING or kind == "list_lag")
        lasts = seconds if seconds is not None else LASTING.get(kind, 0.0)
        if kind == "list_lag" and count is None:
            stays, seconds = True, lasts
        left = None if stays else math.ceil(count or 1)
        until = self._ticks() + (seconds or 0.0) if stays else None
        return Fault(next(self._numbers), service, kind, lasts, left, until, path)

    def strike(self, service: str, request: Request) -> Fault | None:
        """The oldest fault that fits this request, used up by one. Lags of lists are asked for by list_lag()."""
        return self._take(lambda f: f.service == service and f.kind != "list_lag" and f.strikes(request))

    def strike_callback(self, kind: str) -> bool:
        return self._take(lambda fault: fault.kind == kind) is not None

    def strike_fate(self, kind: str, to: str) -> int:
        """The code with which this text ends so; 0 when it does not."""
        fault = self._take(lambda fault: fault.kind == kind and fault.phone in ("", to))
        return fault.code if fault else 0

    def list_lag(self, request: Request) -> float:
        """Seconds for which a message does not show in this list yet."""
        fault = self._take(lambda f: f.kind == "list_lag" and f.strikes(request))
        return fault.seconds if fault else 0.0

    def _take(self, fits: Callable[[Fault], bool]) -> Fault | None:
        with self._lock:
            now = self._ticks()
            self._faults = [fault for fault in self._faults if not fault.is_over(now)]
            for fault in self._faults:
                if fits(fault):
                    fault.left = None if fault.left is None else fault.left - 1
                    return fault
        return None

    def describe(self) -> list[dict[str, object]]:
        with self._lock:
            now = self._ticks()
            return [fault.describe(now) for fault in self._faults if not fault.is_over(now)]

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()


def _choice(wish: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = wish.get(name)
    if not isinstance(value, str) or value not in allowed:
        raise Refusal(400, f"{name} must be one of: {', '.join(allowed)}.")
    return value


def _code(wish: dict[str, Any], kind: str) -> int:
    value = wish.get("code", 0)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 99_999:
        raise Refusal(400, "code must be one of Twilio's error codes, such as 30003.")
    if (kind in CODED) != (value > 0):
        raise Refusal(400, f"code belongs to these kinds, and they need one: {', '.join(CODED)}.")
    return value


def _positive(wish: dict[str, Any], name: str) -> float | None:
    value = wish.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1_000_000:
        raise Refusal(400, f"{name} must be a number above 0.")
    return float(value)
