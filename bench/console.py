"""Prints how long each page of the console takes beside what it may take, with a long history in the database; and how
much longer than with a tenth of it.

Under gunicorn with the product's own settings, over one connection, signed in as an admin. Every screen, filter and
search is asked for (bench/console_pages.py). Run with `python -m bench.console [--scale 1] [--only sqlite]`.
"""

import argparse
import http.client
import re
import secrets
import statistics
import time as passing
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from werkzeug.routing import Map

from bench import lines
from bench.console_pages import Visit, all_visits, known
from bench.ground import PAIRINGS, Ground, ground
from bench.inbound import PUBLIC, Served, serve
from bot.seed import history
from config import time
from config.ledger_key import load_ledger_key
from config.settings import Settings
from models.cli import ensure_program
from models.database import unit_of_work
from models.fields import phone_index
from models.heads import use_ledger
from models.operator import ConsoleSession, Operator
from models.vocabulary import Role, Stage
from web.console.doors import CONSOLE_DOORS
from web.console.session import digest_of

HOST, COOKIE = PUBLIC.removeprefix("https://"), "__Host-console"
TIMES, TENTH = 20, 0.1
#: ms that a page may take in the middle and at the 95th of a hundred, and how much longer with ten times the rows.
MIDDLE, MOST, GROWTH = 200.0, 500.0, 1.5
#: Pages that take less count as so many ms: nobody waits for them, and counting a list's rows up to 10,000, as every
#: list does, is a good part of what they take.
NOBODY_WAITS = 20.0
#: What each row of a list carries.
ROW = " data-row"


@dataclass
class Browser:
    """One connection, signed in."""

    port: int
    token: str
    csrf: str = ""

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)

    def visit(self, one: Visit) -> str:
        status, to, text = self._send("POST", one.path, one.form) if one.form else self._send("GET", one.path)
        if status == 303:
            status, _, text = self._send("GET", to)
        assert status == 200, f"{one.name}: {one.path} answered {status}"
        return text

    def sign_in(self) -> "Browser":
        found = re.search(r'name="csrf" value="([^"]+)"', self.visit(Visit("", "/console/account")))
        assert found, "not signed in"
        self.csrf = found[1]
        return self

    def _send(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        headers = {"Host": HOST, "Cookie": f"{COOKIE}={self.token}", "Sec-Fetch-Site": "same-origin"}
        body = urlencode({"csrf": self.csrf, **form}) if form is not None else None
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": PUBLIC}
        try:
            answer = self._answer(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):  # it lay idle while others were asked
            self.connection.close()
            answer = self._answer(method, path, body, headers)
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()


def admin_session() -> str:
    """The cookie of an admin who has just signed in."""
    token, now = secrets.token_urlsafe(32), time.now()
    who = Operator.create(
        email="bench@example.org", email_index=phone_index("operator:bench@example.org"), name="Ida Brook",
        role=Role.ADMIN, created_at=now, joined_at=now,
    )  # fmt: skip
    times = {"created_at": now, "seen_at": now, "proved_at": now}
    ConsoleSession.create(id_digest=digest_of(token), operator=who, stage=Stage.OPEN, **times)
    return token


def settings_of(on: Ground, url: str) -> Settings:
    return Settings(_env_file=None, **on.settings(), database_url=url, public_base_url=PUBLIC)  # type: ignore[arg-type]


def seeded(on: Ground, kind: str, scale: float) -> tuple[Browser, Served]:
    """A history of this size, and somebody who looks at it."""
    url, began = on.migrated(kind), passing.perf_counter()
    settings = settings_of(on, url)
    use_ledger(lambda: load_ledger_key(on.folder), None)
    with unit_of_work():
        plan = history.write(ensure_program(settings), scale, time.now(), lambda said: lines.say(f"    {said}"))
        token = admin_session()
    lines.say(f"  {plan.events:,} events and {plan.texts:,} texts in {passing.perf_counter() - began:.0f} s")
    served = serve(on, "app:create_app()", url, redis_url=on.redis() if kind == "postgresql" else "")
    return Browser(served.port, token).sign_in(), served


def visits_of(browser: Browser) -> list[Visit]:
    """Of the database that this process is bound to."""
    with unit_of_work():
        return all_visits(urls(), known(), browser.visit)


def urls() -> Map:
    """Of the console's doors alone."""
    bare = Flask(__name__)
    for door in CONSOLE_DOORS:
        bare.register_blueprint(door)
    return bare.url_map


def measure(on: Ground, kind: str, scale: float, times: int) -> None:
    lines.say(f"console, {kind}: a tenth of the history, then the whole")
    few, _ = seeded(on, kind, scale * TENTH)
    few_visits = visits_of(few)
    many, _ = seeded(on, kind, scale)
    many_visits = visits_of(many)
    before = {visit.name: visit for visit in few_visits}
    shared = [(before[visit.name], visit) for visit in many_visits if visit.name in before]
    lines.say(f"  {len(shared)} pages, {times} times each")
    for small, large in shared:
        before, after = _in_turn(few, small, many, large, times)
        _show(kind, large.name, after.taken)
        if before.rows >= after.rows:
            _show_growth(kind, large.name, before.taken, after.taken)
        else:
            lines.say(f"  {large.name}: a tenth of the history shows {before.rows} rows, the whole {after.rows}")


@dataclass
class Shown:
    """What one page took, ms each time, and how many rows it shows."""

    taken: list[float]
    rows: int


def _in_turn(few: Browser, small: Visit, many: Browser, large: Visit, times: int) -> tuple[Shown, Shown]:
    """One of both first, for the caches."""
    both = Shown([], few.visit(small).count(ROW)), Shown([], many.visit(large).count(ROW))
    for _ in range(times):
        for shown, browser, visit in ((both[0], few, small), (both[1], many, large)):
            began = passing.perf_counter()
            browser.visit(visit)
            shown.taken.append((passing.perf_counter() - began) * 1e3)
    return both


def _show(kind: str, name: str, many: Sequence[float]) -> None:
    middle, most = statistics.median(many), sorted(many)[int(len(many) * 0.95) - 1]
    said = f"console-{name.replace(' ', '-')}-{kind}"
    lines.show(lines.line(f"{said}-p50", middle, "ms", "what a page may take in the middle", MIDDLE, 1.0, True))
    lines.show(lines.line(f"{said}-p95", most, "ms", "what 95 of 100 may take", MOST, 1.0, True))


def _show_growth(kind: str, name: str, few: Sequence[float], many: Sequence[float]) -> None:
    """Only where both show as many rows: a page that is not full takes less because there is less to show."""
    said, middle = f"console-{name.replace(' ', '-')}-{kind}", statistics.median(many)
    fewer = max(statistics.median(few), NOBODY_WAITS)
    floor = "the same page with a tenth of the history"
    lines.show(lines.line(f"{said}-growth", max(middle, NOBODY_WAITS), "ms", floor, fewer, GROWTH, True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1: 1,000,000 consent events, 5,000,000 texts")
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--only", choices=PAIRINGS)
    asked = parser.parse_args()
    for kind in PAIRINGS:
        if asked.only in (None, kind):
            with ground() as on:
                measure(on, kind, asked.scale, asked.times)


if __name__ == "__main__":
    main()
