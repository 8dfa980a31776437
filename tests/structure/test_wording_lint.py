"""Every sentence in every language keeps every rule at its longest; every rule catches what it is for."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest

from bot import wording
from bot import wording_lint as lint
from bot.choices import EVERY
from bot.describe import CARRIER_NAMES
from bot.wordings import COURIER_STATES, INTERNATIONAL, MONTHS, PARTS, SENTENCES, STATES
from models.vocabulary import Milestone

LANGUAGES = ("en", "es", "fr")
WHOLE = [key for key in SENTENCES["en"] if key not in PARTS]
#: One thing that each rule must catch.
CAUGHT: dict[Callable[..., str | None], Any] = {
    lint.brand_first: "Your package was delivered.",
    lint.no_carrier_as_speaker: "USPS: your package waits.",
    lint.no_word_of_usps: "Acme: UPS ..3456 is held at the Post Office.",
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
    lint.no_word_of_usps: ("Acme: en el correo.", "Acme: à la poste.", "Acme: USPS has it.", "Acme: notice left."),
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
        lint.no_word_of_usps: "Acme: UPS ..3456 is held by its carrier.",
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
    states = [*STATES[language].values(), *COURIER_STATES[language].values()]
    words = [lint.said(key, language) for key in PARTS] + states + list(MONTHS[language])
    rules = (*lint.FOR_ALL, *(() if language == "en" else (lint.no_leftover_english,)))
    assert [(text, problem) for text in words for rule in rules if (problem := rule(text))] == []
    assert max(map(len, states)) <= wording.MAX_STATE
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
    assert lint.every_key([set(table) for table in COURIER_STATES.values()]) is None
    templates = {key: [SENTENCES[language][key][1] for language in LANGUAGES] for key in SENTENCES["en"]}
    assert {key: problem for key, each in templates.items() if (problem := lint.same_placeholders(each))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_milestone_has_words_and_every_told_one_a_sentence(language: str) -> None:
    assert set(STATES[language]) == set(Milestone)
    assert [kind for kind in EVERY if not wording.has(kind, language)] == []


# -- another carrier's pieces ------------------------------------------------------------------------------------------

#: Said of pieces of USPS alone: the codes are its own (bot/bulletin.py).
OF_USPS_ALONE = {"tried_without_notice"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("carrier", sorted(set(CARRIER_NAMES) - {"usps", "s10"}))
def test_no_sentence_and_no_state_of_another_carriers_piece_speaks_of_usps(carrier: str, language: str) -> None:
    keys = {wording.for_courier(key, carrier) for key in WHOLE if key not in OF_USPS_ALONE}
    own = {key: SENTENCES[language][key][1].format_map(defaultdict(str)) for key in keys}
    assert {key: problem for key, text in own.items() if (problem := lint.no_word_of_usps(text))} == {}
    states = {milestone: wording.state_words(milestone, carrier, language) for milestone in Milestone}
    assert {state: problem for state, text in states.items() if (problem := lint.no_word_of_usps(text))} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_piece_of_usps_all_is_said_as_before_and_a_variant_stands_for_a_sentence(language: str) -> None:
    assert [key for key in WHOLE if wording.for_courier(key, "usps") != key] == []
    assert {milestone: wording.state_words(milestone, "usps", language) for milestone in Milestone} == STATES[language]
    variants = {key.removesuffix("_courier") for key in SENTENCES[language] if key.endswith("_courier")}
    assert variants <= set(SENTENCES[language])
    templates = [(SENTENCES[language][key][1], SENTENCES[language][f"{key}_courier"][1]) for key in variants]
    filled = [(lint.placeholders(usual), lint.placeholders(variant)) for usual, variant in templates]
    assert [(usual, variant) for usual, variant in filled if not variant <= usual] == []
