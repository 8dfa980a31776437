"""A sender's links in a real browser: made at the command line, opened, followed to the texts, and taken back."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import chromium, keep_picture, look_on_every_screen, needs_browser, visiting
from tests.journeys.commands import flask
from tests.journeys.filling import certified, fill_in, piece, press, said_on
from tests.journeys.handset import handset
from tests.journeys.stack import TestStack, running
from web.words import LANGUAGES, words_of

pytestmark = needs_browser

WORDS = words_of("opt_in", "en")
BATCH, ALONE, STRANGE = [certified(60 + place) for place in range(3)], certified(64), certified(65)
#: Stands in a status only for whoever may read all of it.
TIME = r"\d(am|pm) CT"


@dataclass(frozen=True)
class Link:
    number: str  # by which the operator takes it back
    address: str


@dataclass(frozen=True)
class Links:
    batch: Link
    own: Link
    piece: Link


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("links")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def links(stack: TestStack) -> Links:
    for number in (*BATCH, ALONE, STRANGE):
        piece(stack, number)
    assert "Sender acme is made" in flask(stack, "senders", "add", "acme", "Acme Law")
    added = flask(stack, "batches", "add", "acme", "march", "-", typed="\n".join(BATCH) + "\n")
    assert "3 mailpieces are in the batch march; 0 lines were not taken." in added
    of_batch = ("--batch", "march")
    return Links(make(stack, *of_batch), make(stack, *of_batch, "--own"), make(stack, "--piece", ALONE))


def make(stack: TestStack, *what: str) -> Link:
    said = flask(stack, "links", "make", "acme", *what)
    found = re.search(rf"Link (\d+), until \S+: ({re.escape(stack.url)}/o/\S+)", said)
    assert found and f"To print: {found[2]}/sheet" in said, said
    return Link(found[1], found[2])


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_link_opens_a_page_that_names_the_sender(browser: Browser, links: Links, language: str) -> None:
    with visiting(browser) as page:
        for name in ("batch", "own", "piece"):
            page.goto(f"{getattr(links, name).address}?lang={language}")
            expect(page.get_by_role("heading", level=1)).to_contain_text("Acme Law")
            look_on_every_screen(page, f"link-{name}-{language}")


def test_the_recipient_of_a_batch_opts_in_with_the_number_on_the_letter(
    stack: TestStack, browser: Browser, links: Links
) -> None:
    with visiting(browser, java_script_enabled=False) as page, handset(browser, stack, "+12025550161") as held:
        page.goto(links.batch.address)
        fill_in(page, BATCH[0])
        press(page, "finish_text")
        held.say(said_on(page))
        assert not re.search(TIME, held.hear(f"..{BATCH[0][-4:]}: accepted"))


def test_a_number_of_another_mailing_is_refused_in_words(browser: Browser, links: Links) -> None:
    with visiting(browser, refused=[422]) as page:
        page.goto(links.batch.address)
        fill_in(page, STRANGE)
        press(page, "finish_text")
        expect(page.get_by_role("alert")).to_contain_text(WORDS["bad_batch"].format(sender="Acme Law"))
        look_on_every_screen(page, "link-batch-refused")


def test_the_sender_gets_the_notices_of_the_whole_batch(stack: TestStack, browser: Browser, links: Links) -> None:
    phone = "+12025550162"
    with visiting(browser) as page, handset(browser, stack, phone) as held:
        page.goto(links.own.address)
        expect(page.locator("#number")).to_have_count(0)
        fill_in(page)
        press(page, "finish_text")
        said = said_on(page)
        assert said.startswith("code ")
        look_on_every_screen(page, "link-own-almost")
        held.say(said)
        held.hear("We follow your 3 mailpieces")
        stack.scan(BATCH[1], "OF", "Out for Delivery")
        held.hear(f"..{BATCH[1][-4:]} is out for delivery", 30)


def test_who_was_given_the_link_of_one_letter_sees_all_of_its_status(
    stack: TestStack, browser: Browser, links: Links
) -> None:
    with visiting(browser) as page, handset(browser, stack, "+12025550163") as held:
        page.goto(links.piece.address)
        fill_in(page)
        press(page, "finish_text")
        held.say(said_on(page))
        assert re.search(TIME, held.hear(f"..{ALONE[-4:]}: accepted"))


def test_the_sheet_is_fit_to_print(browser: Browser, links: Links) -> None:
    with visiting(browser) as page:
        for language in LANGUAGES:
            page.goto(f"{links.piece.address}/sheet?lang={language}")
            expect(page.locator(".say")).to_have_text(links.piece.address)
            look_on_every_screen(page, f"sheet-{language}")
        page.emulate_media(media="print")
        for shown in (".qr-box svg", ".say"):
            expect(page.locator(shown)).to_be_visible()
        for hidden in ("header", "footer"):
            expect(page.locator(hidden)).to_be_hidden()
        keep_picture(page, "sheet-print")


def test_a_link_that_was_taken_back_opens_nothing(stack: TestStack, browser: Browser, links: Links) -> None:
    taken_back = make(stack, "--batch", "march")
    assert f"Link {taken_back.number} opens nothing any more." in flask(stack, "links", "revoke", taken_back.number)
    with visiting(browser, refused=[404]) as page:
        for address in (taken_back.address, f"{taken_back.address}/sheet"):
            assert status_of(page, address) == 404
            expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["gone_title"])
            look_on_every_screen(page, "link-taken-back")
        assert status_of(page, links.batch.address) == 200


def status_of(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status
