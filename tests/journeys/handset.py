"""The sandbox's phone in the browser, as a person holds it: they type a text and read what comes."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import visiting
from tests.journeys.stack import TestStack


class Handset:
    def __init__(self, page: Page) -> None:
        self._page = page

    def say(self, text: str) -> None:
        box = self._page.get_by_role("textbox", name="Text message")
        box.fill(text)
        box.press("Enter")

    def hear(self, words: str, seconds: float = 10) -> str:
        """The whole text in which these words came."""
        text = self._page.locator("#texts").get_by_text(words).last
        expect(text).to_be_visible(timeout=seconds * 1000)
        return text.inner_text()


@contextmanager
def handset(browser: Browser, stack: TestStack, phone: str) -> Iterator[Handset]:
    """In a window of its own, which runs scripts whatever the other one does."""
    with visiting(browser) as page:
        page.goto(f"{stack.sandbox_url}/?phone={quote(phone)}")
        yield Handset(page)
