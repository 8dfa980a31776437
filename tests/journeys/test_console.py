"""The console in a real browser, as operators use it: a STOP shows at once, "why did I get this text?" is near, an
export is checked by a stranger, a viewer never reads a phone; and every screen is looked at."""

import re
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import chromium, look_on_every_screen, needs_browser, visiting
from tests.journeys.commands import flask
from tests.journeys.console_desk import COOKIE, Desk, first_link, invite, join, look_at_everything
from tests.journeys.filling import certified, piece
from tests.journeys.handset import handset
from tests.journeys.stack import TestStack, running, wait_for

pytestmark = [needs_browser, pytest.mark.timeout(400)]

ADA, BEN, CORA = "+12025550143", "+12025550144", "+13125550145"
LETTER, PARCEL = certified(80), certified(81)
OF_LEGAL, OF_SALES = certified(82), certified(83)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("console")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture(scope="module")
def links(stack: TestStack, browser: Browser) -> dict[str, str]:
    """Two departments with a letter each. Ida joins first and invites the others: role -> one-time link."""
    for key, number in (("legal", OF_LEGAL), ("sales", OF_SALES)):
        piece(stack, number)
        flask(stack, "senders", "add", key, key.title())
        flask(stack, "batches", "add", key, "march", "-", typed=f"{number}\n")
    with visiting(browser, "desk", cookies=[COOKIE], refused=[401]) as page:
        ida = Desk(page, stack)
        join(ida, first_link(stack))
        made = {role: invite(ida, f"{role}@example.org", role) for role in ("operator", "viewer", "auditor", "admin")}
        return made | {"sender": invite(ida, "sender@example.org", "sender", "Legal")}


def write(stack: TestStack) -> None:
    """Ada follows two letters, one moves; Ben complains; Cora may have meant a stop."""
    for number in (LETTER, PARCEL):
        piece(stack, number)
        stack.text(ADA, number)
        wait_for(lambda number=number: f"..{number[-4:]}" in "".join(stack.received(ADA)), 15, "the sign-up reply")
    stack.scan(LETTER, "OF", "Out for Delivery")
    wait_for(lambda: "ut for delivery" in "".join(stack.received(ADA)), 20, "the news")
    stack.text(BEN, "your driver broke my gate, this is unacceptable")
    stack.text(BEN, "do you deliver to the moon")
    stack.text(CORA, PARCEL)
    wait_for(lambda: stack.received(CORA), 15, "the sign-up reply")
    stack.text(CORA, "enough already")
    wait_for(lambda: stack.rows("SELECT id FROM open_question WHERE closed_at IS NULL"), 15, "our question")


def test_a_stop_is_in_the_log_within_two_seconds_with_the_rule_that_matched(
    stack: TestStack, browser: Browser, links: dict[str, str]
) -> None:
    write(stack)
    with visiting(browser, "desk", cookies=[COOKIE], refused=[401]) as page:
        olga = Desk(page, stack)
        join(olga, links["operator"], with_codes=False)
        olga.heading("Opt-out log")
        took = []
        for phone in ("+12125550150", "+12125550151", "+12125550152"):
            with handset(browser, stack, phone) as held:
                held.say(LETTER)
                held.hear(f"..{LETTER[-4:]}")
                began = time.monotonic()
                held.say("please stop texting me")
                row = page.locator("tr[data-row]", has_text=phone[-4:])
                expect(row).to_contain_text("please stop texting me", timeout=10_000)
                took.append(time.monotonic() - began)
                expect(row).to_contain_text("stop")
        assert min(took) <= 2.0, f"the row came after {took} s"
        [(rule,)] = stack.rows("SELECT DISTINCT rule FROM opt_out WHERE kind = 'revoked'")
        expect(page.locator("tr[data-row]").first).to_contain_text(rule)
        look_on_every_screen(page, "console-opt-outs")
        ask_why(olga)
        the_dispute(olga)
        look_at_everything(olga, "operator")
    the_keyboard_moves_through_the_log_and_opens_a_row(stack, browser)


def ask_why(olga: Desk) -> None:
    """From a phone to the reason of one text: find, and the text's own why. Two clicks."""
    page = olga.page
    olga.go("/console/people")
    look_on_every_screen(page, "console-people")
    page.locator("[data-search]").fill(ADA)
    page.locator("[data-search]").press("Enter")  # the first
    expect(page.get_by_role("heading", name="Conversation")).to_be_visible()
    assert ADA[1:] not in page.url and ADA[1:] not in page.content()
    look_on_every_screen(page, "console-dossier")
    page.locator(".bubble.ours").last.get_by_role("link", name="Why?").click()  # the second
    for said in ("Out for Delivery", LETTER[-4:]):
        expect(page.get_by_text(said).first).to_be_visible()
    look_on_every_screen(page, "console-why")
    page.go_back()


def the_dispute(olga: Desk) -> None:
    """Exported as long work, left and come back to, and checked by the program that travels with it."""
    page = olga.page
    page.get_by_text("Export the whole history for a dispute").click()
    page.locator("#why-export").fill("they say that they never asked")
    olga.press("Make the file")
    olga.prove()
    expect(page).to_have_url(re.compile(r"/console/tasks/\d+"))
    there = page.url
    olga.go("/console/opt-outs")
    page.goto(there)
    download = page.get_by_role("button", name=re.compile("Download"))
    expect(download).to_be_visible(timeout=30_000)
    look_on_every_screen(page, "console-task-done")
    with page.expect_download() as begun:
        download.click()
        olga.prove()
    saved = Path(begun.value.path())
    assert verified(saved, olga.stack.directory / "export")


def verified(archive: Path, folder: Path) -> bool:
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    checked = subprocess.run(
        [sys.executable, str(folder / "verify.py"), str(archive)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    return True


#: What can be opened from the menu, and from the first row of a list.
SCREENS = (
    "opt-outs", "", "people", "inbox", "messages", "mailpieces", "exchanges", "wordings", "programs", "team", "audit",
    "work", "settings", "tasks", "account",
)  # fmt: skip


def whole_phones(page: Page) -> list[str]:
    """Phones of ours that can be read in this page, in any way they are written."""
    said = re.sub(r"[^0-9a-zA-Z<>]", "", page.content())
    return [f"{phone} on {page.url}" for phone in (ADA, BEN, CORA) if phone[2:] in said]


@pytest.mark.parametrize("role", ["viewer", "auditor", "admin"])
def test_every_screen_of_every_role_is_fit_to_be_seen_and_shows_no_whole_phone(
    role: str, stack: TestStack, browser: Browser, links: dict[str, str]
) -> None:
    with visiting(browser, "desk", cookies=[COOKIE], refused=[401]) as page:
        desk = Desk(page, stack)
        join(desk, links[role], with_codes=role == "admin")
        read: list[str] = []
        page.on("load", lambda shown: read.extend(whole_phones(shown)))
        look_at_everything(desk, role)
        assert read == []


def test_a_senders_person_sees_their_own_departments_letters_and_nothing_of_anybody_else(
    stack: TestStack, browser: Browser, links: dict[str, str]
) -> None:
    with visiting(browser, "desk", cookies=[COOKIE], refused=[401, 403, 404]) as page:
        sam = Desk(page, stack)
        join(sam, links["sender"])
        sam.heading("What needs somebody")
        sam.go("/console/mailpieces")
        sam.heading("Mailpieces of Legal")
        read: list[str] = []
        page.on("load", lambda shown: read.append(re.sub(r"[^0-9A-Za-z<>]", "", shown.content())))
        page.reload()
        expect(page.locator("tr[data-row]")).to_have_count(1)
        look_at_everything(sam, "sender")
        [(other,)] = stack.rows("SELECT id FROM mailpiece WHERE tracking_number = ?", OF_SALES)
        for path, said in ((f"/console/mailpieces/{other}", "There is no such"), ("/console/people", "does not open")):
            sam.go(path)
            expect(page.locator("p.note", has_text=said)).to_be_visible()
            look_on_every_screen(page, f"console-sender-refused-{path.rsplit('/', 1)[1]}")
        assert any(OF_LEGAL in one for one in read)
        assert not [one for one in read for piece in (OF_SALES, LETTER, PARCEL) if piece in one]


def the_keyboard_moves_through_the_log_and_opens_a_row(stack: TestStack, browser: Browser) -> None:
    with visiting(browser, "desk", cookies=[COOKIE], refused=[401], color_scheme="dark") as page:
        desk = Desk(page, stack, "operator@example.org")
        from tests.journeys.console_desk import sign_in

        sign_in(desk)
        desk.heading("Opt-out log")
        look_on_every_screen(page, "console-opt-outs-dark")
        page.locator("h1").click()
        page.keyboard.press("/")
        expect(page.locator("[data-search]")).to_be_focused()
        page.locator("h1").click()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        page.keyboard.press("o")
        expect(page).to_have_url(re.compile(r"/console/opt-outs/(unclear/)?\d+"))
