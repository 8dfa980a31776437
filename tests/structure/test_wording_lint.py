"""Every sentence in every language keeps every rule at its longest; every rule catches what it is for."""

from collections.abc import Callable
from typing import Any

import pytest

from bot import wording
from bot.choices import EVERY
from bot.wordings import INTERNATIONAL, MONTHS, PARTS, SENTENCES, STATES
from models.vocabulary import Milestone
from tests.structure import wording_lint as lint

LANGUAGES = ("en", "es", "fr")
WHOLE = [key for key in SENTENCES["en"] if key not in PARTS]
#: One thing that each rule must catch.
CAUGHT: dict[Callable[..., str | None], Any] = {
    lint.brand_first: "Your package was delivered.",
    lint.no_carrier_as_speaker: "USPS: your package waits.",
    lint.no_link: "Acme: see acme-mail.com/x9.",
    lint.no_money: "Acme: please pay $1.99 to get it.",
    lint.no_urgency: "Acme: act now, this is urgent.",
    lint.no_guarantee: "Acme: guaranteed by noon.",
    lint.one_gsm7_segment: "Acme: llegó el envío.",
    lint.clean_spaces: "Acme: two  spaces.",
    lint.ends_well: "Acme: it was delivered",
    lint.no_leftover_english: "Acme: entregado at the post office.",
    lint.five_elements: f"{lint.BRAND}: We follow it. HELP 4 info, STOP to end",
    lint.help_elements: f"{lint.BRAND}: Help: see HELP. Freq varies. Msg&data rates may apply. STOP to cancel.",
    lint.no_private_placeholder: "{brand}: {recipient} of {street} got it.",
    lint.same_placeholders: ["{brand}: {piece}.", "{brand}: {piece}{p}."],
    lint.every_key: [{"help", "goodbye"}, {"help"}],
}
MORE_CAUGHT = {
    lint.no_link: ("Acme: https://acme.example.", "Acme: www.acme", "Acme: bit.ly/3xyz", "Acme: acme.info has it."),
    lint.no_money: ("Acme: We never ask for payment.", "Acme: hay que pagar.", "Acme: frais de douane.", "Acme: 3 €."),
    lint.no_urgency: ("Acme: último aviso.", "Acme: dernier rappel.", "Acme: Final notice.", "Acme: suspended!"),
    lint.no_guarantee: ("Acme: garantizado.", "Acme: livraison garantie."),
    lint.one_gsm7_segment: ("Acme: " + "x" * 155,),
    lint.no_carrier_as_speaker: ("FedEx: it waits.", "US PS: it waits."),
}
GOOD = (
    "Acme Mail 12: USPS ..3456: delivered. Freq varies. Msg&data rates may apply. Help: a@b.example. HELP, STOP to end"
)


@pytest.mark.parametrize("rule", CAUGHT, ids=lambda rule: rule.__name__)
def test_each_rule_catches_what_it_is_for(rule: Callable[..., str | None]) -> None:
    assert rule(CAUGHT[rule])
    assert [text for text in MORE_CAUGHT.get(rule, ()) if not rule(text)] == []


@pytest.mark.parametrize("rule", [rule for rule in CAUGHT if isinstance(CAUGHT[rule], str)], ids=lambda r: r.__name__)
def test_each_rule_lets_a_good_text_pass(rule: Callable[[str], str | None]) -> None:
    good = {
        lint.no_private_placeholder: "{brand}: {piece}{p}{w}.",
        lint.no_leftover_english: "Acme: STOP, ya entregado.",
    }
    assert rule(good.get(rule, GOOD)) is None


def test_every_rule_is_proven_to_catch() -> None:
    rules = {
        rule for name, rule in vars(lint).items() if callable(rule) and getattr(rule, "__module__", "") == lint.__name__
    }
    helpers = {lint.placeholders, lint.longest, lint.said, lint._elements}
    assert rules - helpers == set(CAUGHT)


def test_a_link_may_lead_to_the_operators_own_domain_alone() -> None:
    assert lint.no_link("Acme: acme.example/t/9 shows it.", own_domain="acme.example") is None
    assert lint.no_link("Acme: acme.example.evil.com shows it.", own_domain="acme.example")
    assert lint.no_link("Acme: notacme.example2.com/t/9 shows it.", own_domain="acme.example")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", WHOLE)
def test_every_sentence_keeps_every_rule_with_the_longest_values(key: str, language: str) -> None:
    rules = (*lint.FOR_SENTENCES, *(() if language == "en" else (lint.no_leftover_english,)))
    text = lint.said(key, language)
    assert {rule.__name__: problem for rule in rules if (problem := rule(text))} == {}
    assert lint.no_private_placeholder(SENTENCES[language][key][1]) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", WHOLE)
def test_place_time_and_check_word_never_make_a_second_segment(key: str, language: str) -> None:
    extras = {"place": "L" * wording.MAX_PLACE, "when": "30 sept 12:44pm ChST", "check_word": "w" * 12}
    assert lint.one_gsm7_segment(lint.said(key, language, **extras)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_inside_sentences_keep_the_rules_too(language: str) -> None:
    words = [lint.said(key, language) for key in PARTS] + list(STATES[language].values()) + list(MONTHS[language])
    rules = (*lint.FOR_ALL, *(() if language == "en" else (lint.no_leftover_english,)))
    assert [(text, problem) for text in words for rule in rules if (problem := rule(text))] == []
    assert max(map(len, STATES[language].values())) <= wording.MAX_STATE
    assert len(f"{INTERNATIONAL[language]} ..3456") <= wording.MAX_PIECE
    assert len(MONTHS[language]) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_up_and_help_say_what_the_carriers_ask_for(language: str) -> None:
    assert len(lint.CONFIRMATIONS) >= 8
    said = {key: lint.five_elements(lint.said(key, language)) for key in lint.CONFIRMATIONS}
    assert {key: problem for key, problem in said.items() if problem} == {}
    assert lint.help_elements(lint.said("help", language)) is None


def test_every_language_has_every_sentence_filled_with_the_same_things() -> None:
    assert set(SENTENCES) == set(LANGUAGES)
    assert lint.every_key([set(table) for table in SENTENCES.values()]) is None
    assert lint.every_key([set(table) for table in STATES.values()]) is None
    templates = {key: [SENTENCES[language][key][1] for language in LANGUAGES] for key in SENTENCES["en"]}
    assert {key: problem for key, each in templates.items() if (problem := lint.same_placeholders(each))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_milestone_has_words_and_every_told_one_a_sentence(language: str) -> None:
    assert set(STATES[language]) == set(Milestone)
    assert [kind for kind in EVERY if not wording.has(kind, language)] == []
