"""Every public page in a real browser: each language, a phone and a desk, by day and by night."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import chromium, look_on_every_screen, needs_browser, visiting
from tests.journeys.filling import certified, piece
from tests.journeys.stack import TestStack, running, wait_for
from web.words import LANGUAGES, words_of

pytestmark = needs_browser

PHONE, NUMBER = "+12025550143", certified(1)
#: Opened as they are; which of them stays away for good is said by its status.
PAGES = {"front": "/", "real": "/real", "status": "/status", "terms": "/terms", "privacy": "/privacy", "settings": "/p"}
GONE = {"gone-track": "/t/AAAAAAAAAAAAAAAAAAAAAA", "gone-link": "/o/AAAAAAAAAAAA"}


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("pages")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def check_word(stack: TestStack) -> str:
    """Of PHONE, whose texts about NUMBER bear it."""
    piece(stack, NUMBER)
    for said, awaited in (("WORD heron", 1), (NUMBER, 2)):
        stack.text(PHONE, said)
        wait_for(lambda awaited=awaited: len(stack.received(PHONE)) >= awaited, 15, f"the answer to {said}")
    stack.scan(NUMBER, "OF", "Out for Delivery")
    wait_for(lambda: "heron" in stack.received(PHONE)[-1], 20, "news with the check word")
    return "heron"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_fit_to_read_on_any_screen_by_day_or_night(
    stack: TestStack, browser: Browser, language: str
) -> None:
    with visiting(browser) as page:
        for name, path in PAGES.items():
            open_page(page, f"{stack.url}{path}?lang={language}", 200)
            assert page.locator("html").get_attribute("lang") == language
            look_by_day_and_night(page, f"{name}-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_opens_nothing_says_so(stack: TestStack, browser: Browser, language: str) -> None:
    with visiting(browser, refused=[404], locale=language) as page:
        for name, path in GONE.items():
            open_page(page, stack.url + path, 404)
            assert page.locator("html").get_attribute("lang") == language
            look_by_day_and_night(page, f"{name}-{language}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_ours_is_known_and_another_is_not(
    stack: TestStack, browser: Browser, check_word: str, language: str
) -> None:
    words = words_of("real", language)
    with visiting(browser) as page:
        for answer, word in (("found", check_word), ("not_found", "hermit")):
            open_page(page, f"{stack.url}/real?lang={language}", 200)
            for field, typed in (("sender", "55501"), ("last_four", NUMBER[-4:]), ("check_word", word)):
                page.locator(f"#{field}").fill(typed)
            page.get_by_role("button", name=words["send"]).click()
            expect(page.get_by_role("status")).to_contain_text(words[answer].split("{")[0])
            assert word not in page.content()
            look_by_day_and_night(page, f"real-{answer}-{language}")


def open_page(page: Page, address: str, status: int) -> None:
    answer = page.goto(address)
    assert answer is not None and answer.status == status and len(answer.body()) <= 50 * 1024
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def look_by_day_and_night(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        look_on_every_screen(page, f"{name}-{scheme}")
