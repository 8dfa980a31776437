"""How many parts a text is billed as, against the sizes of 3GPP 23.038 and cases that naive division gets wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.segments import BASIC, EXTENDED, LOOKALIKES, measure, smart, to_gsm7

#: Texts that come near the edges: escape pairs, surrogate pairs and plain letters in long runs.
EDGY = some.lists(
    some.tuples(some.sampled_from(["a", "€", "{", "é", "\n", "á", "😀", "日", "“"]), some.integers(1, 160)), max_size=6
).map(lambda runs: "".join(char * count for char, count in runs))


@pytest.mark.parametrize(
    ("text", "encoding", "segments", "units"),
    [
        ("", "GSM-7", 1, 0),
        ("a" * 160, "GSM-7", 1, 160),
        ("a" * 161, "GSM-7", 2, 161),
        ("a" * 306, "GSM-7", 2, 306),
        ("a" * 307, "GSM-7", 3, 307),
        ("€" * 80, "GSM-7", 1, 160),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3, 306),  # the escape pair is not split, so a part holds 152
        ("ñüéàùè" * 26, "GSM-7", 1, 156),
        ("á", "UCS-2", 1, 1),
        ("á" * 70, "UCS-2", 1, 70),
        ("á" * 71, "UCS-2", 2, 71),
        ("😀" * 35, "UCS-2", 1, 70),
        ("😀" * 67, "UCS-2", 3, 134),  # ceil(134 / 67) would say two
        ("\u00a0", "UCS-2", 1, 1),
    ],
)
def test_a_text_has_the_size_that_is_billed(text: str, encoding: str, segments: int, units: int) -> None:
    size = measure(text)
    assert (size.encoding, size.segments, size.units) == (encoding, segments, units)


def test_every_look_alike_comes_out_in_the_alphabet() -> None:
    assert to_gsm7("“It’s” – here… á ê ç ™ \u00a0 😀 日") == '"It\'s" - here... a e c     '


@given(some.text(max_size=400))
def test_mapped_text_is_always_gsm7_and_mapping_twice_changes_nothing(text: str) -> None:
    mapped = to_gsm7(text)
    assert set(mapped) <= BASIC | EXTENDED
    assert to_gsm7(mapped) == mapped
    assert measure(mapped).encoding == "GSM-7"


@given(some.text(max_size=400))
def test_parts_hold_what_they_must_and_no_more(text: str) -> None:
    size = measure(text)
    alone, part = (160, 153) if size.encoding == "GSM-7" else (70, 67)
    assert (size.segments == 1) == (size.units <= alone)
    if size.segments > 1:
        assert (size.segments - 1) * (part - 1) < size.units <= size.segments * part


@given(some.one_of(EDGY, some.text(max_size=400)))
def test_it_agrees_with_cutting_the_encoded_bytes_themselves(text: str) -> None:
    """The same by another way: write the text out in units, cut, and step back where a cut would split a pair."""
    gsm7 = set(text) <= BASIC | EXTENDED
    if gsm7:
        units = ["esc" if half else char for char in text for half in ([1, 0] if char in EXTENDED else [0])]
        firsts, alone, part = {"esc"}, 160, 153
    else:
        encoded = text.encode("utf-16-be")
        units = [encoded[at : at + 2].hex() for at in range(0, len(encoded), 2)]
        firsts, alone, part = {unit for unit in units if "d800" <= unit <= "dbff"}, 70, 67
    parts, rest = 0, units if len(units) > alone else []
    while rest:
        end = min(part, len(rest))
        parts, rest = parts + 1, rest[end - 1 if rest[end - 1] in firsts else end :]
    assert measure(text).units == len(units)
    assert measure(text).segments == max(parts, 1)
    assert measure(text).encoding == ("GSM-7" if gsm7 else "UCS-2")


@pytest.mark.parametrize(
    ("typed", "mapped"),
    [
        ("“It’s” – here… «x» 5′ 6″", '"It\'s" - here... "x" 5\' 6"'),
        ("• one\u2028two\ttab", "- one\ntwo tab"),
        ("ＡＢＣ１２３！", "ABC123!"),
        ("½ ¼ 3⁄4", "1/2 1/4 3/4"),
        ("a\u00a0b\u2000c\u202fd\u3000e", "a b c d e"),
        ("a\u200bb\u200dc\u2060d\ufeffe\u00adf", "abcdef"),
        ("𝗕𝗼𝗹𝗱", "Bold"),
        ("e\u0301 a\u0300 n\u0303", "é à ñ"),  # composed first: they are in the alphabet
        ("á ™ 😀 日", "á ™ 😀 日"),  # these look like nothing in it
    ],
)
def test_smart_maps_what_looks_alike_and_nothing_else(typed: str, mapped: str) -> None:
    assert smart(typed) == mapped


def test_each_look_alike_has_one_plain_form_within_the_alphabet() -> None:
    assert all(set(plain) <= BASIC | EXTENDED for plain in LOOKALIKES.values())
    assert not set(LOOKALIKES) & (BASIC | EXTENDED)


@given(some.text(max_size=200))
def test_smart_twice_is_smart_once_and_never_needs_more_room(text: str) -> None:
    assert smart(smart(text)) == smart(text)
    if measure(text).encoding == "GSM-7":
        assert smart(text) == text


def test_half_a_character_does_no_harm() -> None:
    assert measure("\ud800").units == 1
    assert to_gsm7("a\ud800b") == "ab"
