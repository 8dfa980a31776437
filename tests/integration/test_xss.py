"""Whatever is typed, scanned or texted is shown as text or not at all: no page has an element or an attribute more.

With PostgreSQL alone, which refuses more of it than SQLite does."""

import json
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.senders import LONGEST_NAME
from models.mailpiece import TrackingEvent
from models.outbound import OutboundMessage
from models.sender import Sender
from models.subscription import Subscription
from tests.hostile import HOSTILE, MARK, ON_ONE_LINE, PRODUCT
from tests.open_doors import FORM, browser_elsewhere, csrf_of, enter, open_doors, run
from tests.page_shape import harm_in, is_page, shape_of
from tests.web_forms import BITS, said_on, sum_of
from tests.world import ADA, BEN, CORA, NUMBER, World

Shape = set[tuple[str, ...]]
OPT_IN = (
    "act", "number", "carrier", "phone", "choice", "texts_in", "quiet", "agree", "website", "challenge", "answer",
)  # fmt: skip

pytestmark = pytest.mark.parametrize("pairing", ["postgresql-redis"], indirect=True)


def faults_of(answer: TestResponse, plain: Shape) -> list[str]:
    """What this page has that the same page has not when nobody means harm."""
    text = answer.get_data(as_text=True)
    found = [f"{answer.status_code}"] if answer.status_code >= 500 else []
    found += [said for said in (PRODUCT, "<class", "Traceback") if said in text]
    found += [f"a header: {name}" for name, value in answer.headers if MARK in name.lower() or "\n" in value]
    if MARK in answer.headers.get("Set-Cookie", "") or "evil.example/" in answer.headers.get("Location", "")[:20]:
        found.append("a cookie or an address")
    if is_page(answer):
        found += harm_in(answer) + [f"new: {part}" for part in shape_of(answer) - plain]
    return found


def plain_shape(send: Callable[[Mapping[str, str]], TestResponse], form: Mapping[str, str], field: str) -> Shape:
    """Of all that this form is answered when `field` is filled in as usual, with a plain word, or not at all."""
    without = {name: value for name, value in form.items() if name != field}
    kinds = (form, {**form, field: MARK}, without, {**form, field: ""}, {**form, field: "9400111206206406260788"})
    return set().union(*(shape_of(send(kind)) for kind in kinds))


def try_all(send: Callable[[Mapping[str, str]], TestResponse], form: Mapping[str, str], field: str) -> list[str]:
    """Each of the forty in one field, all others as they are."""
    plain = plain_shape(send, form, field)
    return [
        f"{field}: {one!r}: {faults}" for one in HOSTILE if (faults := faults_of(send({**form, field: one}), plain))
    ]


def posting(world: World, path: str) -> Callable[[Mapping[str, str]], TestResponse]:
    """Each time as another browser, from elsewhere."""
    return lambda form: browser_elsewhere(world).post(path, data=dict(form), follow_redirects=True)


def no_text_bears_the_mark() -> bool:
    return all(MARK not in row.body.lower() for row in OutboundMessage.select())


@pytest.mark.parametrize("by_link", [False, True])
def test_no_field_of_the_opt_in_form_is_more_than_text(world: World, by_link: bool) -> None:
    doors = open_doors(world)
    path = doors.senders[1] if by_link else "/"
    send, found = posting(world, path), []
    for field in OPT_IN:
        found += try_all(send, {**FORM, "texts_in": "en", "quiet": ""}, field)
    assert found == []
    form = {**FORM, "website": HOSTILE[0], "texts_in": HOSTILE[1], "quiet": HOSTILE[2], "choice": HOSTILE[3]}
    world.text(CORA, said_on(send(form)))
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    assert world.texts_to(CORA) and no_text_bears_the_mark()


def test_no_field_of_the_question_is_more_than_text_and_what_we_ask_bears_none_of_it(world: World) -> None:
    open_doors(world)
    world.app.config["PUZZLE_BITS"] = BITS
    found = []

    def ask(form: Mapping[str, str]) -> TestResponse:
        browser = browser_elsewhere(world)
        return browser.post("/", data={**form, **sum_of(world, browser)})

    for field in ("number", "phone", "texts_in", "website"):
        found += try_all(ask, {**FORM, "act": "question", "phone": CORA}, field)
    world.work()
    assert found == [] and len(world.texts_to(CORA)) == 1 and no_text_bears_the_mark()


def test_no_field_of_the_other_forms_is_more_than_text(world: World) -> None:
    open_doors(world)
    begun = browser_elsewhere(world)
    begun.post("/p", data={"phone": ADA})

    def prove(form: Mapping[str, str]) -> TestResponse:
        return begun.post("/p/code", data=dict(form))

    found = try_all(posting(world, "/p"), FORM, "phone") + try_all(prove, FORM, "code")
    for field in ("sender", "last_four", "check_word"):
        found += try_all(posting(world, "/real"), FORM, field)
    world.work()
    assert found == [] and no_text_bears_the_mark()


def test_no_field_of_the_settings_page_is_more_than_text(world: World) -> None:
    doors = open_doors(world)
    inside, found = enter(world), []
    own = csrf_of(inside)
    acts = [f"person/{act}" for act in ("language", "quiet", "word")]
    acts += [f"piece/{doors.piece}/{act}" for act in ("choose", "rename", "mute")]
    for act in acts:
        found += try_all(pressing(inside, act), {"csrf": own, "value": "plain"}, "value")
    found += try_all(pressing(inside, "person/word"), {"csrf": own, "value": "plain"}, "csrf")
    found += try_all(pressing(inside, "erase"), {"csrf": own, "sure": "no"}, "sure")
    assert found == []
    world.scan(NUMBER, "01", "Delivered, Left with Individual")
    bodies = "".join(row.body for row in OutboundMessage.select())
    assert not set("<>{}\x00\u202e") & set(bodies), "a person's own name for a piece is all that may stand in a text"


def pressing(inside: FlaskClient, act: str) -> Callable[[Mapping[str, str]], TestResponse]:
    """The page as it stands after it: what was taken is shown there, what was not is said to be wrong."""

    def send(form: Mapping[str, str]) -> TestResponse:
        answer = inside.post(f"/p/{act}", data=dict(form))
        assert answer.status_code in (303, 403)
        return inside.get(answer.headers.get("Location", "/p"))

    return send


def test_what_an_older_version_may_have_let_into_a_row_is_shown_as_text(world: World) -> None:
    """Names and scans are cleaned before they are kept; the page does not rely on it."""
    doors, found = open_doors(world), []
    inside = enter(world)
    pages = ("/p", *doors.tracks, f"{doors.tracks[0]}?lang=es")

    def keep(said: str) -> None:
        Subscription.update(nickname=said).execute()
        TrackingEvent.update(text=said, city=said, code=said[:100], milestone="unknown").execute()

    keep(MARK)
    plain = {path: shape_of(inside.get(path)) for path in pages}
    for one in HOSTILE:
        keep(one.replace("\x00", "")[:200])
        found += [f"{path} {one!r}: {fault}" for path in pages for fault in faults_of(inside.get(path), plain[path])]
    assert found == [] and MARK in inside.get(doors.tracks[0]).text


def test_no_query_of_any_page_is_more_than_text(world: World) -> None:
    doors, found = open_doors(world), []
    inside = enter(world)
    rules = [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    rules = [
        rule for rule in rules if not rule.rule.startswith(("/console", "/desk"))
    ]  # of those test_hostile_words.py tells
    for path in [path for rule in rules for path in doors.paths(rule) if rule.endpoint != "static"]:
        faults = ("", "?fault=word", "?fault=name", "?fault=sure")
        plain = set().union(*(shape_of(inside.get(path + fault, buffered=True)) for fault in faults))
        for one in HOSTILE:
            query = "&".join(f"{name}={quote(one)}" for name in ("lang", "fault", "full", one))
            found += [f"{path}: {fault}" for fault in faults_of(inside.get(f"{path}?{query}", buffered=True), plain)]
    assert found == []


def test_where_a_form_leads_to_is_always_a_page_of_ours(world: World) -> None:
    doors = open_doors(world)
    inside = enter(world)
    own, led = csrf_of(inside), set()
    for one in HOSTILE:
        for path in ("/p", "/p/person/language", f"/p/piece/{doors.piece}/open", f"{doors.tracks[1]}/mute"):
            browser = inside if path != "/p" else browser_elsewhere(world)
            answer = browser.post(f"{path}?lang={quote(one)}", data={**FORM, "csrf": own})
            assert answer.status_code == 303, path
            led.add(answer.headers["Location"].partition("?")[0].rpartition("/")[0])
    assert led == {"", "/t"}


def test_no_path_is_more_than_text(world: World) -> None:
    open_doors(world)
    found = []
    for path in ("/t/{}", "/t/{}/calendar.ics", "/o/{}", "/o/{}/sheet", "/{}", "/static/{}"):
        plain = shape_of(world.browser().get(path.format("made-up"))) | shape_of(world.browser().get("/no/such/page"))
        for one in HOSTILE:
            answer = world.browser().get(path.format(quote(one, safe="")))
            led = urlsplit(answer.headers.get("Location", "http://localhost/"))
            assert (answer.status_code in (404, 308), led.netloc) == (True, "localhost"), (path, one)
            if answer.status_code == 308:  # two slashes become one; the page says where to, with our own address
                continue
            found += [f"{path} {one!r}: {fault}" for fault in faults_of(answer, plain)]
    assert found == []


def test_no_host_that_a_request_names_stands_on_a_page(world: World) -> None:
    doors = open_doors(world)
    for path in ("/", "/real", "/terms", "/privacy", "/status", "/p", *doors.tracks, *doors.senders):
        for name in ("Host", "X-Forwarded-Host", "X-Original-URL", "X-Forwarded-Prefix", "Forwarded"):
            answer = world.browser().get(path, headers={name: "evil.example"})
            assert answer.status_code == 200 and "evil.example" not in answer.text, (path, name)


def test_a_senders_and_a_batchs_name_are_shown_as_text(world: World) -> None:
    found, plain = [], set()
    for place, name in enumerate((MARK, *(one[:LONGEST_NAME] for one in ON_ONE_LINE))):
        run(world, "senders", "add", f"s{place}", name)
        run(world, "batches", "add", f"s{place}", name, "-")
        for more in ((), ("--own",)):
            link = run(world, "links", "make", f"s{place}", "--batch", name, *more).splitlines()[0]
            path = link.partition(world.settings.public_base_url)[2]
            pages = [browser_elsewhere(world).get(path + end) for end in ("", "/sheet", "?lang=fr")]
            pages.append(browser_elsewhere(world).post(path, data={}))
            plain |= set().union(*map(shape_of, pages)) if not place else set()
            found += [f"{name}: {fault}" for page in pages for fault in faults_of(page, plain)]
    assert found == [] and Sender.select().count() == len(ON_ONE_LINE) + 1
    world.text(BEN, said_on(browser_elsewhere(world).post(path, data=FORM)))
    assert world.texts_to(BEN) and no_text_bears_the_mark()


def test_what_a_carrier_says_of_a_scan_and_its_city_is_shown_as_text(world: World) -> None:
    doors = open_doors(world)
    pages = (*doors.tracks, "/p", f"{doors.tracks[0]}/calendar.ics")
    world.scan(NUMBER, "10", f"Processed {MARK}", MARK)
    inside = enter(world)
    plain = {path: shape_of(inside.get(path)) for path in pages}
    for one in HOSTILE:
        world.clock.move(minutes=1)
        scan = {"event_code": "10", "event": one[:200], "city": one[:60], "state": "TN"}
        world.control(f"/mailpieces/{NUMBER}/scans", scan)
    world.clock.move(hours=1)
    world.work()
    inside = enter(world)
    found = {path: faults_of(inside.get(path), plain[path]) for path in pages}
    assert all(faults == [] for faults in found.values()), found
    assert inside.get(doors.tracks[0]).text.count(MARK) > 20, "the scans are not on the page"


def test_what_a_browser_says_of_itself_and_what_a_phone_texts_stays_text_in_the_download(world: World) -> None:
    open_doors(world)
    plain, found = shape_of(browser_elsewhere(world).post("/", data=FORM)), []
    for one in ON_ONE_LINE:
        browser = browser_elsewhere(world)
        browser.environ_base["HTTP_USER_AGENT"] = one.encode().decode("latin-1")
        answer = browser.post("/", data=FORM, headers={"Accept-Language": MARK, "Referer": "//evil.example/zqxj"})
        found += faults_of(answer, plain)
    world.text(ADA, said_on(answer))
    for one in HOSTILE:
        world.text(ADA, one[:1500], work=False)
    world.work()
    inside = enter(world)
    download = inside.get("/p/data.json")
    told = json.loads(download.text)["channels"][0]["texts_from_you"]
    assert found == [] and sum(MARK in one["text"].lower() for one in told) == len(HOSTILE)
    assert (download.mimetype, download.headers["X-Content-Type-Options"]) == ("application/json", "nosniff")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert harm_in(inside.get("/p")) == [] and no_text_bears_the_mark()
