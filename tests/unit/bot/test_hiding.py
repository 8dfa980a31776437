"""Phones in texts that people of ours read are hidden, however they are written; tracking numbers are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.hiding import hide_phones

OWN = "+12025550143"


@pytest.mark.parametrize(
    "written",
    [
        "+12025550143",
        "12025550143",
        "2025550143",
        "202-555-0143",
        "(202) 555 0143",
        "+1 (202) 555-0143",
        "202.555.0143",
        "202 / 555 / 0143",
        "2 0 2 5 5 5 0 1 4 3",
        "2-0-2-5-5-5-0-1-4-3",
        "２０２５５５０１４３",
        "٢٠٢٥٥٥٠١٤٣",
        "202~555~0143",
    ],
)
def test_their_own_phone_is_hidden_in_every_spelling(written: str) -> None:
    assert hide_phones(f"call me at {written}, ok?", OWN) == "call me at +…0143, ok?"


@pytest.mark.parametrize(
    "written", ["415-555-2671", "(415) 555.2671", "+44 20 7183 8750", "+442071838750", "4155552671"]
)
def test_somebody_elses_phone_is_hidden_too(written: str) -> None:
    hidden = hide_phones(f"or my wife {written}", OWN)
    assert written not in hidden and hidden.startswith("or my wife +…")


@pytest.mark.parametrize(
    "text",
    ["9400 1112 0620 6406 2607 87", "9400111206206406260787", "1Z999AA10123456784", "C-12345", "at 9:30 on 11/20/2026",
     "apt 4021", "", "no digits", "FedEx 123456789012"],
)  # fmt: skip
def test_what_is_no_phone_stays(text: str) -> None:
    assert hide_phones(text, OWN) == text


@pytest.mark.parametrize("written", ["447700900123", "7700900123", "07700 900123", "7700-900-123", "00447700900123"])
def test_a_phone_of_another_country_is_hidden_as_it_is_dialled_at_home(written: str) -> None:
    assert hide_phones(f"ring {written} please", "+447700900123") == "ring +…0123 please"


def test_two_phones_beside_each_other_are_both_hidden() -> None:
    assert hide_phones("202 555 0143 or 415 555 2671", OWN) == "+…0143 or +…2671"


@given(before=some.text(max_size=8), after=some.text(max_size=8), signs=some.text(" -.()/", max_size=2))
def test_whatever_stands_around_it_the_phone_does_not_show(before: str, after: str, signs: str) -> None:
    written = signs.join(OWN[2:])
    assert written not in hide_phones(f"{before}{written}{after}", OWN)
