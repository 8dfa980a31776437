"""What texts mean: the readings that must never be lost, whatever else we learn to understand."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.understand import Intent, understand

SAMPLE = Path(__file__).resolve().parents[4] / "shared/data/inbound_sample.jsonl"
NUMBER = "9400 1112 0620 6406 2607 87"

#: 47 CFR 64.1200(a)(10), the words named there, and what people make of them.
PER_SE = ("stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe")


@pytest.mark.parametrize("word", [*PER_SE, "stopall", "optout", "arret", "arrêtez", "alto", "parar", "baja"])
@pytest.mark.parametrize(
    "form", ["{}", "{}!", " {} ", "“{}”", "{}.", "PLEASE {}", "{} please", "{}\nSent from my iPhone"]
)
def test_a_stop_word_is_a_stop_in_any_case_and_punctuation(word: str, form: str) -> None:
    for text in (form.format(word), form.format(word.upper()), form.format(word.title())):
        assert understand(text).intent == Intent.STOP_ALL, text


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        (NUMBER, Intent.TRACK),
        (f"where is {NUMBER}?", Intent.TRACK),
        (f"STOP {NUMBER}", Intent.STOP_ONE),
        (f"stop alerts for {NUMBER}", Intent.STOP_ONE),
        ("STOP 0787", Intent.STOP_ONE),
        (f"{NUMBER} STOP", Intent.STOP_ONE),
        ("0787 stop", Intent.STOP_ONE),
        ("STOP 0787 STOP all", Intent.STOP_ALL),
        ("Stop. Wrong number", Intent.STOP_ALL),
        ("Opt-out", Intent.STOP_ALL),
        ("S.T.O.P.", Intent.STOP_ALL),
        ("ST0P", Intent.STOP_ALL),
        ("can you stop", Intent.STOP_ALL),
        ("don't text me", Intent.STOP_ALL),
        ("how do i unsubscribe", Intent.STOP_ALL),
        ("remove me", Intent.STOP_ALL),
        ("dejen de escribirme", Intent.STOP_ALL),
        ("ne m'écrivez plus", Intent.STOP_ALL),
        ("don't stop", Intent.UNRELATED),
        ("stop by the office", Intent.UNRELATED),
        ("¿cuándo llega mi paquete?", Intent.STATUS),
        ("stop sending me these messages please", Intent.STOP_ALL),
        ("Start", Intent.START),
        ("unstop", Intent.START),
        ("HELP", Intent.HELP),
        ("who are you?", Intent.HELP),
        ("status", Intent.STATUS),
        ("LIST", Intent.STATUS),
        ("where is it", Intent.STATUS),
        ("PIN 4821", Intent.PIN),
        ("pin: 4821", Intent.PIN),
        ("the bus stop is around the corner", Intent.UNRELATED),
        ("can the driver stop at unit 7 first", Intent.UNRELATED),
        ("do not stop the delivery", Intent.UNRELATED),
        ("thank you", Intent.UNRELATED),
        ("", Intent.UNRELATED),
        ("9590 9402 1234 5678 9012 34", Intent.MISTYPED),
    ],
)
def test_a_text_means_what_a_reasonable_person_reads(text: str, intent: Intent) -> None:
    assert understand(text).intent == intent


def test_a_picture_without_words_is_told_apart_from_an_empty_text() -> None:
    assert understand("", media_count=1).intent == Intent.PICTURE
    assert understand("", media_count=0).intent == Intent.UNRELATED


def test_the_persons_own_phone_is_never_a_parcel() -> None:
    assert understand("call me at 202-555-0143", "+12025550143").intent == Intent.UNRELATED


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of inbound texts is not beside this checkout")
def test_no_sample_stop_is_missed_and_none_is_made_up() -> None:
    wrong = []
    for line in SAMPLE.read_text().splitlines():
        row = json.loads(line)
        stops = (Intent.STOP_ALL, Intent.STOP_ONE)
        if (understand(row["text"]).intent in stops) != (row["label"] in ("stop_all", "stop_one")):
            wrong.append(row)
    assert wrong == []


@given(some.text(max_size=300))
def test_any_text_gets_a_reading_and_a_rule_that_does_not_quote_it(text: str) -> None:
    reading = understand(text)
    assert reading.rule


@pytest.mark.parametrize("text", ["stop " * 320, "1" * 1600, "9400 " * 320, "where " * 266, "pin " * 400, "😀" * 1600])
def test_hostile_texts_cost_no_more_than_some_hundred_ordinary_ones(text: str) -> None:
    def cost(of: str) -> float:
        started = time.perf_counter()
        understand(of)
        return time.perf_counter() - started

    ordinary = min(cost(f"hello there, where is {NUMBER}?") for _ in range(20))
    assert min(cost(text) for _ in range(5)) < 400 * ordinary
