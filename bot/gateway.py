"""The only way to Twilio: creates one message and says what became of it as a kind that decides; asks about messages.

Retries nothing. One client for all threads; bot/outcomes.py holds what the codes mean.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import certifi
import structlog
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3 import PoolManager, make_headers
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from bot import outcomes
from bot.outcomes import Outcome

log = structlog.get_logger()

#: Connections kept when nobody says otherwise: as many as threads that send.
POOL = 16
#: Twilio's largest page.
PAGE = 1000
LONGEST_RETRY_AFTER_SECONDS = 86_400.0


@dataclass(frozen=True)
class Sent:
    """`retry_after_seconds`: how long Twilio asks us to wait; None when it does not say."""

    outcome: Outcome
    provider_reference: str = ""
    status: str = ""
    error_code: int | None = None
    detail: str = ""
    retry_after_seconds: float | None = None


class Away(Exception):
    """Twilio could not be reached, or did not answer as it should: ask again later."""


class NotAllowed(Exception):
    """Twilio answered that we may not: only a person can change that."""


@dataclass(frozen=True)
class Seen:
    """What Twilio's log showed. `at` is the time by Twilio's own clock, None when it did not say."""

    messages: list["Listed"]
    at: datetime | None


@dataclass(frozen=True)
class Listed:
    """One message in Twilio's own log. Times are aware UTC; `sent_at` is None while it is queued."""

    provider_reference: str
    is_inbound: bool
    sender: str
    to: str
    body: str
    status: str
    media_count: int
    created_at: datetime | None
    sent_at: datetime | None
    error_code: int | None
    segments: int = 0  # 0: not counted yet
    price_micros: int | None = None  # millionths of `price_unit`, what we pay is positive; None: not priced yet
    price_unit: str = ""


class _Http(HttpClient):
    """Twilio's own client hands the last answer over through an attribute that all threads share, formats every request
    for a log, and its exceptions drop the headers. This one keeps connections and, for each thread, two headers. It
    asks urllib3 itself: what Requests does around it is half of a text's cost. No proxy or CA bundle from somebody's
    shell counts here."""

    def __init__(self, timeout_seconds: float, pool: int) -> None:
        super().__init__(structlog.get_logger(), False, timeout_seconds)
        self._connections = PoolManager(maxsize=pool, ca_certs=certifi.where())
        self._heard = threading.local()

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        """Raises urllib3's HTTPError as it comes: nothing is tried again. Redirects are never followed."""
        self._heard.headers = {}
        answer = self._connections.request(
            method,
            f"{uri}?{_form(params)}" if params else uri,
            body=_form(data) if data else None,
            headers=(headers or {}) | (make_headers(basic_auth=":".join(auth)) if auth else {}),
            timeout=timeout or self.timeout,
            retries=False,
            redirect=False,
        )
        self._heard.headers = {name: answer.headers.get(name, "") for name in ("Retry-After", "Date")}
        return Response(answer.status, answer.data.decode("utf-8", "replace"), answer.headers)

    def retry_after_seconds(self) -> float | None:
        """What this thread's last answer asks for, in either of its forms (RFC 9110 section 10.2.3)."""
        value, answered_at = self._header("Retry-After"), self.answered_at()
        if value.isascii() and value.isdigit():
            return min(float(value[:9]), LONGEST_RETRY_AFTER_SECONDS)
        until = _date(value)
        if until is None or answered_at is None:
            return None
        return min(max((until - answered_at).total_seconds(), 0.0), LONGEST_RETRY_AFTER_SECONDS)

    def answered_at(self) -> datetime | None:
        """When this thread's last answer was given, by the other side's clock."""
        return _date(self._header("Date"))

    def _header(self, name: str) -> str:
        heard: dict[str, str] = getattr(self._heard, "headers", {})
        return heard.get(name, "").strip()


def _form(values: dict[str, Any]) -> str:
    return urlencode({name: value for name, value in values.items() if value is not None}, doseq=True)


def _date(text: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class Gateway:
    """One Twilio account. `send` never raises for what the network or Twilio does."""

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        base_url: str,
        timeout_seconds: float,
        lookups_url: str = "",
        pool: int = POOL,
    ) -> None:
        self._http = _Http(timeout_seconds, pool)
        self._client = Client(account_sid, auth_token, http_client=self._http)
        self._client.api.base_url = base_url
        self._client.lookups.base_url = lookups_url or self._client.lookups.base_url

    def send(
        self,
        to: str,
        from_number: str,
        body: str,
        status_callback: str,
        valid_seconds: int,
        content_sid: str = "",
        content_variables: str = "",
    ) -> Sent:
        """`valid_seconds` is how long the text stays true (Twilio takes 1 to 36,000). With a `content_sid` the approved
        template goes, and no body; `content_variables` is JSON by number. Addresses carry their channel's prefix."""
        words: dict[str, str] = {"body": body}
        if content_sid:
            words = {"content_sid": content_sid, "content_variables": content_variables}
        try:
            message = self._client.messages.create(
                to=to,
                from_=from_number,
                **words,
                status_callback=status_callback,
                validity_period=max(1, min(valid_seconds, 36_000)),
            )
        except (TwilioRestException, TwilioServiceException) as problem:
            return _refused(problem, self._http.retry_after_seconds())
        except HTTPError as problem:
            return _network(problem)
        except (TwilioException, ValueError, LookupError, TypeError, AttributeError) as problem:
            return Sent(Outcome.UNKNOWN, detail=f"an answer that is no message: {type(problem).__name__}")
        if not message.sid:
            return Sent(Outcome.UNKNOWN, detail="an answer without a message id")
        return Sent(Outcome.ACCEPTED, message.sid, str(message.status or ""))

    def listed(self, to: str, since: datetime | None = None, limit: int | None = None) -> list[Listed]:
        """Messages to this address, newest first; sent at or after `since`, when given. Raises Away, NotAllowed."""
        only = {"date_sent_after": since.astimezone(UTC)} if since else {}
        with _asking():
            found = self._client.messages.list(to=to, limit=limit, page_size=min(limit or 500, 500), **only)
            return [_listed(message) for message in found]

    def created_since(self, to: str, since: datetime) -> Seen:
        """Messages to this address that were made at or after `since`, newest first, also those that are not sent yet
        (which Twilio's own date filter leaves out). Raises Away, NotAllowed."""
        found: list[Listed] = []
        with _asking():
            messages = self._client.messages.stream(to=to, page_size=50)
            at = self._http.answered_at()  # of the first page: the newest are on it
            for message in messages:
                listed = _listed(message)
                # Whether the list is sorted by creation or by sending: behind this one there is nothing as new.
                if listed.sent_at is not None and listed.sent_at < since:
                    break
                if listed.created_at is None or listed.created_at >= since:
                    found.append(listed)
        return Seen(found, at)

    def sent_between(self, sender: str, since: datetime, until: datetime) -> Iterator[Listed]:
        """Messages from this address that left within these times (both count), page by page as they are asked for.
        Raises Away, NotAllowed."""
        span = {"date_sent_after": since.astimezone(UTC), "date_sent_before": until.astimezone(UTC)}
        with _asking():
            for message in self._client.messages.stream(from_=sender, page_size=PAGE, **span):
                yield _listed(message)

    def fetch(self, provider_reference: str) -> Listed | None:
        """One message by Twilio's id; None when Twilio does not have it any more. Raises Away, NotAllowed."""
        with _asking():
            try:
                return _listed(self._client.messages(provider_reference).fetch())
            except TwilioRestException as problem:
                if problem.status == 404:
                    return None
                raise

    def changed_hands(self, phone: str, since: date) -> str:
        """Was this number given to somebody else after `since`? "yes", "no", "no data", or "" when nobody answers now.

        Twilio Lookup v2, package reassigned_number, which asks the FCC's database.
        """
        try:
            found = self._client.lookups.v2.phone_numbers(phone).fetch(
                fields="reassigned_number", last_verified_date=f"{since:%Y%m%d}"
            )
        except (TwilioException, HTTPError, ValueError, LookupError, TypeError, AttributeError):
            return ""
        answer = found.reassigned_number if isinstance(found.reassigned_number, dict) else {}
        said = str(answer.get("is_number_reassigned", "")).lower()
        return {"yes": "yes", "no": "no", "no_data_available": "no data"}.get(said, "")


@contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except TwilioException as problem:
        raise _not_listed(problem) from None
    except (HTTPError, ValueError, LookupError, TypeError, AttributeError) as problem:
        raise Away(type(problem).__name__) from None


def _not_listed(problem: TwilioException) -> Exception:
    """A refused page is a bare TwilioException with the response beside the words (twilio 9.13, base/page.py)."""
    response = problem.args[1] if len(problem.args) > 1 else None
    status = _whole(getattr(problem, "status", None) or getattr(response, "status_code", 0))
    if 400 <= status < 500 and status not in (408, 429):
        return NotAllowed(f"Twilio answered {status}")
    return Away(f"Twilio answered {status}" if status else type(problem).__name__)


def _listed(message: Any) -> Listed:
    return Listed(
        provider_reference=str(message.sid),
        is_inbound=str(message.direction) == "inbound",
        sender=str(message.from_ or ""),
        to=str(message.to or ""),
        body=str(message.body or ""),
        status=str(message.status or ""),
        media_count=_whole(message.num_media),
        created_at=message.date_created,
        sent_at=message.date_sent,
        error_code=message.error_code,
        segments=_whole(message.num_segments),
        price_micros=micros(message.price),
        price_unit=str(message.price_unit or "").upper(),
    )


def micros(price: object) -> int | None:
    """Twilio writes what we pay as a negative decimal: "-0.00830"."""
    try:
        return int(-Decimal(str(price)) * 1_000_000) if price is not None else None
    except (InvalidOperation, OverflowError, ValueError):
        return None


def _refused(problem: TwilioRestException | TwilioServiceException, retry_after_seconds: float | None) -> Sent:
    code, status = _whole(problem.code), _whole(problem.status)
    outcome = outcomes.at_create(code, status)
    if outcome == Outcome.PERMANENT and not outcomes.is_known(code):
        log.warning("unknown_error_code", code=code or status, at="create")
    said = f"Twilio answered {status}" if outcome == Outcome.UNKNOWN else f"Twilio refused it: {code or status}"
    return Sent(outcome, error_code=code or status, detail=said, retry_after_seconds=retry_after_seconds)


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 0


def _network(problem: HTTPError) -> Sent:
    """Refused, unresolved or not connected in time: not sent for sure. All else may have arrived."""
    if isinstance(problem, NewConnectionError | ConnectTimeoutError):
        return Sent(Outcome.RETRY, detail="Twilio could not be reached")
    if "CERTIFICATE_VERIFY_FAILED" in str(problem):
        return Sent(Outcome.OPERATOR, detail="Twilio's certificate was not accepted; nothing was sent")
    return Sent(Outcome.UNKNOWN, detail=f"no answer: {type(problem).__name__}")
