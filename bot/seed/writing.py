"""Writes very many rows at once: in pieces, without the indexes meanwhile, the same on both databases. For empty tables
alone: it gives out the ids itself."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from models.database import Table, database, is_postgresql, run_sql

Say = Callable[[str], None]
#: Rows of one transaction.
PIECE = 200_000


def write(table: type[Table], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as the driver takes them, in the order of the columns `names`."""
    columns, name = ", ".join(f'"{one}"' for one in names), table._meta.table_name
    with database.atomic():
        connection = database.connection()
        if is_postgresql():
            with connection.cursor() as cursor, cursor.copy(f'COPY "{name}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join("?" * len(names))
        connection.executemany(f'INSERT INTO "{name}" ({columns}) VALUES ({marks})', rows)  # noqa: S608 - our own names


def series(first: int, end: int) -> str:
    """The whole numbers first <= n < end, as a table `s (n)`."""
    if is_postgresql():
        return f"generate_series({first}::bigint, {end - 1}::bigint) AS s (n)"
    return (
        f"(WITH RECURSIVE c (n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM c WHERE n < {end - 1}) "  # noqa: S608
        "SELECT n FROM c) AS s"
    )


def in_pieces(statement: Callable[[str], str], first: int, end: int) -> None:
    """`statement` makes the INSERT for a table of numbers."""
    for start in range(first, end, PIECE):
        with database.atomic():
            run_sql(statement(series(start, min(start + PIECE, end))), ())


@contextmanager
def without_indexes(table: type[Table]) -> Iterator[None]:
    """Sorting them once at the end is many times as fast as keeping them in order at every row."""
    kept = _indexes_of(table._meta.table_name)
    for name, _ in kept:
        database.execute_sql(f'DROP INDEX "{name}"')
    try:
        yield
    finally:
        for _, made_by in kept:
            database.execute_sql(made_by)


def _indexes_of(name: str) -> list[tuple[str, str]]:
    """(name, statement) of each that stands for itself; a primary key does not."""
    if is_postgresql():
        rows = run_sql(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ? AND schemaname = current_schema() AND "
            "indexname NOT IN (SELECT conname FROM pg_constraint)",
            (name,),
        )
    else:
        rows = run_sql("SELECT name, sql FROM sqlite_master WHERE tbl_name = ? AND type = 'index'", (name,))
    return [(index, made_by) for index, made_by in rows.fetchall() if made_by]


@contextmanager
def in_haste() -> Iterator[None]:
    """No look at each reference (they are right by arithmetic, and tests look), no wait for the disk: whoever loses
    power meanwhile begins anew. As it was afterwards."""
    if is_postgresql():
        with _postgresql_in_haste():
            yield
        return
    before = {name: run_sql(f"PRAGMA {name}", ()).fetchone()[0] for name in _HASTE}
    for name, value in _HASTE.items():
        database.execute_sql(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        for name, value in before.items():
            database.execute_sql(f"PRAGMA {name} = {value}")
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")


_HASTE = {"foreign_keys": 0, "synchronous": 0, "cache_size": -128_000, "secure_delete": 0}


@contextmanager
def _postgresql_in_haste() -> Iterator[None]:
    """Only a superuser may leave out the look at references; without that it takes longer."""
    database.execute_sql("SET synchronous_commit = off")
    may = run_sql("SELECT rolsuper FROM pg_roles WHERE rolname = current_user", ()).fetchone()[0]
    if may:
        database.execute_sql("SET session_replication_role = replica")
    try:
        yield
    finally:
        database.execute_sql("SET synchronous_commit = on")
        if may:
            database.execute_sql("SET session_replication_role = origin")


def count_on(*tables: type[Table]) -> None:
    """PostgreSQL gives out ids itself; those that stand there already it must not give again."""
    if not is_postgresql():
        return
    for table in tables:
        name = table._meta.table_name
        run_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT MAX(id) FROM {name}))", ())  # noqa: S608


def look_at_all() -> None:
    """So that the database knows how its tables are made up."""
    database.execute_sql("VACUUM ANALYZE" if is_postgresql() else "ANALYZE")
