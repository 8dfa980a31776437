"""The sandbox's own segment counter, held to cases whose answer is known from the GSM tables."""

import pytest

from sandbox.segments import count_segments


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("{" * 80, 1),
        ("{" * 81, 2),
        # An escape pair is never split, so a part may hold only 152 septets.
        ("a" * 152 + "{" + "a" * 152, 3),
        ("é" * 160, 1),
        ("á" * 70, 1),
        ("á" * 71, 2),
        ("\U0001f4e6" * 35, 1),
        # 134 units would be two parts of 67 if a surrogate pair could be split.
        ("\U0001f4e6" * 67, 3),
    ],
)
def test_count_segments(body, parts):
    assert count_segments(body) == parts
