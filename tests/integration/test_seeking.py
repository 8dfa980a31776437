"""Which way SQLite goes to the rows of a list; what it finds is in console/test_messages.py."""

from datetime import timedelta

import pytest

from config import time
from models.database import database, is_postgresql
from models.inbound import InboundMessage
from models.seeking import Kept, Span, Way, _edges, _Looked
from models.vocabulary import InboundState
from tests.world import ADA, World

RECEIVED = Kept(InboundMessage.id, InboundMessage.received_at)


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
