"""UPS's token endpoint and Track v1, as far as Waypost talks to them: one number a call.

Refuses Track Alert and proof of delivery with 404."""

from __future__ import annotations

import re
from datetime import UTC
from typing import Any

from sandbox.bearer import Bearers
from sandbox.journeys import Mailpiece, Scan
from sandbox.mailpieces import MailpieceBook
from sandbox.messages import Clock
from sandbox.numbers import tidy
from sandbox.places import ORIGIN
from sandbox.router import Router
from sandbox.settings import Settings
from sandbox.wire import Request, Response, json_response

NUMBER = re.compile(r"1Z[0-9A-Z]{16}")
SIGNER = "R MORGAN"
#: The journeys are written in USPS's codes; these are UPS's type, status code and words for the same scan.
IN_TRANSIT = ("I", "005", "Arrived at Facility")
SAYS: dict[str | None, tuple[str, str, str]] = {
    "03": ("P", "038", "Pickup Scan"),
    "OF": ("I", "021", "Out For Delivery Today"),
    "56": ("X", "022", "The receiver was not available at the time of the first delivery attempt."),
    "14": ("I", "040", "Delivered to UPS Access Point, awaiting customer pickup"),
    "04": ("X", "064", "The receiver refused the delivery."),
    "27": ("X", "069", "The package was not claimed."),
    "09": ("I", "036", "Returning to Sender"),
    "DX": ("X", "052", "Severe weather conditions have delayed delivery."),
    "01": ("D", "011", "DELIVERED"),
}
BACK = ("X", "034", "Returned to Sender")


class UpsApi:
    def __init__(self, settings: Settings, pieces: MailpieceBook, clock: Clock) -> None:
        self._pieces = pieces
        self._clock = clock
        self._bearers = Bearers(clock, settings.token_seconds)

    def add_routes(self, router: Router) -> None:
        router.add("POST", "/security/v1/oauth/token", self.issue_token)
        router.add("GET", "/api/track/v1/details/{number}", self.track)

    def issue_token(self, request: Request) -> Response:
        if not request.header("Authorization").lower().startswith("basic "):
            return _error(401, "10401", "ClientId is Invalid")
        return json_response(200, self._bearers.issue() | {"status": "approved"})

    def track(self, request: Request) -> Response:
        if not self._bearers.is_authentic(request):
            return _error(401, "250002", "Invalid Authentication Information.")
        if not request.header("transId") or not request.header("transactionSrc"):
            return _error(400, "TV1001", "transId and transactionSrc are required.")
        number = tidy(request.params["number"])
        piece, now = self._pieces.ask(number, NUMBER.fullmatch), self._clock()
        scans = piece.scans(now) if piece else []
        if piece is None or not scans:
            return self._not_found(number)
        return json_response(200, {"trackResponse": {"shipment": [_shipment(piece, scans)]}})

    def _not_found(self, number: str) -> Response:
        """UPS says it in two ways; which one goes by the number, so that a run can be repeated."""
        warning = {"code": "TW0001", "message": "Tracking Information Not Found"}
        if int(number[-1], 36) % 2:
            return json_response(404, {"response": {"errors": [warning]}})
        return json_response(200, {"trackResponse": {"shipment": [{"inquiryNumber": number, "warnings": [warning]}]}})


def _error(status: int, code: str, message: str) -> Response:
    return json_response(status, {"response": {"errors": [{"code": code, "message": message}]}})


def _says(scan: Scan) -> tuple[str, str, str]:
    return BACK if "original sender" in scan.text.lower() else SAYS.get(scan.code, IN_TRANSIT)


def _shipment(piece: Mailpiece, scans: list[Scan]) -> dict[str, Any]:
    kind, code, text = _says(scans[-1])
    package = {
        "trackingNumber": piece.tracking_number,
        "deliveryDate": _days(piece, scans),
        "activity": [_activity(scan) for scan in reversed(scans)],
        "currentStatus": {"description": text, "code": code},
        "packageCount": 1,
        "service": {"code": "003", "levelCode": "011", "description": "UPS Ground"},
    }
    if kind == "D":
        package["deliveryInformation"] = {"location": "Front Desk", "receivedBy": SIGNER}
    picked_up = piece.started_at.astimezone(ORIGIN.zone)
    return {
        "inquiryNumber": piece.tracking_number,
        "pickupDate": f"{picked_up:%Y%m%d}",
        "package": [package],
    }


def _days(piece: Mailpiece, scans: list[Scan]) -> list[dict[str, str]]:
    """The day promised while it is on its way, and the day it came once it has come."""
    if _says(scans[-1])[0] == "D":
        return [{"type": "DEL", "date": f"{scans[-1].at.astimezone(scans[-1].place.zone):%Y%m%d}"}]
    out = [scan for scan in piece.plan() if scan.code == "OF"]
    return [{"type": "SDD", "date": f"{out[0].at.astimezone(out[0].place.zone):%Y%m%d}"}] if out else []


def _activity(scan: Scan) -> dict[str, Any]:
    kind, code, text = _says(scan)
    local, gmt = scan.at.astimezone(scan.place.zone), scan.at.astimezone(UTC)
    offset = f"{local:%z}"
    address = {
        "city": scan.place.city or "",
        "stateProvince": scan.place.state or "",
        "postalCode": scan.place.zip_code or "",
        "countryCode": "US",
        "country": "US",
    }
    return {
        "location": {"address": address, "slic": "7870"},
        "status": {"type": kind, "description": text, "code": "XX", "statusCode": code},
        "date": f"{local:%Y%m%d}",
        "time": f"{local:%H%M%S}",
        "gmtDate": f"{gmt:%Y%m%d}",
        "gmtOffset": f"{offset[:3]}:{offset[3:5]}",
        "gmtTime": f"{gmt:%H:%M:%S}",
    }
