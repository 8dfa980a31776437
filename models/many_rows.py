"""Writes many rows in one statement. Peewee spells it for one row, once; it takes longer over each value than the
database does (bench/fanout.py)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from models.database import Table, database, is_postgresql

#: Rows in one statement: far below what SQLite takes as parameters.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Statement:
    """`convert` makes each column's value what the driver is given; `types` are PostgreSQL's names of them."""

    before: str
    group: str
    after: str
    convert: Sequence[Callable[[Any], Any]]
    types: Sequence[str]

    def of(self, rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Any]]:
        """One row alone goes as plain values: an array for each of its columns costs more than it saves."""
        return self._of_columns(rows) if is_postgresql() and len(rows) > 1 else self._of_values(rows)

    def _of_values(self, rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Any]]:
        values = [convert(value) for row in rows for convert, value in zip(self.convert, row.values(), strict=True)]
        return f"{self.before}VALUES {', '.join([self.group] * len(rows))}{self.after}", values

    def _of_columns(self, rows: Sequence[Mapping[str, Any]]) -> tuple[str, list[Any]]:
        """Each column as one array: psycopg takes apart thousands of parameters one by one, in Python."""
        columns = [
            [convert(value) for value in column]
            for convert, column in zip(self.convert, zip(*(row.values() for row in rows), strict=True), strict=True)
        ]
        arrays = ", ".join(f"%s::{name}[]" for name in self.types)
        return f"{self.before}SELECT * FROM unnest({arrays}){self.after}", columns  # noqa: S608 - our own names alone


class ManyRows:
    """`spell` is given the fields and one row for an insert_many that returns something."""

    def __init__(self, table: type[Table], spell: Callable[[Sequence[Any], Sequence[Any]], Any]) -> None:
        self._table, self._spell = table, spell
        self._statements: dict[tuple[bool, tuple[str, ...]], _Statement] = {}

    def insert(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """What the insert returns, for all rows together. They have the same columns in the same order, those with
        defaults among them."""
        statement, returned = self._statement(tuple(rows[0])), list[tuple[Any, ...]]()
        for start in range(0, len(rows), AT_ONCE):
            returned += database.execute_sql(*statement.of(rows[start : start + AT_ONCE])).fetchall()
        return returned

    def _statement(self, names: tuple[str, ...]) -> _Statement:
        which = (is_postgresql(), names)
        if which not in self._statements:
            self._statements[which] = self._spelled([self._table._meta.fields[name] for name in names])
        return self._statements[which]

    def _spelled(self, fields: Sequence[Any]) -> _Statement:
        statement, values = self._spell(fields, [None] * len(fields)).sql()
        if len(values) != len(fields):
            raise ValueError(f"{self._table.__name__}: columns with a default are missing")
        group = f"({', '.join([database.param] * len(values))})"
        before, _, after = statement.partition(f"VALUES {group}")
        types = database.get_sql_context().state.field_types
        return _Statement(
            before,
            group,
            after,
            [_plain(field.db_value) for field in fields],
            [types.get(field.field_type, field.field_type) for field in fields],
        )


def _plain(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An array of words from models/vocabulary.py and of others is one of mixed types to psycopg."""

    def converted(value: Any) -> Any:
        made = convert(value)
        return made.value if isinstance(made, Enum) else made

    return converted
