"""Looking changes nothing; changing takes a form of our own page, and on the settings page its own token and cookie
(ASVS 3.5.1). Of the console's pages tests/integration/console/test_rights.py tells."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from models.web_request import WebRequest
from tests.open_doors import FORM, Doors, all_rows, browser_elsewhere, csrf_of, enter, open_doors
from tests.world import ADA, BEN, NUMBERS, World
from web.origin import SIGNED

#: What a browser says of a form that did not stand on our page; nothing at all is no browser of today.
NOT_OURS = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://localhost.evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Referer": "http://localhost/"},
    {},
)


def guard(app: Flask, rule: Rule) -> str:
    return getattr(app.view_functions[rule.endpoint], "guard", "")


def real_paths(doors: Doors, method: str) -> Iterator[tuple[Rule, str]]:
    app = doors.world.app
    for rule in app.url_map.iter_rules():
        at_console = rule.rule.startswith(("/console", "/desk")) and (method == "GET" or guard(app, rule) == "role")
        if method in (rule.methods or ()) and guard(app, rule) not in SIGNED and not at_console:
            for path in doors.paths(rule):
                yield rule, path


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_at_every_page_changes_no_row(world: World, method: str) -> None:
    doors = open_doors(world)
    inside, stranger = enter(world), world.app.test_client()
    asked, before = [], all_rows()
    world.clock.move(minutes=5)
    for _rule, path in real_paths(doors, "GET"):
        for client in (inside, stranger):
            for query in ("", "?lang=fr&fault=word&full=1"):
                answer = client.open(path + query, method=method, buffered=True)
                assert answer.status_code in ((200,) if client is inside else (200, 403)), path
                asked.append(path)
    assert len(set(asked)) > 20 and all_rows() == before


def test_a_look_at_a_path_that_changes_something_is_not_allowed(world: World) -> None:
    doors = open_doors(world)
    inside = enter(world)
    looked = {path for _rule, path in real_paths(doors, "GET")}
    before = all_rows()
    for rule, path in real_paths(doors, "POST"):
        if path not in looked and not rule.rule.startswith(("/console", "/desk")):
            assert inside.get(path).status_code == 405, path
    assert all_rows() == before


def test_a_form_from_anywhere_else_is_refused_at_every_door_and_changes_no_row(world: World) -> None:
    doors = open_doors(world)
    inside = enter(world)
    form = {**FORM, "csrf": csrf_of(inside)}
    inside.environ_base.pop("HTTP_SEC_FETCH_SITE")
    doubted, before = set(), all_rows()
    for rule, path in real_paths(doors, "POST"):
        for headers in NOT_OURS:
            answer = inside.post(path, data=form, headers=headers)
            assert (answer.status_code, "Set-Cookie" in answer.headers) == (403, False), (path, headers)
            doubted.add(rule.endpoint)
    assert len(doubted) >= 10 and all_rows() == before
    assert 'name="csrf"' in inside.get("/p").text, "the page itself stays open"


def own_doors(doors: Doors) -> list[str]:
    """Where the settings page changes something."""
    app = doors.world.app
    return [path for rule, path in real_paths(doors, "POST") if guard(app, rule) == "own_settings"]


def test_a_form_of_the_settings_page_needs_the_token_of_this_very_page(world: World) -> None:
    doors = open_doors(world)
    world.text(BEN, NUMBERS[0])
    inside, bens, second = enter(world), enter(world, BEN), enter(world)
    own = csrf_of(inside)
    wrong = [None, "", "x", own[:-1], own + "x", own.upper(), f"{own}\x00", "é" * 500, csrf_of(bens), csrf_of(second)]
    before, paths = all_rows(), own_doors(doors)
    assert len(paths) >= 10
    for path in paths:
        for token in wrong:
            form = {name: value for name, value in {**FORM, "csrf": token}.items() if value is not None}
            assert inside.post(path, data=form).status_code == 403, (path, token)
            assert inside.post(f"{path}?csrf={own}", data={**form, "csrf": ""}).status_code == 403, path
    assert all_rows() == before
    assert inside.post("/p/person/language", data={"csrf": own, "value": "fr"}).status_code == 303


def test_without_the_cookie_the_token_opens_nothing(world: World) -> None:
    doors = open_doors(world)
    own = csrf_of(enter(world))
    before = all_rows()
    for path in own_doors(doors):
        assert browser_elsewhere(world).post(path, data={**FORM, "csrf": own}).status_code == 403, path
    assert all_rows() == before


# -- a cookie that somebody has stolen ---------------------------------------------------------------------------------


def holding(world: World, value: str) -> FlaskClient:
    thief = browser_elsewhere(world)
    thief.set_cookie("settings", value)
    return thief


def cookie_of(browser: FlaskClient) -> str:
    kept = browser.get_cookie("settings")
    assert kept
    return kept.value


def is_open(browser: FlaskClient) -> bool:
    page, data = browser.get("/p"), browser.get("/p/data.json")
    assert data.status_code in (200, 403) and ('name="csrf"' in page.text) == (data.status_code == 200)
    return data.status_code == 200


def test_a_cookie_seen_before_the_digits_were_typed_opens_nothing_afterwards(world: World) -> None:
    open_doors(world)
    browser = browser_elsewhere(world)
    browser.post("/p", data={"phone": ADA})
    stolen = cookie_of(browser)
    world.work()
    digits = world.texts_to(ADA)[-1]
    code = next(word for word in digits.replace(".", " ").split() if word.isdigit() and len(word) == 6)
    assert browser.post("/p/code", data={"code": code}).status_code == 303
    assert is_open(browser) and cookie_of(browser) != stolen
    assert not is_open(holding(world, stolen))


@pytest.mark.parametrize("act", ["person/leave", "again", "erase"])
def test_a_cookie_of_a_page_that_was_left_opens_nothing(world: World, act: str) -> None:
    open_doors(world)
    browser = enter(world)
    stolen = cookie_of(browser)
    thief = holding(world, stolen)
    assert is_open(thief), "the cookie is the key as long as the page is open"
    browser.post(f"/p/{act}", data={**FORM, "csrf": csrf_of(browser)})
    assert not is_open(thief) and not is_open(browser)


def test_what_the_database_keeps_of_a_cookie_or_a_guess_opens_nothing(world: World) -> None:
    open_doors(world)
    browser = enter(world)
    kept = WebRequest.get(WebRequest.state == "open").browser
    assert kept and kept != cookie_of(browser)
    for guess in (kept, "1", "x" * 3000, "é", cookie_of(browser)[:-1], cookie_of(browser).swapcase()):
        assert not is_open(holding(world, guess)), guess
