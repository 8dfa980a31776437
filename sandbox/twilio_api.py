"""Twilio's Messages resource: create, fetch, list, update, delete.

Refuses media, feedback and every other resource with 404, as README.md says."""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sandbox import paging
from sandbox.create_message import check_form, find_schedule, read_variables
from sandbox.faults import FaultBoard
from sandbox.messages import Clock, Message, MessageBook, new_sid
from sandbox.network import API_VERSION, Network
from sandbox.router import Router
from sandbox.segments import count_segments
from sandbox.settings import Settings
from sandbox.twilio_errors import refuse
from sandbox.wire import Request, Response, json_response

DATE_FILTERS = ("DateSent", "DateSent<", "DateSent>")
Span = tuple[datetime, datetime]


class TwilioApi:
    def __init__(
        self, settings: Settings, book: MessageBook, network: Network, faults: FaultBoard, clock: Clock
    ) -> None:
        self._settings = settings
        self._book = book
        self._network = network
        self._faults = faults
        self._clock = clock

    def add_routes(self, router: Router) -> None:
        messages = f"/{API_VERSION}/Accounts/{{account}}/Messages"
        router.add("POST", f"{messages}.json", self.create)
        router.add("GET", f"{messages}.json", self.list)
        router.add("GET", f"{messages}/{{sid}}.json", self.fetch)
        router.add("POST", f"{messages}/{{sid}}.json", self.update)
        router.add("DELETE", f"{messages}/{{sid}}.json", self.delete)

    def is_authentic(self, request: Request) -> bool:
        scheme, _, encoded = request.header("Authorization").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True)
        except ValueError:
            return False
        expected = f"{self._settings.account_sid}:{self._settings.auth_token}".encode()
        of_an_account = request.path.startswith(f"/{API_VERSION}/")
        owns_path = not of_an_account or request.path.split("/")[3:4] == [self._settings.account_sid]
        return scheme.lower() == "basic" and owns_path and hmac.compare_digest(given, expected)

    def create(self, request: Request) -> Response:
        form = request.form()
        now = self._clock()
        error = check_form(form, now)
        if error:
            return refuse(error)
        message = self._book.add(self._new_message(form, now, request))
        self._network.carry(message)
        return json_response(201, self.as_json(message))

    def _new_message(self, form: dict[str, str], now: datetime, request: Request) -> Message:
        service, body = form.get("MessagingServiceSid") or None, _words(form)
        chosen = form.get("From") or None
        send_at = find_schedule(form)
        waiting = service is not None and chosen is None
        media = sum(name == "MediaUrl" for name, _ in request.form_pairs())
        return Message(
            sid=new_sid("MM" if media else "SM"),
            direction="outbound-api",
            from_number=chosen,
            to=form["To"],
            body=body,
            phone_body=body,
            status="scheduled" if send_at else "accepted" if service else "queued",
            created_at=now,
            updated_at=now,
            send_at=send_at,
            num_segments=0 if waiting else count_segments(body),
            num_media=media,
            messaging_service_sid=service,
            status_callback=form.get("StatusCallback") or None,
            content_sid=form.get("ContentSid", ""),
        )

    def fetch(self, request: Request) -> Response:
        message = self._book.for_twilio(request.params["sid"])
        return json_response(200, self.as_json(message)) if message else refuse(20404)

    def update(self, request: Request) -> Response:
        """Body="" redacts; Status=canceled takes back what is still scheduled. Nothing else can be changed."""
        message = self._book.for_twilio(request.params["sid"])
        if message is None:
            return refuse(20404)
        form = request.form()
        if form.get("Body", "") or form.get("Status", "canceled") != "canceled":
            return refuse(20001)
        if "Status" in form and message.status != "scheduled":
            return refuse(20001)
        changes = ({"status": "canceled"} if "Status" in form else {}) | ({"body": ""} if "Body" in form else {})
        message = self._book.change(message.sid, **changes)
        return json_response(200, self.as_json(message)) if message else refuse(20404)

    def delete(self, request: Request) -> Response:
        message = self._book.for_twilio(request.params["sid"])
        if message is None:
            return refuse(20404)
        self._book.change(message.sid, deleted=True, body="")
        return Response(204)

    def list(self, request: Request) -> Response:
        query = request.query()
        try:
            spans = {name: _span(query[name]) for name in DATE_FILTERS if query.get(name)}
        except ValueError:
            return refuse(20001)
        rows = [m for m in self._book.newest_first() if _fits(m, query) and _sent_fits(m.sent_at, spans)]
        lag = self._faults.list_lag(request)
        if lag:
            rows = [m for m in rows if m.created_at <= self._clock() - timedelta(seconds=lag)]
        page = paging.turn_to(rows, query)
        if page is None:
            return refuse(20001)
        body = paging.as_json(page, request.path, query)
        return json_response(200, body | {"messages": [self.as_json(m) for m in page.rows]})

    def as_json(self, message: Message) -> dict[str, object]:
        uri = f"/{API_VERSION}/Accounts/{self._settings.account_sid}/Messages/{message.sid}"
        return {
            "account_sid": self._settings.account_sid,
            "api_version": API_VERSION,
            "body": message.body,
            "date_created": _rfc2822(message.created_at),
            "date_sent": _rfc2822(message.sent_at),
            "date_updated": _rfc2822(message.updated_at),
            "direction": message.direction,
            "error_code": message.error_code,
            "error_message": None,
            "from": message.from_number,
            "messaging_service_sid": message.messaging_service_sid,
            "num_media": str(message.num_media),
            "num_segments": str(message.num_segments),
            "price": message.price,
            "price_unit": "USD",
            "sid": message.sid,
            "status": message.status,
            "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
            "to": message.to,
            "uri": f"{uri}.json",
        }


def _words(form: dict[str, str]) -> str:
    """What the phone shows. Nobody knows here what an approved template says: its id and values stand for it."""
    template = form.get("ContentSid", "")
    if not template:
        return form.get("Body", "")
    return f"[template {template}] " + " | ".join((read_variables(form) or {}).values())


def _rfc2822(moment: datetime | None) -> str | None:
    return format_datetime(moment.astimezone(UTC)) if moment else None


def _fits(message: Message, query: dict[str, str]) -> bool:
    if query.get("To") and message.to != query["To"]:
        return False
    return not query.get("From") or message.from_number == query["From"]


def _sent_fits(sent_at: datetime | None, spans: dict[str, Span]) -> bool:
    """Days are GMT days and both bounds count themselves. What has not been sent yet has no date_sent to fit."""
    if sent_at is None:
        return not spans
    if "DateSent<" in spans and sent_at >= spans["DateSent<"][1]:
        return False
    if "DateSent>" in spans and sent_at < spans["DateSent>"][0]:
        return False
    return "DateSent" not in spans or spans["DateSent"][0] <= sent_at < spans["DateSent"][1]


def _span(text: str) -> Span:
    """A day, or the second that a full timestamp names. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment, moment + (timedelta(days=1) if len(text) == 10 else timedelta(seconds=1))
