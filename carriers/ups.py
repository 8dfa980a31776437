"""The UPS client: Track v1, one number a call, and how its answers are read.

A number that UPS does not know comes as a 404 or, as often, as a 200 with a warning (UPS-API #166).
"""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from urllib.parse import quote

from carriers.answers import Answer, Asked, Exchange, Failed, Found, NotFound, ScanEvent, TrackResult
from carriers.asking import Asking, NoAnswer
from carriers.http import Call, Limits, Reply
from carriers.milestones import DELIVERED
from carriers.oauth import Credentials, TokenStore, by_basic
from carriers.reading import Fields, PayloadFault, as_json, as_list, canonical, clean, fingerprint, lowered, moment, sub
from carriers.ups_codes import milestone_of, normal_code

TOKEN_PATH = "/security/v1/oauth/token"  # noqa: S105 - a path
TRACKING_PATH = "/api/track/v1/details/"
NOT_FOUND_WARNING = "TW0001"
_SENDABLE = re.compile(r"[A-Z0-9]{7,34}")
_OFFSET = re.compile(r"([+-])([0-9]{2}):?([0-9]{2})")
MOST_EVENTS = 1_000


class UpsClient:
    """A CarrierClient. Everything it stands on is handed in."""

    name = "ups"
    batch_size = 1

    def __init__(
        self,
        base_url: str,
        credentials: Credentials,
        store: TokenStore,
        now: Callable[[], datetime],
        limits: Limits | None = None,
    ) -> None:
        self._url = base_url.rstrip("/")
        sign_in = by_basic(self.name, "UPS", self._url + TOKEN_PATH, credentials)
        self._asking = Asking(sign_in, store, now, limits or Limits())

    def track(self, numbers: Sequence[Asked]) -> TrackResult:
        asked = {one.tracking_number for one in numbers}
        if len(asked) > self.batch_size:
            raise ValueError(f"UPS takes one number a call, not {len(asked)}")
        exchanges: list[Exchange] = []
        return TrackResult({number: self._ask(number, exchanges) for number in asked}, exchanges)

    def _ask(self, number: str, exchanges: list[Exchange]) -> Answer:
        if not _SENDABLE.fullmatch(number):
            return Failed(number, "garbage", "not a number UPS can be asked about")

        def call_with(authorization: str) -> Call:
            headers = {"Authorization": authorization, "transId": uuid.uuid4().hex, "transactionSrc": "waypost"}
            url = f"{self._url}{TRACKING_PATH}{quote(number)}?locale=en_US"
            return Call(self.name, "GET", url, b"", headers, numbers=1, shown=TRACKING_PATH)

        outcome = self._asking.ask(call_with, exchanges)
        return outcome.of([number])[number] if isinstance(outcome, NoAnswer) else read(number, outcome)


def read(number: str, reply: Reply) -> Answer:
    """Never raises: an answer that cannot be read is garbage."""
    said = as_json(reply.body)
    if not isinstance(said, Mapping):
        return Failed(number, "garbage", f"HTTP {reply.status} without JSON")
    try:
        return _refusal(number, said, reply.status) if reply.status >= 400 else _shipment(number, said)
    except (ValueError, TypeError, OverflowError, RecursionError) as fault:
        return Failed(number, "garbage", f"UPS sent an answer that cannot be read ({type(fault).__name__})")


def _refusal(number: str, said: Fields, status: int) -> Answer:
    """{response: {errors: [{code, message}]}}"""
    errors = [lowered(one) for one in as_list(sub(lowered(said), "response").get("errors"))]
    code, text = (clean(errors[0].get("code")), clean(errors[0].get("message"))) if errors else ("", "")
    if not errors:
        return Failed(number, "garbage", f"HTTP {status}")
    if status == 404:
        return NotFound(number, text, code, canonical(said))
    return Failed(number, "unauthorized" if status == 403 else "garbage", f"{code} {text}".strip())


def _shipment(number: str, said: Fields) -> Answer:
    shipments = as_list(sub(lowered(said), "trackresponse").get("shipment"))
    if not shipments:
        raise PayloadFault("no shipment")
    shipment = lowered(shipments[0])
    packages = [lowered(one) for one in as_list(shipment.get("package"))]
    if not packages:
        return _warned(number, shipment, said)
    ours = [package for package in packages if clean(package.get("trackingnumber")).upper() == number]
    return _found(number, shipment, (ours or packages)[0], said)


def _warned(number: str, shipment: Fields, said: Fields) -> Answer:
    warnings = [lowered(one) for one in as_list(shipment.get("warnings"))]
    for warning in warnings:
        code, text = clean(warning.get("code")), clean(warning.get("message"))
        if code == NOT_FOUND_WARNING or "not found" in text.lower():
            return NotFound(number, text, code, canonical(said))
    raise PayloadFault("no package and no warning")


def _found(number: str, shipment: Fields, package: Fields, said: Fields) -> Found:
    signer = clean(sub(package, "deliveryinformation").get("receivedby"))
    events = {event.fingerprint: event for event in sorted(_events(package, signer), key=lambda one: one.occurred_at)}
    status = sub(package, "currentstatus")
    stated = [lowered(one) for one in as_list(package.get("deliverydate"))]
    days = {clean(one.get("type")): _day(one.get("date")) for one in stated}
    picked_up = _day(shipment.get("pickupdate"))
    return Found(
        tracking_number=number,
        events=tuple(events.values()),
        status_text=clean(status.get("description")),
        category=clean(status.get("code")),
        expected_on=days.get("RDD") or days.get("SDD"),
        return_on=None,
        service=clean(sub(package, "service").get("description")),
        services=(),
        piece_id=f"ups:{number}|{picked_up.isoformat()}" if picked_up else None,
        green_card=None,
        slice=canonical(said),
    )


def _events(package: Fields, signer: str) -> Iterator[ScanEvent]:
    for activity in reversed(as_list(package.get("activity"))[:MOST_EVENTS]):  # the newest stands first
        if isinstance(activity, Mapping) and (event := _event(lowered(activity), signer)):
            yield event


def _event(fields: Fields, signer: str) -> ScanEvent | None:
    """None when it cannot be placed in time: it stays in the slice."""
    moments = _moments(fields)
    if moments is None:
        return None
    at, local, offset = moments
    status, place = sub(fields, "status"), sub(sub(fields, "location"), "address")
    code, kind, text = (clean(status.get(name)) for name in ("statuscode", "type", "description"))
    code = normal_code(code) or kind
    city, state, zip_code = (clean(place.get(name)) for name in ("city", "stateprovince", "postalcode"))
    milestone = milestone_of(code, kind)
    return ScanEvent(
        occurred_at=at,
        local_time=local,
        utc_offset_minutes=offset,
        code=code,
        text=text,
        city=city or None,
        state=state or None,
        zip=zip_code or None,
        country=clean(place.get("countrycode")) or clean(place.get("country")) or None,
        signer=(signer or None) if milestone in DELIVERED else None,
        agent=False,
        milestone=milestone,
        fingerprint=fingerprint(code, at, text, city, state, zip_code),
    )


def _moments(fields: Fields) -> tuple[datetime, datetime | None, int | None] | None:
    """(UTC, wall clock, offset in minutes) of an activity."""
    local, gmt = _clock(fields.get("date"), fields.get("time")), _clock(fields.get("gmtdate"), fields.get("gmttime"))
    found = _OFFSET.fullmatch(clean(fields.get("gmtoffset")))
    offset = int(found[1] + "1") * (int(found[2]) * 60 + int(found[3])) if found else None
    if gmt is not None:
        at = gmt.replace(tzinfo=UTC)
    elif local is not None and offset is not None:
        at = local.replace(tzinfo=timezone(timedelta(minutes=offset))).astimezone(UTC)
    else:
        return None
    if offset is None and local is not None:
        offset = round((local.replace(tzinfo=UTC) - at).total_seconds() / 900) * 15
    return (at, local, offset) if 2000 <= at.year < 2100 else None


def _clock(day: object, time: object) -> datetime | None:
    """Naive. UPS writes "20261120" and "103000", or "10:30:00"."""
    return moment(f"{clean(day).replace('-', '')}T{clean(time).replace(':', '')}")


def _day(value: object) -> date | None:
    found = moment(clean(value).replace("-", ""))
    return found.date() if found else None


def is_placed(scan: object) -> bool:
    return isinstance(scan, Mapping) and _moments(lowered(scan)) is not None
