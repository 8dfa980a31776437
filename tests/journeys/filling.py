"""Fills in the opt-in page in a browser, and reads from the next one what to text."""

from playwright.sync_api import Page, expect

from carriers.checkdigits import mod10_three_one
from tests.journeys.stack import TestStack
from web.words import words_of


def certified(place: int) -> str:
    """A Certified Mail number of a test's own; `place` from 0 to 9999."""
    body = f"95890710527001234{place:04}"
    return f"{body}{mod10_three_one(body)}"


def piece(stack: TestStack, number: str) -> None:
    """On its way at the carrier, and scanned once."""
    stack.ask("POST", "/mailpieces", {"tracking_number": number, "scenario": "manual", "speed": 1})


def fill_in(page: Page, number: str = "", phone: str = "", choice: str = "standard", agreed: bool = True) -> None:
    if number:
        page.locator("#number").fill(number)
    page.locator("#phone").fill(phone)
    page.locator(f"input[name=choice][value={choice}]").check()
    page.locator("#agree").set_checked(agreed)


def press(page: Page, word: str, language: str = "en") -> None:
    page.get_by_role("button", name=words_of("opt_in", language)[word], exact=True).click()


def said_on(page: Page, title: str = "almost", language: str = "en") -> str:
    """What the page asks to be texted to us."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words_of("opt_in", language)[title])
    return page.locator(".say").inner_text()
