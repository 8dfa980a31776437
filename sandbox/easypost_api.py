"""EasyPost's trackers, as far as Waypost talks to them: one number a call, any carrier's, with its test codes.

Refuses batches with 404. Its webhooks are in easypost_webhooks_api.py."""

from __future__ import annotations

import re
import zlib
from datetime import UTC
from typing import Any

from sandbox.journeys import Mailpiece, Scan
from sandbox.mailpieces import MailpieceBook
from sandbox.messages import Clock
from sandbox.numbers import is_usps, tidy
from sandbox.router import Router
from sandbox.usps_payload import SIGNER
from sandbox.wire import Request, Response, json_response

NUMBER = re.compile(r"1Z[0-9A-Z]{16}|[0-9]{10,34}|[A-Z]{2}[0-9]{9}[A-Z]{2}")
#: USPS's code -> EasyPost's status and its detail.
IN_TRANSIT = ("in_transit", "arrived_at_facility")
SAYS: dict[str | None, tuple[str, str]] = {
    "03": ("in_transit", "received_at_origin_facility"),
    "07": ("in_transit", "received_at_destination_facility"),
    "OF": ("out_for_delivery", "out_for_delivery"),
    "56": ("failure", "delivery_exception"),
    "14": ("available_for_pickup", "arrived_at_pickup_location"),
    "04": ("return_to_sender", "refused"),
    "27": ("return_to_sender", "return"),
    "09": ("return_to_sender", "return"),
    "DX": ("in_transit", "delayed"),
    "01": ("delivered", "arrived_at_destination"),
}
BACK = ("return_to_sender", "return")
TEST_CODES = {
    "EZ1000000001": "pre_transit",
    "EZ2000000002": "in_transit",
    "EZ3000000003": "out_for_delivery",
    "EZ4000000004": "delivered",
    "EZ5000000005": "return_to_sender",
    "EZ6000000006": "failure",
    "EZ7000000007": "unknown",
}


class EasyPostApi:
    def __init__(self, pieces: MailpieceBook, clock: Clock) -> None:
        self._pieces = pieces
        self._clock = clock
        self._carriers: dict[str, str] = {}

    def add_routes(self, router: Router) -> None:
        router.add("POST", "/v2/trackers", self.create)

    def tracker_of(self, piece: Mailpiece) -> dict[str, Any] | None:
        """None for a piece that nobody has made a tracker for."""
        carrier = self._carriers.get(piece.tracking_number)
        return _tracker(piece, piece.scans(self._clock()), carrier) if carrier else None

    def clear(self) -> None:
        self._carriers.clear()

    def create(self, request: Request) -> Response:
        """Asking for a tracker that exists gives that one back."""
        if not is_authentic(request):
            return error(401, "APIKEY.INACTIVE", "This api key is no longer active.")
        try:
            wish = request.json()["tracker"]
            number, carrier = tidy(str(wish["tracking_code"])), str(wish.get("carrier") or "")
        except (ValueError, TypeError, KeyError, AttributeError):
            return error(400, "PARAMETER.REQUIRED", "Missing required parameter.")
        if number in TEST_CODES:
            return json_response(201, _test_tracker(number, TEST_CODES[number]))
        known = is_usps(number) or NUMBER.fullmatch(number)
        piece = self._pieces.ask(number, lambda _number: known)
        if piece is None:
            return error(422, "TRACKER.TRACKING_CODE.INVALID", "Invalid tracking code.")
        self._carriers[piece.tracking_number] = carrier or "USPS"
        return json_response(201, self.tracker_of(piece))


def is_authentic(request: Request) -> bool:
    return request.header("Authorization").startswith("Bearer ")


def error(status: int, code: str, message: str) -> Response:
    return json_response(status, {"error": {"code": code, "message": message, "errors": []}})


def _says(scan: Scan) -> tuple[str, str]:
    return BACK if "original sender" in scan.text.lower() else SAYS.get(scan.code, IN_TRANSIT)


def _tracker(piece: Mailpiece, scans: list[Scan], carrier: str) -> dict[str, Any]:
    status, detail = _says(scans[-1]) if scans else ("unknown", "unknown")
    out = [scan for scan in piece.plan() if scan.code == "OF"]
    unique = f"{piece.tracking_number} {piece.started_at.isoformat()}".encode()
    return {
        "id": f"trk_{zlib.crc32(unique):032x}",
        "object": "Tracker",
        "tracking_code": piece.tracking_number,
        "status": status,
        "status_detail": detail,
        "signed_by": SIGNER if status == "delivered" and piece.scenario.accountable else None,
        "est_delivery_date": f"{out[0].at.astimezone(out[0].place.zone):%Y-%m-%d}T00:00:00Z" if out else None,
        "carrier": carrier,
        "tracking_details": [_detail(scan, carrier) for scan in scans],
        "carrier_detail": {"object": "CarrierDetail", "service": None},
    }


def _detail(scan: Scan, carrier: str) -> dict[str, Any]:
    """A carrier's own words go along; those of the journeys are USPS's, so for others the status is said again."""
    status, detail = _says(scan)
    is_own = carrier == "USPS"
    return {
        "object": "TrackingDetail",
        "message": scan.text if is_own else detail.replace("_", " ").capitalize(),
        "status": status,
        "status_detail": detail,
        "datetime": scan.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "source": carrier,
        "carrier_code": (scan.code or "") if is_own else "",
        "tracking_location": {
            "object": "TrackingLocation",
            "city": scan.place.city,
            "state": scan.place.state,
            "country": "US",
            "zip": scan.place.zip_code,
        },
    }


def _test_tracker(number: str, status: str) -> dict[str, Any]:
    detail = {"message": "A test", "status": status, "status_detail": status, "datetime": "2026-11-20T15:00:00Z"}
    return {
        "id": f"trk_{number.lower()}",
        "object": "Tracker",
        "tracking_code": number,
        "status": status,
        "status_detail": status,
        "carrier": "USPS",
        "tracking_details": [] if status == "unknown" else [detail],
    }
