"""A newcomer with the phone in the browser: types a number, watches texts arrive, texts STOP. Real Chromium."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.journeys.stack import TestStack, running

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("WAYPOST_REQUIRE_BROWSER"), reason="no Chromium on this machine"
)

PHONE = "+12025550177"
CERTIFIED = "9589071052700123456781"
QUIET_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("browser")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    assert CHROMIUM, "WAYPOST_REQUIRE_BROWSER is set, and there is no Chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_FLAGS)
        yield launched
        launched.close()


@pytest.fixture(params=[360, 1280])
def page(browser: object, request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 800})  # type: ignore[attr-defined]
    problems: list[str] = []
    opened.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda problem: problems.append(str(problem)))
    opened.on(
        "request", lambda asked: None if "127.0.0.1" in asked.url else problems.append(f"asked outside: {asked.url}")
    )
    yield opened
    assert problems == []
    width = opened.evaluate("document.documentElement.scrollWidth")
    assert width <= request.param, f"the page is {width} wide on a screen of {request.param}"
    opened.close()


def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="text", exact=False).last
    box.fill(text)
    box.press("Enter")


@pytest.mark.parametrize("page", [360], indirect=True)
def test_a_number_typed_on_the_phone_is_answered_and_followed_until_stop(stack: TestStack, page: Page) -> None:
    phone = PHONE[:-1] + str(page.viewport_size["width"])[0]  # type: ignore[index]
    stack.ask("POST", "/mailpieces", {"tracking_number": CERTIFIED, "scenario": "manual", "speed": 1})
    page.goto(f"{stack.sandbox_url}/?phone=%2B{phone[1:]}")
    say(page, "9589 0710 5270 0123 4567 81")
    expect(page.get_by_text("USPS ..6781: accepted")).to_be_visible(timeout=10_000)

    for code, event, told in (
        ("OF", "Out for Delivery", " is out for delivery"),
        ("56", "Notice Left (No Authorized Recipient Available)", ": notice left"),
    ):
        stack.scan(CERTIFIED, code, event)
        expect(page.get_by_text(f"USPS ..6781{told}")).to_be_visible(timeout=15_000)

    say(page, "STOP")
    expect(page.get_by_text("You are opted out and will get no more texts")).to_be_visible(timeout=10_000)
    stack.scan(CERTIFIED, "01", "Delivered, Left with Individual")
    page.wait_for_timeout(7_000)
    assert len(stack.received(phone)) == 4
    expect(page.get_by_text("was delivered")).to_have_count(0)


def test_the_front_page_says_what_to_text_and_how_to_stop(stack: TestStack, page: Page) -> None:
    page.goto(stack.url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Get texts about your mail")
    for words in ("55501", "STOP", "HELP", "Message and data rates may apply"):
        expect(page.get_by_text(words).first).to_be_visible()


def test_the_log_page_shows_what_the_sandbox_was_asked(stack: TestStack, page: Page) -> None:
    stack.text("+12025550188", "HELP")
    page.goto(f"{stack.sandbox_url}/log")
    expect(page.get_by_text("Messages.json", exact=False).first).to_be_visible(timeout=10_000)


def test_screenshots_of_each_page_are_kept_where_asked(stack: TestStack, page: Page, tmp_path: Path) -> None:
    """Set SCREENSHOTS to a folder to look at what people see."""
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    width = page.viewport_size["width"]  # type: ignore[index]
    for name, url in (("home", stack.url), ("phone", stack.sandbox_url), ("log", f"{stack.sandbox_url}/log")):
        page.goto(url)
        page.wait_for_timeout(1_000)
        page.screenshot(path=folder / f"{name}-{width}.png")
    assert len(list(folder.glob(f"*-{width}.png"))) >= 3
