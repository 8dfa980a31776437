"""The USPS client: Tracking 3.2 (`POST /tracking/v3r2/tracking`), up to 35 numbers a call, each answered on its own.

It never matches by position, never retries but once after a 401, and never raises for what USPS or the network does.
Source: what public clients show of Tracking 3.2; the v3r2 specification itself was not to be had.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from carriers.answers import Answer, Asked, Exchange, Failed, Found, TrackResult
from carriers.asking import Asking, NoAnswer
from carriers.http import Call, Limits, Reply
from carriers.oauth import Credentials, TokenStore, by_form
from carriers.reading import as_json, clean, lowered
from carriers.usps_payload import read_item, read_refusal

TOKEN_PATH = "/oauth2/v3/token"  # noqa: S105 - a path
TRACKING_PATH = "/tracking/v3r2/tracking"
TRACKING_SCOPE = "tracking"
SUBSCRIPTIONS_SCOPE = "subscriptions-tracking"
_SENDABLE = re.compile(r"[A-Z0-9]{8,40}")
_ROUTED = re.compile(r"420[0-9]{5}(?:[0-9]{4})?(9[0-9]{19,25})")


class UspsClient:
    """A CarrierClient. Everything it stands on is handed in: addresses, credentials, token store, clock, limits."""

    name = "usps"
    batch_size = 35

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        store: TokenStore,
        now: Callable[[], datetime],
        limits: Limits | None = None,
    ) -> None:
        self._url = base_url.rstrip("/") + TRACKING_PATH
        self._asking = asking_usps(base_url, credentials, store, now, limits or Limits())

    def track(self, numbers: Sequence[Asked]) -> TrackResult:
        """Ask about up to `batch_size` numbers in one call. More than that is the caller's mistake: ValueError."""
        asked = {one.tracking_number: one for one in numbers}
        if len(asked) > self.batch_size:
            raise ValueError(f"USPS takes {self.batch_size} numbers a call, not {len(asked)}")
        sendable = [one for one in asked.values() if _SENDABLE.fullmatch(one.tracking_number)]
        exchanges: list[Exchange] = []
        answers = self._ask(sendable, exchanges) if sendable else {}
        # One number that USPS's gateway finds malformed gets the whole batch refused, so it is not sent.
        unsent = {number: _failed(number, "garbage", "not a number USPS can be asked about") for number in asked}
        return TrackResult({**unsent, **answers}, exchanges)

    def _ask(self, asked: list[Asked], exchanges: list[Exchange]) -> dict[str, Answer]:
        body = json.dumps([_question(one) for one in asked]).encode()

        def call_with(authorization: str) -> Call:
            headers = {"Authorization": authorization, "Content-Type": "application/json"}
            return Call(self.name, "POST", self._url, body, headers, numbers=len(asked))

        outcome = self._asking.ask(call_with, exchanges)
        if isinstance(outcome, NoAnswer):
            return outcome.of(one.tracking_number for one in asked)
        return _read(asked, outcome)


def asking_usps(
    base_url: str,
    credentials: Credentials,
    store: TokenStore,
    now: Callable[[], datetime],
    limits: Limits,
    scopes: Sequence[str] = (TRACKING_SCOPE,),
) -> Asking:
    """Whatever is asked of USPS is asked with one token. `scopes`: without which of them asking is in vain."""
    sign_in = by_form(UspsClient.name, "USPS", base_url.rstrip("/") + TOKEN_PATH, credentials)
    return Asking(sign_in, store, now, limits, partial(scope_problem, needed=scopes))


def scope_problem(scope: str, needed: Sequence[str] = (TRACKING_SCOPE,)) -> str | None:
    """One plain line when this token cannot do what is needed: USPS answers 401 to such calls without saying why."""
    # USPS/api-examples #28, #56, #88, #99
    missing = [f"`{one}`" for one in needed if one not in scope.split()]
    if not missing:
        return None
    scopes, it = ("scope", "it") if len(missing) == 1 else ("scopes", "them")
    granted = f"only: {scope}" if scope.strip() else "none"
    return (
        f"This USPS application lacks the {' and '.join(missing)} {scopes} (granted: {granted}). "
        f"Ask USPS for {it} at emailus.usps.com."
    )


def _read(asked: list[Asked], reply: Reply) -> dict[str, Answer]:
    said = as_json(reply.body)
    if said is None:
        return _all(asked, "garbage", f"HTTP {reply.status} without JSON")
    items = _items(said)
    return _by_number(asked, items, reply.status) if items else _whole(asked, said, reply.status)


@dataclass(frozen=True, slots=True)
class _Item:
    key: str
    content: Mapping[str, object]


def _question(one: Asked) -> dict[str, str]:
    """The three properties the gateway knows; any other is refused (OASValidation), and so is a malformed one."""
    question = {"trackingNumber": one.tracking_number}
    if found := re.match(r"[0-9]{5}(?![0-9])", one.destination_zip or ""):
        question["destinationZIPCode"] = found[0]
    if one.mailed_on is not None:
        question["mailingDate"] = one.mailed_on.isoformat()
    return question


def _items(said: object) -> list[_Item]:
    """Everything in the answer that names a number. One item may come bare, without the array around it."""
    items = []
    for content in said if isinstance(said, list) else [said]:
        if isinstance(content, Mapping) and (number := clean(lowered(content).get("trackingnumber"))):
            items.append(_Item(plain_number(number), content))
    return items


def plain_number(number: str) -> str:
    """One spelling of a number: no spaces or dashes, and no routing ZIP, which USPS leaves out of its answers."""
    bare = re.sub(r"[^A-Z0-9]", "", number.upper())
    routed = _ROUTED.fullmatch(bare)
    return routed[1] if routed else bare


def _by_number(asked: list[Asked], items: list[_Item], status: int) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for one in asked:
        number = one.tracking_number
        readings = [_read_one(number, item, status) for item in items if item.key == plain_number(number)]
        readings.sort(key=lambda answer: (not isinstance(answer, Found), isinstance(answer, Failed)))
        answers[number] = readings[0] if readings else _failed(number, "garbage", "USPS left this number out")
    return answers


def _read_one(number: str, item: _Item, status: int) -> Answer:
    """A single number may be refused by the HTTP status alone, with no statusCode inside."""
    if status >= 400 and "statuscode" not in lowered(item.content):
        return read_refusal(number, item.content, status)
    return read_item(number, item.content)


def _whole(asked: list[Asked], said: object, status: int) -> dict[str, Answer]:
    """An answer that names no number: an error about them all, or about those whose number its text mentions."""
    if isinstance(said, list) and len(said) == len(asked) == 1:
        said = said[0]
    if not isinstance(said, Mapping) or status < 400 or not lowered(said).get("error"):
        return _all(asked, "garbage", f"HTTP {status} with none of the numbers asked")
    text = json.dumps(said)
    mentioned = {one.tracking_number for one in asked if one.tracking_number in text}
    answers: dict[str, Answer] = {}
    for one in asked:
        number = one.tracking_number
        if mentioned and number not in mentioned:
            answers[number] = _failed(number, "garbage", "USPS refused the call because of another number in it")
        else:
            answers[number] = read_refusal(number, said, status)
    return answers


def _failed(number: str, kind: str, detail: str) -> Answer:
    return Failed(number, kind, detail[:200])


def _all(asked: list[Asked], kind: str, detail: str) -> dict[str, Answer]:
    return NoAnswer(kind, detail).of(one.tracking_number for one in asked)
