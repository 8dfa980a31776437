"""The EasyPost client: any carrier's number through one aggregator, a tracker for each, over EasyPost's own library.

The library puts the question; the exchange itself is ours, because it would follow redirects, read an answer of any
size, and drop Retry-After. Asking for a tracker that exists gives that one back, so a look is the same call again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from easypost.easypost_client import EasyPostClient as Library
from easypost.errors.general.easypost_error import EasyPostError

from carriers.answers import Answer, Asked, Exchange, Failed, Found, NotFound, ScanEvent, TrackResult
from carriers.asking import NoAnswer, usable
from carriers.easypost_codes import milestone_of
from carriers.formats import FORMATS
from carriers.http import Call, Limits, Reply, exchange
from carriers.milestones import DELIVERED
from carriers.reading import Fields, as_date, as_json, as_list, canonical, clean, fingerprint, lowered, moment, sub
from carriers.zones import zone_of_state

LONGEST_CODE = 40
MOST_EVENTS = 1_000
#: What EasyPost calls the couriers of ours; of any other it finds out itself.
CARRIERS = {"usps": "USPS", "s10": "USPS", "ups": "UPS", "fedex": "FedEx", "dhl": "DHLExpress", "ontrac": "OnTrac"}


def courier_named(carrier: str) -> str:
    """Our name for what EasyPost calls a carrier (`DHLExpress`, `CanadaPost`); empty where we have none."""
    plain = "".join(filter(str.isalpha, carrier.lower()))
    ours = {name.lower(): courier for courier, name in CARRIERS.items() if courier != "s10"}
    return ours.get(plain) or {row.carrier.replace("_", ""): row.carrier for row in FORMATS}.get(plain, "")


class EasyPostClient:
    """A CarrierClient. Everything it stands on is handed in."""

    name = "easypost"
    batch_size = 1

    def __init__(self, base_url: str, api_key: str, now: Callable[[], datetime], limits: Limits | None = None) -> None:
        self._url = base_url.rstrip("/")
        self._sign = _Secret(api_key)
        self._now = now
        self._limits = limits or Limits()

    def track(self, numbers: Sequence[Asked]) -> TrackResult:
        asked = {one.tracking_number: one for one in numbers}
        if len(asked) > self.batch_size:
            raise ValueError(f"EasyPost takes one number a call, not {len(asked)}")
        exchanges: list[Exchange] = []
        return TrackResult({number: self._ask(one, exchanges) for number, one in asked.items()}, exchanges)

    def _ask(self, one: Asked, exchanges: list[Exchange]) -> Answer:
        number = one.tracking_number
        if not (number.isascii() and number.isalnum() and len(number) <= LONGEST_CODE):
            return Failed(number, "garbage", "not a number EasyPost can be asked about")
        courier = {"carrier": CARRIERS[one.courier]} if one.courier in CARRIERS else {}
        outcome = self.ask(lambda library: library.tracker.create(tracking_code=number, **courier), exchanges, 1)
        return outcome.of([number])[number] if isinstance(outcome, NoAnswer) else read(number, outcome)

    def ask(self, put: Callable[[Any], object], exchanges: list[Exchange], numbers: int = 0) -> Reply | NoAnswer:
        """`put` puts one question with EasyPost's library; the answer comes as it was, of any status."""
        door = _Door(self._limits, self._now, exchanges, numbers)
        library: Any = Library(self._sign.key, api_base=self._url)
        library._requests_session = door
        try:
            put(library)
        except (EasyPostError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
            pass  # what came, and what did not, is at the door
        return door.outcome or NoAnswer("garbage", "EasyPost was not asked")


@dataclass(frozen=True, slots=True)
class _Secret:
    key: str

    def __repr__(self) -> str:
        return "a key"


@dataclass
class _Said:
    """As much of an answer as the library looks at."""

    text: str
    status_code: int
    headers: Mapping[str, str]


class _Door:
    """Stands where the library keeps its session: one bounded exchange, and what came of it."""

    def __init__(self, limits: Limits, now: Callable[[], datetime], exchanges: list[Exchange], numbers: int) -> None:
        self._limits, self._now, self._exchanges, self._numbers = limits, now, exchanges, numbers
        self.outcome: Reply | NoAnswer | None = None

    def request(self, method: str, url: str, headers: Mapping[str, str], **more: Any) -> _Said:
        body = json.dumps(more["json"]).encode() if more.get("json") is not None else b""
        sent = {**headers, "Content-Type": "application/json"}
        call = Call("easypost", method.upper(), url, body, sent, numbers=self._numbers)
        outcome, record = exchange(call, self._limits, self._now)
        self._exchanges.append(record)
        self.outcome = usable(outcome, self._now())
        if isinstance(self.outcome, NoAnswer):
            raise EasyPostError(self.outcome.detail)
        return _Said(self.outcome.body.decode("utf-8", "replace"), self.outcome.status, self.outcome.headers)


def read(number: str, reply: Reply) -> Answer:
    """Never raises: an answer that cannot be read is garbage."""
    said = as_json(reply.body)
    if not isinstance(said, Mapping):
        return Failed(number, "garbage", f"HTTP {reply.status} without JSON")
    try:
        return _refusal(number, said, reply.status) if reply.status >= 400 else tracker(number, said)
    except (ValueError, TypeError, OverflowError, RecursionError) as fault:
        return Failed(number, "garbage", f"EasyPost sent an answer that cannot be read ({type(fault).__name__})")


def _refusal(number: str, said: Fields, status: int) -> Answer:
    """{error: {code, message, errors}}. 402 is our account's money, 401 and 403 are our key."""
    error = sub(lowered(said), "error")
    code, text = clean(error.get("code")), clean(error.get("message"))
    if status == 404 or (status == 422 and "TRACKER" in code.upper()):
        return NotFound(number, text, code, canonical(said))
    kind = "unauthorized" if status in (401, 402, 403) else "garbage"
    return Failed(number, kind, f"EasyPost: {code} {text}".strip() if error else f"HTTP {status}")


def tracker(number: str, said: Fields) -> Answer:
    """One tracker, as an answer or a webhook brings it. Raises what read() catches."""
    fields = lowered(said)
    if not clean(fields.get("status")):
        return Failed(number, "garbage", "EasyPost's answer is no tracker")
    signer, carrier = clean(fields.get("signed_by")), clean(fields.get("carrier"))
    scans = [lowered(one) for one in as_list(fields.get("tracking_details"))[:MOST_EVENTS] if isinstance(one, Mapping)]
    events = sorted(filter(None, (_event(scan, carrier, signer) for scan in scans)), key=lambda one: one.occurred_at)
    if not events and clean(fields.get("status")) == "unknown":
        return NotFound(number, "EasyPost knows nothing of it yet", "unknown", canonical(said))
    return Found(
        tracking_number=number,
        events=tuple({event.fingerprint: event for event in events}.values()),
        status_text=clean(fields.get("status_detail")).replace("_", " "),
        category=clean(fields.get("status")),
        expected_on=_expected_on(fields),
        return_on=None,
        service=clean(sub(fields, "carrier_detail").get("service")),
        services=(),
        piece_id=f"easypost:{clean(fields.get('id'))}" if clean(fields.get("id")) else None,
        green_card=None,
        slice=canonical(said),
    )


def _expected_on(fields: Fields) -> date | None:
    """The day at the destination, where EasyPost says it."""
    return as_date(sub(fields, "carrier_detail").get("est_delivery_date_local")) or as_date(
        fields.get("est_delivery_date")
    )


def _event(fields: Fields, carrier: str, signer: str) -> ScanEvent | None:
    """None when it cannot be placed in time. EasyPost's times are UTC; the wall clock is that of the scan's state."""
    stated = moment(fields.get("datetime"))
    if stated is None or not 2000 <= stated.year < 2100:
        return None
    at = stated.replace(tzinfo=UTC) if stated.tzinfo is None else stated.astimezone(UTC)
    status, detail = clean(fields.get("status")), clean(fields.get("status_detail"))
    code, text = clean(fields.get("carrier_code")), clean(fields.get("message"))
    place = sub(fields, "tracking_location")
    city, state, zip_code = (clean(place.get(name)) for name in ("city", "state", "zip"))
    zone = zone_of_state(state)
    local = at.astimezone(zone) if zone else None
    offset = local.utcoffset() if local else None
    milestone = milestone_of(status, detail, carrier, code, text)
    return ScanEvent(
        occurred_at=at,
        local_time=local.replace(tzinfo=None, microsecond=0) if local else None,
        utc_offset_minutes=int(offset.total_seconds() // 60) if offset is not None else None,
        code=code or detail or status,
        text=text,
        city=city or None,
        state=state or None,
        zip=zip_code or None,
        country=clean(place.get("country")) or None,
        signer=(signer or None) if milestone in DELIVERED else None,
        agent=False,
        milestone=milestone,
        fingerprint=fingerprint(code or detail, at, text, city, state, zip_code),
    )


def is_placed(scan: object) -> bool:
    return isinstance(scan, Mapping) and _event(lowered(scan), "", "") is not None
