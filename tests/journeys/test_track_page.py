"""The track page in a real browser: a certified letter that waits at the counter, seen by whoever has a link."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import SCREENS, chromium, keep_picture, look, needs_browser, violations, visiting
from tests.journeys.stack import TestStack, running, wait_for
from web.words import LANGUAGES, words_of

pytestmark = needs_browser

ROOT = Path(__file__).resolve().parent.parent.parent
PHONE, OTHER, THIRD = "+12025550171", "+12025550172", "+12025550173"
CERTIFIED, MUTED = "9589071052700123456781", "9589071052700123456798"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("track")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def links(stack: TestStack) -> dict[str, str]:
    """To a letter that PHONE follows: out for delivery, and then a notice was left."""
    sign_up(stack, PHONE, CERTIFIED)
    hear(stack, PHONE, CERTIFIED, "OF", "Out for Delivery", "is out for delivery")
    hear(stack, PHONE, CERTIFIED, "56", "Notice Left (No Authorized Recipient Available)", "notice left")
    return {"public": track_link(stack, CERTIFIED), "own": track_link(stack, CERTIFIED, "--for", PHONE)}


def sign_up(stack: TestStack, phone: str, number: str) -> None:
    stack.ask("POST", "/mailpieces", {"tracking_number": number, "scenario": "manual", "speed": 1})
    stack.text(phone, number)
    wait_for(lambda: stack.received(phone), 15, "the sign-up reply")


def hear(stack: TestStack, phone: str, number: str, code: str, event: str, told: str) -> None:
    stack.scan(number, code, event)
    wait_for(lambda: told in stack.received(phone)[-1], 20, f"a text with {told!r}")


def track_link(stack: TestStack, number: str, *words: str) -> str:
    """What the operator is given by the command, in the stack's own environment."""
    database = f"sqlite:///{stack.directory / 'waypost.db'}"
    settings = {"INSTANCE_DIR": str(stack.directory), "DATABASE_URL": database, "PUBLIC_BASE_URL": stack.url}
    said = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app:create_app", "track-link", number, *words],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    return said.stdout.strip().splitlines()[-1]


def open_page(page: Page, address: str, language: str = "en") -> None:
    answer = page.goto(f"{address}?lang={language}")
    assert answer is not None and answer.status == 200 and len(answer.body()) <= 50 * 1024


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen_in_any_language_by_day_or_night(
    browser: Browser, links: dict[str, str], screen: str, language: str, color_scheme: str
) -> None:
    with visiting(browser, screen, color_scheme=color_scheme) as page:
        for kind, address in links.items():
            open_page(page, address, language)
            assert page.locator("html").get_attribute("lang") == language
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            look(page, f"track-{kind}-{screen}-{language}-{color_scheme}")
            page.locator("summary").click()
            look(page, f"track-{kind}-{screen}-{language}-{color_scheme}-open")


def test_without_scripts_the_scans_open_and_close(browser: Browser, links: dict[str, str]) -> None:
    with visiting(browser, java_script_enabled=False) as page:
        open_page(page, links["public"])
        scan = page.locator(".scans li").first
        expect(scan).to_be_hidden()
        page.locator("summary").click()
        expect(scan).to_be_visible()
        expect(scan).to_contain_text("Notice Left (No Authorized Recipient Available)")
        page.locator("summary").click()
        expect(scan).to_be_hidden()


def test_by_keyboard_alone_one_comes_to_the_scans_and_sees_where_one_is(
    browser: Browser, links: dict[str, str]
) -> None:
    with visiting(browser, "desk") as page:
        open_page(page, links["public"])
        page.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".scans li").first).to_be_visible()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        outline = page.locator("summary").evaluate("one => getComputedStyle(one).outlineStyle")
        assert outline == "solid"


def test_on_paper_stands_the_state_and_nothing_to_press(browser: Browser, links: dict[str, str]) -> None:
    with visiting(browser, "desk") as page:
        open_page(page, links["own"])
        page.emulate_media(media="print")
        expect(page.get_by_role("heading", level=1)).to_contain_text("notice left")
        for hidden in (".languages", ".acts"):
            expect(page.locator(hidden).first).to_be_hidden()
        keep_picture(page, "track-print")


def test_a_page_that_is_not_there_is_as_easy_to_read(stack: TestStack, browser: Browser) -> None:
    """The browser itself notes a 404 as an error, so it is not watched for them here."""
    page = browser.new_page()
    answer = page.goto(f"{stack.url}/t/AAAAAAAAAAAAAAAAAAAAAA")
    assert answer is not None and answer.status == 404
    assert violations(page) == []
    page.close()


def test_muted_by_the_button_no_more_texts_come(stack: TestStack, browser: Browser) -> None:
    sign_up(stack, OTHER, MUTED)
    stack.text(THIRD, MUTED)
    wait_for(lambda: stack.received(THIRD), 15, "the other's sign-up reply")
    with visiting(browser) as page:
        open_page(page, track_link(stack, MUTED, "--for", OTHER))
        page.get_by_role("button", name=words_of("track", "en")["mute"]).click()
        expect(page.get_by_text(words_of("track", "en")["muted"])).to_be_visible()
        look(page, "track-muted")
    assert stack.rows("SELECT state FROM subscription ORDER BY id DESC LIMIT 2") == [("active",), ("ended",)]
    kept = "SELECT kind, scope, source FROM consent_event WHERE kind = 'revoked'"
    assert stack.rows(kept) == [("revoked", "mailpiece", "web")]
    heard = stack.received(OTHER)
    hear(stack, THIRD, MUTED, "OF", "Out for Delivery", "is out for delivery")
    assert stack.received(OTHER) == heard
