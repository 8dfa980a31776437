"""Somebody at the console in a real browser: joins by the one-time link, types codes as an app shows them."""

import re
import time
from dataclasses import dataclass

import pyotp
from playwright.sync_api import Page, expect

from tests.journeys.browser import look_on_every_screen
from tests.journeys.stack import TestStack

PASSWORD = "three-quiet otters by a lantern"
COOKIE = "console"


@dataclass
class Desk:
    """A page with a person in front of it; `secret` is what their authenticator app holds."""

    page: Page
    stack: TestStack
    email: str = ""
    secret: str = ""

    def go(self, path: str) -> None:
        self.page.goto(f"{self.stack.url}{path}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)

    def code(self) -> str:
        """Each code works once: wait for the next one."""
        app = pyotp.TOTP(self.secret)
        used = getattr(self, "_used", "")
        while app.now() == used:
            time.sleep(0.5)
        self._used = app.now()
        return self._used

    def prove(self) -> None:
        """Where a grave act asks for it."""
        if self.page.locator("#proof").count():
            self.page.locator("#proof").fill(self.code() if self.secret else PASSWORD)
            self.press("Go on")


def first_link(stack: TestStack) -> str:
    """As `make run` prints it."""
    found = re.search(r"(http\S+/console/join/\S+)", "\n".join(stack.words()))
    assert found, "no first link was printed"
    return found[1]


def join(desk: Desk, link: str, with_codes: bool = True) -> None:
    """By the one-time link, with a password and an authenticator app."""
    page = desk.page
    page.goto(link)
    desk.heading("Choose your password")
    desk.email = page.locator("input[name=username]").get_attribute("value") or ""
    page.locator("#password").fill(PASSWORD)
    page.locator("#again").fill(PASSWORD)
    desk.press("Join")
    if not with_codes:
        return
    desk.heading("Set up one-time codes")
    page.get_by_text("Type it instead").click()
    desk.secret = page.locator(".secret").inner_text().replace(" ", "")
    page.locator("#code").fill(desk.code())
    desk.press("Go on")
    desk.heading("Your recovery codes")
    page.get_by_role("link", name="I have kept them: go on").click()


def sign_in(desk: Desk) -> None:
    desk.go("/console/sign-in")
    desk.page.locator("#email").fill(desk.email)
    desk.page.locator("#password").fill(PASSWORD)
    desk.press("Go on")
    if desk.secret:
        desk.page.locator("#code").fill(desk.code())
        desk.press("Sign in")


def invite(desk: Desk, email: str, role: str, department: str = "") -> str:
    """By an admin; gives the one-time link."""
    desk.go("/console/team")
    desk.page.locator("#f-email").fill(email)
    desk.page.locator("#f-name").fill(email.partition("@")[0].title())
    desk.page.locator("#f-role").select_option(role)
    if department:
        desk.page.locator("#department").select_option(label=department)
    desk.press("Make a one-time link")
    desk.prove()
    return desk.page.locator("section.note .secret").inner_text().strip()


def look_at_everything(who: Desk, role: str, kind: str = "console") -> None:
    """Each screen that this role's menu offers, and the first row of each list."""
    page = who.page
    who.go("/console/account")
    offered = page.locator(".menu-side nav a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(offered) >= 2
    for path in [*offered, "/console/account"]:
        who.go(path)
        name = path.removeprefix("/console").strip("/").replace("/", "-") or "home"
        look_on_every_screen(page, f"{kind}-{role}-{name}")
        first = page.locator("[data-row] a[data-open]").first
        if first.count():
            first.click()
            page.wait_for_load_state()
            look_on_every_screen(page, f"{kind}-{role}-{name}-one")
