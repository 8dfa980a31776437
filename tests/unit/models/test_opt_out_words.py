"""What the opt-out log's rows are found by: words without case, accents and signs."""

import pytest

from models.opt_out_log import LONGEST_WORD, MOST_WORDS, word_index, words_in


@pytest.mark.parametrize(
    "text, words",
    [
        ("STOP", ["stop"]),
        ("  Stop, please!  ", ["stop", "please"]),
        ("ARRÊTEZ ça", ["arretez", "ca"]),
        ("No más, por favor", ["no", "mas", "por", "favor"]),
        ("stop stop STOP", ["stop"]),
        ("STOP0143", ["stop0143"]),
        ("don't", ["don", "t"]),
        ("ＳＴＯＰ", ["stop"]),
        ("Straße", ["strasse"]),
        ("🛑🛑", []),
        ("", []),
        ("停止", ["停止"]),
    ],
)
def test_words_are_lower_case_letters_and_digits_without_accents(text: str, words: list[str]) -> None:
    assert words_in(text) == words


def test_a_text_gives_no_more_than_forty_words_and_a_word_no_more_than_forty_characters() -> None:
    assert len(words_in(" ".join(f"w{number}" for number in range(500)))) == MOST_WORDS
    assert words_in("a" * 500) == ["a" * LONGEST_WORD]


def test_an_index_is_keyed_and_is_no_phones_index(keys: None) -> None:
    from models.fields import phone_index

    assert word_index("stop") == word_index("stop") != word_index("stopp")
    assert len(word_index("stop")) == 64 and word_index("0143") != phone_index("0143")
