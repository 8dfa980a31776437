"""The door of the console in a real browser: first sign-in with one-time codes, a second admin, a stolen cookie."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.browser import chromium, look_on_every_screen, needs_browser, visiting
from tests.journeys.console_desk import COOKIE, PASSWORD, Desk, first_link, invite, join, sign_in
from tests.journeys.stack import TestStack, running

pytestmark = needs_browser


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("console-door")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.mark.timeout(400)
def test_the_first_admin_joins_by_the_printed_link_and_a_second_one_removes_her(
    stack: TestStack, browser: Browser
) -> None:
    with visiting(browser, "desk", cookies=[COOKIE], refused=[401, 422]) as page:
        ida = Desk(page, stack)
        page.goto(f"{stack.url}/console/sign-in")
        look_on_every_screen(page, "console-sign-in-nobody-yet")
        page.goto(first_link(stack))
        page.locator("#password").fill("password1234")
        page.locator("#again").fill("password1234")
        ida.press("Join")
        expect(page.get_by_role("alert")).to_contain_text("easily guessed")
        look_on_every_screen(page, "console-join-refused")
        join(ida, first_link(stack))
        page.goto(f"{stack.url}/console/account")
        look_on_every_screen(page, "console-account")
        link = invite(ida, "ines@example.org", "admin")
        look_on_every_screen(page, "console-team")
        stolen = page.context.cookies()[0]
        with visiting(browser, "desk", cookies=[COOKIE], refused=[401]) as other:
            ines = Desk(other, stack)
            join(ines, link)
            ines.go("/console/team")
            row = other.locator("tr", has_text=ida.email)
            row.locator("summary").click()
            row.get_by_role("button", name="Disable: out at once").click()
            ines.prove()
            expect(other.get_by_role("status").filter(has_text="They are out at once")).to_be_visible()
            look_on_every_screen(other, "console-team-after")
        page.reload()
        a_cookie_stolen_before_the_code_opens_nothing(stack, browser)
        ida.heading("Sign in")
        sign_in(Desk(page, stack, ida.email))
        expect(page.get_by_role("alert")).to_contain_text("do not belong together")
        page.context.add_cookies([stolen])
        page.goto(f"{stack.url}/console/team")
        ida.heading("Sign in")


def a_cookie_stolen_before_the_code_opens_nothing(stack: TestStack, browser: Browser) -> None:
    with visiting(browser, cookies=[COOKIE]) as page:
        ines = Desk(page, stack, "ines@example.org")
        page.goto(f"{stack.url}/console/sign-in")
        page.locator("#email").fill(ines.email)
        page.locator("#password").fill(PASSWORD)
        ines.press("Go on")
        ines.heading("Your one-time code")
        look_on_every_screen(page, "console-code")
        before = page.context.cookies()[0]
        with visiting(browser, cookies=[COOKIE]) as thief:
            thief.context.add_cookies([before])
            thief.goto(f"{stack.url}/console/team")
            Desk(thief, stack).heading("Sign in")
