"""What carriers said in a made-up history: scans of each piece, the requests that brought them, and raw slices."""

import json
import zlib

from bot.seed.plan import STRIDE, Plan, rest
from bot.seed.writing import Say, in_pieces, without_indexes
from models.database import database, run_sql
from models.fields import seal
from models.mailpiece import CarrierSlice, Exchange, TrackingEvent

DAY = 86_400_000_000
#: (code, words) of the first two scans, and of each milestone that a piece may have come to.
FIRST = (
    ("GX", "Shipping Label Created, USPS Awaiting Item", "label_created"),
    ("10", "Arrived at USPS Regional Facility", "in_transit"),
)
WORDS = {
    "accepted": ("03", "Accepted at USPS Origin Facility"),
    "in_transit": ("10", "Departed USPS Regional Facility"),
    "arrived_local": ("07", "Arrived at Post Office"),
    "out_for_delivery": ("OF", "Out for Delivery"),
    "delivered": ("01", "Delivered, Left with Individual"),
    "delivered_agent": ("01", "Delivered to Agent for Final Delivery"),
    "available_for_pickup": ("14", "Available for Pickup"),
    "returned": ("01", "Delivered, To Original Sender"),
    "unclaimed": ("09", "Unclaimed/Being Returned to Sender"),
    "refused": ("04", "Refused"),
    "undeliverable": ("21", "No Such Number"),
    "held": ("15", "Held at Post Office, At Customer Request"),
    "lost_recovery": ("DE", "Processed by USPS Mail Recovery Center"),
    "unknown": ("Q9", "Special Handling Completed"),
}
PLACES = (
    ("DAYTON", "OH"), ("COLUMBUS", "OH"), ("MEMPHIS", "TN"), ("BOISE", "ID"), ("TAMPA", "FL"), ("RENO", "NV"),
    ("AUSTIN", "TX"), ("SALEM", "OR"), ("PROVO", "UT"), ("MACON", "GA"),
)  # fmt: skip
#: Statuses of requests by the thousand; the rest is 200. NULL is no answer at all.
STATUSES = ((4, "429"), (7, "500"), (9, "503"), (11, "401"), (14, "NULL"), (30, "404"))


def make(plan: Plan, say: Say) -> None:
    with without_indexes(TrackingEvent):
        in_pieces(lambda numbers: _scans(plan, numbers), 0, plan.pieces * 3)
    say("scans of each piece")
    with without_indexes(Exchange):
        in_pieces(lambda numbers: _exchanges(plan, numbers), 0, plan.pieces // 2)
    with without_indexes(CarrierSlice), database.atomic():
        run_sql(_slices(plan), (_slice_body(),))
    say("requests to carriers, and slices of the newest pieces")


def _cases(of: str, cases: "dict[str, str] | list[str]") -> str:
    pairs = cases.items() if isinstance(cases, dict) else enumerate(cases)
    return f"CASE {of} {' '.join(f'WHEN {when} THEN {then}' for when, then in pairs)} END"


def _scans(plan: Plan, numbers: str) -> str:
    """Three for each piece, some days apart; the last is of the milestone that it came to."""
    step, piece = rest("s.n", "3"), "s.n / 3 + 1"
    at = f"(CASE {step} WHEN 0 THEN m.created_at - {DAY} WHEN 1 THEN m.created_at ELSE m.milestone_at END)"
    codes = {f"'{name}'": f"'{code}'" for name, (code, _) in WORDS.items()}
    words = {f"'{name}'": f"'{said}'" for name, (_, said) in WORDS.items()}
    first = [[f"'{one[place]}'" for one in FIRST] for place in range(3)]
    city = rest(f"s.n / 3 * {STRIDE} + {step}", str(len(PLACES)))

    def said(of_first: list[str], last: str) -> str:
        return f"CASE {step} WHEN 0 THEN {of_first[0]} WHEN 1 THEN {of_first[1]} ELSE {last} END"

    return (
        "INSERT INTO tracking_event (mailpiece_id, fingerprint, occurred_at, local_time, utc_offset_minutes, code, "  # noqa: S608
        f"text, city, state, country, by_agent, milestone, seen_at) SELECT m.id, 'made up ' || {step}, {at}, '', -300, "
        f"{said(first[0], _cases('m.milestone', codes))}, {said(first[1], _cases('m.milestone', words))}, "
        f"{_cases(city, [f'{chr(39)}{one}{chr(39)}' for one, _ in PLACES])}, "
        f"{_cases(city, [f'{chr(39)}{one}{chr(39)}' for _, one in PLACES])}, 'US', (1 = 0), "
        f"{said(first[2], 'm.milestone')}, {at} + 600000000 FROM {numbers} JOIN mailpiece m ON m.id = {piece} "
        "WHERE m.milestone NOT IN ('expired', 'not_found') ORDER BY s.n"
    )


def _exchanges(plan: Plan, numbers: str) -> str:
    chance = rest(f"s.n * {STRIDE}", "1000")
    status = f"CASE {' '.join(f'WHEN {chance} < {end} THEN {code}' for end, code in STATUSES)} ELSE 200 END"
    service = (
        f"CASE WHEN {rest('s.n', '20')} < 16 THEN 'usps' WHEN {rest('s.n', '20')} < 18 THEN 'ups' ELSE 'fedex' END"
    )
    silent = f"{chance} >= {STATUSES[3][0]} AND {chance} < {STATUSES[4][0]}"
    step = (plan.now - plan.began) // (plan.pieces // 2)
    return (
        "INSERT INTO exchange (id, service, method, path, status, started_at, duration_ms, request_bytes, "  # noqa: S608
        f"response_bytes, error, headers) SELECT s.n + 1, {service}, 'POST', '/tracking/v3r2/tracking', {status}, "
        f"{plan.began} + s.n * {step}, 120 + {rest(f's.n * {STRIDE}', '900')}, 640, 8200, "
        f"CASE WHEN {silent} THEN 'no answer within 8 s' END, '{{}}' FROM {numbers} ORDER BY s.n"
    )


def _slices(plan: Plan) -> str:
    """Of the newest fifth, by the requests of about that time."""
    digest = "0" * 64
    return (
        "INSERT INTO carrier_slice (mailpiece_id, exchange_id, sha256, body, same_as_id, fetched_at) "  # noqa: S608
        f"SELECT id, (id + 1) / 2, '{digest}', ?, NULL, milestone_at FROM mailpiece WHERE id > "
        f"{plan.pieces - plan.pieces // 5} AND (id + 1) / 2 <= {plan.pieces // 2} ORDER BY id"
    )


def _slice_body() -> bytes:
    said = {
        "trackingNumber": "9400111000000000000000",
        "statusCategory": "Delivered",
        "trackingEvents": [{"eventCode": code, "eventType": words} for code, words in WORDS.values()],
    }
    return seal(zlib.compress(json.dumps(said).encode(), 6), b"carrier_slice.body")
