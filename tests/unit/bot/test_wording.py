"""A lint over every sentence: one GSM-7 segment with the longest values, own brand first, nothing a fake would say."""

import re

import pytest

from bot import wording
from bot.segments import measure
from bot.tell import STANDARD
from models.vocabulary import Milestone

LONGEST = {
    "brand": "B" * wording.MAX_BRAND,
    "piece": "P" * wording.MAX_PIECE,
    "place": "L" * wording.MAX_PLACE,
    "when": "Nov 30 12:59am AKT",
    "state": "S" * wording.MAX_STATE,
    "help_contact": "h" * wording.MAX_HELP_CONTACT,
    "carrier": "Intl mail",
    "last_four": "3456",
    "until": "Nov 30",
    "items": "..3456 delivered",
}
KEYS = [key for key in wording.SENTENCES["en"] if key not in ("stops", "until")]
LANGUAGES = list(wording.SENTENCES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_sentence_is_one_gsm7_segment_with_the_longest_values(key: str, language: str) -> None:
    size = measure(wording.say(key, language, **LONGEST).text)
    assert (size.encoding, size.segments) == ("GSM-7", 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_sentence_begins_with_our_brand_and_says_nothing_a_fake_would(key: str, language: str) -> None:
    text = wording.say(key, language, **{**LONGEST, "brand": "Acme"}).text
    assert text.startswith("Acme: ")
    assert not re.search(r"https?:|www\.|\.(com|net|ly)\b", text)
    assert not re.search(
        r"\b(pay|fee|credit|bank|password|urgent|final|act now|suspended|guarantee)", text, re.IGNORECASE
    )


def test_the_first_reply_carries_the_five_things_that_a_confirmation_must() -> None:
    for key in ("followed_status", "followed_waiting", "followed_not_found", "followed_many", "started"):
        text = wording.say(key, **{**LONGEST, "brand": "Acme Mail"}).text
        for needed in ("Acme Mail", "Freq varies", "Msg&data rates may apply", "HELP", "STOP"):
            assert needed in text, key


def test_help_names_the_program_its_contact_frequency_rates_and_stop() -> None:
    text = wording.say("help", brand="Acme Mail", help_contact="help@acme.example").text
    for needed in ("Acme Mail", "help@acme.example", "Freq varies", "Msg&data rates may apply", "STOP"):
        assert needed in text


def test_when_room_runs_out_the_place_goes_first_and_then_the_time() -> None:
    values = {**LONGEST, "place": "North Andover MA"}
    assert "North Andover" in wording.say("followed_status", **{**values, "state": "x", "piece": "mail"}).text
    crowded = wording.say("followed_status", **{**values, "state": "at the local post office"}).text
    assert "North Andover" not in crowded
    assert "AKT" not in crowded
    tight = wording.say("followed_status", **{**values, "brand": "Acme", "state": "delivered at home"}).text
    assert "North Andover" not in tight
    assert "AKT" in tight


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_milestone_has_words_and_every_told_one_a_sentence(language: str) -> None:
    for milestone in Milestone:
        assert 0 < len(wording.state_words(milestone, language)) <= wording.MAX_STATE
    for kind in STANDARD:
        assert wording.has(kind, language), kind


def test_hostile_values_stay_gsm7() -> None:
    said = wording.say("status_now", brand="Acme", piece="“mom’s” 🎁", state="ça", place="São Paulo", when="")
    assert said.text == 'Acme: "mom\'s" : ca, Sao Paulo.'
