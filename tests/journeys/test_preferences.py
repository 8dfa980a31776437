"""A person's own settings in a real browser: the phone proves itself both ways, and all that can be done there."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.browser import chromium, look_on_every_screen, needs_browser, visiting
from tests.journeys.filling import certified, piece
from tests.journeys.handset import Handset, handset
from tests.journeys.stack import TestStack, running, wait_for
from web.words import LANGUAGES, words_of

pytestmark = needs_browser

WORDS = words_of("preferences", "en")
COOKIE = "settings"
LETTER, PARCEL, OTHERS = certified(70), certified(71), certified(72)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("preferences")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


def follow(stack: TestStack, phone: str, *numbers: str) -> None:
    for number in numbers:
        piece(stack, number)
        stack.text(phone, number)
        wait_for(lambda number=number: f"..{number[-4:]}" in "".join(stack.received(phone)), 15, "the sign-up reply")


def followed(stack: TestStack, number: str) -> tuple[Any, ...]:
    """(state, choices, language, quiet hours) of the one who follows it."""
    [row] = stack.rows(
        "SELECT s.state, s.choices, c.language, c.quiet_hours FROM subscription s JOIN contact c ON c.id = s.contact_id"
        " JOIN mailpiece m ON m.id = s.mailpiece_id WHERE m.tracking_number = ?",
        number,
    )
    return row


def begin(page: Page, stack: TestStack, phone: str) -> None:
    page.goto(f"{stack.url}/p")
    page.locator("#phone").fill(phone)
    press(page, "go_on")
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["code_title"])


def enter(page: Page, held: Handset) -> None:
    """With the digits that came to the phone."""
    code = re.search(r"\b\d{6}\b", held.hear("is your code for our settings page"))
    assert code
    page.locator("#code").fill(code[0])
    press(page, "go_on")
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["title"])


def press(within: Page | Locator, word: str) -> None:
    within.get_by_role("button", name=WORDS[word], exact=True).click()


def save(row: Locator) -> None:
    """The row's own button, and the page after it."""
    page = row.page
    with page.expect_navigation():
        row.get_by_role("button", name=WORDS["save"]).click()


def row_of(within: Page | Locator, label: str) -> Locator:
    """The small form of one thing."""
    return within.locator("form.row").filter(has_text=WORDS[label])


def look_in_every_language(page: Page, stack: TestStack, name: str) -> None:
    for language in reversed(LANGUAGES):
        page.goto(f"{stack.url}/p?lang={language}")
        expect(page.get_by_role("heading", level=1)).to_have_text(words_of("preferences", language)["title"])
        look_on_every_screen(page, f"{name}-{language}")


def change_a_piece(page: Page, stack: TestStack) -> None:
    """Named, told otherwise, opened; and the other one muted."""
    parcel, letter = page.locator(".own").first, page.locator(".own").last
    row_of(letter, "nickname").get_by_role("textbox").fill("see http://x.example")
    save(row_of(letter, "nickname"))
    expect(page.get_by_role("alert")).to_have_text(WORDS["bad_name"])
    row_of(letter, "nickname").get_by_role("textbox").fill("the deed")
    save(row_of(letter, "nickname"))
    expect(letter.get_by_role("heading")).to_have_text("the deed")
    row_of(letter, "choice").locator("select").select_option("delivery")
    save(row_of(letter, "choice"))
    expect(row_of(letter, "choice").locator("select")).to_have_value("delivery")
    press(letter, "open")
    page.wait_for_url(f"{stack.url}/t/*")
    expect(page.get_by_role("button", name=words_of("track", "en")["mute"])).to_be_visible()
    page.goto(f"{stack.url}/p?lang=en")
    press(parcel, "mute")
    expect(page.get_by_text(WORDS["piece_off"])).to_be_visible()
    assert followed(stack, LETTER) == ("active", "delivery", "en", "")
    assert followed(stack, PARCEL) == ("ended", "standard", "en", "")


def change_everything(page: Page, stack: TestStack) -> None:
    word = row_of(page, "word")
    word.get_by_role("textbox").fill("a b")
    save(word)
    expect(page.get_by_role("alert")).to_have_text(WORDS["bad_word"])
    word.get_by_role("textbox").fill("Heron")
    save(word)
    expect(word.get_by_role("textbox")).to_have_value("heron")
    for label, value in (("quiet", "22-7"), ("texts_in", "es")):
        row = row_of(page, label)
        row.locator("select").select_option(value)
        save(row)
        expect(row.locator("select")).to_have_value(value)
    assert followed(stack, LETTER) == ("active", "delivery", "es", "22-7")


def download(page: Page, folder: Path) -> dict[str, Any]:
    """What we keep of the phone on text messages."""
    with page.expect_download() as begun:
        page.get_by_role("link", name=WORDS["download"]).click()
    assert begun.value.suggested_filename == "my-data.json"
    begun.value.save_as(folder / "my-data.json")
    kept: dict[str, Any] = json.loads((folder / "my-data.json").read_text())
    [channel] = kept["channels"]
    return dict(channel)


def test_who_proves_the_phone_sees_and_changes_all_of_it(stack: TestStack, browser: Browser, tmp_path: Path) -> None:
    phone = "+12025550143"
    follow(stack, phone, LETTER, PARCEL)
    with visiting(browser, cookies=[COOKIE], locale="en") as page, handset(browser, stack, phone) as held:
        begin(page, stack, phone)
        look_on_every_screen(page, "settings-code")
        enter(page, held)
        expect(page.locator(".own")).to_have_count(2)
        look_in_every_language(page, stack, "settings-open")
        change_a_piece(page, stack)
        change_everything(page, stack)
        look_on_every_screen(page, "settings-changed")
        kept = download(page, tmp_path)
        assert kept["texts_from_you"][0]["text"] == LETTER
        assert any("is your code for our settings page" in one["text"] for one in kept["texts_to_you"])
        assert (kept["language"], kept["quiet_hours"], kept["check_word"]) == ("es", "22-7", "heron")
        press(page, "stop")
        expect(page.get_by_text(WORDS["stopped"].format(from_number="55501"))).to_be_visible()
        look_on_every_screen(page, "settings-stopped")
        press(page, "leave")
        expect(page.locator("#phone")).to_be_visible()
    assert followed(stack, LETTER) == ("ended", "delivery", "es", "22-7")


def test_who_has_stopped_texts_the_code_instead_and_has_everything_erased(stack: TestStack, browser: Browser) -> None:
    phone = "+13125550143"
    follow(stack, phone, OTHERS)
    with visiting(browser, cookies=[COOKIE]) as page, handset(browser, stack, phone) as held:
        [(sealed,)] = stack.rows("SELECT LENGTH(phone) FROM contact ORDER BY id DESC LIMIT 1")
        held.say("STOP")
        held.hear("You are opted out")
        begin(page, stack, phone)
        heard = len(stack.received(phone))
        held.say(page.locator(".say").inner_text())
        wait_for(lambda: stack.rows("SELECT id FROM web_request WHERE state = 'open'"), 10, "the open page")
        press(page, "code_sent")
        expect(page.get_by_text(WORDS["stopped"].format(from_number="55501"))).to_be_visible()
        press(page, "erase")
        expect(page.get_by_role("alert")).to_have_text(WORDS["bad_sure"])
        look_on_every_screen(page, "settings-not-sure")
        page.locator("input[name=sure]").check()
        press(page, "erase")
        expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["erased_title"])
        look_on_every_screen(page, "settings-erased")
        page.goto(f"{stack.url}/p")
        expect(page.locator("#phone")).to_be_visible()
    assert len(stack.received(phone)) == heard
    [(after,)] = stack.rows("SELECT LENGTH(phone) FROM contact WHERE erased_at IS NOT NULL")
    assert sealed - after == len(phone), "what is sealed there is empty"


def test_five_wrong_tries_end_it_and_the_code_still_opens_it(stack: TestStack, browser: Browser) -> None:
    phone = "+14155550143"
    follow(stack, phone, certified(73))
    with visiting(browser, cookies=[COOKIE], refused=[422]) as page, handset(browser, stack, phone) as held:
        page.goto(f"{stack.url}/p")
        page.locator("#phone").fill("12")
        press(page, "go_on")
        expect(page.get_by_role("alert")).to_have_text(WORDS["phone_bad"])
        look_on_every_screen(page, "settings-phone-bad")
        begin(page, stack, phone)
        code = re.search(r"\b\d{6}\b", held.hear("is your code for our settings page"))
        assert code
        for left in range(4, -1, -1):
            page.locator("#code").fill(f"{int(code[0]) ^ 1:06}")
            press(page, "go_on")
            said = WORDS["code_wrong"].format(left=left) if left else WORDS["code_over"]
            expect(page.get_by_role("alert")).to_have_text(said)
        look_on_every_screen(page, "settings-code-over")
        page.locator("#code").fill(code[0])
        press(page, "go_on")
        expect(page.get_by_role("alert")).to_have_text(WORDS["code_over"])
        held.say(page.locator(".say").inner_text())
        wait_for(lambda: stack.rows("SELECT id FROM web_request WHERE state = 'open'"), 10, "the open page")
        press(page, "code_sent")
        expect(page.get_by_role("heading", level=1)).to_have_text(WORDS["title"])
        press(page, "leave")
        expect(page.locator("#phone")).to_be_visible()
