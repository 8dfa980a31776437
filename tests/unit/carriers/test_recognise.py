"""Recognising tracking numbers: thousands of made ones, and the ways people type them.

The published test numbers of every courier are in test_every_courier.py.
"""

import json
import random
from pathlib import Path

import number_makers as makers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from carriers.recognise import NearMiss, is_green_card, looks_certified, near_miss, recognise

SHARED = Path(__file__).parents[4] / "shared"
SAMPLE = SHARED / "data" / "inbound_sample.jsonl"
PER_FAMILY = 2000

NUMBER, OTHER = "9405803699300124287899", "9400111206206406260787"
IN_FOURS, OTHER_IN_FOURS = "9405 8036 9930 0124 2878 99", "9400 1112 0620 6406 2607 87"
UPS, S10, FEDEX = "1Z8V92A70367203024", "RB123456785GB", "790535312317"


def numbers(text, own_phone=None):
    return [candidate.tracking_number for candidate in recognise(text, own_phone)]


def certain(text, own_phone=None):
    return [candidate.tracking_number for candidate in recognise(text, own_phone) if candidate.certain]


@pytest.mark.parametrize("family", makers.FAMILIES)
def test_two_thousand_made_numbers_of_each_family_are_recognised(family):
    make, carrier, format_id, sure = makers.FAMILIES[family]
    chance = random.Random(family)
    for _ in range(PER_FAMILY):
        made = make(chance)
        found = {(c.carrier, c.format): c for c in recognise(made)}
        assert (carrier, format_id) in found, made
        candidate = found[carrier, format_id]
        assert candidate.certain is sure, made
        assert made.endswith(candidate.tracking_number)
        assert len(candidate.tracking_number) == len(made) or made.startswith("420")


# 1/2 sums miss a slip of 5 in a doubled place; mod 11 sums miss one between two remainders that print the same digit
# (test_checkdigits.py). ASTRA, SSCC, 34 and FedEx 96 sums cover a part of the number only. These catch all:
CATCH_ALL = [
    name for name in makers.FAMILIES if name.startswith(("usps", "certified", "green", "fedex 15", "fedex 20"))
]


@pytest.mark.parametrize("family", CATCH_ALL)
def test_every_one_digit_slip_is_refused_where_the_check_digit_catches_all(family):
    make, carrier, format_id, _ = makers.FAMILIES[family]
    chance = random.Random(family)
    for _ in range(25):
        made = make(chance)
        first = len(made) - len(numbers(made)[0])  # the routing ZIP is outside the sum
        for place in range(first, len(made)):
            for digit in set("0123456789") - {made[place]}:
                slipped = made[:place] + digit + made[place + 1 :]
                assert (carrier, format_id) not in {
                    (c.carrier, c.format) for c in recognise(slipped) if c.tracking_number == slipped[first:]
                }, slipped


@pytest.mark.parametrize(
    ("family", "part", "blind"),
    [("ups 1Z", slice(8, 18), 0.06), ("s10", slice(2, 11), 0.03), ("fedex 12", slice(12), 0.03)],
)
def test_sums_with_blind_spots_refuse_all_but_the_share_they_cannot_see(family, part, blind):
    make, carrier, _, _ = makers.FAMILIES[family]
    chance = random.Random(family)
    tried = missed = 0
    for _ in range(200):
        made = make(chance)
        for place in range(len(made))[part]:
            for digit in set("0123456789") - {made[place]}:
                tried += 1
                slipped = made[:place] + digit + made[place + 1 :]
                missed += carrier in {c.carrier for c in recognise(slipped)}
    assert missed / tried < blind


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
TYPED = {
    "as it is": NUMBER,
    "in fours": IN_FOURS,
    "digit by digit": " ".join(NUMBER),
    "dashes": IN_FOURS.replace(" ", "-"),
    "unicode dashes": IN_FOURS.replace(" ", "\u2011"),
    "en dashes with spaces": IN_FOURS.replace(" ", " – "),
    "points": IN_FOURS.replace(" ", "."),
    "no-break spaces": IN_FOURS.replace(" ", "\u00a0"),
    "narrow spaces": IN_FOURS.replace(" ", "\u202f"),
    "several spaces": IN_FOURS.replace(" ", "   "),
    "full width": NUMBER.translate(FULL_WIDTH),
    "zero width": "\u200b".join(NUMBER),
    "bidi marks": f"\u2066{NUMBER}\u2069",
    "byte order mark": "\ufeff" + NUMBER,
    "soft hyphens": IN_FOURS.replace(" ", "\u00ad"),
    "keycap digits": "".join(digit + "\ufe0f\u20e3" for digit in NUMBER),
    "struck through": "".join(digit + "\u0336" for digit in NUMBER),
    "capital O": NUMBER.replace("0", "O"),
    "small o in fours": IN_FOURS.replace("0", "o"),
    "l for 1": NUMBER.replace("1", "l"),
    "I for 1": IN_FOURS.replace("1", "I"),
    "over two lines": "9405 8036 9930\n0124 2878 99",
    "hyphened over two lines": "9405 8036 9930-\r\n0124 2878 99",
    "trailing point": NUMBER + ".",
    "in stars": f"*{NUMBER}*",
    "glued to words": f"USPS{NUMBER}stop",
    "routing in brackets": f"(420) 94117 ({NUMBER[:2]}) {NUMBER[2:]}",
}


@pytest.mark.parametrize("way", TYPED)
def test_a_number_is_found_in_whatever_way_it_is_typed(way):
    assert certain(TYPED[way]) == [NUMBER]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1z8v92a70367203024", UPS),
        ("1Z 8V9 2A7 03 6720 3024", UPS),
        (" ".join(UPS), UPS),
        ("lZ8V92A7O3672O3O24", UPS),
        ("rb 123 456 785 gb", S10),
        ("RB-I2345678-5-GB", S10),
        ("ups k 150 623 562 o", "K1506235620"),
    ],
)
def test_numbers_with_letters_are_found_in_other_typing_too(typed, number):
    assert certain(f"hi {typed}, thanks") == [number]


@pytest.mark.parametrize(
    "sentence",
    [
        "where is {}?",
        "USPS {}",
        "tracking #: {}.",
        "STOP {}",
        "{} AA",
        "got 2 parcels, one is {} 2 boxes",
        "order 12 {} please",
        "call me at 555-234-5678 about {} thanks",
        "¿dónde está {}? gracias",
        "delivered 2025-12-25 10:30? {}",
    ],
)
@pytest.mark.parametrize("number", [NUMBER, IN_FOURS, UPS, S10])
def test_a_number_is_found_inside_a_sentence(sentence, number):
    assert certain(sentence.format(number)) == [number.replace(" ", "")]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (f"https://tools.usps.com/go/TrackConfirmAction?tLabels={NUMBER},{OTHER}", [NUMBER, OTHER]),
        (f"https://tools.usps.com/go/TrackConfirmAction?tLabels={NUMBER}%2C{OTHER}", [NUMBER, OTHER]),
        (f"https://tools.usps.com/go/TrackConfirmAction?tLabels={IN_FOURS.replace(' ', '%20')}", [NUMBER]),
        (f"https://tools.usps.com/go/TrackConfirmAction?qtc_tLabels1={NUMBER}", [NUMBER]),
        (f"tools.usps.com/go/TrackConfirmAction_input?origTrackNum={IN_FOURS.replace(' ', '+')}", [NUMBER]),
        (f"https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums={UPS}", [UPS]),
        (f"https://www.ups.com/track?loc=en_US&tracknum={UPS}&requester=WT/trackdetails", [UPS]),
        (f"https://www.fedex.com/fedextrack/?trknbr={FEDEX}&trkqual=12026~{FEDEX}~FX", [FEDEX]),
        (f"https://t.17track.net/en#nums={S10},{UPS}", [S10, UPS]),
    ],
)
def test_numbers_are_read_out_of_carrier_links(link, expected):
    assert certain(f"see {link} thx") == expected


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n", "\r\n", " and ", " & ", ";", " / ", "\n\n"])
@pytest.mark.parametrize(
    ("left", "right"), [(NUMBER, OTHER), (IN_FOURS, OTHER_IN_FOURS), (IN_FOURS, UPS), (S10, NUMBER)]
)
def test_two_numbers_in_one_text_are_two_in_their_order(between, left, right):
    assert certain(left + between + right) == [left.replace(" ", ""), right.replace(" ", "")]


def test_a_number_given_twice_is_one():
    assert numbers(f"{NUMBER} I said {IN_FOURS}!") == [NUMBER]


def test_the_certain_stand_before_the_uncertain():
    assert [(c.tracking_number, c.certain) for c in recognise(f"{FEDEX}, {NUMBER}")] == [(NUMBER, True), (FEDEX, False)]


def test_plain_digits_are_certain_only_beside_their_carriers_name():
    assert numbers(FEDEX) == [FEDEX] and certain(FEDEX) == []
    assert certain(f"fedex {FEDEX}") == certain(f"Fed Ex: {FEDEX}") == [FEDEX]
    assert certain(f"ups {FEDEX}") == []
    assert certain("UPS K1506235620") == ["K1506235620"] and certain("K1506235620") == []
    assert certain("0307 1790 0005 2348 3741") == [] and certain("usps 0307 1790 0005 2348 3741")


def test_smartpost_without_its_92_is_fedex_and_never_usps():
    assert [c.carrier for c in recognise("61299998820821171811")] == ["fedex"]


def test_a_wrong_digit_in_a_1z_number_is_not_excused_by_letters_of_its_shipper():
    number = makers.FAMILIES["ups 1Z"][0](random.Random(1))
    for shipper in ("O00I00", "OIOIOI", "0O1I2L"):
        body = shipper + number[8:17]
        right = "1Z" + body + makers.ups_digit(body)
        assert numbers(right) == [right]
        for digit in set("0123456789") - {right[-1]}:
            assert recognise(right[:-1] + digit) == []


def test_letters_are_read_as_digits_only_if_the_check_digit_then_holds():
    assert numbers("94O58O3699300124287898") == []


def test_a_mistyped_number_in_groups_is_not_mined_for_shorter_ones():
    chance = random.Random(5)
    for _ in range(500):
        wrong = makers.N22(chance)
        wrong = wrong[:-1] + str((int(wrong[-1]) + 1) % 10)
        groups = " ".join(wrong[start : start + 4] for start in range(0, 22, 4))
        assert certain(groups) == [] and numbers(groups + " 2 boxes") == [], groups


@pytest.mark.parametrize(
    "typed",
    [
        *("5552345678", "555-234-5678", "(555) 234-5678", "555.234.5678", "1 555 234 5678", "15552345678"),
        *("+1 (555) 234-5678", "001 555 234 5678", "K5552345678", "５５５ ２３４ ５６７８", "555\u200b234\u200b5678"),
    ],
)
def test_the_senders_own_phone_is_never_a_parcel(typed):
    assert recognise(f"call {typed}", "+15552345678") == []
    assert recognise(f"ups fedex usps {typed} 12", "+15552345678") == []
    assert numbers(f"{typed} {IN_FOURS}", "+15552345678") == [NUMBER]


def foreign_phone_that_looks_like_fedex():
    for serial in range(100_000):
        phone = f"4477{serial:08}"
        if recognise(phone):
            return phone
    raise AssertionError


@pytest.mark.parametrize("way", ["{0}", "+{0}", "+44 {1}", "00{0}", "0{1}", "44 {1}"])
def test_a_foreign_phone_of_twelve_digits_is_known_as_the_senders_own(way):
    phone = foreign_phone_that_looks_like_fedex()
    assert recognise(f"fedex {way.format(phone, phone[2:])}", "+" + phone) == []


def test_a_us_phone_is_no_parcel_even_with_digits_behind_it():
    chance = random.Random(7)
    for _ in range(2000):
        a, b, c = (str(chance.randrange(200, 1000)), str(chance.randrange(200, 1000)), f"{chance.randrange(10_000):04}")
        for phone in (
            f"{a}-{b}-{c}",
            f"({a}) {b}-{c}",
            f"{a}{b}{c}",
            f"+1 {a} {b} {c}",
            f"1-{a}-{b}-{c}",
            f"a {a}{b}{c}",
        ):
            for tail in ("", " 12", " 7 oak street", " 2025"):
                assert recognise(f"call me {phone}{tail}") == [], phone + tail


def test_a_number_after_a_plus_is_a_phone():
    assert numbers("+" + FEDEX) == []


def test_dates_and_times_are_no_parcels():
    assert recognise("2025-12-25 1030 or 2025-12-26 1145 or 12/25/2025 10:30 or 90210-1234") == []


def test_green_cards_are_told_apart_from_letters():
    card, letter = makers.impb("95909402", 22)(random.Random(1)), makers.impb("958907105270", 22)(random.Random(1))
    assert is_green_card(card) and not is_green_card(letter) and not is_green_card("959094")
    assert [c.format for c in recognise(card)] == ["usps_green_card"]


@pytest.mark.parametrize("family", [name for name in makers.FAMILIES if name.startswith("certified")])
def test_the_certified_families_look_certified(family):
    assert looks_certified(makers.FAMILIES[family][0](random.Random(1)))


@pytest.mark.parametrize(
    "number", [NUMBER, OTHER, UPS, S10, FEDEX, "", "7" * 20, "9407100000", "9590940211112222333344"]
)
def test_other_numbers_do_not_look_certified(number):
    assert not looks_certified(number)


@pytest.mark.parametrize(
    ("text", "typed", "carrier", "reason"),
    [
        ("where is 9405 8036 9930 0124 2878 98?", "9405803699300124287898", "usps", "check_digit"),
        ("9405 8036 9930 0124 2878 9", NUMBER[:-1], "usps", "one_digit_short"),
        ("it is " + NUMBER + "9", NUMBER + "9", "usps", "one_digit_long"),
        ("9405 8036 993B 0124 2878 99", "94058036993B0124287899", "usps", "letter_in_number"),
        ("7112 3456 7891 2345 6788", "71123456789123456788", "usps", "check_digit"),
        ("7112 3456 7891 2345 678", "7112345678912345678", "usps", "one_digit_short"),
        ("42094117" + NUMBER[:-1] + "8", "42094117" + NUMBER[:-1] + "8", "usps", "check_digit"),
        ("9200000000000000000000", "9200000000000000000000", "usps", "prefix"),
        ("1Z 8V9 2A7 03 6720 3025", "1Z8V92A70367203025", "ups", "check_digit"),
        ("1Z8V92A7036720302 please", "1Z8V92A7036720302", "ups", "one_digit_short"),
        ("1Z8V92A703672030244", "1Z8V92A703672030244", "ups", "one_digit_long"),
        ("ups K1506235622", "K1506235622", "ups", "check_digit"),
        ("RB123456786US", "RB123456786US", "s10", "check_digit"),
        ("RB12345678US", "RB12345678US", "s10", "one_digit_short"),
        ("RB123456785XX", "RB123456785XX", "s10", "country_code"),
        ("fedex 996578788855", "996578788855", "fedex", "check_digit"),
        ("9600000000000000000001", "9600000000000000000001", "fedex", "check_digit"),
    ],
)
def test_a_near_miss_says_whose_number_it_nearly_is_and_what_failed(text, typed, carrier, reason):
    assert recognise(text) == []
    assert near_miss(text) == NearMiss(typed, carrier, reason)


@pytest.mark.parametrize(
    "text", ["hello", "call 555-234-5678", "12 boxes by 10:30", "996578788855", "at 123456785 pm", ""]
)
def test_what_looks_like_nobodys_number_is_no_near_miss(text):
    assert near_miss(text) is None


def test_ones_own_phone_is_no_near_miss():
    assert near_miss("fedex 44770090012", "+44770090012") is None


SOUP = st.text(alphabet="0123456789 -\nOIlZz1RBUSGB,.+()%\u200b９Kk", max_size=200)
TEXTS = st.one_of(
    st.text(max_size=200), SOUP, st.lists(st.sampled_from([*TYPED.values(), UPS, S10, FEDEX, "12"])).map(" ".join)
)


@given(TEXTS, st.one_of(st.none(), st.text(max_size=20), st.just("+15552345678")))
@example("\ud800", "+")
@example("%", "")
def test_no_text_raises_and_every_candidate_is_found_again_alone(text, own_phone):
    near_miss(text, own_phone)
    for candidate in recognise(text, own_phone):
        again = {(c.tracking_number, c.carrier, c.format) for c in recognise(candidate.tracking_number)}
        assert (candidate.tracking_number, candidate.carrier, candidate.format) in again


def test_digits_of_other_scripts_are_not_read():
    assert recognise("".join(chr(0x660 + int(digit)) for digit in NUMBER)) == []


def sample():
    if not SAMPLE.is_file():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"no sample texts at {SAMPLE}"))]
    return [json.loads(line) for line in SAMPLE.read_text().splitlines()]


@pytest.mark.parametrize("row", sample())
def test_sample_texts_hold_a_number_exactly_where_their_label_says_so(row):
    if row["label"] in ("track", "stop_one"):
        assert recognise(row["text"])
    else:
        assert certain(row["text"]) == []
