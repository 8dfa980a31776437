"""What answers "FedEx or Purolator? Reply 1 or 2", and what does not."""

import pytest

from bot.carrier_choice import OTHER, read_choice
from bot.understand import Intent, understand

OPTIONS = ("fedex", "purolator")
OWN = "+12025550143"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1",
            " 1 ",
            "1.",
            "#1",
            "(1)",
            "1 please",
            "option 1",
            "number 1",
            "it's 1",
            "the first",
            "the first one",
            "one",
        ),
        *("fedex", "FedEx!", "it's fedex", "fed ex", "I think it is fedex", "la primera", "el 1", "uno", "le premier"),
        *("1 svp", "es fedex gracias", "c'est fedex merci", "Reply 1", "1\n"),
    ],
)
def test_the_first_is_chosen_by_its_place_or_its_name(text: str) -> None:
    assert read_choice(text, OPTIONS) == "fedex"
    assert understand(text, OWN, question_open=True, options=OPTIONS).intent == Intent.CARRIER


@pytest.mark.parametrize("text", ["2", "the second one", "purolator", "Purolator, thanks", "dos", "deux", "2nd"])
def test_the_second_is_chosen_too(text: str) -> None:
    assert read_choice(text, OPTIONS) == "purolator"


@pytest.mark.parametrize(
    "text",
    [
        *("3", "0", "12", "1 2", "1 or 2", "not fedex", "no es fedex", "neither", "fedex or purolator", "ups", "", "?"),
        *(
            "i have 1 dog and 2 cats at home",
            "call me",
            "pas fedex",
            "1 fedex 2",
            "stop fedex",
            "fedex is late",
            "which one",
            "11",
            "1" * 300,
        ),
    ],
)
def test_anything_else_is_no_choice(text: str) -> None:
    assert read_choice(text, OPTIONS) == ""


def test_a_row_of_one_carrier_has_a_place_for_none_of_it() -> None:
    assert [read_choice(text, ("usps", OTHER)) for text in ("1", "2", "usps", "3")] == ["usps", OTHER, "usps", ""]


@pytest.mark.parametrize("text", ["1", "2", "fedex", "the first"])
def test_without_an_open_question_nothing_is_chosen(text: str) -> None:
    assert understand(text, OWN).intent != Intent.CARRIER


@pytest.mark.parametrize("text", ["stop", "STOP 1", "stop all", "unsubscribe", "alto"])
def test_a_stop_is_a_stop_whatever_we_asked(text: str) -> None:
    assert understand(text, OWN, question_open=True, options=OPTIONS).intent in (Intent.STOP_ALL, Intent.STOP_ONE)


def test_a_number_is_read_before_a_choice() -> None:
    read = understand("9400 1112 0620 6406 2607 87", OWN, question_open=True, options=OPTIONS)
    assert (read.intent, len(read.numbers)) == (Intent.TRACK, 1)


@pytest.mark.parametrize(
    ("text", "intent", "carriers"),
    [
        ("287809468872", Intent.UNSURE, ["fedex", "purolator"]),
        ("fedex 287809468872", Intent.TRACK, ["fedex"]),
        ("Purolator #287809468872 AA", Intent.TRACK, ["purolator"]),
        ("amazon TBA502887274000", Intent.TRACK, ["amazon"]),
        ("TBA502887274000", Intent.UNSURE, ["amazon"]),
        ("dhl 60120172242323", Intent.TRACK, ["dhl"]),
        ("60120172242323", Intent.UNSURE, ["dhl"]),
        ("331-881-0025", Intent.UNRELATED, []),
        ("call me 3318810025", Intent.UNRELATED, []),
    ],
)
def test_a_carriers_name_settles_whose_number_it_is(text: str, intent: Intent, carriers: list[str]) -> None:
    read = understand(text, OWN)
    assert (read.intent, [number.carrier for number in read.numbers]) == (intent, carriers)
