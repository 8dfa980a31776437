"""The wordings: every sentence as people read it, its size in three languages, its faults, its versions as sent."""

import pytest

from bot import wording_previews
from bot.wordings import SENTENCES
from models.outbound import OutboundMessage
from models.vocabulary import Role
from tests.console_people import sign_in
from tests.world import ADA, NUMBER, World


def test_every_sentence_stands_there_with_its_versions_and_keeps_every_rule(world: World) -> None:
    vera = sign_in(world, Role.VIEWER)
    page = vera.get("/console/wordings").text
    assert page.count("<tr data-row") == len(SENTENCES["en"])
    assert "All of these keep every rule" in page and "breaks a rule" not in page
    assert "Waypost: USPS ..3456" in page, "with our own name and usual values"


def test_a_sentence_is_found_by_its_name_or_by_its_words_in_any_language(world: World) -> None:
    vera = sign_in(world, Role.VIEWER)
    by_name = vera.get("/console/wordings?words=goodbye").text
    assert 'id="goodbye"' in by_name and by_name.count("<tr data-row") == 1
    french = wording_previews.of_key("goodbye", "Waypost", "x")[2].usual.text[9:30].lower()
    assert 'id="goodbye"' in vera.get("/console/wordings", query_string={"words": french}).text
    assert "No sentence has that name or those words" in vera.get("/console/wordings?words=zzz").text


def test_one_sentence_shows_three_languages_usual_and_longest_with_its_segments(world: World) -> None:
    page = sign_in(world, Role.VIEWER).get("/console/wordings/delivered").text
    assert [name in page for name in ("English, version", "Spanish, version", "French, version")] == [True] * 3
    assert page.count("1 segment, ") == 6 and "PPPPPPPPPPPPPPPP" in page and "GSM-7" in page
    assert "None that we found" in page
    assert sign_in(world, Role.VIEWER).get("/console/wordings/nonsense").status_code == 404


def test_versions_that_went_out_are_found_with_their_first_and_last_text(world: World) -> None:
    world.piece(NUMBER)
    world.text(ADA, NUMBER)
    world.text(ADA, "HELP")
    helped = OutboundMessage.get(OutboundMessage.kind == "help")
    OutboundMessage.update(wording_version="help/0").where(OutboundMessage.id == helped.id).execute()
    world.clock.move(days=2)
    world.text(ADA, "HELP")
    newest, oldest = wording_previews.history("help")
    assert (oldest.version, oldest.first, oldest.example) == ("0", helped.created_at, helped.id)
    assert newest.version == str(SENTENCES["en"]["help"][0]) and newest.first > oldest.last
    vera = sign_in(world, Role.VIEWER)
    page = vera.get("/console/wordings/help").text
    assert f'href="/console/messages/{helped.id}"' in page and "2026-11-22" in page
    assert "not lately" in vera.get("/console/wordings?words=goodbye").text
    of_help = vera.get("/console/wordings?words=help").text.partition('id="help"')[2].partition("</tr>")[0]
    assert "not lately" not in of_help and "2026-11-22" in of_help


def test_a_sentence_that_breaks_a_rule_is_shown_with_the_rule(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    vera = sign_in(world, Role.VIEWER)
    monkeypatch.setitem(SENTENCES["en"], "goodbye", (9, "{brand}: Please pay $5 at bit.ly/x now."))
    wording_previews._preview.cache_clear()
    page = vera.get("/console/wordings/goodbye").text
    wording_previews._preview.cache_clear()
    assert "speaks of money" in page and "holds a link" in page and "version 9" in page
