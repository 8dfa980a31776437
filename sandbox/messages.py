"""The texts that the stand-in has accepted or sent to the app, as rows with Twilio's fields.

Refuses to send anything: network.py moves texts on, twilio_api.py shows them. The phone keeps its own copy of a
text, so that redacting or deleting Twilio's record does not reach into somebody's hand."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from threading import RLock
from typing import Any

from sandbox.journal import Journal

Clock = Callable[[], datetime]
TIMES = ("created_at", "updated_at", "sent_at", "send_at")
WHATSAPP = "whatsapp:"
NOT_ON_ANY_PHONE = ("scheduled", "canceled", "failed", "undelivered")


@dataclass(frozen=True)
class Message:
    sid: str
    direction: str
    from_number: str | None
    to: str
    body: str
    phone_body: str
    status: str
    created_at: datetime
    updated_at: datetime
    sent_at: datetime | None = None
    send_at: datetime | None = None
    num_segments: int = 1
    num_media: int = 0
    price: str | None = None
    error_code: int | None = None
    messaging_service_sid: str | None = None
    status_callback: str | None = None
    content_sid: str = ""
    deleted: bool = False

    @property
    def is_inbound(self) -> bool:
        return self.direction == "inbound"

    @property
    def is_whatsapp(self) -> bool:
        return self.to.startswith(WHATSAPP)

    @property
    def phone(self) -> str | None:
        return self.from_number if self.is_inbound else self.to


def new_sid(prefix: str = "SM") -> str:
    return prefix + secrets.token_hex(16)


class MessageBook:
    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._lock = RLock()
        self._by_sid: dict[str, Message] = {}

    def add(self, message: Message) -> Message:
        with self._lock:
            self._by_sid[message.sid] = message
            self._journal.write({"fact": "message", **_as_json(asdict(message))})
        return message

    def get(self, sid: str) -> Message | None:
        """What the phone can still see; Twilio's view asks for_twilio()."""
        return self._by_sid.get(sid)

    def for_twilio(self, sid: str) -> Message | None:
        message = self._by_sid.get(sid)
        return None if message is None or message.deleted else message

    def change(self, sid: str, **changes: Any) -> Message | None:
        """None when the message is gone, as after a reset."""
        with self._lock:
            message = self._by_sid.get(sid)
            if message is None:
                return None
            changes["updated_at"] = self._clock()
            message = self._by_sid[sid] = replace(message, **changes)
            self._journal.write({"fact": "message_changed", "sid": sid, "changes": _as_json(changes)})
        return message

    def newest_first(self) -> list[Message]:
        with self._lock:
            return [message for message in reversed(self._by_sid.values()) if not message.deleted]

    def on_phone(self, phone: str) -> list[Message]:
        with self._lock:
            return [
                message
                for message in self._by_sid.values()
                if message.phone == phone and (message.is_inbound or message.status not in NOT_ON_ANY_PHONE)
            ]

    def unfinished(self) -> list[Message]:
        with self._lock:
            waiting = ("accepted", "scheduled", "queued", "sent")
            return [m for m in self._by_sid.values() if not m.is_inbound and m.status in waiting]

    def last_from(self, phone: str) -> datetime | None:
        """When this phone last texted us; None when it never did."""
        with self._lock:
            return max((m.created_at for m in self._by_sid.values() if m.is_inbound and m.phone == phone), default=None)

    def clear(self) -> None:
        with self._lock:
            self._by_sid.clear()

    def replay(self, fact: dict[str, Any]) -> None:
        """One line of the journal; facts of other kinds are not ours."""
        if fact.get("fact") == "message":
            names = {field.name for field in fields(Message)}
            row = _from_json({name: value for name, value in fact.items() if name in names})
            self._by_sid[row["sid"]] = Message(**row)
        elif fact.get("fact") == "message_changed" and fact["sid"] in self._by_sid:
            self._by_sid[fact["sid"]] = replace(self._by_sid[fact["sid"]], **_from_json(fact["changes"]))


def _as_json(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}


def _from_json(row: dict[str, Any]) -> dict[str, Any]:
    return {name: datetime.fromisoformat(v) if name in TIMES and v else v for name, v in row.items()}
