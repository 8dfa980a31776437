"""Codes that join a text to a form: never a word, hard to mistype, found beside any number."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import codes
from bot.understand import Intent, understand
from tests.world import NUMBER, NUMBERS

SOME = [codes.make(random.Random(seed).choice) for seed in range(300)]


def test_a_code_has_six_characters_and_both_letters_and_digits() -> None:
    for code in SOME:
        assert codes.is_code(code) and len(code) == 6
        assert any(char.isdigit() for char in code) and any(char.isalpha() for char in code)
        assert not set(code) & set("0125ABEIOUYLS")


@pytest.mark.parametrize("code", SOME[:40])
def test_one_wrong_character_or_two_that_changed_places_are_no_code(code: str) -> None:
    for place in range(6):
        for other in codes.ALPHABET:
            if other != code[place]:
                assert not codes.is_code(code[:place] + other + code[place + 1 :])
    for place in range(5):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or not codes.is_code(swapped)


@pytest.mark.parametrize(
    "number", [NUMBER, *NUMBERS, "9400 1112 0620 6406 2607 87", "1Z5R89390357567127", "RB123456785GB"]
)
def test_it_is_found_beside_a_number_however_it_is_typed(number: str) -> None:
    for code in SOME[:60]:
        for text in (f"{number} code {code}", f"{number} {code.lower()}", f"{code} {number}", f"{number}\n{code}"):
            reading = understand(text, "+12025550143")
            assert (reading.intent, reading.code) == (Intent.TRACK, code), text


def test_a_code_alone_is_a_code_in_every_language_and_never_a_stop() -> None:
    for code in SOME:
        for text in (code, code.lower(), f"code {code}", f"Code: {code}.", f"mi codigo es {code}", f"le code {code}"):
            reading = understand(text)
            assert (reading.intent, reading.code) == (Intent.CODE, code), text


def test_a_stop_beside_a_code_is_a_stop() -> None:
    for code in SOME[:50]:
        assert understand(f"stop {code}").intent in (Intent.STOP_ALL, Intent.STOP_ONE)
        assert understand(f"{code.lower()} arret").intent in (Intent.STOP_ALL, Intent.STOP_ONE)
        assert understand(f"{code} STOP").intent in (Intent.STOP_ALL, Intent.STOP_ONE)


@given(st.text(max_size=60))
def test_nothing_that_people_write_breaks_it(text: str) -> None:
    for found in (codes.find(text), codes.alone(text)):
        assert found == "" or codes.is_code(found)
