"""Commands: what stands behind the word is read with it, and a sentence that merely holds the word is none."""

import pytest

from bot.understand import Intent, understand

NUMBER = "9405803699300124287899"


@pytest.mark.parametrize(
    ("text", "intent", "last_four", "argument"),
    [
        ("NAME 1234 mom's gift", Intent.NAME, ("1234",), "mom's gift"),
        ("nombre 1234 regalo de mamá", Intent.NAME, ("1234",), "regalo de mamá"),
        ("name 1234", Intent.NAME, ("1234",), ""),
        ("LANG ES", Intent.LANG, (), "es"),
        ("LANG FRENCH", Intent.LANG, (), "fr"),
        ("español", Intent.LANG, (), "es"),
        ("en español por favor", Intent.LANG, (), "es"),
        ("english please", Intent.LANG, (), "en"),
        ("français svp", Intent.LANG, (), "fr"),
        ("no hablo inglés", Intent.LANG, (), "es"),
        ("LANG DE", Intent.LANG, (), "de"),
        ("WORD Maple", Intent.WORD, (), "Maple"),
        ("mot érable", Intent.WORD, (), "érable"),
        ("WORD OFF", Intent.WORD, (), "off"),
        ("QUIET", Intent.QUIET, (), ""),
        ("MUTE", Intent.QUIET, (), ""),
        ("QUIET 22-7", Intent.QUIET, (), "22-7"),
        ("quiet 10pm-7am", Intent.QUIET, (), "22-7"),
        ("quiet from 10:30 pm to 7", Intent.QUIET, (), "22:30-7"),
        ("silencio 22 a 7", Intent.QUIET, (), "22-7"),
        ("AWAKE", Intent.AWAKE, (), ""),
        ("quiet off", Intent.AWAKE, (), ""),
        ("MUTE 1234", Intent.STOP_ONE, ("1234",), ""),
        ("silenciar 1234", Intent.STOP_ONE, ("1234",), ""),
        ("LIST", Intent.STATUS, (), ""),
        ("LIST 2", Intent.STATUS, (), "2"),
        ("MORE", Intent.STATUS, (), "more"),
        ("ALWAYS 3456", Intent.ALWAYS, ("3456",), ""),
        ("toujours 3456", Intent.ALWAYS, ("3456",), ""),
        ("ALWAYS OFF", Intent.ALWAYS, (), "off"),
        ("VERIFY 1234", Intent.VERIFY, ("1234",), ""),
        ("is 1234 real?", Intent.VERIFY, ("1234",), ""),
        ("DONE 1234", Intent.DONE, ("1234",), ""),
        ("WHY", Intent.WHY, (), ""),
        ("pourquoi ?", Intent.WHY, (), ""),
        ("why 1234", Intent.WHY, ("1234",), ""),
        ("why am I getting these texts", Intent.HELP, (), "why"),
        ("KEYWORDS", Intent.KEYWORDS, (), ""),
        ("mots-clés", Intent.KEYWORDS, (), ""),
        ("RESET", Intent.RESET, (), ""),
        ("WRONG", Intent.WRONG_NUMBER, (), ""),
    ],
)
def test_a_command_is_read_with_what_stands_behind_it(
    text: str, intent: Intent, last_four: tuple[str, ...], argument: str
) -> None:
    reading = understand(text)
    assert (reading.intent, reading.last_four, reading.argument) == (intent, last_four, argument)


@pytest.mark.parametrize(
    ("text", "intent"),
    [(f"NAME {NUMBER} tea", Intent.NAME), (f"DONE {NUMBER}", Intent.DONE), (f"mute {NUMBER}", Intent.STOP_ONE)],
)
def test_a_command_takes_a_whole_number_too(text: str, intent: Intent) -> None:
    reading = understand(text)
    assert (reading.intent, [number.tracking_number for number in reading.numbers]) == (intent, [NUMBER])
    assert reading.argument == ("tea" if intent == Intent.NAME else "")


@pytest.mark.parametrize(
    ("keyword", "choice"),
    [
        ("AA", "all"),
        ("af", "future"),
        ("AP", "past"),
        ("DND", "delivery"),
        ("Date", "date"),
        ("when", "date"),
        ("UPDATE", "date"),
        ("entrega", "date"),
        ("livraison", "date"),
        ("please", ""),
    ],
)
def test_the_carriers_keywords_stand_before_or_behind_a_number(keyword: str, choice: str) -> None:
    for text in (f"{NUMBER} {keyword}", f"{keyword} {NUMBER}"):
        reading = understand(text)
        assert (reading.intent, reading.choice) == (Intent.TRACK, choice), text
    assert understand(f"can I have an update on {NUMBER}").choice == ""


@pytest.mark.parametrize(
    "text",
    [
        *("quiet street, please knock", "my name is Bob", "word of mouth", "the rest is done", "done", "I am awake"),
        *("mute the doorbell", "reset the alarm code first", "verify my age at the door", "name"),
    ],
)
def test_a_sentence_with_such_a_word_is_no_command(text: str) -> None:
    assert understand(text).intent == Intent.UNRELATED
