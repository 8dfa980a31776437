"""Reads a kept slice again: the part of an answer that belonged to one piece, told by its shape whose it is. Pure."""

from collections.abc import Mapping

from carriers import easypost, fedex, ups
from carriers.answers import Answer, Failed
from carriers.drift import Drift, drift_from
from carriers.http import Reply
from carriers.reading import as_json, lowered
from carriers.shapes import SHAPES
from carriers.usps_payload import read_item


def drift_in(body: bytes) -> tuple[str, list[Drift]]:
    """Whose words these are, and what their reader does not expect of them. Never raises."""
    service, said = service_of(body), as_json(body)
    try:
        return service, drift_from(SHAPES[service], said)
    except (ValueError, TypeError, OverflowError, RecursionError) as problem:
        return service, [Drift("field", f"the answer cannot be looked through ({type(problem).__name__})")]


def service_of(body: bytes) -> str:
    """Whose words these are: easypost, ups, fedex or usps."""
    said = as_json(body)
    names = lowered(said) if isinstance(said, Mapping) else {}
    if names.get("object") == "Tracker":
        return "easypost"
    if "trackresponse" in names:
        return "ups"
    return "fedex" if "trackresults" in names else "usps"


def read_slice(tracking_number: str, body: bytes) -> Answer:
    """As the answer would be read today. Never raises."""
    said = as_json(body)
    if not isinstance(said, Mapping):
        return Failed(tracking_number, "garbage", "the slice is no JSON object")
    match service_of(body):
        case "easypost":
            return easypost.read(tracking_number, Reply(200, {}, body))
        case "ups":
            return ups.read(tracking_number, Reply(200, {}, body))
        case "fedex":
            return fedex.read_item(said).get(tracking_number) or Failed(tracking_number, "garbage", "another number's")
        case _:
            return read_item(tracking_number, said)
