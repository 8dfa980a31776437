"""Saying a sentence: its version, its language, one segment whatever is filled in, and what goes when room runs out."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot import wording
from bot.segments import measure
from bot.wordings import SENTENCES
from carriers.schedule import SILENT_FOR
from models.vocabulary import Milestone
from tests.unit.bot import wording_versions

STATUS = {"brand": "Acme", "piece": "USPS ..3456", "state": "in transit"}


def test_a_changed_sentence_has_a_new_version() -> None:
    changed = wording_versions.problems(wording_versions.now(), wording_versions.recorded())
    assert changed == [], wording_versions.HOW_TO_RENEW


def test_a_sentence_changed_under_its_version_is_found_and_others_are_left_alone() -> None:
    record = wording_versions.recorded()
    current = wording_versions.now() | {"en/goodbye/1": "other words"}
    assert wording_versions.problems(current, record) == ["en/goodbye/1"]
    raised = {name: words for name, words in current.items() if name != "en/goodbye/1"} | {"en/goodbye/9": "new"}
    assert wording_versions.problems(raised, record | {"en/goodbye/9": "new"}) == []


def test_a_saying_names_its_key_version_and_language() -> None:
    said = wording.say("followed_ended", "es", **STATUS)
    version, _ = SENTENCES["es"]["followed_ended"]
    assert (said.key, said.version, said.language, said.segments) == ("followed_ended", str(version), "es", 1)


@pytest.mark.parametrize("language", ["de", "", "EN", "zh-Hans"])
def test_a_language_that_we_do_not_write_becomes_english(language: str) -> None:
    assert wording.say("list_empty", language, brand="Acme") == wording.say("list_empty", "en", brand="Acme")
    assert wording.state_words(Milestone.DELIVERED, "usps", language) == "delivered"
    assert wording.has("check_digit", language)
    assert not wording.has("no such key", language)


def test_how_long_nothing_was_scanned_is_said_alike_in_all_languages() -> None:
    """45 days; Spanish says a month and a half, for its word for days is not in GSM-7."""
    assert SILENT_FOR.days == 45
    said = [SENTENCES[language][Milestone.EXPIRED][1] for language in wording.LANGUAGES]
    assert [words in text for words, text in zip(("45 days", "mes y medio", "45 jours"), said, strict=True)] == [
        True
    ] * 3


def test_parts_of_sentences_come_in_the_persons_language() -> None:
    assert [wording.part("more_items", language, count="3") for language in wording.LANGUAGES] == [
        "3 more",
        "otros: 3",
        "3 de plus",
    ]


def test_the_check_word_stands_in_brackets_behind_our_name() -> None:
    said = wording.say("status_now", **STATUS, check_word="maple", place="Memphis TN", when="Nov 20 8:14am CT")
    assert said.text == "Acme [maple]: USPS ..3456: in transit, Memphis TN, Nov 20 8:14am CT."
    assert wording.say("status_now", **STATUS).text == "Acme: USPS ..3456: in transit."


def test_the_check_word_goes_first_then_the_place_then_the_time() -> None:
    def shown(name: str) -> list[str]:
        text = wording.say(
            "followed_status",
            **{**STATUS, "piece": name},
            check_word="maple",
            place="Leeds",
            when="Nov 20 8:14am CT",
        ).text
        return [part for part in ("maple", "Leeds", "8:14am") if part in text]

    seen = [shown("N" * length) for length in range(60)]
    assert sorted(seen, key=len, reverse=True) == seen
    assert [parts for position, parts in enumerate(seen) if parts not in seen[:position]] == [
        ["maple", "Leeds", "8:14am"],
        ["Leeds", "8:14am"],
        ["8:14am"],
        [],
    ]


def test_until_is_said_only_when_it_is_known() -> None:
    values = {"brand": "Acme", "piece": "USPS ..3456", "last_four": "3456"}
    assert ", usually until Dec 7." in wording.say(Milestone.HELD, **values, until="Dec 7").text
    assert "until" not in wording.say(Milestone.HELD, **values).text
    assert ", en general hasta el 7 dic." in wording.say(Milestone.HELD, "es", **values, until="7 dic").text


def test_hostile_values_stay_gsm7() -> None:
    said = wording.say("status_now", brand="Acme", piece="“mom’s” 🎁", state="ça", place="São Paulo", when="")
    assert said.text == 'Acme: "mom\'s" : ca, Sao Paulo.'


@given(piece=some.text(max_size=16), word=some.text(max_size=12), place=some.text(max_size=28))
def test_no_value_is_read_as_a_template_and_none_leaves_the_alphabet(piece: str, word: str, place: str) -> None:
    for value in (piece, "{brand}", "{", "}{0}"):
        said = wording.say(
            "status_now", brand="Acme", piece=value, state="{p}", place=place, check_word=word, when="{w}"
        )
        assert measure(said.text).encoding == "GSM-7"
        assert "{p}" in said.text
