"""Every answer of every route says to the browser what it may do: nothing that we did not allow (ASVS 5.0: 3.3.1 to
3.3.4, 3.4.1, 3.4.3, 3.4.5, 3.4.6, 3.4.8, 14.3.2)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.vocabulary import Role
from tests.console_office import doors as console_doors
from tests.console_office import open_office
from tests.console_people import PASSWORD, invited
from tests.integration.test_webhooks import sign, twilio_form
from tests.open_doors import FORM, Doors, browser_elsewhere, csrf_of, enter, open_doors
from tests.page_shape import harm_in, is_page
from tests.structure.test_routes_guarded import path_of
from tests.world import ADA, World

YEAR = 31_536_000
POLICY = {
    "default-src": "'none'", "style-src": "'self'", "img-src": "'self'", "form-action": "'self'",
    "frame-ancestors": "'none'", "base-uri": "'none'",
}  # fmt: skip
#: Pages that are tools: opting in at its three doors, the console and the desk.
TOOL = re.compile(r"/(o/[^/]+)?(\?.*)?|/(console|desk)(/.*)?")
#: Whose answers are of one person or one link, or for those who work here.
PERSONAL = re.compile(r"/([pto]|console|desk|calendar)(/|\?|$)")
METHODS = ("GET", "HEAD", "POST", "PUT", "OPTIONS")
#: Those end what the next one needs.
LAST = ("mute", "stop", "leave", "erase")


def faults_of(path: str, answer: TestResponse) -> list[str]:
    """What this answer lacks or says too much, in words."""
    headers = answer.headers
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    found = [name for name, value in wanted.items() if headers.getlist(name) != [value]]
    if headers.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
        found.append("Referrer-Policy")
    if not all(
        f"{power}=()" in headers.get("Permissions-Policy", "") for power in ("camera", "geolocation", "payment")
    ):
        found.append("Permissions-Policy")
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if age is None or int(age[1]) < YEAR:
        found.append("Strict-Transport-Security")
    found += [name for name in ("Server", "X-Powered-By", "Access-Control-Allow-Origin") if name in headers]
    if "Set-Cookie" in headers and not PERSONAL.match(path):
        found.append("a cookie where none belongs")
    return found + _of_policy(path, headers.getlist("Content-Security-Policy")) + harm_in(answer)


def _of_policy(path: str, given: list[str]) -> list[str]:
    if len(given) != 1:
        return ["Content-Security-Policy is not there once"]
    # A file of somebody else's may do even less than a page of ours.
    parts = dict(part.strip().split(" ", 1) for part in given[0].removesuffix("; sandbox").split(";"))
    scripts = parts.pop("script-src", None)
    asks = parts.pop("connect-src", None) if path.startswith(("/console", "/desk")) else None
    found = [] if parts == POLICY else [f"Content-Security-Policy: {given[0]}"]
    if scripts is not None and (scripts != "'self'" or not TOOL.fullmatch(path)):
        found.append(f"script-src {scripts}")
    if asks not in (None, "'self'"):
        found.append(f"connect-src {asks}")
    return found


def answers(doors: Doors) -> Iterator[tuple[str, str, TestResponse]]:
    """(what was asked, its path, the answer) for every route and method, as a stranger and with real values."""
    world = doors.world
    rules = sorted(world.app.url_map.iter_rules(), key=lambda rule: rule.rule)
    for rule in rules:
        for method in METHODS:
            stranger, path = browser_elsewhere(world), path_of(rule)
            yield (
                f"a stranger: {method} {path}",
                path,
                stranger.open(path, method=method, data=_data(method), buffered=True),
            )
    inside = enter(world)
    public = [rule for rule in rules if not rule.rule.startswith(("/console", "/desk"))]
    real = [(rule, path) for rule in public for path in doors.paths(rule)]
    for rule, path in real:
        if "GET" in (rule.methods or ()):
            yield f"GET {path}", path, inside.get(path, buffered=True)
    for rule, path in sorted(real, key=lambda pair: [pair[1].endswith(end) for end in LAST][::-1]):
        if "POST" in (rule.methods or ()):
            own = enter(world) if path.startswith("/p") else browser_elsewhere(world)
            form = {**FORM, "csrf": csrf_of(own)} if path.startswith("/p") else FORM
            yield f"POST {path}", path, own.post(path, data=form)


def _data(method: str) -> dict[str, str] | None:
    return FORM if method == "POST" else None


def test_every_answer_of_every_route_carries_every_header_and_every_page_is_clean(world: World) -> None:
    doors, seen, faulty = open_doors(world), set(), {}
    for asked, path, answer in answers(doors):
        seen.add(answer.status_code)
        if faults := faults_of(path, answer) + seen_by_others(asked, path, answer):
            faulty[asked] = faults
    assert faulty == {}
    assert {200, 303, 403, 404, 405, 422} <= seen, "a door did not open, or did not refuse"


def test_every_answer_of_every_door_of_the_console_carries_every_header_and_every_page_is_clean(world: World) -> None:
    office, seen, faulty = open_office(world), set(), {}
    for rule, method in console_doors(world):
        path = office.path(rule)
        for name in ("Ida", "Sam"):
            answer = office.people[name].client.open(path, method=method)
            seen.add(answer.status_code)
            asked = f"{name}: {method} {path}"
            if faults := faults_of(path, answer) + seen_by_others(asked.removeprefix(f"{name}: "), path, answer):
                faulty[asked] = faults
    assert faulty == {}
    assert {200, 403} <= seen


def seen_by_others(asked: str, path: str, answer: TestResponse) -> list[str]:
    """Why somebody else might come upon what belongs to a person or a link: in a cache, or by a search."""
    private, found = answer.headers.get("Cache-Control") == "no-store", []
    if asked.startswith("POST") and not private:
        found.append("the answer to a form is kept")
    if not PERSONAL.match(path) or answer.status_code not in (200, 422, 429) or "Allow" in answer.headers:
        return found
    if not answer.headers.get("X-Robots-Tag", "").startswith("noindex") or not private:
        found.append("kept, or found by a search")
    if is_page(answer) and answer.data and '<meta name="robots" content="noindex' not in answer.text:
        found.append("the page itself does not say noindex")
    return found


def refusals(world: World) -> Iterator[tuple[str, TestResponse]]:
    """What no route of the map alone brings about."""
    stranger, busy = world.app.test_client(), world.browser()
    yield "/nothing/here", stranger.get("/nothing/here")
    yield "/p/", stranger.get("/p/")
    yield "/", stranger.post("/", data=FORM)
    yield "/", busy.post("/", data={"number": "x" * 100_000})
    for path, form in (("/p", FORM), ("/real", FORM), ("/", FORM)):
        for _try in range(50):
            answer = busy.post(path, data=form)
            if answer.status_code == 429:
                break
        yield path, answer
    bad = twilio_form(world, MessageSid="")
    yield "/sms/inbound", stranger.post("/sms/inbound", data=bad, headers=_signed(world, bad))
    good = twilio_form(world)
    yield "/sms/inbound", stranger.post("/sms/inbound", data=good, headers=_signed(world, good))
    yield "/%00", stranger.get("/%00")


def _signed(world: World, form: dict[str, str]) -> dict[str, str]:
    return {"X-Twilio-Signature": sign(world, "/sms/inbound", form)}


def test_refusals_too_carry_every_header(world: World) -> None:
    open_doors(world)
    asked = list(refusals(world))
    assert {f"{path}: {faults}" for path, answer in asked if (faults := faults_of(path, answer))} == set()
    assert {200, 400, 403, 404, 413, 429} <= {answer.status_code for _path, answer in asked}


def test_answers_without_the_database_carry_every_header_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from models.database import database

    database.execute_sql("ALTER TABLE web_request RENAME TO away")
    answer = world.browser().post("/real", data=FORM)
    database.execute_sql("ALTER TABLE away RENAME TO web_request")
    assert answer.status_code == 503 and faults_of("/real", answer) == []


# -- the one cookie ----------------------------------------------------------------------------------------------------


def cookies_of(answer: TestResponse) -> list[dict[str, str]]:
    """The parts of each cookie that is set; the name stands under "name"."""
    made = []
    for line in answer.headers.getlist("Set-Cookie"):
        first, *more = [part.strip() for part in line.split(";")]
        parts = {key.lower(): value for key, _, value in (part.partition("=") for part in more)}
        made.append({"name": first.partition("=")[0], **parts})
    return made


def by_digits(world: World) -> tuple[FlaskClient, list[TestResponse]]:
    """A settings page opened by the digits that we text, and the two answers on the way there."""
    browser = browser_elsewhere(world)
    begun = browser.post("/p", data={"phone": ADA})
    world.work()
    pin = re.search(r"\b(\d{6})\b", world.texts_to(ADA)[-1])
    assert pin
    return browser, [begun, browser.post("/p/code", data={"code": pin[1]})]


def setting_and_unsetting(world: World) -> list[TestResponse]:
    """Every answer of a settings page that touches the cookie: begun, proved, left, begun anew, erased."""
    browser, found = by_digits(world)
    found.append(browser.post("/p/person/leave", data={"csrf": csrf_of(browser)}))
    browser.post("/p", data={"phone": ADA})
    found.append(browser.post("/p/again"))
    browser, again = by_digits(world)
    return [*found, *again, browser.post("/p/erase", data={"csrf": csrf_of(browser), "sure": "yes"})]


@pytest.mark.parametrize(("https", "name"), [(False, "settings"), (True, "__Host-settings")])
def test_the_cookie_is_of_this_host_alone_and_no_script_or_other_site_sees_it(
    world: World, https: bool, name: str
) -> None:
    world.text(ADA, "HELP")
    world.text(ADA, "9400111206206406260787")
    if https:
        settings = world.settings.model_copy(update={"public_base_url": "https://texts.example.org"})
        world.app.config["SETTINGS"] = settings
    for answer in _by(https, world):
        [cookie] = cookies_of(answer)
        assert (cookie["name"], cookie["path"], cookie["samesite"]) == (name, "/", "Lax")
        assert "httponly" in cookie and "domain" not in cookie and ("secure" in cookie) == https


def _by(https: bool, world: World) -> list[TestResponse]:
    """With https the browser comes by it too, else it would not send the cookie back; Twilio goes on as before."""
    if not https:
        return setting_and_unsetting(world)
    plain = world.app.config["SETTINGS"]
    whole: Any = FlaskClient.open

    def by_https(self: FlaskClient, *args: Any, **kwargs: Any) -> TestResponse:
        answer: TestResponse = whole(self, *args, **{"base_url": plain.public_base_url, **kwargs})
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FlaskClient, "open", by_https)
        return setting_and_unsetting(world)


@pytest.mark.parametrize(("https", "name"), [(False, "console"), (True, "__Host-console")])
def test_the_consoles_cookie_is_of_this_host_alone_too(world: World, https: bool, name: str) -> None:
    base = "https://texts.example.org" if https else world.settings.public_base_url
    world.app.config["SETTINGS"] = world.settings.model_copy(update={"public_base_url": base})
    _, path = invited(world, Role.VIEWER)
    browser = browser_elsewhere(world)
    joined = browser.post(path, data={"password": PASSWORD, "again": PASSWORD}, base_url=base)
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/console/account", base_url=base).text)
    assert token
    left = browser.post("/console/account/leave", data={"csrf": token[1]}, base_url=base)
    for answer in (joined, left):
        [cookie] = cookies_of(answer)
        assert (cookie["name"], cookie["path"], cookie["samesite"]) == (name, "/", "Lax")
        assert "httponly" in cookie and "domain" not in cookie and ("secure" in cookie) == https
    assert "max-age" not in cookies_of(joined)[0], "it ends with the browser"
