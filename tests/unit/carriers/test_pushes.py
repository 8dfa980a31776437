"""What carriers tell us by themselves: whose it is, and what it says, whatever bytes come."""

import hashlib
import hmac
import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carriers.answers import Failed, Found
from carriers.pushes import (
    TELLERS,
    UnreadableUpdate,
    challenge_in,
    is_from_easypost,
    is_from_usps,
    read_easypost,
    read_usps,
)

PAYLOADS = Path(__file__).parents[2] / "payloads"
OLD, NEW = "o" * 32, "n" * 32
STAMP, NUMBER = "2026-11-20T15:04:05Z", "9400111899100000158386"


def envelope(payload: Any, **more: Any) -> bytes:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return json.dumps({"subscriptionId": "a-1", "timestamp": STAMP, "payload": text, **more}).encode()


def mark(secret: str, text: bytes) -> str:
    return b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()


def detail() -> dict[str, Any]:
    item: dict[str, Any] = json.loads((PAYLOADS / "usps" / "accepted.json").read_bytes())[0]
    return item


def test_usps_signs_timestamp_and_payload_and_any_listed_secret_may_have_made_it() -> None:
    payload = json.dumps(detail())
    signed = {"X-HMAC": mark(OLD, (STAMP + payload).encode())}
    assert is_from_usps(envelope(payload), signed, [NEW, OLD])
    assert is_from_usps(envelope(payload), {"x-hmac": signed["X-HMAC"]}, [OLD])
    assert not is_from_usps(envelope(payload), signed, [NEW])
    assert not is_from_usps(envelope(payload), signed, [])
    assert not is_from_usps(envelope(payload), {}, [OLD])
    assert not is_from_usps(b"[" * 100_000, {"X-HMAC": "x"}, [OLD])
    assert not is_from_usps(envelope(payload, timestamp="2026-11-20T15:04:06Z"), signed, [OLD])


def test_a_signature_over_the_whole_body_is_taken_too() -> None:
    body = envelope(detail())
    assert is_from_usps(body, {"hmac-header": mark(OLD, body)}, [OLD])
    assert not is_from_usps(body + b" ", {"hmac-header": mark(OLD, body)}, [OLD])


def test_easypost_signs_the_body_with_the_normalised_secret() -> None:
    body = b'{"object": "Event"}'
    key = b"se\xcc\x81cret"  # NFKD of the accented letter
    given_mark = "hmac-sha256-hex=" + hmac.new(key, body, hashlib.sha256).hexdigest()
    assert is_from_easypost(body, {"x-hmac-signature": given_mark}, ["sécret"])
    assert not is_from_easypost(body + b" ", {"X-Hmac-Signature": given_mark}, ["sécret"])
    assert not is_from_easypost(body, {}, ["sécret"]) and not is_from_easypost(body, {"X-Hmac-Signature": "é"}, ["s"])


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"challenge": "abc"}, "abc"),
        ({"challenge": "abc", "subscriptionId": "1"}, "abc"),
        ({"challenge": "abc", "payload": "{}"}, None),
        ({"challenge": ""}, None),
        ({"challenge": "x" * 513}, None),
        ({"challenge": "a\nb"}, None),
        ({"challenge": 7}, None),
        (["challenge"], None),
    ],
)
def test_a_challenge_is_one_short_plain_word_and_nothing_else(said: Any, asked: str | None) -> None:
    assert challenge_in(json.dumps(said).encode()) == asked


def test_a_detail_and_a_single_scan_are_read_alike() -> None:
    whole = detail()
    scan = whole["trackingEvents"][0] if isinstance(whole["trackingEvents"], list) else whole["trackingEvents"]
    (one,) = read_usps(envelope(whole))
    (single,) = read_usps(envelope({"trackingNumber": NUMBER, **scan}))
    assert isinstance(one.answer, Found) and isinstance(single.answer, Found)
    assert (one.tracking_number, one.order) == (NUMBER, "a-1")
    assert single.answer.events[0].fingerprint in {event.fingerprint for event in one.answer.events}


def test_the_payload_may_be_an_object_or_a_list_and_a_routed_number_loses_its_zip() -> None:
    item = detail() | {"trackingNumber": "420 12345 " + NUMBER}
    assert read_usps(json.dumps({"payload": item}).encode())[0].tracking_number == NUMBER
    assert [one.tracking_number for one in read_usps(envelope([item, item]))] == [NUMBER, NUMBER]


@pytest.mark.parametrize(
    "payload", ["", "text", "[]", "{}", '{"trackingNumber": null}', "[1, 2]", '{"trackingNumber": "9400", "scan": {}}']
)
def test_an_update_that_names_no_number_is_unreadable(payload: str) -> None:
    with pytest.raises(UnreadableUpdate):
        read_usps(envelope(payload))


TRACKERS = [
    path.name
    for path in sorted((PAYLOADS / "easypost").glob("*.json"))
    if json.loads(path.read_bytes()).get("object") == "Tracker"
]


@pytest.mark.parametrize("name", TRACKERS)
def test_a_tracker_reads_as_it_does_when_it_is_asked_for(name: str) -> None:
    said = json.loads((PAYLOADS / "easypost" / name).read_bytes())
    (told,) = read_easypost(json.dumps({"object": "Event", "result": said}).encode())
    assert told.tracking_number == said["tracking_code"] and not isinstance(told.answer, Failed)


@given(st.binary(max_size=300) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["payload", "timestamp", "challenge", "result", "object", "trackingNumber", "trackingEvents"]),
        inner, max_size=5,
    ),
).map(lambda said: json.dumps(said).encode()))  # fmt: skip
def test_no_bytes_do_more_than_be_unreadable(body: bytes) -> None:
    for teller in TELLERS.values():
        teller.is_genuine(body, {"X-HMAC": "x", "X-Hmac-Signature": "x"}, [OLD])
        try:
            teller.read(body)
        except UnreadableUpdate:
            pass
    challenge_in(body)
