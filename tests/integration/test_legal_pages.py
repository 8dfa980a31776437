"""Terms and privacy: made from the settings, in three languages, with what mobile networks ask to be said."""

import html
import re
from typing import Any

import pytest

from models.from_number import FromNumber
from models.program import Program
from tests.world import World
from web.words import LANGUAGES, words_of


def read(world: World, path: str, language: str = "en") -> str:
    answer = world.app.test_client().get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers and "<script" not in answer.text
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", main)))


def have(world: World, **changed: Any) -> None:
    world.app.config["SETTINGS"] = world.settings.model_copy(update=changed)


def test_the_terms_say_what_mobile_networks_ask_for(world: World) -> None:
    page = read(world, "/terms")
    for said in (
        "Terms of Waypost texts",
        "Message frequency varies.",
        "Message and data rates may apply.",
        "Text STOP to 55501.",
        "Text HELP to 55501, or write to help@example.org.",
        "Mobile networks are not liable for delayed or undelivered messages.",
        "not a condition of buying anything",
        "Guam, Puerto Rico, U.S. Virgin Islands, United States",
        "We do not promise that a scan is right",
        "Waypost is not a mail carrier",
    ):
        assert said in page, said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/terms", "/privacy"])
def test_each_page_speaks_each_language_and_leaves_no_brace_open(world: World, path: str, language: str) -> None:
    page, words = read(world, path, language), words_of("legal", language)
    kind = path.strip("/")
    assert words[f"{kind}_title"].format(brand="Waypost") in page
    assert "{" not in page and "}" not in page and "help@example.org" in page


def test_who_runs_it_is_the_operator_else_the_brand(world: World) -> None:
    assert "Waypost sends texts about mail that you asked about." in read(world, "/terms")
    assert "We answer for what Waypost knows about you." in read(world, "/privacy")
    have(
        world,
        operator_name="Post & Sons <LLC>",
        operator_address="1 Main Street, Columbus OH",
        privacy_contact="me@p.co",
    )
    for path in ("/terms", "/privacy"):
        page = read(world, path)
        assert re.search("Post & Sons <LLC> (runs|answers for)", page) and "1 Main Street, Columbus OH" in page
    assert "Write to me@p.co" in read(world, "/privacy")
    assert "<LLC>" not in world.app.test_client().get("/terms").text, "what an operator types is text, not HTML"


def test_countries_are_named_in_the_readers_language_and_what_is_none_stands_by_its_code(world: World) -> None:
    Program.update(regions="US,LI,XX").execute()
    assert "With phones of: Liechtenstein, United States, XX." in read(world, "/terms")
    assert "Liechtenstein, XX, États-Unis" in read(world, "/terms", "fr")


def test_privacy_says_what_is_kept_who_sees_it_and_what_one_can_do(world: World) -> None:
    page = read(world, "/privacy")
    for said in (
        "your phone number, encrypted",
        "shared with nobody for marketing",
        "Twilio carries the texts",
        "They never get your phone number.",
        "after 30 days",
        "download what we keep about you, and have it erased",
        "Only the settings page sets one",
    ):
        assert said in page, said
    assert 'href="/p?lang=en"' in world.app.test_client().get("/privacy").text


def test_the_pages_stand_before_the_first_release_has_made_a_program(world: World) -> None:
    FromNumber.delete().execute()
    Program.delete().execute()
    page = read(world, "/terms")
    assert "Text STOP to 55501." in page and "United States" in page
    assert "help@example.org" in read(world, "/privacy")
