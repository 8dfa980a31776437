"""Reads what carriers tell us by themselves: is it theirs, and what does it say of which number. Pure.

USPS signs timestamp and payload of its envelope; the payload is JSON in a string, either a tracking detail or one scan.
EasyPost signs the whole body. Sources: facts that public clients show; one of them had USPS sign the whole body, so
that is taken too: who can do either has the secret.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from easypost.errors.general.signature_verification_error import SignatureVerificationError
from easypost.util import validate_webhook

from carriers import easypost
from carriers.answers import Answer
from carriers.http import Reply
from carriers.reading import Fields, as_json, as_list, canonical, clean, lowered
from carriers.usps import plain_number
from carriers.usps_payload import read_item

USPS_SIGNATURES = ("x-hmac", "hmac-header")  # the second one is the older name
EASYPOST_SIGNATURE = "X-Hmac-Signature"
LONGEST_CHALLENGE, LONGEST_QUESTION = 512, 4_096
MOST_ITEMS = 100


class UnreadableUpdate(ValueError):
    """What came is theirs, but says nothing that can be read. The sentence is for the operator."""


@dataclass(frozen=True, slots=True)
class Told:
    """One piece of news. `courier`: whose number it is, where that is said. `is_whole`: all scans of the piece, and not
    a single one. `order` is the standing order that brought it, where it says so."""

    tracking_number: str
    answer: Answer
    courier: str = ""
    is_whole: bool = True
    order: str = ""


def is_from_usps(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    """By any of the secrets: during a change the old and the new one are both listed."""
    given = next(filter(None, (_header(headers, name) for name in USPS_SIGNATURES)), "")
    if not given:  # a stranger's body is not worth reading
        return False
    if _has_made(secrets, body, given):
        return True
    fields = _object(body)
    stamp, payload = fields.get("timestamp"), fields.get("payload")
    if not isinstance(stamp, str | int) or not isinstance(payload, str):
        return False
    return _has_made(secrets, f"{stamp}{payload}".encode("utf-8", "replace"), given)


def _has_made(secrets: Sequence[str], text: bytes, given: str) -> bool:
    mark = given.encode("utf-8", "replace")
    return any(hmac.compare_digest(_usps_mark(secret, text), mark) for secret in secrets)


def _usps_mark(secret: str, text: bytes) -> bytes:
    return b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest())


def is_from_easypost(body: bytes, headers: Mapping[str, str], secrets: Sequence[str]) -> bool:
    given = {EASYPOST_SIGNATURE: _header(headers, EASYPOST_SIGNATURE)}
    return any(_easypost_made(secret, body, given) for secret in secrets)


def _header(headers: Mapping[str, str], name: str) -> str:
    return next((value for given, value in headers.items() if given.lower() == name.lower()), "")


def _easypost_made(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    try:
        validate_webhook(body, headers, secret)
    except (SignatureVerificationError, ValueError, TypeError, RecursionError):
        return False
    return True


def challenge_in(body: bytes) -> str | None:
    """USPS's question whether anybody is there, when a standing order begins; None when this is no such question."""
    if len(body) > LONGEST_QUESTION:
        return None
    fields = _object(body)
    asked = fields.get("challenge")
    if "payload" in fields or not isinstance(asked, str) or not 0 < len(asked) <= LONGEST_CHALLENGE:
        return None
    return asked if asked.isascii() and asked.isprintable() else None


def _object(body: bytes) -> Fields:
    said = as_json(body)
    return lowered(said) if isinstance(said, Mapping) else {}


def read_usps(body: bytes) -> list[Told]:
    """Raises UnreadableUpdate."""
    envelope = _object(body)
    payload = envelope.get("payload")
    said = as_json(payload.encode("utf-8", "replace")) if isinstance(payload, str) else payload
    items = [item for item in as_list(said)[:MOST_ITEMS] if isinstance(item, Mapping)]
    numbers = [plain_number(clean(lowered(item).get("trackingnumber"))) for item in items]
    if not items or not all(numbers):
        raise UnreadableUpdate("the payload names no tracking number")
    order = clean(envelope.get("subscriptionid"))
    return [_told(number, item, order) for number, item in zip(numbers, items, strict=True)]


def _told(number: str, item: Fields, order: str) -> Told:
    """A single scan is a detail with one event. Raises UnreadableUpdate for what is neither."""
    fields = lowered(item)
    is_whole = "trackingevents" in fields
    if not is_whole and not (fields.get("eventcode") or fields.get("eventtype")):
        raise UnreadableUpdate("the payload holds neither scans nor a scan")
    detail = item if is_whole else {"trackingNumber": fields.get("trackingnumber"), "trackingEvents": [dict(item)]}
    return Told(number, read_item(number, detail), "usps", is_whole, order)


def read_easypost(body: bytes) -> list[Told]:
    """Raises UnreadableUpdate. Events about other things than trackers say nothing to us: none."""
    event = _object(body)
    result = event.get("result")
    fields = lowered(result) if isinstance(result, Mapping) else {}
    if clean(event.get("object")) != "Event":
        raise UnreadableUpdate("the body is no EasyPost event")
    if clean(fields.get("object")) != "Tracker":
        return []
    number = clean(fields.get("tracking_code")).upper()
    if not number:
        raise UnreadableUpdate("the tracker names no tracking code")
    courier = "" if number.startswith("EZ") else easypost.courier_named(clean(fields.get("carrier")))
    return [Told(number, easypost.read(number, Reply(200, {}, canonical(result))), courier)]


@dataclass(frozen=True, slots=True)
class Teller:
    """A carrier that tells."""

    is_genuine: Callable[[bytes, Mapping[str, str], Sequence[str]], bool]
    read: Callable[[bytes], list[Told]]


TELLERS: Mapping[str, Teller] = {
    "usps": Teller(is_from_usps, read_usps),
    "easypost": Teller(is_from_easypost, read_easypost),
}
