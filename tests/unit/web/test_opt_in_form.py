"""What the opt-in form makes of what people type."""

import pytest

from bot import following
from tests.world import NUMBER
from web.opt_in_form import CHOICES, QUIET, read_form, read_number, typed_phone
from web.words import PAGES


def problem(typed: str, carrier: str = "") -> str:
    filled = read_form({"number": typed, "carrier": carrier}, "en", "US")
    read_number(filled)
    return filled.errors.get("number", "")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (NUMBER, ""),
        ("9400 1112 0620 6406 2607 87", ""),
        ("my parcel is " + NUMBER, ""),
        ("RB123456785GB", ""),
        ("", "bad_empty"),
        ("hello", "bad_unknown"),
        ("<script>alert(1)</script>", "bad_unknown"),
        ("9.40011E+21", "bad_rounded"),
        ("9,40011e21", "bad_rounded"),
        ("9400111206206406260788", "bad_check_digit"),
        ("940011120620640626078", "bad_one_digit_short"),
        ("9590940273081234567891", "bad_green_card"),
        (f"{NUMBER} 9405803699300124287899", "bad_several"),
    ],
)
def test_a_number_is_taken_or_it_says_in_words_what_is_wrong(typed: str, key: str) -> None:
    following.serve({"usps"})
    assert problem(typed) == key
    for language, words in PAGES["opt_in"].items():
        assert not key or key in words, language


def test_every_reason_that_a_number_can_be_wrong_has_its_words() -> None:
    reasons = ("check_digit", "prefix", "country_code", "one_digit_short", "one_digit_long", "letter_in_number")
    keys = (
        {f"bad_{reason}" for reason in reasons}
        | {f"choice_{one}" for one in CHOICES}
        | {f"quiet_{one}" for one in QUIET}
    )
    for language, words in PAGES["opt_in"].items():
        assert keys <= set(words), language


def test_where_several_carriers_could_be_meant_the_page_asks_and_takes_the_answer() -> None:
    following.serve({"usps", "fedex", "ups"})
    filled = read_form({"number": "123456789012"}, "en", "US")
    read_number(filled)
    assert filled.errors["number"] == "bad_which" and "fedex" in filled.carriers
    assert problem("123456789012", "fedex") == ""
    following.serve({"usps"})


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("(202) 555-0143", "+12025550143"),
        ("202.555.0143", "+12025550143"),
        ("+1 202 555 0143", "+12025550143"),
        ("+44 7911 123456", "+447911123456"),
        ("202555", None),
        ("", None),
        ("911", None),
        ("55501", None),
        ("202-555-0143 ext. 7", None),
        ("call me", None),
    ],
)
def test_a_phone_is_read_as_people_type_it(typed: str, phone: str | None) -> None:
    assert typed_phone(typed, "US,PR,VI") == phone


def test_what_nobody_can_choose_is_the_usual() -> None:
    filled = read_form({"choice": "everything", "quiet": "0-24", "texts_in": "xx", "agree": "1"}, "es", "US")
    assert (filled.choice, filled.quiet_hours, filled.language, filled.agreed) == ("standard", "", "es", False)
