"""Prints how many pages a second go out: the track page and the front page, each beside a bare Flask app that gives a
constant page of as many bytes; and how long the pages are.

All under gunicorn with the product's own settings, over a few kept-alive connections, with very many mailpieces in the
database. Run with `python -m bench.pages [--mailpieces 1000000] [--seconds 3] [--only sqlite]`.
"""

import argparse
import time as passing
import urllib.request
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice
from urllib.parse import urlsplit

from bench import lines, load, waiting
from bench.due import NUMBERS
from bench.ground import PAIRINGS, Ground, ground
from bench.inbound import Served, serve
from bot import page_links
from config import time
from config.settings import Settings
from models.database import database, run_sql, unit_of_work
from models.fields import microseconds
from models.mailpiece import Mailpiece, TrackingEvent
from models.subscription import Subscription

MAILPIECES, LINKS, CONNECTIONS = 1_000_000, 200, 8
GOAL, MOST_BYTES = 0.4, 50 * 1024
WARM_UP = 1_000
#: Pieces that nobody looks at here, each with the scan that it was accepted by.
OTHERS = """
    INSERT INTO mailpiece (carrier, tracking_number, era, format, answer, milestone, visits, service, created_at,
        poll_epoch, failures, answered_at, last_event_at, next_poll_at, patience)
    SELECT 'usps', '9400222' || n, 1, '', 'found', 'accepted', '{{}}', '', {now}, 1, 0, {now}, {now}, {now} + n, 5
    FROM {numbers}
"""
THEIR_SCANS = """
    INSERT INTO tracking_event (mailpiece_id, fingerprint, occurred_at, local_time, code, text, city, state, country,
        by_agent, milestone, seen_at)
    SELECT id, 'accepted', {now}, '', '03', 'Accepted at USPS Origin Facility', 'DAYTON', 'OH', '', {false},
        'accepted', {now}
    FROM mailpiece
"""
#: (code, words, town, milestone) of a letter that waits at the counter, oldest first.
JOURNEY = (
    ("GX", "Shipping Label Created, USPS Awaiting Item", "DAYTON", "label_created"),
    ("03", "Accepted at USPS Origin Facility", "DAYTON", "accepted"),
    ("10", "Arrived at USPS Regional Facility", "CINCINNATI OH DISTRIBUTION CENTER", "in_transit"),
    ("T1", "Departed USPS Regional Facility", "CINCINNATI OH DISTRIBUTION CENTER", "in_transit"),
    ("10", "Arrived at USPS Regional Facility", "COLUMBUS OH DISTRIBUTION CENTER", "in_transit"),
    ("07", "Arrived at Post Office", "COLUMBUS", "arrived_local"),
    ("OF", "Out for Delivery", "COLUMBUS", "out_for_delivery"),
    ("55", "Notice Left (No Secure Location Available)", "COLUMBUS", "delivery_attempted"),
)


def fill(on: Ground, kind: str, mailpieces: int, links: int) -> tuple[str, list[str]]:
    """The database's address and the tokens of personal links, each to another person's piece."""
    began, url = passing.perf_counter(), on.migrated(kind)
    now = time.now()
    at, no = microseconds(now), "0" if kind == "sqlite" else "false"
    with unit_of_work():
        with database.atomic():
            run_sql(OTHERS.format(now=at, numbers=NUMBERS[kind].format(rows=mailpieces)), ())
            run_sql(THEIR_SCANS.format(now=at, false=no), ())
        settings = Settings(_env_file=None, **on.settings(), database_url=url)  # type: ignore[arg-type]
        tokens = _make_links(settings, links, now)
        run_sql("ANALYZE", ())
    if kind == "postgresql":
        on.server().psql(f"\\c {urlsplit(url).path[1:]}\nVACUUM ANALYZE")
    lines.say(f"  {mailpieces:,} mailpieces written in {passing.perf_counter() - began:.0f} s")
    return url, tokens


def _make_links(settings: Settings, links: int, now: datetime) -> list[str]:
    with database.atomic():
        contacts = waiting.make_contacts(waiting.open_program(settings), links)
        held = {"milestone": "delivery_attempted", "last_event_at": now, "next_poll_at": now + timedelta(hours=1)}
        pieces = [key for key, _ in waiting.make_pieces(links, return_on=now.date() + timedelta(days=12), **held)]
        followed = [key for key, _ in waiting.follow(contacts, pieces)]
        waiting.insert(TrackingEvent, (scan for piece in pieces for scan in _scans(piece, now)))
        return [
            page_links.make(Mailpiece(id=piece), now, Subscription(id=subscription))
            for piece, subscription in zip(pieces, followed, strict=True)
        ]


def _scans(piece: int, now: datetime) -> list[dict[str, object]]:
    scans = list[dict[str, object]]()
    for place, (code, words, town, milestone) in enumerate(JOURNEY):
        at = now - timedelta(hours=9 * (len(JOURNEY) - place))
        local = (at - timedelta(hours=5)).replace(tzinfo=None).isoformat(timespec="seconds")
        scans.append(
            {"mailpiece": piece, "fingerprint": str(place), "occurred_at": at, "local_time": local, "code": code}
            | {"utc_offset_minutes": -300, "text": words, "city": town, "milestone": milestone, "seen_at": at}
            | {"state": "" if "CENTER" in town else "OH"}
        )
    return scans


def request_of(path: str) -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: texts.example.org\r\n"
        "Accept: text/html\r\nAccept-Language: en-US,en;q=0.8\r\n\r\n"
    ).encode()


def hammer(side: Served, paths: Sequence[str], seconds: float) -> Callable[[], float]:
    """One round, as pages a second. How many are asked for goes by the pace of the warm-up."""
    requests = [request_of(path) for path in paths]
    load.send_all(side.port, list(islice(cycle(requests), WARM_UP)), CONNECTIONS)
    pace = load.send_all(side.port, list(islice(cycle(requests), WARM_UP)), CONNECTIONS).a_second
    portion = list(islice(cycle(requests), max(WARM_UP, int(pace * seconds))))

    def one_round() -> float:
        before = side.cpu()
        taken = load.send_all(side.port, portion, CONNECTIONS)
        cpu = (side.cpu() - before) / len(portion) * 1e6
        lines.say(
            f"      {taken.a_second:7,.0f}/s  {cpu:6,.0f} µs CPU  p50 {taken.p50_ms:.1f} p99 {taken.p99_ms:.1f} ms"
        )
        return taken.a_second

    return one_round


def length_of(side: Served, path: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{side.port}{path}", timeout=20) as answer:
        return len(answer.read())


def measure(on: Ground, kind: str, mailpieces: int, links: int, seconds: float) -> None:
    lines.say(f"pages, {kind}")
    url, tokens = fill(on, kind, mailpieces, links)
    ours = serve(on, "app:create_app()", url, redis_url=on.redis() if kind == "postgresql" else "")
    for name, paths in (("track", [f"/t/{token}" for token in tokens]), ("front", ["/"])):
        length = length_of(ours, paths[0])
        floor = serve(on, f"bench.bare_page:create_app({length})", url)
        lines.say(f"  {name} page, {length:,} bytes: ours, then the bare app")
        sides = hammer(ours, paths, seconds), hammer(floor, ["/"], seconds)
        value, floor_value = lines.in_turn(*sides)
        said = f"bare Flask app, same gunicorn, a constant page of {length} bytes"
        lines.show(lines.line(f"pages-{name}-{kind}", value, "pages/s", said, floor_value, GOAL))
        lines.show(
            lines.line(f"pages-{name}-bytes-{kind}", length, "bytes", "what a page may be", MOST_BYTES, 1.0, True)
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mailpieces", type=int, default=MAILPIECES)
    parser.add_argument("--links", type=int, default=LINKS, help="more than 512: each page is drawn anew")
    parser.add_argument("--seconds", type=float, default=3.0, help="of a round, about")
    parser.add_argument("--only", choices=PAIRINGS)
    asked = parser.parse_args()
    for kind in PAIRINGS:
        if asked.only in (None, kind):
            with ground() as on:
                measure(on, kind, asked.mailpieces, asked.links, asked.seconds)


if __name__ == "__main__":
    main()
