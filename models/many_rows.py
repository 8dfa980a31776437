"""Writes many rows in one statement. Peewee spells it for the first row; the others follow without it, since it takes
longer over each value than the database does (bench/fanout.py)."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.database import Table, database

#: Rows in one statement: far below what either database takes as parameters.
AT_ONCE = 500


def insert(table: type[Table], first: Any, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    """What `first` returns, for all rows. `first` is an insert_many of the first row alone; every row has its columns,
    in its order, defaults among them."""
    statement, values = first.sql()
    group = f"({', '.join([database.param] * len(values))})"
    head, _, tail = statement.partition(group)
    convert = [table._meta.fields[name].db_value for name in rows[0]]
    if not tail or len(convert) != len(values):
        raise ValueError("the first row must name every column that has a default")
    returned: list[tuple[Any, ...]] = []
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        given = [to_column(value) for row in part for to_column, value in zip(convert, row.values(), strict=True)]
        returned += database.execute_sql(head + ", ".join([group] * len(part)) + tail, given).fetchall()
    return returned
