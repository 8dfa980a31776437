"""Tells the app of scans without being asked, as carriers with a standing order do: each new state of a piece, once.

Refuses to know what a carrier's message looks like: each carrier's stand-in brings its own `Listener`."""

from __future__ import annotations

import http.client
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlsplit

from sandbox.journeys import Mailpiece
from sandbox.mailpieces import MailpieceBook
from sandbox.messages import Clock
from sandbox.timetable import Timetable

logger = logging.getLogger(__name__)
TIMEOUT_SECONDS = 5.0


@dataclass
class Listener:
    """An address that is told. `message` gives body and headers for a piece, None when it is none of its business."""

    service: str
    url: str
    message: Callable[[Mailpiece], tuple[bytes, Mapping[str, str]] | None]
    told: dict[str, int] = field(default_factory=dict)


class Pushes:
    def __init__(self, pieces: MailpieceBook, clock: Clock, timetable: Timetable, every: float) -> None:
        self._pieces = pieces
        self._clock = clock
        self._timetable = timetable
        self._every = every
        self._lock = Lock()
        self._listeners: dict[str, Listener] = {}

    def listen(self, key: str, listener: Listener) -> None:
        """What has been scanned by now is not told any more. The first listener starts the round."""
        listener.told = {piece.tracking_number: len(piece.scans(self._clock())) for piece in self._pieces.all()}
        with self._lock:
            is_first = not self._listeners
            self._listeners[key] = listener
        if is_first and self._every:
            self._timetable.later(self._every, self._round)

    def forget(self, key: str) -> None:
        with self._lock:
            self._listeners.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._listeners.clear()

    def _round(self) -> None:
        self.tell()
        with self._lock:
            goes_on = bool(self._listeners)
        if goes_on:
            self._timetable.later(self._every, self._round)

    def tell(self) -> list[dict[str, object]]:
        """Every piece with scans that a listener has not been told of; `status` is the app's, None without one."""
        with self._lock:
            listeners = list(self._listeners.values())
        return [news for listener in listeners for piece in self._pieces.all() if (news := self._tell(listener, piece))]

    def _tell(self, listener: Listener, piece: Mailpiece) -> dict[str, object] | None:
        made = len(piece.scans(self._clock()))
        with self._lock:
            known = listener.told.get(piece.tracking_number, 0)
            listener.told[piece.tracking_number] = made
        message = listener.message(piece) if made > known else None
        if message is None:
            return None
        status, _ = post(listener.url, *message)
        return {"service": listener.service, "tracking_number": piece.tracking_number, "status": status}


def post(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int | None, bytes]:
    """Once, as carriers do that promise no second try. The status is None when nobody answered."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, body, {"Content-Type": "application/json", "Connection": "close", **headers})
        answer = connection.getresponse()
        return answer.status, answer.read(64 * 1024)
    except (OSError, http.client.HTTPException):
        return None, b""
    finally:
        connection.close()
