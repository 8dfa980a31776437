"""Asks USPS for a proof of delivery: a letter with the recipient's name and signature, which USPS e-mails.

The API never returns the letter itself; whoever gets the e-mail attaches it. Source: Tracking 3.2.6, the one
specification that names the call.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from carriers.answers import Exchange
from carriers.asking import Asking, NoAnswer
from carriers.http import Call, Reply
from carriers.reading import Fields, as_bool, as_date, as_json, clean, lowered
from carriers.usps_payload import read_refusal

SERVICE = "usps"
PATH = "/tracking/v3/tracking/{number}/proof-of-delivery"
MOST_EMAILS = 3
#: Any of these says that there is a letter to be had.
OFFERS = ("proofofdeliveryenabled", "trackingproofofdeliveryenabled", "rreenabled")


@dataclass(frozen=True, slots=True)
class Piece:
    """What USPS tells its pieces apart by, as its own detailed answer gave it."""

    tracking_number: str
    unique_id: str
    intake_on: str
    table_code: str


@dataclass(frozen=True, slots=True)
class Requester:
    first_name: str
    last_name: str
    emails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """`said` is USPS's own sentence. The letter comes by e-mail, some time later or never."""

    said: str


def names_the_piece(slice_: bytes) -> bool:
    """Is this a whole answer of USPS's? A pushed scan, a refusal and another service's answer are not."""
    said = as_json(slice_)
    return isinstance(said, dict) and "uniquemailpieceid" in lowered(said)


def obtainable(tracking_number: str, slice_: bytes) -> Piece | str:
    """The piece to ask for, or in one sentence why USPS would not do it. `slice_`: the newest answer that we keep."""
    said = as_json(slice_)
    fields = lowered(said) if isinstance(said, dict) else {}
    if not any(as_bool(fields.get(name)) for name in OFFERS):
        return "USPS offers no proof of delivery for it: not delivered, no signature service, or kept no longer."
    unique = clean(fields.get("uniquemailpieceid"))
    intake, table = as_date(fields.get("mailpieceintakedate")), clean(fields.get("tablecode")).strip('"')
    if not (unique and intake and table):
        return "USPS's last answer lacks what a request must name (unique id, intake date, table code)."
    return Piece(tracking_number, unique, intake.isoformat(), table)


def request_proof(
    base_url: str, asking: Asking, piece: Piece, requester: Requester, exchanges: list[Exchange]
) -> Accepted | NoAnswer:
    """Ask once. Raises ValueError for no e-mail address or more than three."""
    body = json.dumps(_question(piece, requester)).encode()
    url = base_url.rstrip("/") + PATH.format(number=quote(piece.tracking_number))

    def call_with(authorization: str) -> Call:
        headers = {"Authorization": authorization, "Content-Type": "application/json"}
        return Call(SERVICE, "POST", url, body, headers, numbers=1, shown=PATH)

    outcome = asking.ask(call_with, exchanges)
    return outcome if isinstance(outcome, NoAnswer) else _read(piece.tracking_number, outcome)


def _question(piece: Piece, requester: Requester) -> dict[str, Any]:
    emails: Sequence[str] = requester.emails
    if not 1 <= len(emails) <= MOST_EMAILS:
        raise ValueError(f"USPS sends the letter to one to {MOST_EMAILS} e-mail addresses, not to {len(emails)}")
    return {
        "uniqueMailPieceID": piece.unique_id,
        "mailPieceIntakeDate": piece.intake_on,
        "tableCode": piece.table_code,
        "requestType": "email",
        "firstName": requester.first_name,
        "lastName": requester.last_name,
        "email": list(emails),
    }


def _read(number: str, reply: Reply) -> Accepted | NoAnswer:
    said = as_json(reply.body)
    fields: Fields = lowered(said) if isinstance(said, dict) else {}
    if reply.status in (200, 202):
        return Accepted(clean(fields.get("resulttext")) or "accepted")
    refusal = read_refusal(number, said if isinstance(said, dict) else {}, reply.status)
    return NoAnswer("garbage", f"USPS refuses (HTTP {reply.status}): {refusal.detail or 'no reason given'}")
