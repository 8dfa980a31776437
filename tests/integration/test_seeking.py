"""Which way a list goes to its rows; what filters find is in console/test_messages.py."""

from datetime import timedelta
from typing import Any

import pytest

from config import time
from models import seeking
from models.database import database, is_postgresql
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.seeking import Kept, Span, Way, _edges, _Looked, either, seek
from models.vocabulary import InboundState, Milestone
from tests.mailings import NOW
from tests.world import ADA, World

RECEIVED = Kept(InboundMessage.id, InboundMessage.received_at)
PIECES = Kept(Mailpiece.id, Mailpiece.created_at)


def test_a_filter_out_of_order_leads_to_its_rows_and_not_through_those_of_the_days(world: World) -> None:
    if is_postgresql():
        pytest.skip("PostgreSQL knows how often a value occurs")
    world.text(ADA, "hello")
    _as_of_a_million_texts_in_one_state()
    way = Way(InboundMessage.state == InboundState.FAILED)
    today = time.now().date()
    looked = _Looked(RECEIVED, [way], *_edges(RECEIVED, Span(today - timedelta(days=9), today - timedelta(days=1))), [])
    query, values = looked._rows(way).sql()
    (step,) = database.execute_sql(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
    assert "state=?" in step[3] and "rowid" not in step[3]


def _as_of_a_million_texts_in_one_state() -> None:
    """What SQLite would note of them: that the state tells no text from another."""
    database.execute_sql("ANALYZE")
    database.execute_sql("UPDATE sqlite_stat1 SET stat = '1000000 1000000 1000000' WHERE tbl = 'inbound_message'")
    database.execute_sql("ANALYZE sqlite_schema")


# -- an index without an order -----------------------------------------------------------------------------------------


class Blocks:
    """A way to pieces of one milestone, as of an index without an order. `asked`: the parts that were looked at."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def within(self, first: int, behind: int) -> Any:
        self.asked.append((first, behind))
        return Mailpiece.id.between(first - first % 8, behind + 8)  # and some beside

    def way(self) -> Way:
        return Way(Mailpiece.milestone == Milestone.REFUSED, in_order=True, in_blocks=self.within)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"MOST": 40, "WINDOW": 20, "NARROWEST": 16, "WIDER": 4}.items():
        monkeypatch.setattr(seeking, name, value)


@pytest.mark.parametrize("every", [1, 3, 50, 1_000])
def test_rows_are_found_part_by_part_newest_first_and_none_is_missed(db: str, small: None, every: int) -> None:
    refused = pieces(900, every)
    blocks = Blocks()
    found = seek(PIECES, [blocks.way()])
    assert found.page(0, 40) == refused[:40] and found.page(5, 4) == refused[5:9]
    assert found.total == min(len(refused), 40)
    assert found.older_than == (refused[39] if len(refused) > 40 else 0)
    behind = seek(PIECES, [blocks.way()], span=Span(before=found.older_than or 1))
    assert behind.page(0, 40) == refused[40:80]


def test_many_rows_are_not_looked_through_to_their_end(db: str, small: None) -> None:
    pieces(900, 1)
    blocks = Blocks()
    seek(PIECES, [blocks.way()]).page(0, 40)
    assert min(first for first, _ in blocks.asked) > 700


def test_rows_that_lie_far_back_and_close_together_are_found_by_ever_narrower_parts(db: str, small: None) -> None:
    """Nothing among the newest: the parts become wide, and the one that meets them all too wide."""
    refused = pieces(900, 1, until=600)
    blocks = Blocks()
    assert seek(PIECES, [blocks.way()]).page(0, 40) == refused[:40]
    assert len(blocks.asked) < 12


def test_with_another_filter_the_newest_of_the_scarcer_one_are_looked_through(db: str, small: None) -> None:
    refused = pieces(900, 2)
    odd = Way(Mailpiece.era == 0)
    found = seek(PIECES, [Blocks().way(), odd])
    among = [key for key in refused[:20] if key % 3 == 0]
    assert found.page(0, 40) == among and found.looked_through == 20 and found.older_than == refused[19]


def test_a_few_rows_of_blocks_are_checked_by_the_other_filters(db: str, small: None) -> None:
    refused = pieces(900, 40)
    found = seek(PIECES, [Blocks().way()], [Mailpiece.era == 0])
    assert found.page(0, 40) == [key for key in refused if key % 3 == 0] and not found.older_than


def test_either_search_goes_back_as_far_as_both_have_looked(db: str, small: None) -> None:
    pieces(900, 1)
    few = Way(Mailpiece.id.in_([3, 500, 895]))
    found = either(seek(PIECES, [Blocks().way()]), seek(PIECES, [few]))
    newest = [row.id for row in Mailpiece.select().order_by(Mailpiece.id.desc()).limit(40)]
    assert found.page(0, 100) == newest and found.older_than == newest[-1]
    assert either(seek(PIECES, [few]), seek(PIECES, [few])).page(0, 9) == [895, 500, 3]


def pieces(count: int, every: int, until: int = 10_000) -> list[int]:
    """So many pieces of which every so many-th was refused, as far as a number; gives those, newest first."""
    rows = [
        {
            "id": number,
            "carrier": "usps",
            "tracking_number": str(number),
            "era": number % 3,
            "milestone": Milestone.REFUSED if number % every == 0 and number <= until else Milestone.DELIVERED,
            "created_at": NOW,
        }
        for number in range(1, count + 1)
    ]
    for start in range(0, count, 100):
        Mailpiece.insert_many(rows[start : start + 100]).execute()
    return [int(str(row["id"])) for row in reversed(rows) if row["milestone"] == Milestone.REFUSED]
