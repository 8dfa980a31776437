"""Finds rows by when they were written through their primary key alone, which grows with time: no index on the moment
is needed, and a million rows take twenty looks. Refuses tables that are not written in time order."""

from datetime import datetime, timedelta
from functools import cache, reduce
from operator import and_
from typing import Any

from peewee import Field, fn

from models.fields import microseconds
from models.prepared import Prepared, prepared

#: Rows of transactions that ran side by side may stand the other way round, by no more than this.
SKEW = timedelta(minutes=10)
#: Rows that are looked at to find out whether any do: few at first.
FEW_AROUND, MOST_AROUND = 200, 4_000


def first_id_at(key: Field, at: Field, moment: datetime) -> int:
    """The id from which on rows were written at `moment` or later; behind the last one when there are none. `key` is
    the primary key, `at` the column of the moment."""
    wanted = microseconds(moment)
    low, high = _ends(key)
    while low < high:
        middle = (low + high) // 2
        row_id, written = _next(key, at).raw_rows(middle)[0]
        if written < wanted:
            low = row_id + 1
        else:
            high = middle
    return low


def edge_at(key: Field, at: Field, moment: datetime) -> int | None:
    """The id before which all rows were written before `moment`, and from which on none was: a condition on it alone is
    exact. None where rows that stand the other way round lie across it, or too many to look at were written around."""
    wanted, low, is_whole = microseconds(moment), first_id_at(key, at, moment - SKEW), False
    for most in (FEW_AROUND, MOST_AROUND):
        if not is_whole:
            rows = _around(key, at, most).raw_rows(low)
            is_whole = len(rows) < most or rows[-1][1] >= microseconds(moment + SKEW)
    before = max((row_id for row_id, written in rows if written < wanted), default=None)
    after = min((row_id for row_id, written in rows if written >= wanted), default=None)
    if not is_whole or (before is not None and after is not None and before > after):
        return None
    if after is not None:
        return int(after)
    return low if before is None else int(before) + 1


def id_range(key: Field, at: Field, since: datetime | None, until: datetime | None) -> tuple[int | None, int | None]:
    """(first id, the one behind the last): all rows that were written in this time are within, and a few beside it.
    None where there is no such end."""
    first = None if since is None else first_id_at(key, at, since - SKEW)
    return first, None if until is None else first_id_at(key, at, until + SKEW)


def written_between(key: Field, at: Field, since: datetime | None, until: datetime | None) -> Any:
    """A condition: `since` <= moment < `until`, either of which may be None; at least one is not. Exact as long as
    neighbours stand no more than SKEW out of order."""
    first, behind = id_range(key, at, since, until)
    conditions = [] if first is None else [key >= first, at >= since]
    conditions += [] if behind is None else [key < behind, at < until]
    return reduce(and_, conditions)


def _ends(key: Field) -> tuple[int, int]:
    """The first id, and the one behind the last."""
    first = key.model.select(fn.MIN(key)).scalar()
    last = key.model.select(fn.MAX(key)).scalar()
    return (1, 1) if first is None or last is None else (int(first), int(last) + 1)


@cache
def _around(key: Field, at: Field, most: int) -> Prepared:
    """The rows from an id on, as far as an edge may be blurred."""
    return prepared(lambda row_id: key.model.select(key, at).where(key >= row_id).order_by(key).limit(most))


@cache
def _next(key: Field, at: Field) -> Prepared:
    """The first row from an id on: ids may be missing."""
    return prepared(lambda row_id: key.model.select(key, at).where(key >= row_id).order_by(key).limit(1))
