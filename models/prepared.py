"""Statements that are put into SQL once. Peewee takes several times as long to put a small query together as the
database to answer it; what is asked for every text goes through here, and stays written in Peewee.

    _newest = prepared(lambda contact: Thing.select().where(Thing.contact == contact).order_by(Thing.id.desc()))
    _newest.first(contact)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple, TypeVar

from peewee import Field, ModelObjectCursorWrapper, Node

from models.database import Table, database, is_postgresql

Row = TypeVar("Row", bound=Table)
Convert = Callable[[Any], Any]


class _Place(NamedTuple):
    """Where in the values of a statement an argument goes, or one item of it, and what makes a database value of it."""

    argument: int
    item: int | None
    convert: Convert | None


class Given(Node):
    """Stands for an argument while the query is put together. A comparison with NULL is written so: `is_null()`."""

    def __init__(self, argument: int, length: int | None) -> None:
        self.argument, self.length = argument, length
        self.convert: Convert | None = None

    def like(self, column: Field) -> "Given":
        """Made a value of this column, where the query does not compare it with one or write it to one."""
        given = Given(self.argument, self.length)
        given.convert = column.db_value
        return given

    def __sql__(self, ctx: Any) -> Any:
        convert = self.convert or ctx.state.converter
        if self.length is None:
            return ctx.value(_Place(self.argument, None, convert), converter=False)
        ctx.literal("(")
        for item in range(self.length):
            ctx.literal(", " if item else "")
            ctx.value(_Place(self.argument, item, convert), converter=False)
        return ctx.literal(")")


@dataclass(slots=True)
class _Statement:
    """One way to write the query. `process` makes what Peewee would of a row of it; known after the first answer."""

    query: Any
    sql: str
    values: list[Any]
    process: Callable[[tuple[Any, ...]], Any] | None = None
    places: list[tuple[int, int, int | None, Convert | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = [(at, *value) for at, value in enumerate(self.values) if isinstance(value, _Place)]

    def execute(self, arguments: tuple[Any, ...]) -> Any:
        values = self.values.copy()
        for at, argument, item, convert in self.places:
            value = arguments[argument]
            if item is not None:
                value = value[min(item, len(value) - 1)]
            values[at] = convert(value) if convert else value
        return database.execute_sql(self.sql, values)

    def rows(self, arguments: tuple[Any, ...]) -> list[Any]:
        cursor = self.execute(arguments)
        if self.process is None:
            self.process = _reader(self.query._get_cursor_wrapper(cursor))
        return [self.process(row) for row in cursor.fetchall()]


def _reader(wrapper: Any) -> Callable[[tuple[Any, ...]], Any]:
    wrapper.initialize()
    wrapper.cursor = None
    process: Callable[[tuple[Any, ...]], Any] = wrapper.process_row
    if not isinstance(wrapper, ModelObjectCursorWrapper) or not wrapper.is_model:
        return process
    named = [field.name if field else "" for field in wrapper.fields]
    return partial(_read, wrapper.constructor, named, wrapper.converters) if named == wrapper.columns else process


def _read(table: type[Row], names: Sequence[str], converters: Sequence[Convert | None], row: Sequence[Any]) -> Row:
    return row_of(
        table, names, [convert(value) if convert else value for convert, value in zip(converters, row, strict=True)]
    )


def row_of(table: type[Row], names: Sequence[str], values: Sequence[Any]) -> Row:
    """The object that Peewee makes of these columns; it takes several times as long, a descriptor for each."""
    made = table(__no_default__=1)
    made.__data__.update(zip(names, values, strict=True))
    return made


class Prepared:
    """Arguments that are lists or tuples stand behind `in_()`, and are never empty. Their last item is repeated up to
    the next power of two, so that there are few ways to write one query."""

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._statements: dict[tuple[Any, ...], _Statement] = {}

    def rows(self, *arguments: Any) -> list[Any]:
        return self._statement(arguments).rows(arguments)

    def first(self, *arguments: Any) -> Any:
        """None when there is none."""
        found = self.rows(*arguments)
        return found[0] if found else None

    def raw_rows(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """As the driver gives them, before any field reads them: times are µs, encrypted values stay so."""
        rows: list[tuple[Any, ...]] = self._statement(arguments).execute(arguments).fetchall()
        return rows

    def value(self, *arguments: Any) -> Any:
        """The only column of the first row, as the driver gives it; None when there is none."""
        row = self._statement(arguments).execute(arguments).fetchone()
        return row[0] if row else None

    def run(self, *arguments: Any) -> int:
        """How many rows were written."""
        changed: int = self._statement(arguments).execute(arguments).rowcount
        return changed

    def key_of_new(self, *arguments: Any) -> int | None:
        """The primary key of the row that an insert made; None when it made none."""
        cursor = self._statement(arguments).execute(arguments)
        if is_postgresql():
            made = cursor.fetchone()
            return made[0] if made else None
        return cursor.lastrowid if cursor.rowcount == 1 else None

    def _statement(self, arguments: tuple[Any, ...]) -> _Statement:
        lengths = [_rounded(len(value)) if isinstance(value, list | tuple) else None for value in arguments]
        key = (is_postgresql(), *lengths)
        if key not in self._statements:
            query = self._build(*(Given(place, length) for place, length in enumerate(lengths)))
            _convert_by_column(query)
            self._statements[key] = _Statement(query, *query.sql())
        return self._statements[key]


prepared = Prepared


def _rounded(length: int) -> int:
    if not length:
        raise ValueError("a prepared statement was given an empty list")
    return 1 << (length - 1).bit_length()


def _convert_by_column(query: Any) -> None:
    """Peewee converts written values by their column, but leaves nodes alone."""
    written: dict[Any, Any] = getattr(query, "_update", None) or getattr(query, "_insert", None) or {}
    for column, value in written.items():
        if isinstance(value, Given):
            written[column] = value.like(column if isinstance(column, Field) else query.model._meta.combined[column])


_inserts: dict[tuple[type[Table], bool, tuple[str, ...]], Prepared] = {}


def add(table: type[Row], **values: Any) -> Row | None:
    """The new row; None when there is one with the same unique key already."""
    return _add(table, values, ignore_conflict=True)


def create(table: type[Row], **values: Any) -> Row:
    """The new row. Raises IntegrityError as Peewee's own `create` does."""
    row = _add(table, values, ignore_conflict=False)
    if row is None:
        raise RuntimeError(f"{table.__name__}: nothing was inserted")
    return row


def _add(table: type[Row], values: dict[str, Any], ignore_conflict: bool) -> Row | None:
    which = (table, ignore_conflict, tuple(values))
    if which not in _inserts:
        _inserts[which] = prepared(partial(_insert, *which))
    key = _inserts[which].key_of_new(*values.values())
    return None if key is None else table(id=key, **values)


def _insert(table: type[Table], ignore_conflict: bool, names: tuple[str, ...], *given: Given) -> Any:
    query = table.insert(dict(zip(names, given, strict=True)))
    query = query.on_conflict_ignore() if ignore_conflict else query
    return query.returning(table.id) if is_postgresql() else query
