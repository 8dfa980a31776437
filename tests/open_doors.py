"""Real values for every door: a person with two mailpieces, links of each kind, and a settings page that is open."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from models.subscription import Subscription
from models.tables import ALL_TABLES
from tests.web_forms import said_on
from tests.world import ADA, BEN, NUMBER, NUMBERS, World

#: Fits every form of ours; each takes what it knows.
FORM = {
    "act": "code", "number": NUMBERS[1], "choice": "standard", "agree": "yes", "phone": BEN, "code": "000000",
    "sender": "55501", "last_four": NUMBER[-4:], "check_word": "cedar", "value": "delivery", "sure": "yes",
}  # fmt: skip
_networks = count(1)


@dataclass(frozen=True)
class Doors:
    """`tracks`: paths of a public and of a personal link; `senders`: of a sender's link for one piece, for a batch, and
    for its own notices."""

    world: World
    tracks: tuple[str, ...]
    senders: tuple[str, ...]
    piece: int

    def paths(self, rule: Rule) -> Iterator[str]:
        """Of a route, with each real value of what may stand in it; KeyError for a part that is new to this file."""
        links = {"track": self.tracks, "opt_in": self.senders}.get(rule.endpoint.split(".")[0], ())
        tokens = [path.rsplit("/", 1)[1] for path in links]
        files = ("opt_in.js", "waypost.css", "icon.svg")
        found = [rule.rule]
        for part in re.findall(r"<[^>]+>", rule.rule):
            if part.startswith("<any("):
                values = re.findall(r"\w+", part.partition("(")[2].partition(")")[0])
            else:
                values = {"<token>": tokens, "<int:piece>": [str(self.piece)], "<path:filename>": files}[part]
            found = [path.replace(part, value) for path in found for value in values]
        yield from found


def open_doors(world: World) -> Doors:
    world.piece(NUMBER)
    world.piece(NUMBERS[0])
    world.text(ADA, NUMBER)
    world.scan(NUMBER, "OF", "Out for Delivery")
    run(world, "senders", "add", "acme", "Acme & Sons")
    run(world, "batches", "add", "acme", "march", "-", typed="\n".join(NUMBERS[:2]))
    ways = (("--piece", NUMBERS[0]), ("--batch", "march"), ("--batch", "march", "--own"))
    senders = [re.search(r"/o/\S+", run(world, "links", "make", "acme", *way)) for way in ways]
    base = world.settings.public_base_url
    tracks = [run(world, "track-link", NUMBER, *more).strip().removeprefix(base) for more in ((), ("--for", ADA))]
    return Doors(world, tuple(tracks), tuple(found[0] for found in senders if found), Subscription.get().id)


def run(world: World, *words: str, typed: str = "") -> str:
    said = world.app.test_cli_runner().invoke(args=list(words), input=typed)
    assert said.exit_code == 0, said.output
    return said.output


def browser_elsewhere(world: World) -> FlaskClient:
    """From a network of its own, so that no limit strikes."""
    browser, network = world.browser(), next(_networks)
    browser.environ_base["REMOTE_ADDR"] = f"{10 + network // 250 % 100}.{network % 250}.0.1"
    return browser


def enter(world: World, phone: str = ADA) -> FlaskClient:
    """A settings page that the person has opened by texting us its code."""
    browser = browser_elsewhere(world)
    assert browser.post("/p", data={"phone": phone}).status_code == 303
    world.text(phone, said_on(browser.get("/p")))
    assert 'name="csrf"' in browser.get("/p").text
    return browser


def csrf_of(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get("/p").text)
    assert found, "this browser's settings page is not open"
    return found[1]


def all_rows() -> dict[str, list[str]]:
    """Everything that the database holds."""
    return {table.__name__: sorted(repr(row) for row in table.select().tuples()) for table in ALL_TABLES}
