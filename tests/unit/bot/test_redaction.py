"""What people may read of raw words: phones masked wherever they stand, everything else as it was."""

import json

import pytest

from bot.redaction import HIDDEN, answer_lines, form_fields, hide_phones


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("call +12025550143 now", "call +…0143 now"),
        ("call 202-555-0143 now", "call +…0143 now"),
        ("(202) 555-0143", "+…0143"),
        ("1 202 555 0143", "+…0143"),
        ("2025550143", "+…0143"),
        ("+44 20 7946 0018", "+…0018"),
        ("9400111206206406260787", "9400111206206406260787"),
        ("9400 1112 0620 6406 2607 87", "9400 1112 0620 6406 2607 87"),
        ("1Z999AA10123456784", "1Z999AA10123456784"),
        ("STOP 0787", "STOP 0787"),
        ("code 123456", "code 123456"),
        ("Nov 20 8:14am", "Nov 20 8:14am"),
        ("", ""),
    ],
)
def test_phones_are_masked_and_nothing_else_is(written: str, shown: str) -> None:
    assert hide_phones(written) == shown


def test_a_persons_own_number_is_masked_in_every_spelling() -> None:
    for spelled in ("447700900123", "7700900123", "07700 900123", "7700-900-123"):
        assert "7700900" not in hide_phones(f"my number {spelled}", "+447700900123").replace(" ", "").replace("-", "")


def test_a_callback_shows_its_fields_with_ids_and_phones_cut() -> None:
    raw = b"MessageStatus=delivered&To=%2B12025550143&AccountSid=AC0123456789abcdef&ErrorCode=&Body=ring+202+555+0143"
    assert form_fields(raw) == [
        ("MessageStatus", "delivered"),
        ("To", "+…0143"),
        ("AccountSid", "…cdef"),
        ("ErrorCode", ""),
        ("Body", "ring +…0143"),
    ]


def test_of_a_carriers_answer_only_named_fields_are_open() -> None:
    said = {
        "trackingNumber": "9400111206206406260787",
        "status": "Delivered, 38101",
        "eventZIP": "38101",
        "signedForBy": "J ROE",
        "whateverComesNext": "unknown",
        "trackingEvents": [{"eventCity": "MEMPHIS", "eventTimestamp": "2026-11-20T08:14:00", "name": None}],
    }
    shown = json.loads(answer_lines(json.dumps(said).encode()))
    assert shown == {
        "trackingNumber": "9400111206206406260787",
        "status": "Delivered, •••••",
        "eventZIP": HIDDEN,
        "signedForBy": HIDDEN,
        "whateverComesNext": HIDDEN,
        "trackingEvents": [{"eventCity": "MEMPHIS", "eventTimestamp": "2026-11-20T08:14:00", "name": None}],
    }


def test_what_is_no_json_is_not_shown_at_all() -> None:
    assert answer_lines(b"<html>JANE ROE") == "(not JSON: 14 bytes, hidden)"
