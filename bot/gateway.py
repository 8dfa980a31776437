"""The only way to Twilio: creates one message and says what became of it as a kind that decides. Retries nothing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

POOL = 16


class Outcome(StrEnum):
    """What to do now, not what went wrong."""

    ACCEPTED = "accepted"
    RETRY = "retry"  # surely not sent
    PERMANENT = "permanent"  # this text will never go
    BAD_PHONE = "bad_phone"  # nothing will ever reach this phone
    SUPPRESSED = "suppressed"  # the provider blocks this phone: it opted out there
    WINDOW_CLOSED = "window_closed"  # WhatsApp wants the person's own text first, or an approved template
    OPERATOR = "operator"  # a person must mend the account or the settings; the queue waits
    UNKNOWN = "unknown"  # it may have been sent


@dataclass(frozen=True)
class Sent:
    outcome: Outcome
    provider_reference: str = ""
    status: str = ""
    error_code: int | None = None
    detail: str = ""


class Away(Exception):
    """Twilio could not be reached, or did not answer as it should: ask again later."""


class NotAllowed(Exception):
    """Twilio answered that we may not: only a person can change that."""


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


#: Twilio's error codes at create (twilio.com/docs/api/errors). A code that is not here is permanent for this text.
#: 63xxx are WhatsApp's: sender or template unknown, window, address, blocked by the person, rate.
BY_CODE: dict[int, Outcome] = {
    **dict.fromkeys((20429, 429, 21611, 30001, 63018), Outcome.RETRY),
    **dict.fromkeys((20003, 401, 403, 20404, 21212, 21606, 21659, 21660, 21701, 21703, 21704, 21608), Outcome.OPERATOR),
    **dict.fromkeys((63007, 63027, 63028), Outcome.OPERATOR),
    **dict.fromkeys((21211, 21614, 21635, 21217, 21408, 21612, 63003, 63024), Outcome.BAD_PHONE),
    **dict.fromkeys((21610, 63014), Outcome.SUPPRESSED),
    63016: Outcome.WINDOW_CLOSED,
}


class Gateway:
    """One Twilio account. `send` never raises for what the network or Twilio does."""

    def __init__(
        self, account_sid: str, auth_token: str, base_url: str, timeout_seconds: float, lookups_url: str = ""
    ) -> None:
        http = TwilioHttpClient(timeout=timeout_seconds)
        adapter = HTTPAdapter(pool_connections=POOL, pool_maxsize=POOL)
        http.session.mount("https://", adapter)
        http.session.mount("http://", adapter)
        http.session.trust_env = False
        self._client = Client(account_sid, auth_token, http_client=http)
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
        except TwilioRestException as problem:
            return _refused(problem)
        except requests.RequestException as problem:
            return _network(problem)
        except (TwilioException, ValueError, LookupError, TypeError, AttributeError) as problem:
            return Sent(Outcome.UNKNOWN, detail=f"an answer that is no message: {type(problem).__name__}")
        if not message.sid:
            return Sent(Outcome.UNKNOWN, detail="an answer without a message id")
        return Sent(Outcome.ACCEPTED, message.sid, str(message.status or ""))

    def listed(self, to: str, since: datetime | None = None, limit: int | None = None) -> list[Listed]:
        """Messages to this address, newest first; sent at or after `since`, when given. Raises Away, NotAllowed."""
        only = {"date_sent_after": since.astimezone(UTC)} if since else {}
        try:
            found = self._client.messages.list(to=to, limit=limit, page_size=min(limit or 500, 500), **only)
        except TwilioException as problem:
            raise _not_listed(problem) from None
        except (requests.RequestException, ValueError, LookupError, TypeError) as problem:
            raise Away(type(problem).__name__) from None
        return [_listed(message) for message in found]

    def changed_hands(self, phone: str, since: date) -> str:
        """Was this number given to somebody else after `since`? "yes", "no", "no data", or "" when nobody answers now.

        Twilio Lookup v2, package reassigned_number, which asks the FCC's database.
        """
        try:
            found = self._client.lookups.v2.phone_numbers(phone).fetch(
                fields="reassigned_number", last_verified_date=f"{since:%Y%m%d}"
            )
        except (TwilioException, requests.RequestException, ValueError, LookupError, TypeError, AttributeError):
            return ""
        answer = found.reassigned_number if isinstance(found.reassigned_number, dict) else {}
        said = str(answer.get("is_number_reassigned", "")).lower()
        return {"yes": "yes", "no": "no", "no_data_available": "no data"}.get(said, "")


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
    )


def _refused(problem: TwilioRestException) -> Sent:
    code, status = _whole(problem.code), _whole(problem.status)
    if status >= 500 or code == 20500:
        return Sent(Outcome.UNKNOWN, error_code=code or status, detail=f"Twilio answered {status}")
    if status < 400:
        return Sent(Outcome.UNKNOWN, detail=f"Twilio answered {status} without a message")
    outcome = BY_CODE.get(code) or (BY_CODE.get(status) if code in (0, status) else None) or Outcome.PERMANENT
    return Sent(outcome, error_code=code or status, detail=f"Twilio refused it: {code or status}")


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdigit()) else 0


def _network(problem: requests.RequestException) -> Sent:
    """Refused, unresolved or not connected in time: not sent for sure. All else may have arrived."""
    causes: list[BaseException | None] = [problem, problem.__cause__, problem.__context__]
    reason = getattr(problem.args[0], "reason", None) if problem.args else None
    causes.append(reason)
    if any(isinstance(cause, NewConnectionError | ConnectTimeoutError | requests.ConnectTimeout) for cause in causes):
        return Sent(Outcome.RETRY, detail="Twilio could not be reached")
    if "CERTIFICATE_VERIFY_FAILED" in str(problem):
        return Sent(Outcome.OPERATOR, detail="Twilio's certificate was not accepted; nothing was sent")
    return Sent(Outcome.UNKNOWN, detail=f"no answer: {type(problem).__name__}")
