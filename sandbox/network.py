"""The mobile network and Twilio's callbacks: moves an accepted text on and tells the app of each step.

Refuses to fail by itself: a text is sent and delivered, but for free words outside WhatsApp's window and faults."""

from __future__ import annotations

from datetime import datetime, timedelta

from sandbox.faults import FaultBoard
from sandbox.messages import Clock, Message, MessageBook
from sandbox.segments import count_segments
from sandbox.settings import Settings
from sandbox.timetable import Timetable
from sandbox.webhooks import Webhooks

PRICE_PER_SEGMENT = 0.0083
API_VERSION = "2010-04-01"
LAST = ("delivered", "undelivered")
#: WhatsApp takes free words this long after the person's last text; then approved templates alone (error 63016).
WINDOW, OUTSIDE_WINDOW = timedelta(hours=24), 63016


class Network:
    def __init__(
        self,
        settings: Settings,
        book: MessageBook,
        timetable: Timetable,
        webhooks: Webhooks,
        faults: FaultBoard,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._book = book
        self._timetable = timetable
        self._webhooks = webhooks
        self._faults = faults
        self._clock = clock
        self._held: dict[str, dict[str, str]] = {}

    def carry(self, message: Message) -> None:
        """Sets out with a text from whatever step it has reached; also after a restart."""
        sid = message.sid
        if message.status == "scheduled":
            self._timetable.later(self._seconds_until(message.send_at), lambda: self._queue(sid))
        elif message.status == "accepted":
            self._timetable.later(self._settings.sent_after / 2, lambda: self._queue(sid))
        elif message.status == "queued":
            self._timetable.later(self._settings.sent_after, lambda: self._send(sid))
        elif message.status == "sent":
            self._timetable.later(self._settings.delivered_after, lambda: self._deliver(sid))

    def _seconds_until(self, moment: datetime | None) -> float:
        return max(0.0, (moment - self._clock()).total_seconds()) if moment else 0.0

    def _queue(self, sid: str) -> None:
        """A Messaging Service chooses its sender only now: until here `from` is null and num_segments "0"."""
        message = self._book.get(sid)
        if message is None or message.status not in ("accepted", "scheduled"):
            return
        parts = count_segments(message.phone_body)
        self._step(sid, "queued", from_number=self._settings.from_number, num_segments=parts)

    def _send(self, sid: str) -> None:
        message = self._book.get(sid)
        if message is None:
            return
        code = OUTSIDE_WINDOW if self._is_outside_window(message) else self._faults.strike_fate("failed", message.to)
        if code:
            self._step(sid, "failed", error_code=code)
        else:
            self._step(sid, "sent", sent_at=self._clock())

    def _is_outside_window(self, message: Message) -> bool:
        if not message.is_whatsapp or message.content_sid:
            return False
        last = self._book.last_from(message.to)
        return last is None or last <= message.created_at - WINDOW

    def _deliver(self, sid: str) -> None:
        message = self._book.get(sid)
        if message is None:
            return
        price = f"-{PRICE_PER_SEGMENT * message.num_segments:.5f}"
        if code := self._faults.strike_fate("undelivered", message.to):
            self._step(sid, "undelivered", error_code=code, price=price)
        else:
            self._step(sid, "delivered", price=price)

    def _step(self, sid: str, status: str, **changes: object) -> None:
        message = self._book.change(sid, status=status, **changes)
        if message is None:
            return
        self.carry(message)
        if message.status_callback:
            self._tell(message, message.status_callback)

    def _tell(self, message: Message, url: str) -> None:
        form = self.callback_form(message)
        if message.status == "sent" and self._faults.strike_callback("callback_reorder"):
            self._held[message.sid] = form
            return
        self._post(url, form)
        late = self._held.pop(message.sid, None) if message.status in LAST else None
        if late is not None:
            self._post(url, late)

    def _post(self, url: str, form: dict[str, str]) -> None:
        if self._faults.strike_callback("callback_drop"):
            return
        twice = self._faults.strike_callback("callback_duplicate")
        for _ in range(2 if twice else 1):
            self._webhooks.post(url, form)

    def callback_form(self, message: Message) -> dict[str, str]:
        form = {
            "AccountSid": self._settings.account_sid,
            "ApiVersion": API_VERSION,
            "From": message.from_number or "",
            "To": message.to,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": message.status,
            "SmsStatus": message.status,
        }
        if message.messaging_service_sid:
            form["MessagingServiceSid"] = message.messaging_service_sid
        if message.error_code:
            form["ErrorCode"] = str(message.error_code)
        if message.status in LAST:
            form["RawDlrDoneDate"] = message.updated_at.strftime("%y%m%d%H%M")
        return form
