"""How many parts a text is billed as, against the sizes of 3GPP 23.038 and cases that naive division gets wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.segments import BASIC, EXTENDED, measure, to_gsm7


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
