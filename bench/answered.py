"""Makes what a carrier's client brings home from a call: answers of USPS in the words of Tracking 3.2, read as the
product reads them. The newest scans of a piece lie some minutes back.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from carriers.answers import Asked, Exchange, Found, TrackResult
from carriers.usps_payload import read_item
from config import time
from models.mailpiece import Mailpiece

#: The scans of a first look; the next ones alternate, so that each look brings news.
JOURNEY = (
    ("MA", "Shipping Label Created, USPS Awaiting Item"),
    ("03", "USPS in possession of item"),
    ("10", "Arrived at USPS Regional Origin Facility"),
    ("T1", "Departed USPS Regional Facility"),
    ("TL", "In Transit to Next Facility"),
    ("A1", "Arrived at USPS Regional Facility"),
    ("T1", "Departed USPS Regional Facility"),
    ("A1", "Arrived at USPS Regional Facility"),
    ("07", "Arrived at Post Office"),
    ("OF", "Out for Delivery"),
)
NEXT = (("DX", "In Transit, Arriving Late"), ("14", "Available for Pickup"))
#: Some pieces have one scan more than others.
FIRST = (len(JOURNEY), len(JOURNEY) + 1)
APART, LATEST = timedelta(minutes=1), timedelta(minutes=40)
_BEGAN = time.now()


def answer_about(tracking_number: str, scans: int) -> Found:
    """With so many scans."""
    answer = read_item(tracking_number, _item(tracking_number, scans))
    assert isinstance(answer, Found) and len(answer.events) == scans
    return answer


def _item(tracking_number: str, scans: int) -> dict[str, Any]:
    steps = [JOURNEY[place] if place < len(JOURNEY) else NEXT[place % len(NEXT)] for place in range(scans)]
    return {
        "trackingNumber": tracking_number,
        "statusCode": "200",
        "mailClass": "USPS Ground Advantage<SUP>&#153;</SUP>",
        "services": ["USPS Tracking<SUP>&#174;</SUP>", "Up to $100 insurance included"],
        "uniqueMailPieceId": tracking_number[-9:],
        "mailPieceIntakeDate": "2026-11-18 08:00:00.000000",
        "expectedDeliveryDate": time.now().date().isoformat(),
        "status": steps[-1][1],
        "trackingEvents": [_event(place, *step) for place, step in reversed(list(enumerate(steps)))],
    }


def _event(place: int, code: str, text: str) -> dict[str, Any]:
    at = _BEGAN - LATEST + (place - len(JOURNEY)) * APART
    return {
        "eventCode": code,
        "eventType": text,
        "eventTimestamp": f"{at - timedelta(hours=6):%Y-%m-%dT%H:%M:00}",
        "GMTTimestamp": f"{at:%Y-%m-%dT%H:%M:00Z}",
        "GMTOffset": "-06:00",
        "eventCity": "MEMPHIS",
        "eventState": "TN",
        "eventZIP": "38101",
        "eventCountry": None,
        "firm": None,
        "name": None,
        "authorizedAgent": "false",
    }


class Canned:
    """A client that has its answers ready: nothing of the way there and back is measured."""

    name = service = "usps"
    batch_size = 35

    def __init__(self, answers: Sequence[Found]) -> None:
        self._answers = {answer.tracking_number: answer for answer in answers}

    def track(self, numbers: Sequence[Asked]) -> TrackResult:
        brought = {one.tracking_number: self._answers[one.tracking_number] for one in numbers}
        body = sum(len(answer.slice) for answer in brought.values())
        headers = {"date": "Sun, 22 Nov 2026 14:00:00 GMT", "content-type": "application/json"}
        path = "/tracking/v3r2/tracking"
        exchange = Exchange(
            "usps", "POST", path, 200, time.now(), 400.0, 35 * len(numbers), body, None, None, len(numbers), headers
        )
        return TrackResult(dict(brought), [exchange], dict.fromkeys(brought, exchange))


def pieces_of(ids: Sequence[int]) -> list[Mailpiece]:
    """As a worker has them in hand when it has claimed them."""
    found = {piece.id: piece for piece in Mailpiece.select().where(Mailpiece.id.in_(ids))}
    return [found[key] for key in ids]
