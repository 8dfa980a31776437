"""One person at the console in a real browser: found by phone and explained, answered from the inbox, exported."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import chromium, look_on_every_screen, needs_browser, visiting
from tests.journeys.console_desk import COOKIE, Desk, first_link, join
from tests.journeys.stack import TestStack, running, wait_for

pytestmark = needs_browser
BEN, NUMBER = "+12025550144", "9400111206206406260787"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("console-person")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.mark.timeout(400)
def test_ida_explains_a_text_answers_a_question_and_exports_a_history(
    stack: TestStack, browser: Browser, tmp_path: Path
) -> None:
    stack.ask("POST", "/mailpieces", {"tracking_number": NUMBER, "scenario": "manual"})
    stack.text(BEN, NUMBER)
    wait_for(lambda: stack.received(BEN), 15, "the sign-up reply")
    stack.scan(NUMBER, "OF", "Out for Delivery")
    wait_for(lambda: any("out for delivery" in text for text in stack.received(BEN)), 30, "the news")
    with visiting(browser, "desk", cookies=[COOKIE], refused=[401]) as page:
        ida = Desk(page, stack)
        join(ida, first_link(stack))
        # From a phone to why it came: two clicks.
        ida.go("/console/people")
        page.locator("#f-words").fill("(202) 555-0144")
        ida.press("Find")
        ida.heading("+…0144")
        assert BEN not in page.url and "0144" not in page.url and BEN not in page.content()
        look_on_every_screen(page, "console-dossier")
        page.locator(".bubble.ours", has_text="is out for delivery").get_by_role("link", name="Why?").click()
        ida.heading("Why did this person get this text?")
        for words in ("They texted us.", "They chose to get news of this piece.", "“Out for Delivery”"):
            expect(page.locator("#chain")).to_contain_text(words)
        look_on_every_screen(page, "console-why")
        _answers_from_the_inbox(ida)
        _exports(ida, tmp_path)


def _answers_from_the_inbox(ida: Desk) -> None:
    page, stack = ida.page, ida.stack
    ida.go("/console/inbox")
    expect(page.locator("#inbox")).to_contain_text("No text waits for a person")
    stack.text(BEN, "Can you leave it at the back door?")
    row = page.locator("#inbox tr", has_text="back door")
    expect(row).to_be_visible(timeout=10_000)  # the list refreshes itself
    look_on_every_screen(page, "console-inbox")
    row.get_by_role("link").click()
    ida.heading("Question 1")
    ida.press("Take it")
    page.get_by_label("We cannot change a delivery").check()
    look_on_every_screen(page, "console-inquiry")
    ida.press("Send")
    expect(page.get_by_role("status").filter(has_text="on its way")).to_be_visible()
    wait_for(lambda: "ask the carrier" in stack.received(BEN)[-1], 15, "the answer")
    stack.text(BEN, "STOP")
    wait_for(lambda: "opted out" in stack.received(BEN)[-1], 15, "the goodbye")
    page.goto(page.url)
    expect(page.locator("#why-closed")).to_contain_text("They stopped all texts")
    expect(page.get_by_role("button", name="Send")).to_be_disabled()
    look_on_every_screen(page, "console-inquiry-stopped")


def _exports(ida: Desk, folder: Path) -> None:
    page = ida.page
    page.get_by_role("link", name="the whole conversation").click()
    page.locator("#act-export summary").click()
    page.locator("#why-export").fill("a letter from their lawyer")
    ida.press("Make the file")
    ida.prove()
    expect(page.get_by_role("button", name="Download")).to_be_visible(timeout=60_000)
    with page.expect_download() as begun:
        ida.press("Download")
        ida.prove()
    begun.value.save_as(folder / "history.zip")
    with zipfile.ZipFile(folder / "history.zip") as packed:
        packed.extractall(folder)
    checked = subprocess.run([sys.executable, "verify.py"], cwd=folder, capture_output=True, text=True, timeout=60)
    assert checked.returncode == 0, checked.stdout + checked.stderr
