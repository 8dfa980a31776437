"""Real Chromium on the pages of a running stack: each visit is watched for errors, for cookies and for requests to
anybody else; `look` asks whether it fits the screen, and axe. WAYPOST_SCREENSHOTS names a folder for pictures.
"""

import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("WAYPOST_REQUIRE_BROWSER"), reason="no Chromium on this machine"
)
QUIET_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
AXE = Axe()
#: A phone held upright, and a desk.
SCREENS = {"phone": (360, 740), "desk": (1280, 900)}


@contextmanager
def chromium() -> Iterator[Browser]:
    assert CHROMIUM, "WAYPOST_REQUIRE_BROWSER is set, and there is no Chromium"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_FLAGS)
        yield launched
        launched.close()


@contextmanager
def visiting(
    browser: Browser,
    screen: str = "phone",
    *,
    cookies: Collection[str] = (),
    refused: Collection[int] = (),
    **more: Any,
) -> Iterator[Page]:
    """An empty page in a context of its own: no cookies of an earlier one. `cookies` names those that may be set,
    `refused` the statuses of 400 and above that are awaited: the browser itself notes them as errors. `more` goes to
    Playwright's context, such as `color_scheme="dark"`. Fails at its end when anything was wrong on the way."""
    width, height = SCREENS[screen]
    context, problems = browser.new_context(viewport={"width": width, "height": height}, **more), list[str]()
    context.on(
        "console", lambda said: problems.append(said.text) if is_problem(said.type, said.text, refused) else None
    )
    context.on("weberror", lambda problem: problems.append(str(problem.error)))
    context.on("request", lambda asked: None if is_ours(asked.url) else problems.append(f"asked outside: {asked.url}"))
    yield context.new_page()
    assert problems == []
    set_ones = {cookie.get("name", "") for cookie in context.cookies()}
    assert set_ones <= set(cookies), "a page of ours set a cookie"
    context.close()


def is_problem(kind: str, said: str, refused: Collection[int]) -> bool:
    status = re.search(r"responded with a status of (\d+)", said)
    return kind in ("error", "warning") and not (status is not None and int(status[1]) in refused)


def is_ours(url: str) -> bool:
    return urlsplit(url).hostname == "127.0.0.1"


def look(page: Page, name: str) -> None:
    """As it stands now: nothing wider than the screen, nothing that axe finds, and a picture where asked."""
    page.wait_for_function("document.readyState === 'complete'")  # a press may still be on its way to the next page
    width, screen = page.evaluate("document.documentElement.scrollWidth"), page.viewport_size
    assert screen is not None and width <= screen["width"], f"{name} is {width} wide"
    found = violations(page)
    keep_picture(page, name)
    assert not found, f"{name}, by axe:\n" + "\n".join(found)


def look_on_every_screen(page: Page, name: str) -> None:
    for screen, (width, height) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        look(page, f"{name}-{screen}")


def violations(page: Page) -> list[str]:
    """A line for each element that breaks a rule."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)  # large: once in each page, however often one looks at it
    broken = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for rule in broken
        for node in rule["nodes"]
    ]


def keep_picture(page: Page, name: str) -> None:
    if folder := os.environ.get("WAYPOST_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
