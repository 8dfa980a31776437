"""How each carrier says the same things: what the contract suite puts into its mouth."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from carriers.answers import CarrierClient
from carriers.easypost import EasyPostClient
from carriers.fedex import FedexClient
from carriers.http import Limits
from carriers.oauth import Credentials, TokenStore
from carriers.ups import UpsClient
from carriers.usps import UspsClient
from tests.carrier_scenes import Scene, says

PAYLOADS = Path(__file__).parents[3] / "payloads"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIMITS = Limits(connect_seconds=0.5, total_seconds=0.8)


@dataclass(frozen=True)
class Play:
    """`found`: a piece that is out for delivery. `mixed`: that piece and `missing`, which the carrier does not know, in
    one answer and in another order. None: this carrier has no such answer."""

    name: str
    client: Callable[..., CarrierClient]
    token_path: str
    number: str
    found: Any
    not_found: tuple[Scene, ...]
    reused: Any
    clocks_go_back: Any
    missing: str = ""
    mixed: Any = None
    not_permitted: tuple[Scene, ...] = ()
    signs_in: bool = True
    token: dict[str, object] = field(
        default_factory=lambda: {"access_token": "first-token", "expires_in": "3599", "scope": "tracking"}
    )

    def client_at(self, url: str, store: TokenStore, limits: Limits = LIMITS) -> CarrierClient:
        return self.client(url, Credentials("an-id", "a-secret"), store, lambda: NOW, limits=limits)


def payload(carrier: str, name: str) -> Any:
    return json.loads((PAYLOADS / carrier / f"{name}.json").read_bytes())


def _usps_item(number: str, *scans: tuple[str, str, str, str], piece: str = "200002") -> dict[str, Any]:
    (item,) = payload("usps", "accepted")
    (scan,) = item["trackingEvents"]
    events = [
        scan | {"eventType": text, "eventCode": code, "eventTimestamp": local, "GMTTimestamp": gmt, "GMTOffset": None}
        for code, text, local, gmt in scans
    ]
    return item | {"trackingNumber": number, "uniqueMailPieceID": piece, "trackingEvents": events}


_ONE, _OTHER = "9400111899100000000012", "9400111899100000099999"
_ACCEPTED = ("03", "USPS in possession of item", "2026-11-18T17:45:00", "2026-11-18T23:45:00Z")
_OUT = ("OF", "Out for Delivery", "2026-11-20T08:31:00", "2026-11-20T14:31:00Z")
_USPS_FOUND = [_usps_item(_ONE, _OUT, _ACCEPTED)]

USPS = Play(
    name="usps",
    client=UspsClient,
    token_path="/oauth2",  # noqa: S106 - a path
    number=_ONE,
    found=_USPS_FOUND,
    not_found=(says(404, payload("usps", "error_404_not_yet_available")),),
    not_permitted=(
        says(403, payload("usps", "error_403_not_permitted")),
        says(400, payload("usps", "error_400_another_shipper")),
    ),
    missing=_OTHER,
    mixed=[
        {"trackingNumber": _OTHER, "statusCode": "404", **payload("usps", "error_404_not_yet_available")},
        *_USPS_FOUND,
    ],
    reused=[
        _usps_item(_ONE, ("03", "Accepted", "2027-10-03T09:00:00", "2027-10-03T14:00:00Z"), piece="900009")
        | {"mailPieceIntakeDate": "2027-10-03"}
    ],
    clocks_go_back=[
        _usps_item(
            _ONE,
            ("OF", "Out for Delivery", "2026-11-01T01:30:00", "2026-11-01T07:30:00Z"),
            ("07", "Arrived at Post Office", "2026-11-01T01:50:00", "2026-11-01T06:50:00Z"),
        )
    ],
)

UPS = Play(
    name="ups",
    client=UpsClient,
    token_path="/security",  # noqa: S106 - a path
    number="1Z999AA10123456784",
    found=payload("ups", "out_for_delivery"),
    not_found=(says(404, payload("ups", "not_found_404")), says(200, payload("ups", "not_found_warning"))),
    reused=payload("ups", "reused"),
    clocks_go_back=payload("ups", "clocks_go_back"),
)

FEDEX = Play(
    name="fedex",
    client=FedexClient,
    token_path="/oauth",  # noqa: S106 - a path
    number="986578788855",
    found=payload("fedex", "out_for_delivery"),
    not_found=(says(200, {**payload("fedex", "not_found"), "transactionId": "2"}),),
    missing="449044304137821",
    mixed=payload("fedex", "mixed"),
    reused=payload("fedex", "reused"),
    clocks_go_back=payload("fedex", "clocks_go_back"),
)


def _easypost(
    url: str, credentials: Credentials, _store: TokenStore, now: Callable[[], datetime], limits: Limits
) -> Any:
    return EasyPostClient(url, credentials.client_secret, now, limits)


EASYPOST = Play(
    name="easypost",
    client=_easypost,
    signs_in=False,
    token_path="/no/sign/in",  # noqa: S106 - a path
    number=_ONE,
    found=payload("easypost", "out_for_delivery"),
    not_found=(says(200, payload("easypost", "unknown")), says(422, payload("easypost", "refused_code_422"))),
    reused=payload("easypost", "reused"),
    clocks_go_back=payload("easypost", "clocks_go_back"),
)

PLAYS = {play.name: play for play in (USPS, UPS, FEDEX, EASYPOST)}
