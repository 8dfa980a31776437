"""Every request received, newest first, for the log page and for tests that count.

Refuses to keep secrets: auth headers, tokens and client secrets are masked before anything is stored."""

from __future__ import annotations

import itertools
import re
from collections import deque
from dataclasses import asdict, dataclass
from datetime import datetime
from threading import Lock

from sandbox.wire import Request

SECRET_IN_BODY = re.compile(
    r"""((?:client_secret|webhook_secret|\bsecret|access_token|refresh_token|auth_token)["']?\s*[=:]\s*["']?)[^&"'\s,}]+"""
)
LONGEST_BODY = 20_000
# The services' requests are what tests count; the pages' own polling must not push them out.
KEPT = dict.fromkeys(("twilio", "usps", "ups", "fedex", "easypost"), 20_000)
KEPT_OTHERS = 1_000


@dataclass(frozen=True)
class Entry:
    id: int
    at: str
    service: str
    method: str
    path: str
    query: str
    authorization: str | None
    body: str
    status: int
    ms: float
    fault: str | None


class Traffic:
    def __init__(self) -> None:
        self._lock = Lock()
        self._numbers = itertools.count(1)
        self._entries: dict[str, deque[Entry]] = {}

    def note(
        self, request: Request, service: str, at: datetime, status: int, seconds: float, fault: str | None
    ) -> None:
        """status 0: the connection ended without an answer."""
        text = request.body.decode("utf-8", errors="replace")[:LONGEST_BODY]
        scheme = request.header("Authorization").partition(" ")[0]
        with self._lock:
            entry = Entry(
                id=next(self._numbers),
                at=at.isoformat(),
                service=service,
                method=request.method,
                path=request.path,
                query=SECRET_IN_BODY.sub(r"\1***", request.query_string),
                authorization=f"{scheme} ***" if scheme else None,
                body=SECRET_IN_BODY.sub(r"\1***", text),
                status=status,
                ms=round(seconds * 1000, 1),
                fault=fault,
            )
            kept = self._entries.setdefault(service, deque(maxlen=KEPT.get(service, KEPT_OTHERS)))
            kept.append(entry)

    def newest_first(self, service: str = "", limit: int | None = None) -> list[dict[str, object]]:
        with self._lock:
            chosen = [e for name, entries in self._entries.items() if service in ("", name) for e in entries]
        chosen.sort(key=lambda entry: -entry.id)
        return [asdict(entry) for entry in chosen[:limit]]

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
