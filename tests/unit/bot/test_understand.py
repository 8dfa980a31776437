"""What texts mean: the readings that must never be lost, whatever else we learn to understand."""

import json
import random
import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
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
def test_every_sample_text_is_read_as_labelled() -> None:
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    tracks = (Intent.TRACK, Intent.UNSURE, Intent.MISTYPED, Intent.GREEN_CARD)
    read = {row["text"]: understand(row["text"]).intent for row in rows}
    read = {text: Intent.TRACK if intent in tracks else intent for text, intent in read.items()}
    assert [(row, read[row["text"]]) for row in rows if read[row["text"]] != row["label"]] == []


@pytest.mark.parametrize("text", ["yes", "Sí", "oui merci", "ok", "no", "non merci", "👍", "👎"])
def test_a_bare_yes_or_no_answers_only_an_open_question(text: str) -> None:
    assert understand(text).intent in (Intent.YES, Intent.NO)
    assert understand(text, question_open=True).intent in (Intent.YES, Intent.NO)
    closed = understand(text, question_open=False)
    assert closed.intent == Intent.UNRELATED
    assert "no question is open" in closed.rule


@pytest.mark.parametrize("text", ["no, stop", "yes stop", "ok. STOP", "no gracias, dejen de escribirme"])
def test_a_stop_outranks_a_yes_or_no_whatever_is_open(text: str) -> None:
    assert {understand(text, question_open=is_open).intent for is_open in (True, False, None)} == {Intent.STOP_ALL}


@pytest.mark.parametrize("text", ["stop it", "enough", "too many texts", "not interested", "ça suffit", "stoo"])
def test_a_doubtful_stop_is_a_stop_that_says_so(text: str) -> None:
    reading = understand(text)
    assert (reading.intent, reading.certain) == (Intent.STOP_ALL, False)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("where is my package", "en"),
        ("¿dónde está mi paquete?", "es"),
        ("où est mon colis", "fr"),
        ("stop svp", "fr"),
        ("stop por favor", "es"),
        ("STOP", "en"),
        ("9405803699300124287899", "und"),
        ("👍", "und"),
        ("", "und"),
    ],
)
def test_the_language_is_told_from_the_words(text: str, language: str) -> None:
    assert understand(text).language == language


def test_a_rule_never_quotes_the_person() -> None:
    for text in ("stop zebra quagga texts", "I'm Zebra, wrong number", "where is zebra", "zebra"):
        assert "zebra" not in understand(text).rule.lower()


def test_our_own_words_quoted_back_are_nobodys_stop() -> None:
    ours = "Acme: USPS ..0787 was delivered. STOP 0787 ends this, STOP ends all."
    for text in (f"Liked “{ours}”", f"> {ours}\nthanks", ours, f"Auto-reply: {ours}"):
        assert understand(text).intent == Intent.UNRELATED, text
    assert understand("Reply STOP to end").intent == Intent.STOP_ALL
    assert understand(f"> {ours}\nplease do").intent != Intent.STOP_ALL
    assert understand(f"> {ours}\nSTOP").intent == Intent.STOP_ALL


def test_a_stop_beside_a_number_in_another_sentence_is_of_everything() -> None:
    assert understand(f"STOP. where is {NUMBER}?").intent == Intent.STOP_ALL
    assert understand(f"STOP\n{NUMBER}").intent == Intent.STOP_ONE
    assert understand(f"STOP ALL {NUMBER}").intent == Intent.STOP_ALL
    assert understand(f"stop all texts about {NUMBER}").intent == Intent.STOP_ONE


_DECORATION = some.text(
    alphabet=string.punctuation.replace("<", "").replace(">", "") + " \n\u200b\u2066\ufe0f", max_size=4
)
_INSIDE = some.text(alphabet="\u200b\u200d\u2060\ufeff\u00ad", max_size=2)


@settings(deadline=None)  # the first text compiles the rules
@given(some.sampled_from(PER_SE), some.randoms(use_true_random=False), _DECORATION, _DECORATION, _INSIDE)
def test_no_case_mark_or_hidden_character_hides_a_stop(
    word: str, chance: random.Random, before: str, after: str, inside: str
) -> None:
    cased = "".join(chance.choice((char.upper(), char.lower())) for char in word)
    at = chance.randrange(1, len(word))
    text = before + cased[:at] + inside + cased[at:] + after
    assert understand(text).intent == Intent.STOP_ALL, text


@settings(deadline=None)
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


@pytest.mark.parametrize(
    "piece", ["stop ", "no ", "where is my ", "please the texts ", "s.t.o.p ", "stop the ", "a\u0301", '"']
)
def test_twice_the_text_costs_about_twice(piece: str) -> None:
    def cost(length: int) -> float:
        text = (piece * length)[:length]
        started = time.perf_counter()
        understand(text)
        return time.perf_counter() - started

    cost(400)
    short, long = (min(cost(length) for _ in range(7)) for length in (400, 1600))
    assert long < 12 * short + 0.001
