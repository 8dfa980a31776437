"""Is this text real? The page, and its answer: yes or no such text, from our own log, and never why not."""

import html
import re
from datetime import timedelta
from itertools import count

import pytest
from werkzeug.test import TestResponse

from bot import erasure, verifying
from models.contact import Contact
from models.outbound import OutboundMessage, OutboundSubject
from models.program import Program
from models.vocabulary import WebKind, WebState
from models.web_request import WebRequest
from tests.world import ADA, BEN, NUMBER, NUMBERS, World
from web.words import LANGUAGES, words_of

YES, NO = "Yes. Our log has such a text, sent within the last 90 days.", "We find no such text."
TRUE = {"sender": "55501", "last_four": NUMBER[-4:], "check_word": "cedar"}
_networks = count(1)


def ask(world: World, network: str = "", path: str = "/real", **changed: str) -> TestResponse:
    """Each question from a network of its own, unless one is named."""
    address = network or f"10.{next(_networks) % 250}.0.1"
    form = TRUE | changed
    return world.browser().post(path, data=form, environ_base={"REMOTE_ADDR": address})


def said(answer: TestResponse) -> str:
    found = re.findall(r'role="status">(.*?)</p>', answer.text)
    assert len(found) == 1
    return html.unescape(re.sub(r"<[^>]*>", "", found[0]))


def told(world: World) -> None:
    world.piece(NUMBER, "manual")
    world.text(ADA, NUMBER)
    world.text(ADA, "WORD cedar")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_our_number_our_texts_and_what_we_never_ask_in_each_language(
    world: World, language: str
) -> None:
    answer = world.app.test_client().get(f"/real?lang={language}")
    page, words = html.unescape(answer.text), words_of("real", language)
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers and "<script" not in page
    assert words["lead"].format(from_number="55501", brand="Waypost") in page
    assert page.count("Waypost: ") == 2 and f"Waypost [{words['example_word']}]: " in page and "..3456" in page
    for key in ("never_ask", "never_link", "never_hurry", "report_7726", "report_usps", "ask_how"):
        assert words[key] in page, key
    assert "help@example.org" in page and "tools.usps.com" in page and f"WORD {words['example_word']}" in page
    assert "{" not in page and 'role="status"' not in page


def test_a_whatsapp_sender_is_shown_where_there_is_one(world: World) -> None:
    assert "WhatsApp" not in world.app.test_client().get("/real").text
    Program.update(whatsapp_from="+12025550100").execute()
    assert "On WhatsApp they come from +12025550100." in world.app.test_client().get("/real").text


def test_yes_needs_sender_digits_and_word_together(world: World) -> None:
    told(world)
    answer = ask(world)
    assert (answer.status_code, said(answer)) == (200, YES)
    wrong = [ask(world, sender="55502"), ask(world, last_four="0788"), ask(world, check_word="maple")]
    assert {one.status_code for one in wrong} == {200}
    assert {one.data for one in wrong} == {wrong[0].data} and said(wrong[0]) == NO


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_answers_come_in_each_language_and_the_form_stays_in_it(world: World, language: str) -> None:
    told(world)
    words, path = words_of("real", language), f"/real?lang={language}"
    assert said(ask(world, path=path)) == words["found"]
    refused = ask(world, path=path, last_four="1111")
    assert said(refused) == words["not_found"] and f'action="/real?lang={language}#answer"' in refused.text


def test_people_type_as_they_like(world: World) -> None:
    told(world)
    assert said(ask(world, sender=" 555-01 ", last_four=" 0787 ", check_word=" Cedar ")) == YES
    Program.update(from_number="+12025550199").execute()
    for sender in ("+12025550199", "(202) 555-0199", "1 202.555.0199", "2025550199"):
        assert said(ask(world, sender=sender)) == YES, sender
    for sender in ("5550199", "+442025550199", "02025550199", "+1202555019"):
        assert said(ask(world, sender=sender)) == NO, sender


def test_a_text_about_several_pieces_is_found_by_each(world: World) -> None:
    for number in NUMBERS[:2]:
        world.piece(number, "manual")
    world.text(ADA, " ".join(NUMBERS[:2]))
    world.text(ADA, "WORD cedar")
    assert OutboundSubject.select().count() == 2
    assert [said(ask(world, last_four=number[-4:])) for number in NUMBERS[:3]] == [YES, YES, NO]


def test_one_persons_word_does_not_open_anothers_texts(world: World) -> None:
    told(world)
    world.text(BEN, "WORD maple")
    assert said(ask(world, check_word="maple")) == NO
    world.text(ADA, "WORD off")
    assert said(ask(world)) == NO


def test_only_texts_that_left_and_not_long_ago_count(world: World) -> None:
    told(world)
    OutboundMessage.update(state="dropped").execute()
    assert said(ask(world)) == NO
    OutboundMessage.update(state="unknown").execute()
    assert said(ask(world)) == YES
    OutboundMessage.update(state="delivered").execute()
    world.clock.move(days=89)
    assert said(ask(world)) == YES
    world.clock.move(days=2)
    assert said(ask(world)) == NO


def test_a_text_by_whatsapp_came_from_that_sender(world: World) -> None:
    told(world)
    Program.update(whatsapp_from="+12025550100").execute()
    assert said(ask(world, sender="+12025550100")) == NO
    Contact.update(channel="whatsapp").execute()
    assert said(ask(world, sender="+12025550100")) == YES
    assert said(ask(world)) == NO


def test_of_an_erased_person_nothing_is_found(world: World) -> None:
    told(world)
    erasure.erase(ADA, "asked", "Olga")
    assert said(ask(world)) == NO


@pytest.mark.parametrize(
    "garbage",
    ["", "%", "____", "%%%%", "\x00\x00\x00\x00", "٠٧٨٧", "0787' OR 1=1", "<b>0787</b>", "x" * 50_000, "\ud83d\udce6"],
)
@pytest.mark.parametrize("field", TRUE)
def test_garbage_is_a_text_that_we_never_sent_and_is_not_shown_again(world: World, field: str, garbage: str) -> None:
    told(world)
    plain = ask(world, last_four="1111")
    garbage = garbage.encode("utf-16", "surrogatepass").decode("utf-16")
    answer = ask(world, **{field: garbage})
    assert (answer.status_code, answer.data) == (200, plain.data) and said(answer) == NO


def test_what_is_too_large_to_be_read_or_no_form_at_all_is_no_such_text(world: World) -> None:
    told(world)
    plain = ask(world, last_four="1111")
    assert ask(world, check_word="x" * 200_000).data == plain.data
    client = world.browser()
    assert client.post("/real").data == plain.data
    assert client.post("/real", data=b"\xff\xfe", content_type="application/json").data == plain.data


def test_an_answer_is_nobody_elses_to_keep_and_carries_no_cookie(world: World) -> None:
    told(world)
    answer = ask(world)
    assert answer.headers["Cache-Control"] == "no-store" and "Set-Cookie" not in answer.headers
    assert "cedar" not in answer.text and NUMBER[-4:] not in answer.text and ADA not in answer.text


def test_each_try_leaves_a_row_without_anything_that_was_typed(world: World) -> None:
    told(world)
    ask(world, network="203.0.113.9")
    row = WebRequest.get()
    assert (row.kind, row.state, row.created_at) == (WebKind.VERIFY, WebState.DONE, world.clock())
    assert row.expires_at == world.clock() + timedelta(days=30)
    assert (row.phone, row.phone_index, row.details, row.contact) == (None, None, None, None)
    assert len(row.network) == len(row.wide_network) == 64 and "203.0" not in row.network + row.wide_network


def test_one_network_may_ask_ten_times_an_hour_and_is_told_another_way(world: World) -> None:
    told(world)
    asked = [ask(world, network=f"203.0.113.{last}") for last in range(11)]
    assert [one.status_code for one in asked] == [200] * 10 + [429]
    assert "ask again in an hour" in said(asked[-1]) and "VERIFY 3456 to 55501" in said(asked[-1])
    assert WebRequest.select().count() == 10
    assert ask(world, network="198.51.100.1").status_code == 200
    world.clock.move(minutes=61)
    assert said(ask(world, network="203.0.113.9")) == YES


def test_everybody_together_may_ask_three_hundred_times_an_hour(world: World) -> None:
    told(world)
    program = Program.get()
    turns = [verifying.take_turn(program, f"n{each}", f"w{each}", world.clock()) for each in range(301)]
    assert turns == [True] * 300 + [False]
    assert ask(world).status_code == 429
    world.clock.move(minutes=61)
    assert said(ask(world)) == YES


def test_only_our_own_page_may_ask(world: World) -> None:
    assert world.app.test_client().post("/real", data=TRUE).status_code == 403
    assert WebRequest.select().count() == 0
