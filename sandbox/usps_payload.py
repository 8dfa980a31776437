"""One mailpiece in the words of Tracking 3.2, with the faults that real answers have.

Refuses to decide who may ask. Which fault a number shows depends on the number alone, so that a run can be
repeated. Source of each fault: a recorded answer, and USPS/api-examples #3."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.journeys import Mailpiece, Scan
from sandbox.numbers import is_certified
from sandbox.places import DESTINATION, ORIGIN

CATEGORIES = {
    "Pre-Shipment": "MA GX 89 80 81 82",
    "Accepted": "03 TM PA OA UA AD",
    "In Transit": "10 A1 T1 TL NT EF SF L1 U1 41 42 43 07 PC",
    "Out for Delivery": "OF DG",
    "Delivery Attempt": "02 52 53 54 55 56 30 51",
    "Available for Pickup": "14 16",
    "Delivered": "01 17",
    "Alert": "04 05 06 08 09 11 15 21 22 23 24 25 26 27 28 29 31 71 DX",
}
CATEGORY_OF = {code: category for category, codes in CATEGORIES.items() for code in codes.split()}
NOTICES = frozenset("02 52 53 54 55 56".split())
# Accountable mail goes back fifteen days after its first notice (DMM 508.1.1.7).
HELD_FOR = timedelta(days=15)
SIGNER = "R MORGAN"
CERTIFIED_SERVICES = ["Certified Mail<SUP>&reg;</SUP>", "Return Receipt", "USPS Tracking<SUP>&#174;</SUP>"]
PARCEL_SERVICES = ["USPS Tracking<SUP>&#174;</SUP>", "Up to $100 insurance included"]


def render(piece: Mailpiece, asked_as: str, now: datetime) -> dict[str, Any]:
    """The item without statusCode. The piece must have at least one scan by now."""
    scans = piece.scans(now)
    fault = zlib.crc32(piece.tracking_number.encode())
    accountable = is_certified(piece.tracking_number) or piece.scenario.accountable
    events = [_event(scan, accountable) for scan in reversed(scans)]
    item = {
        "trackingNumber": asked_as,
        **_ends(),
        **_kind(piece, accountable, fault),
        **_flags(accountable, fault),
        **_identity(piece, fault),
        **_status(scans[-1]),
        "expectedDeliveryDate": _expected(piece),
        # Shown once as a bare object instead of a list of one.
        "trackingEvents": events if len(events) > 1 else events[0],
    }
    return_on = _return_notice(scans) if accountable else None
    return item | ({"returnDateNotice": return_on} if return_on else {})


def _ends() -> dict[str, Any]:
    return {
        "originCity": ORIGIN.city,
        "originState": ORIGIN.state,
        "originZIP": ORIGIN.zip_code,
        "destinationCity": DESTINATION.city,
        "destinationState": DESTINATION.state,
        "destinationZIP": DESTINATION.zip_code,
    }


def _kind(piece: Mailpiece, accountable: bool, fault: int) -> dict[str, Any]:
    services = CERTIFIED_SERVICES if accountable else PARCEL_SERVICES
    return {
        "mailClass": "First-Class Mail<SUP>&reg;</SUP>" if accountable else "USPS Ground Advantage<SUP>&#153;</SUP>",
        "mailType": "DM",
        "services": services if fault & 1 else services[0],
        "serviceTypeCode": piece.tracking_number[2:5],
        "additionalInfo": None,
        "guaranteedDeliveryTimeStamp": None,
    }


def _flags(accountable: bool, fault: int) -> dict[str, Any]:
    """Booleans come as words, and one name is spelt in two ways."""
    return {
        "emailEnabled": "true",
        "kahalaIndicator": "false",
        "proofOfDeliveryEnabled": "true" if accountable else "false",
        "restoreEnabled": "false",
        "RRAMEnabled" if fault & 2 else "RRAMenabled": "false",
        "RREEnabled": "true" if accountable else "false",
    }


def _identity(piece: Mailpiece, fault: int) -> dict[str, Any]:
    """Number + piece id + intake date name one mailpiece: a number set up anew gets both anew."""
    intake = piece.started_at.astimezone(ORIGIN.zone)
    unique = zlib.crc32(f"{piece.tracking_number} {piece.started_at.isoformat()}".encode())
    return {
        "tableCode": "T",
        "uniqueMailPieceID" if fault & 4 else "uniqueMailPieceId": str(unique),
        "mailPieceIntakeDate": intake.strftime("%Y-%m-%d %H:%M:%S.%f"),
    }


def _status(newest: Scan) -> dict[str, Any]:
    """An event code that we know nothing about has no category: null, as real answers sometimes have."""
    local = newest.at.astimezone(newest.place.zone)
    where = ", ".join(part for part in (newest.place.city, newest.place.state) if part)
    zip_code = f" {newest.place.zip_code}" if newest.place.zip_code else ""
    hour = local.strftime("%I:%M %p").lstrip("0").lower()
    day = f"{local:%B} {local.day}, {local.year}"
    category = CATEGORY_OF.get(newest.code or "")
    if newest.text.startswith("Reminder to Schedule Redelivery"):
        category = "Delivery Attempt: Action Needed"
    return {
        "status": newest.text,
        "statusCategory": category,
        "statusSummary": f"{newest.text} at {hour} on {day}" + (f" in {where}{zip_code}." if where else "."),
    }


def _event(scan: Scan, accountable: bool) -> dict[str, Any]:
    """The local time has no zone and no seconds; the GMT one has both."""
    local = scan.at.astimezone(scan.place.zone)
    signed = accountable and scan.code == "01" and "original sender" not in scan.text.lower()
    return {
        "eventType": scan.text,
        "eventTimestamp": local.strftime("%Y-%m-%dT%H:%M:00"),
        "GMTTimestamp": scan.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "GMTOffset": _offset(local),
        "eventCountry": None,
        "eventCity": scan.place.city,
        "eventState": scan.place.state,
        "eventZIP": scan.place.zip_code,
        "firm": None,
        "name": SIGNER if signed else None,
        "authorizedAgent": "false",
        "eventCode": scan.code,
        "additionalProp": None,
    }


def _offset(local: datetime) -> str:
    plain = local.strftime("%z")
    return f"{plain[:3]}:{plain[3:5]}"


def _expected(piece: Mailpiece) -> str | None:
    for scan in piece.plan():
        if scan.code == "OF":
            return scan.at.astimezone(scan.place.zone).date().isoformat()
    return None


def _return_notice(scans: list[Scan]) -> str | None:
    """Calendar days of real life, whatever the speed; gone once the piece is delivered or on its way back."""
    notices = [scan for scan in scans if scan.code in NOTICES]
    if not notices or scans[-1].code in ("01", "04", "09", "27", "31"):
        return None
    return (notices[0].at.astimezone(notices[0].place.zone).date() + HELD_FOR).isoformat()
