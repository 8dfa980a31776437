"""Words that differ by one letter are found, all of them and no others."""

from hypothesis import example, given
from hypothesis import strategies as st

from records.word_forms import asked, forms

words = st.text("abcd", min_size=3, max_size=7)


def distance(one: str, other: str) -> int:
    """By single letters, two that changed places counting as one (optimal string alignment)."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, its in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]


@given(words, words)
@example("abcd", "abdc")
@example("abcd", "bcd")
@example("abcd", "acbcd")
@example("abcd", "abad")
@example("abcd", "bcda")  # without a letter each, both are bcd
def test_just_the_words_that_differ_by_one_letter_are_asked_for(typed: str, kept: str) -> None:
    is_found = bool(set(asked(typed)) & set(forms(kept)))
    assert is_found == (distance(typed, kept) == 1) or typed == kept


def test_the_measure_itself_knows_the_four_slips() -> None:
    assert [distance("thompson", one) for one in ("tompson", "thomppson", "thomqson", "htompson", "tomson")] == [
        1,
        1,
        1,
        1,
        2,
    ]
