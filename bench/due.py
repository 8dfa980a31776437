"""Prints what it costs to choose 500 due among very many mailpieces, beside the same among few and beside bare SQL.

Run with `python -m bench.due [--few 100000] [--many 10000000] [--only sqlite]`.
"""

import argparse
import time as passing
from collections.abc import Callable
from datetime import timedelta
from statistics import median
from urllib.parse import urlsplit

from bench import waiting
from bench.ground import PAIRINGS, Ground, ground
from bench.lines import in_turn, line, say, show
from config import time
from config.settings import Settings
from jobs import claims
from models.database import run_sql, unit_of_work
from models.fields import microseconds

CARRIER, CHOSEN, TIMES = "usps", 500, 7
FEW, MANY, GOAL = 100_000, 1_000_000, 1.5
#: A tenth is due, the rest during ten days; every patience alike. Every other one a sender registered, the rest
#: somebody follows.
ROWS = """
    INSERT INTO mailpiece (carrier, tracking_number, era, format, answer, milestone, visits, service, created_at,
        poll_epoch, failures, registered_at, answered_at, next_poll_at, patience)
    SELECT 'usps', '9400111' || n, 1, '', 'found', 'in_transit', '{{}}', '', {now}, 1, 0,
        CASE WHEN n - n / 2 * 2 = 0 THEN {now} END, {now},
        {now} + (n * 7919 - n * 7919 / 100000 * 100000 - 10000) * 9600000, n - n / 11 * 11
    FROM {numbers}
"""
FOLLOWED = """
    INSERT INTO subscription
        (contact_id, mailpiece_id, state, choices, proven, consent_event_id, told_answer, created_at)
    SELECT {contact}, id, 'active', 'standard', {false}, {event}, 'found', {now}
    FROM mailpiece WHERE registered_at IS NULL AND id <> {first}
"""
NUMBERS = {
    "sqlite": "(WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {rows}) SELECT n FROM c)",
    "postgresql": "generate_series(1::bigint, {rows}) AS g (n)",
}
BARE = (
    "SELECT id FROM mailpiece WHERE carrier = ? AND patience = 5 AND next_poll_at <= ? ORDER BY next_poll_at LIMIT 500"
)


def fill(on: Ground, kind: str, rows: int) -> str:
    began, url = passing.perf_counter(), on.migrated(kind)
    now = microseconds(time.now())
    with unit_of_work():
        program = waiting.open_program(Settings(_env_file=None, **on.settings(), database_url=url))  # type: ignore[arg-type]
        [contact], [(first, _)] = waiting.make_contacts(program, 1), waiting.make_pieces(1)
        [(_, event)] = waiting.follow([contact], [first])
        run_sql(ROWS.format(now=now, numbers=NUMBERS[kind].format(rows=rows)), ())
        no = "0" if kind == "sqlite" else "false"
        run_sql(FOLLOWED.format(contact=contact[0], event=event, first=first, now=now, false=no), ())
        run_sql("ANALYZE", ())
    if kind == "postgresql":
        on.server().psql(f"\\c {urlsplit(url).path[1:]}\nVACUUM ANALYZE")
    say(f"  {rows:,} mailpieces written in {passing.perf_counter() - began:.0f} s")
    return url


def choose() -> None:
    found = claims.choose_due(CARRIER, CHOSEN, time.now())
    assert len(found) == CHOSEN, f"only {len(found)} were due"


def bare() -> None:
    found = run_sql(BARE, (CARRIER, microseconds(time.now() + timedelta(hours=1)))).fetchall()
    assert len(found) == CHOSEN, f"only {len(found)} were found"


def milliseconds(on: Ground, url: str, work: Callable[[], None]) -> float:
    """The median of some, after one that fills the caches."""
    on.bind(url)
    with unit_of_work():
        work()
        taken = list[float]()
        for _ in range(TIMES):
            began = passing.perf_counter()
            work()
            taken.append((passing.perf_counter() - began) * 1e3)
    return median(taken)


def measure(on: Ground, kind: str, few: int, many: int) -> None:
    say(f"choosing {CHOSEN} due, {kind}")
    small, large = fill(on, kind, few), fill(on, kind, many)
    among_few, among_many, floor = in_turn(
        lambda: milliseconds(on, small, choose),
        lambda: milliseconds(on, large, choose),
        lambda: milliseconds(on, large, bare),
    )
    show(line(f"due-{kind}", among_many, "ms", f"bare SQL: {CHOSEN} ids from the same index", floor, None, True))
    show(
        line(
            f"due-growth-{kind}", among_many, "ms", f"the same among {few:,} instead of {many:,}", among_few, GOAL, True
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--only", choices=PAIRINGS)
    given = parser.parse_args()
    with ground() as on:
        for kind in PAIRINGS:
            if given.only in (None, kind):
                measure(on, kind, given.few, given.many)


if __name__ == "__main__":
    main()
