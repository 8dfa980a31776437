"""What people type into the one box: words and their beginnings, numbers, dates, where a piece stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.vocabulary import Milestone
from records import query, typed_dates
from records.spelling import plain_words
from records.word_index import Indexed
from records.words import endings, prefixes, words_of
from tests.world import NUMBER

NUMBER_IN_FOURS = " ".join(NUMBER[at : at + 4] for at in range(0, len(NUMBER), 4))


def test_a_word_is_found_by_its_beginnings_and_by_itself() -> None:
    assert list(prefixes("smith")) == ["sm", "smi", "smit", "smith"]
    assert list(prefixes("j")) == ["j"]
    assert list(prefixes("x" * 40))[-1] == "x" * 16


def test_what_has_signs_in_it_is_found_with_them_and_without() -> None:
    assert words_of("P.O. Box 7, O'Brien") >= {"p", "o", "po", "box", "7", "brien", "obrien"}
    assert "m202600123" in words_of("M-2026-00123")
    assert words_of("Núñez") == {"nunez"}


def test_a_tracking_number_is_found_by_its_last_four_to_eight_and_as_a_whole() -> None:
    found = set(endings(NUMBER))
    assert found == {*(NUMBER[-length:] for length in range(4, 9)), NUMBER}


@pytest.mark.parametrize(
    "typed",
    [NUMBER, NUMBER_IN_FOURS, NUMBER_IN_FOURS.replace(" ", "-"), f"420381031234{NUMBER}", f"]C1420381031234{NUMBER}"],
)
def test_a_whole_number_is_understood_however_it_was_typed_or_scanned(typed: str) -> None:
    words = query.read(typed).words
    assert words and all(NUMBER in word.endings for word in words)


def test_the_last_digits_are_understood_with_a_space_between() -> None:
    assert [word.endings for word in query.read("2606 0787").words] == [("2606", "26060787"), ("0787", "26060787")]
    assert query.read("smith").words[0].endings == ()


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-08-12", (2026, 8, 12)),
        ("8/12/2026", (2026, 8, 12)),
        ("8/12/26", (2026, 8, 12)),
        ("25/12/2026", (2026, 12, 25)),
        ("12 Aug 2026", (2026, 8, 12)),
        ("Aug 12, 2026", (2026, 8, 12)),
        ("August 12th 2026", (2026, 8, 12)),
        ("Sept 2026", (2026, 9, 0)),
        ("2026-08", (2026, 8, 0)),
        ("2026-02-30", None),
        ("13/13/2026", None),
        ("Agust 2026", None),
        ("62704", None),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, day: tuple[int, int, int] | None) -> None:
    assert typed_dates.read(typed) == day


def test_a_date_among_words_stays_one_date() -> None:
    words = query.read("smith 12 aug 2026 elm").words
    day = ("d20260812", "r20260812")
    assert [word.facts for word in words] == [(), day, day, day, ()]


def test_where_a_piece_stands_is_understood_and_the_longest_words_for_it_are_meant() -> None:
    read = query.read("elm notice left smith")
    assert read.status == (Milestone.DELIVERY_ATTEMPTED,)
    assert [word.text for word in read.without_status()] == ["elm", "smith"]
    assert query.read("label made").status == (Milestone.LABEL_CREATED,)
    assert query.read("smith").status == () and query.read("smith").without_status() == query.read("smith").words


def test_what_is_typed_without_end_is_read_to_a_limit() -> None:
    assert len(query.read("ab " * 5_000).words) == query.MOST_WORDS
    assert query.read("").words == () and query.read("-- ?? ''").words == ()


days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@given(days, st.integers(0, 4_000), days)
def test_a_stretch_of_days_is_covered_exactly(since: date, length: int, mailed: date) -> None:
    until = since + timedelta(days=length)
    asked = list(typed_dates.cover(since, until))
    facts = set(Indexed(1, 1, [], "", registered_on=mailed).facts())
    assert bool(facts & set(asked)) == (since <= mailed <= until)
    assert len(asked) <= 60 + 22 + length // 365 + 1


def test_a_plain_word_stays_as_it_is_whatever_sign_it_came_from() -> None:
    """Else whoever copies a word from a page would not find it."""
    for code in range(0x110000):
        if not 0xD800 <= code < 0xE000:
            words = plain_words(f"a{chr(code)}b")
            assert plain_words(" ".join(words)) == words, hex(code)
