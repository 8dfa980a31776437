"""One number, as a scanner, a hand or a table gives it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carriers.one_number import ROUNDED, courier_of, read_one
from carriers.recognise import Candidate
from tests.world import NUMBER, NUMBERS


@pytest.mark.parametrize(
    "given_as",
    [
        NUMBER,
        "9400 1112 0620 6406 2607 87",
        f" {NUMBER}\r\n",
        f"]C142012345{NUMBER}",  # a GS1-128 code with its symbology in front
        f"42012345\x1d{NUMBER}\x04",  # signs between its parts, as the scanner sends them
        "(420)12345(94)00111206206406260787",
        f"#{NUMBER}",
    ],
)
def test_a_number_is_read_however_it_comes(given_as: str) -> None:
    found = read_one(given_as)
    assert isinstance(found, Candidate) and found.tracking_number == NUMBER


@pytest.mark.parametrize(
    "cell", ["9.4E+21", "9.40711E+21", "9,4e21", "9400110000000000000000", "9400111206206406260000.0"]
)
def test_what_a_spreadsheet_has_rounded_is_refused_with_the_way_to_mend_it(cell: str) -> None:
    assert read_one(cell) == ROUNDED


@pytest.mark.parametrize(
    ("given_as", "said"),
    [
        ("", "There is no tracking number"),
        (NUMBER[:-1] + "8", "check digit"),
        (NUMBER[:-1], "a digit is missing"),
        (f"{NUMBER} {NUMBERS[0]}", "more than one number"),
        ("9590940273081234567891", "green return receipt card"),
        ("hello", "no tracking number that we know"),
    ],
)
def test_what_is_no_number_says_what_to_do(given_as: str, said: str) -> None:
    found = read_one(given_as)
    assert isinstance(found, str) and said in found


@given(place=st.integers(0, 21), digit=st.sampled_from("0123456789"))
def test_every_slip_of_one_digit_is_refused_with_a_sentence(place: int, digit: str) -> None:
    slipped = NUMBER[:place] + digit + NUMBER[place + 1 :]
    found = read_one(slipped)
    assert isinstance(found, str) != (slipped == NUMBER)


def test_mail_from_abroad_is_asked_about_at_usps() -> None:
    found = read_one("RE123456785CN")
    assert isinstance(found, Candidate) and courier_of(found) == "usps"
