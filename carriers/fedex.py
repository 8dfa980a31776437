"""The FedEx client: Track v1, up to 30 numbers a call, each answered on its own, and how its answers are read."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from carriers.answers import Answer, Asked, Exchange, Failed, Found, NotFound, ScanEvent, TrackResult
from carriers.asking import Asking, NoAnswer
from carriers.fedex_codes import milestone_of
from carriers.http import Call, Limits, Reply
from carriers.milestones import DELIVERED
from carriers.oauth import Credentials, TokenStore, by_form
from carriers.reading import (
    Fields,
    PayloadFault,
    as_date,
    as_json,
    as_list,
    canonical,
    clean,
    fingerprint,
    lowered,
    moment,
    sub,
)

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path
TRACKING_PATH = "/track/v1/trackingnumbers"
_SENDABLE = re.compile(r"[A-Z0-9]{8,40}")
#: Of the dates that FedEx states, the one it says itself first.
EXPECTED = ("ESTIMATED_DELIVERY", "COMMITMENT")
MOST_EVENTS = 1_000


class FedexClient:
    """A CarrierClient. Everything it stands on is handed in."""

    name = "fedex"
    batch_size = 30

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        store: TokenStore,
        now: Callable[[], datetime],
        limits: Limits | None = None,
    ) -> None:
        self._url = base_url.rstrip("/")
        sign_in = by_form(self.name, "FedEx", self._url + TOKEN_PATH, credentials)
        self._asking = Asking(sign_in, store, now, limits or Limits())

    def track(self, numbers: Sequence[Asked]) -> TrackResult:
        asked = list(dict.fromkeys(one.tracking_number for one in numbers))
        if len(asked) > self.batch_size:
            raise ValueError(f"FedEx takes {self.batch_size} numbers a call, not {len(asked)}")
        sendable = [number for number in asked if _SENDABLE.fullmatch(number)]
        exchanges: list[Exchange] = []
        answers = self._ask(sendable, exchanges) if sendable else {}
        unsent = NoAnswer("garbage", "not a number FedEx can be asked about").of(asked)
        return TrackResult({**unsent, **answers}, exchanges)

    def _ask(self, asked: list[str], exchanges: list[Exchange]) -> dict[str, Answer]:
        questions = [{"trackingNumberInfo": {"trackingNumber": number}} for number in asked]
        body = json.dumps({"includeDetailedScans": True, "trackingInfo": questions}).encode()

        def call_with(authorization: str) -> Call:
            headers = {"Authorization": authorization, "Content-Type": "application/json", "X-locale": "en_US"}
            return Call(self.name, "POST", self._url + TRACKING_PATH, body, headers, numbers=len(asked))

        outcome = self._asking.ask(call_with, exchanges)
        return outcome.of(asked) if isinstance(outcome, NoAnswer) else read(asked, outcome)


def read(asked: list[str], reply: Reply) -> dict[str, Answer]:
    """An answer for every number, by number and never by position. Never raises."""
    said = as_json(reply.body)
    if not isinstance(said, Mapping):
        return NoAnswer("garbage", f"HTTP {reply.status} without JSON").of(asked)
    if reply.status >= 400:
        return _refused(said, reply.status).of(asked)
    missing = NoAnswer("garbage", "FedEx left this number out").of(asked)
    items = as_list(sub(lowered(said), "output").get("completetrackresults"))
    answers: dict[str, Answer] = {}
    for item in items:
        answers |= read_item(item) if isinstance(item, Mapping) else {}
    return {number: answers.get(number, missing[number]) for number in asked}


def _refused(said: Fields, status: int) -> NoAnswer:
    """{errors: [{code, message}]}: of the call, so of our application or of how we ask."""
    error = next((lowered(one) for one in as_list(said.get("errors")) if isinstance(one, Mapping)), {})
    told = f"{clean(error.get('code'))} {clean(error.get('message'))}".strip()
    return NoAnswer("unauthorized" if status == 403 and error else "garbage", told or f"HTTP {status}")


def read_item(item: Fields) -> dict[str, Answer]:
    """The answer about the one number that an item names; none when it names none. Never raises."""
    fields = lowered(item)
    number = clean(fields.get("trackingnumber")).upper()
    if not number:
        return {}
    try:
        results = [lowered(one) for one in as_list(fields.get("trackresults"))]
        return {number: _newest(number, results, item)}
    except (ValueError, TypeError, OverflowError, RecursionError) as fault:
        return {number: Failed(number, "garbage", f"FedEx sent an item that cannot be read ({type(fault).__name__})")}


def _newest(number: str, results: list[dict[str, object]], item: Fields) -> Answer:
    """A reused number has several results: the piece that moved last is meant."""
    found = [_found(number, result, item) for result in results if not sub(result, "error")]
    if found:
        never = datetime.min.replace(tzinfo=UTC)
        return max(found, key=lambda one: one.events[-1].occurred_at if one.events else never)
    if not results:
        raise PayloadFault("no result")
    error = sub(results[0], "error")
    code, text = clean(error.get("code")), clean(error.get("message"))
    if "NOTFOUND" in code.upper() or "cannot be found" in text.lower():
        return NotFound(number, text, code, canonical(item))
    return Failed(number, "garbage", f"{code} {text}".strip())


def _found(number: str, result: Fields, item: Fields) -> Found:
    details, latest = sub(result, "deliverydetails"), sub(result, "lateststatusdetail")
    signer = clean(details.get("signedbyname")) or clean(details.get("receivedbyname"))
    scans = [lowered(one) for one in as_list(result.get("scanevents"))[:MOST_EVENTS] if isinstance(one, Mapping)]
    oldest_first = (_event(scan, signer) for scan in reversed(scans))  # FedEx begins with the newest
    events = sorted(filter(None, oldest_first), key=lambda one: one.occurred_at)
    service, unique = (
        sub(result, "servicedetail"),
        clean(sub(result, "trackingnumberinfo").get("trackingnumberuniqueid")),
    )
    return Found(
        tracking_number=number,
        events=tuple({event.fingerprint: event for event in events}.values()),
        status_text=clean(latest.get("description")) or clean(latest.get("statusbylocale")),
        category=clean(latest.get("derivedcode")) or clean(latest.get("code")),
        expected_on=_expected_on(result),
        return_on=None,
        service=clean(service.get("description")) or clean(service.get("type")),
        services=(),
        piece_id=f"fedex:{unique}" if unique else None,
        green_card=None,
        slice=canonical(item),
    )


def _expected_on(result: Fields) -> date | None:
    stated = [lowered(one) for one in as_list(result.get("dateandtimes")) if isinstance(one, Mapping)]
    by_kind = {clean(one.get("type")): as_date(one.get("datetime")) for one in stated}
    window = as_date(sub(sub(result, "estimateddeliverytimewindow"), "window").get("ends"))
    return window or _first(by_kind.get(kind) for kind in EXPECTED)


def _first(days: Iterable[date | None]) -> date | None:
    return next((day for day in days if day), None)


def _event(fields: Fields, signer: str) -> ScanEvent | None:
    """None when it cannot be placed in time: FedEx writes the wall clock with its offset."""
    local = moment(fields.get("date"))
    offset = local.utcoffset() if local else None
    if local is None or offset is None or not 2000 <= local.year < 2100:
        return None
    at = local.astimezone(UTC)
    code, text = clean(fields.get("eventtype")).upper(), clean(fields.get("eventdescription"))
    exception, about = clean(fields.get("exceptioncode")), clean(fields.get("exceptiondescription"))
    place = sub(fields, "scanlocation")
    city, state, zip_code = (clean(place.get(name)) for name in ("city", "stateorprovincecode", "postalcode"))
    milestone = milestone_of(code, exception, f"{text} {about}")
    return ScanEvent(
        occurred_at=at,
        local_time=local.replace(tzinfo=None, microsecond=0),
        utc_offset_minutes=int(offset.total_seconds() // 60),
        code=f"{code} {exception}".strip(),
        text=f"{text}: {about}" if about and about != text else text,
        city=city or None,
        state=state or None,
        zip=zip_code or None,
        country=clean(place.get("countrycode")) or None,
        signer=(signer or None) if milestone in DELIVERED else None,
        agent=False,
        milestone=milestone,
        fingerprint=fingerprint(code, at, text, city, state, zip_code),
    )


def is_placed(scan: object) -> bool:
    return isinstance(scan, Mapping) and _event(lowered(scan), "") is not None
