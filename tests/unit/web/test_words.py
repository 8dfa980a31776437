"""The pages say the same in every language."""

import re

import pytest

from web.words import LANGUAGES, PAGES


@pytest.mark.parametrize("page", PAGES)
def test_the_words_of_all_languages_have_the_same_keys_and_placeholders(page: str) -> None:
    english = PAGES[page]["en"]
    assert set(PAGES[page]) == set(LANGUAGES)
    for language, words in PAGES[page].items():
        assert set(words) == set(english), language
        for key, text in words.items():
            assert set(re.findall(r"{\w+}", text)) == set(re.findall(r"{\w+}", english[key])), (language, key)


def test_no_page_has_a_word_that_stands_around_it() -> None:
    frame = set(PAGES["frame"]["en"])
    for page, words in PAGES.items():
        assert page == "frame" or not frame & set(words["en"]), page
