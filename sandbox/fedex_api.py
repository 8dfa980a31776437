"""FedEx's token endpoint and Track v1, as far as Waypost talks to them: up to 30 numbers a call.

Refuses tracking documents and notifications with 404."""

from __future__ import annotations

import re
import uuid
from typing import Any

from sandbox.bearer import Bearers
from sandbox.journeys import Mailpiece, Scan
from sandbox.mailpieces import MailpieceBook
from sandbox.messages import Clock
from sandbox.numbers import tidy
from sandbox.router import Router
from sandbox.settings import Settings
from sandbox.wire import Request, Response, json_response

NUMBER = re.compile(r"[0-9]{12}|[0-9]{15}|[0-9]{20}|[0-9]{22}")
MOST_NUMBERS = 30
SIGNER = "R.MORGAN"
#: The journeys are written in USPS's codes; these are FedEx's event, words, exception and its words for the same scan.
IN_TRANSIT = ("AR", "Arrived at FedEx location", "", "")
SAYS: dict[str | None, tuple[str, str, str, str]] = {
    "03": ("PU", "Picked up", "", ""),
    "OF": ("OD", "On FedEx vehicle for delivery", "", ""),
    "56": ("DE", "Delivery exception", "08", "Customer not available or business closed"),
    "14": ("HP", "Ready for recipient pickup", "", ""),
    "04": ("DE", "Delivery exception", "07", "Shipment Refused by Recipient"),
    "27": ("SE", "Shipment exception", "", "Package returned to shipper: unclaimed"),
    "09": ("RS", "Returning package to shipper", "", ""),
    "DX": ("DD", "Delivery delay", "", ""),
    "01": ("DL", "Delivered", "", ""),
}
BACK = ("RS", "Returned to shipper", "", "")


class FedexApi:
    def __init__(self, settings: Settings, pieces: MailpieceBook, clock: Clock) -> None:
        self._pieces = pieces
        self._clock = clock
        self._bearers = Bearers(clock, settings.token_seconds)

    def add_routes(self, router: Router) -> None:
        router.add("POST", "/oauth/token", self.issue_token)
        router.add("POST", "/track/v1/trackingnumbers", self.track)

    def issue_token(self, request: Request) -> Response:
        wish = request.form()
        if wish.get("grant_type") != "client_credentials" or not wish.get("client_id") or not wish.get("client_secret"):
            return _error(401, "NOT.AUTHORIZED.ERROR", "The given client credentials were not valid.")
        return json_response(200, self._bearers.issue() | {"scope": "CXS"})

    def track(self, request: Request) -> Response:
        if not self._bearers.is_authentic(request):
            return _error(401, "NOT.AUTHORIZED.ERROR", "Access token expired. Please modify your request.")
        try:
            numbers = [tidy(one["trackingNumberInfo"]["trackingNumber"]) for one in request.json()["trackingInfo"]]
        except (ValueError, TypeError, KeyError):
            return _error(400, "TRACKING.TRACKINGNUMBER.EMPTY", "Please provide a tracking number.")
        if not 1 <= len(numbers) <= MOST_NUMBERS:
            return _error(400, "TRACKING.INPUT.LIMIT", f"1 to {MOST_NUMBERS} numbers can be tracked at once.")
        results = [{"trackingNumber": number, "trackResults": [self._result(number)]} for number in numbers]
        # The order of the question is not promised, so it is never kept.
        told = {"completeTrackResults": results[1:] + results[:1]}
        return json_response(200, {"transactionId": str(uuid.uuid4()), "output": told})

    def _result(self, number: str) -> dict[str, Any]:
        piece = self._pieces.ask(number, NUMBER.fullmatch)
        scans = piece.scans(self._clock()) if piece else []
        if piece is None or not scans:
            said = "Tracking number cannot be found. Please correct the tracking number and try again."
            return {
                "trackingNumberInfo": {"trackingNumber": number, "trackingNumberUniqueId": "", "carrierCode": ""},
                "error": {"code": "TRACKING.TRACKINGNUMBER.NOTFOUND", "message": said},
            }
        return _found(piece, scans)


def _error(status: int, code: str, message: str) -> Response:
    return json_response(status, {"transactionId": str(uuid.uuid4()), "errors": [{"code": code, "message": message}]})


def _says(scan: Scan) -> tuple[str, str, str, str]:
    return BACK if "original sender" in scan.text.lower() else SAYS.get(scan.code, IN_TRANSIT)


def _found(piece: Mailpiece, scans: list[Scan]) -> dict[str, Any]:
    number, newest = piece.tracking_number, _says(scans[-1])
    out = [scan for scan in piece.plan() if scan.code == "OF"]
    stated = [{"type": "ESTIMATED_DELIVERY", "dateTime": _wall_clock(out[0])}] if out else []
    return {
        "trackingNumberInfo": {
            "trackingNumber": number,
            "trackingNumberUniqueId": f"{int(piece.started_at.timestamp())}~{number}~FX",
            "carrierCode": "FDXE",
        },
        "latestStatusDetail": {"code": newest[0], "derivedCode": newest[0], "description": newest[1]},
        "dateAndTimes": stated,
        "deliveryDetails": {"receivedByName": SIGNER} if newest[0] == "DL" else {},
        "scanEvents": [_scan(scan) for scan in reversed(scans)],
        "serviceDetail": {"type": "FEDEX_GROUND", "description": "FedEx Ground"},
    }


def _scan(scan: Scan) -> dict[str, Any]:
    code, text, exception, about = _says(scan)
    return {
        "date": _wall_clock(scan),
        "eventType": code,
        "eventDescription": text,
        "exceptionCode": exception,
        "exceptionDescription": about,
        "scanLocation": {
            "city": scan.place.city or "",
            "stateOrProvinceCode": scan.place.state or "",
            "postalCode": scan.place.zip_code or "",
            "countryCode": "US",
        },
    }


def _wall_clock(scan: Scan) -> str:
    return scan.at.astimezone(scan.place.zone).isoformat(timespec="seconds")
