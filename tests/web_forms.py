"""Fills in our pages as a browser would: with the sum done, and from our own page."""

import html
import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.web.test_puzzle import solve
from tests.world import NUMBER, World

#: Enough to be a sum, and quick.
BITS = 4


def words_on(answer: TestResponse) -> str:
    """What a person reads."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", answer.text)))


def said_on(answer: TestResponse) -> str:
    """What the page asks to be texted to us."""
    found = re.search(r'class="say">([^<]+)<', answer.text)
    assert found, words_on(answer)
    return html.unescape(found[1])


def fill(
    world: World, act: str = "code", path: str = "/", browser: FlaskClient | None = None, **fields: Any
) -> TestResponse:
    """Every field as the page has it, but those given; for a question the sum is done."""
    browser = browser or world.browser()
    form = {"act": act, "number": NUMBER, "choice": "standard", "texts_in": "en", "quiet": "", "agree": "yes", **fields}
    if act == "question" and "answer" not in fields:
        form |= sum_of(world, browser, path)
    return browser.post(path, data={name: value for name, value in form.items() if value is not None})


def sum_of(world: World, browser: FlaskClient, path: str = "/") -> dict[str, str]:
    world.app.config["PUZZLE_BITS"] = BITS
    found = re.search(r'name="challenge" value="([^"]+)"', browser.get(path).text)
    if found is None:
        return {}
    return {"challenge": found[1], "answer": solve(found[1], BITS)}
