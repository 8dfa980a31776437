"""Ids by time, without an index on the time."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from models import by_time
from models.by_time import SKEW, edge_at, first_id_at, written_between
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


@pytest.mark.parametrize("around", [2_000, 5])
def test_an_edge_is_exact_or_says_that_there_is_none(db: str, around: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_time, "FEW_AROUND", 2)
    monkeypatch.setattr(by_time, "MOST_AROUND", around)
    random, rows, edges = Random(11), [], 0
    for number in range(1, 200):
        blur = random.uniform(-1, 1) * SKEW.seconds / 2 if number % 40 > 20 else 0
        at = NOON + timedelta(minutes=5 * number, seconds=blur)
        write(number, at)
        rows.append((number, at))
    for minutes in [-30, *range(0, 1_000, 7), 1_100]:
        moment = NOON + timedelta(minutes=minutes)
        edge = edge_at(Exchange.id, Exchange.started_at, moment)
        if edge is not None:
            edges += 1
            assert [key for key, _ in rows if key >= edge] == [key for key, at in rows if at >= moment]
    assert edges > (60 if around > 5 else 10)


def test_an_empty_table_and_a_moment_behind_all_rows_have_an_edge(db: str) -> None:
    assert edge_at(Exchange.id, Exchange.started_at, NOON) == 1
    write(7, NOON)
    assert edge_at(Exchange.id, Exchange.started_at, NOON + timedelta(days=1)) == 8
    assert edge_at(Exchange.id, Exchange.started_at, NOON - timedelta(days=1)) == 7
