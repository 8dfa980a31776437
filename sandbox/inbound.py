"""A text typed on a phone: kept as Twilio's inbound message and posted to the app's webhook.

Refuses to answer in the app's stead: what comes back to the phone comes through the Messages API alone."""

from __future__ import annotations

from sandbox.messages import WHATSAPP, Clock, Message, MessageBook, new_sid
from sandbox.network import API_VERSION
from sandbox.segments import count_segments
from sandbox.settings import Settings
from sandbox.webhooks import Outcome, Webhooks

# Where the pretended phone lives; Twilio fills these from the number, and often leaves the short code's side empty.
FROM_PLACE = {"FromCity": "WASHINGTON", "FromState": "DC", "FromZip": "20001", "FromCountry": "US"}
TO_PLACE = {"ToCity": "", "ToState": "", "ToZip": "", "ToCountry": "US"}


class Inbound:
    def __init__(self, settings: Settings, book: MessageBook, webhooks: Webhooks, clock: Clock) -> None:
        self._settings = settings
        self._book = book
        self._webhooks = webhooks
        self._clock = clock

    def receive(self, phone: str, body: str, num_media: int = 0, to: str = "") -> tuple[Message, Outcome]:
        now = self._clock()
        message = self._book.add(
            Message(
                sid=new_sid("MM" if num_media else "SM"),
                direction="inbound",
                from_number=phone,
                to=to or self._ours(phone),
                body=body,
                phone_body=body,
                status="received",
                created_at=now,
                updated_at=now,
                sent_at=now,
                num_segments=count_segments(body),
                num_media=num_media,
            )
        )
        url = f"{self._settings.app_url}/sms/inbound#{self._settings.inbound_overrides}"
        return message, self._webhooks.post(url, self.form(message))

    def _ours(self, phone: str) -> str:
        whatsapp = phone.startswith(WHATSAPP)
        return WHATSAPP + self._settings.whatsapp_from if whatsapp else self._settings.from_number

    def form(self, message: Message) -> dict[str, str]:
        form = {
            "SmsMessageSid": message.sid,
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "AccountSid": self._settings.account_sid,
            "From": message.from_number or "",
            "To": message.to,
            "Body": message.body,
            "NumMedia": str(message.num_media),
            "NumSegments": str(message.num_segments),
            "SmsStatus": "received",
            "ApiVersion": API_VERSION,
        }
        media = (
            f"https://api.twilio.com/{API_VERSION}/Accounts/{self._settings.account_sid}/Messages/{message.sid}/Media"
        )
        for place in range(message.num_media):
            form[f"MediaUrl{place}"] = f"{media}/ME{place:032x}"
            form[f"MediaContentType{place}"] = "image/jpeg"
        if message.is_whatsapp:
            return form | {"ProfileName": "Sandbox", "WaId": form["From"].removeprefix(f"{WHATSAPP}+")}
        return form | FROM_PLACE | TO_PLACE
