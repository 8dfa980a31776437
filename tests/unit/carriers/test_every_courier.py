"""Every courier of the published data, 192 valid and 88 invalid numbers; what is never certain; what is no parcel."""

import json
import random
from pathlib import Path

import number_makers as makers
import pytest

from carriers.courier_formats import COURIERS
from carriers.formats import FORMATS, LONGEST, match
from carriers.number_format import Trust
from carriers.recognise import carriers_named, recognise

PUBLISHED = Path(__file__).parents[4] / "shared" / "specs" / "tracking_numbers" / "couriers"
#: Names of ours, where the data gives a format none.
UNNAMED = {
    "UPS Waybill": "ups_waybill",
    "LaserShip 1LS7 (18)": "lasership_1ls7_18",
    "Old Dominion": "old_dominion",
    "Old Dominion Guaranteed Shipment": "old_dominion_guaranteed",
}
SENTENCES = ("{}", "hello, where is {} please?", "tracking number: {}")


def published(kind):
    if not PUBLISHED.is_dir():
        return [pytest.param("", "", "", marks=pytest.mark.skip(reason=f"no published test numbers at {PUBLISHED}"))]
    return [
        (content["courier_code"], row.get("id") or UNNAMED[row["name"]], number)
        for content in map(json.loads, map(Path.read_text, sorted(PUBLISHED.glob("*.json"))))
        for row in content["tracking_numbers"]
        for number in row["test_numbers"][kind]
    ]


@pytest.mark.skipif(not PUBLISHED.is_dir(), reason=f"no published test numbers at {PUBLISHED}")
def test_the_published_numbers_are_all_there():
    assert (len(published("valid")), len(published("invalid"))) == (192, 88)
    assert {carrier for carrier, _, _ in published("valid")} == {row.carrier for row in FORMATS} - {"easypost"}


@pytest.mark.parametrize(("carrier", "format_id", "number"), published("valid"))
def test_a_published_valid_number_has_its_courier_among_the_candidates(carrier, format_id, number):
    for sentence in SENTENCES:
        assert carrier in {candidate.carrier for candidate in recognise(sentence.format(number))}, sentence


@pytest.mark.parametrize(("carrier", "format_id", "number"), published("invalid"))
def test_a_published_invalid_number_is_refused_for_its_courier(carrier, format_id, number):
    elsewhere_valid = {other for of, other, each in published("valid") if each == number and of == carrier}
    for sentence in SENTENCES:
        found = recognise(sentence.format(number))
        assert {candidate.format for candidate in found if candidate.carrier == carrier} <= elsewhere_valid, sentence


@pytest.mark.parametrize("row", [row for row in FORMATS if row.trust is Trust.NEVER], ids=lambda row: row.id)
def test_what_has_no_check_digit_is_never_certain_even_beside_its_carriers_name(row):
    chance = random.Random(row.length)
    for make, carrier, format_id, _ in makers.FAMILIES.values():
        if format_id == row.id:
            made = make(chance)
            for text in (made, f"{carrier} {made}", f"DHL Amazon Purolator {made}"):
                assert not any(candidate.certain for candidate in recognise(text) if candidate.format == row.id)


def test_every_format_without_a_check_digit_is_marked_so():
    unchecked = {row.id for row in COURIERS if row.check("0" * row.length) and row.check("1" + "0" * (row.length - 1))}
    assert {row.id for row in FORMATS if row.trust is Trust.NEVER} <= unchecked
    assert "dhl_ecommerce_14" in unchecked


@pytest.mark.parametrize(
    ("number", "carriers"),
    [
        ("287809468872", ["fedex", "purolator"]),
        ("78045768393", ["old_dominion", "dhl"]),
        ("JFV247545960", ["dhl", "purolator"]),
    ],
)
def test_a_number_of_several_carriers_lists_them_ranked_and_their_name_settles_it(number, carriers):
    assert [candidate.carrier for candidate in recognise(number)] == carriers
    for carrier in carriers:
        named = recognise(f"{carrier.replace('_', ' ')} {number}")
        assert [candidate.carrier for candidate in named] == [carrier]


def test_a_check_digit_ranks_before_none():
    numbers = (f"A{tail:010}" for tail in range(1, 2000, 7))
    found = [[(c.carrier, c.format) for c in recognise(number)] for number in numbers]
    assert [("ups", "ups_waybill"), ("amazon", "amazon_international")] in found


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("my Canada Post parcel", {"canada_post"}),
        ("www.canadapost-postescanada.ca", {"canada_post"}),
        ("FED EX or fedex?", {"fedex"}),
        ("Old Dominion freight", {"old_dominion"}),
        ("spee-dee", {"speedee"}),
        ("is it on track", set()),
        ("ups dhl", {"ups", "dhl"}),
        ("", set()),
    ],
)
def test_carriers_are_known_by_their_names(text, named):
    assert carriers_named(text) == named


PHONES = (
    *("331-881-0025", "(331) 881-0025", "331.881.0025", "+1 331 881 0025", "331 881 0025 2025", "call 3318810025"),
    *("text me at 3318810025", "my number is 3318810025", "my phone: 3318810025", "mi celular es 3318810025"),
    *("dhl 331-881-0025", "gm 331 881 0025", "c3318810025", "jon3318810025", "tel3318810025", "appelez le 0612345678"),
    *("the shop is 3318810025 ok", "John 3318810025", "+447700900121", "06 12 34 56 78", "reach me on 320595463938"),
)


@pytest.mark.parametrize("text", PHONES)
def test_what_is_written_as_a_phone_is_no_parcel(text):
    assert recognise(text) == []


@pytest.mark.parametrize("family", makers.FAMILIES)
def test_ones_own_phone_is_no_parcel_even_where_it_would_be_a_number(family):
    made = makers.FAMILIES[family][0](random.Random(3))
    if made.isdecimal() and 10 <= len(made) <= 15:
        assert recognise(made, "+" + made) == []


@pytest.mark.parametrize(
    "text",
    [
        *("in 12345678901 days", "my 5552345678", "la 12345678", "ref123456789", "tel123456789", "2025-12-25 103000"),
        *("order 12345678901234 came", "paid 20251225103000", "DHL123456789", "ABC-123-456-789", "LTN7420 7623N2"),
        *("0000000000", "1111111111111111", "JJD" + "0" * 40, "GMA951173225174494", "TBA50288727400O"),
    ],
)
def test_what_only_looks_a_little_like_a_number_is_none(text):
    assert recognise(text) == []


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0998 0000 0200 34D", "09980000020034D"),
        ("1LS7119013618127-1", "1LS71190136181271"),
        ("j j d 0 0 0 2 2 5 7 6 3 9 0 3 2 0 2 0", "JJD0002257639032020"),
        ("tba 502887274000", "TBA502887274000"),
        ("c 110 31 500 00187 9", "C11031500001879"),
        ("DHL: 33 1881 0025", "3318810025"),
        ("https://www.yodel.co.uk/tracking/JD0002242617644732", "JD0002242617644732"),
        ("https://www.dhl.com/us-en/home/tracking.html?tracking-id=3318810025", "3318810025"),
    ],
)
def test_numbers_of_other_couriers_are_found_as_people_type_them(typed, number):
    assert number in {candidate.tracking_number for candidate in recognise(typed)}


def test_no_clean_text_makes_matching_fail_or_finds_what_it_was_not_given():
    chance = random.Random(11)
    for _ in range(20_000):
        text = "".join(chance.choice("0123456789JTLDGMSX1C") for _ in range(chance.randrange(0, LONGEST + 3)))
        assert all(number in text for _, number in match(text))
