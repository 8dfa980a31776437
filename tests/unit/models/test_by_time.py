"""Ids by time, without an index on the time."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from models.by_time import SKEW, first_id_at, written_between
from models.mailpiece import Exchange

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def write(row_id: int, at: datetime) -> None:
    Exchange.insert(id=row_id, service="s", method="GET", path="/", started_at=at, duration_ms=1.0).execute()


def test_an_empty_table_begins_at_one(db: str) -> None:
    assert first_id_at(Exchange.id, Exchange.started_at, NOON) == 1


@pytest.mark.parametrize("seed", range(5))
def test_the_first_id_is_that_of_a_plain_scan_with_gaps_and_equal_moments(db: str, seed: int) -> None:
    random, row_id, at = Random(seed), 0, NOON
    rows: list[tuple[int, datetime]] = []
    for _ in range(60):
        row_id += random.choice([1, 1, 1, 2, 30])
        at += timedelta(seconds=random.choice([0, 0, 1, 60, 3600]))
        write(row_id, at)
        rows.append((row_id, at))
    moments = [NOON - timedelta(days=1), *(moment for _, moment in rows), at + timedelta(seconds=1)]
    for moment in moments:
        scanned = next((key for key, written in rows if written >= moment), row_id + 1)
        found = first_id_at(Exchange.id, Exchange.started_at, moment)
        assert [key for key, _ in rows if key >= found] == [key for key, _ in rows if key >= scanned]


def test_rows_of_a_span_are_exact_although_neighbours_stand_out_of_order(db: str) -> None:
    random, rows = Random(7), []
    for number in range(1, 200):
        at = NOON + timedelta(minutes=5 * number) + timedelta(seconds=random.uniform(-1, 1) * SKEW.seconds / 2)
        write(number, at)
        rows.append((number, at))
    for since, until in [(30, 90), (None, 100), (100, None), (500, 900), (90, 30)]:
        begin = None if since is None else NOON + timedelta(minutes=since)
        end = None if until is None else NOON + timedelta(minutes=until)
        wanted = {key for key, at in rows if (begin is None or at >= begin) and (end is None or at < end)}
        condition = written_between(Exchange.id, Exchange.started_at, begin, end)
        assert {row.id for row in Exchange.select().where(condition)} == wanted
