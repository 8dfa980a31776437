"""The one database: SQLite in a small office, PostgreSQL in a large one, the same code on both. Knows no tables."""

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from peewee import DatabaseProxy, Model
from playhouse.pool import PooledPostgresqlDatabase

from models.one_writer import SqliteDatabase

database = DatabaseProxy()

#: SQLite: readers never wait (WAL), an acknowledged commit survives a power cut (FULL), and a transaction takes its
#: write lock at the start (IMMEDIATE): a later upgrade fails at once, whatever the timeout.
SQLITE_PRAGMAS = (
    ("journal_mode", "wal"),
    ("synchronous", "full"),
    ("foreign_keys", 1),
    ("recursive_triggers", 1),  # so that REPLACE cannot pass by the triggers of append-only tables
    ("secure_delete", 1),  # what an erasure overwrites is zeros in the file, not only unlinked
    ("cache_size", -16_000),
)


class Table(Model):
    """Every table's base."""

    if TYPE_CHECKING:  # what Peewee makes at run time: the primary key, and x_id beside each foreign key x
        id: Any

        def __getattr__(self, name: str) -> Any: ...

    class Meta:
        database = database
        legacy_table_names = False


def bind(url: str) -> None:
    """Point the models at `url` (sqlite:///path or postgresql://user:pass@host:port/name). Opens nothing yet."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        database.initialize(_sqlite(url.removeprefix("sqlite:///")))
    elif parts.scheme in ("postgresql", "postgres"):
        database.initialize(_postgresql(url))
    else:
        raise ValueError(f"DATABASE_URL must begin with sqlite:/// or postgresql://, not {parts.scheme}://")


def _sqlite(path: str) -> SqliteDatabase:
    return SqliteDatabase(path, pragmas=SQLITE_PRAGMAS, lock_type="IMMEDIATE", timeout=30)


class _Pool(PooledPostgresqlDatabase):
    """Lends a connection without asking the server first whether it still lives, which is a round trip for each unit of
    work: one that was ended lies there with something to read, and only then is it asked."""

    def _is_closed(self, connection: Any) -> bool:
        if connection.closed:
            return True
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        return bool(waiting.poll(0)) and bool(super()._is_closed(connection))


def _postgresql(url: str) -> PooledPostgresqlDatabase:
    parts = urlsplit(url)
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return _Pool(
        unquote(parts.path.lstrip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=unquote(options.get("host", parts.hostname or "")),
        port=parts.port or 5432,
        prefer_psycopg3=True,
        max_connections=32,
        stale_timeout=300,
        timeout=10,
        **{name: unquote(value) for name, value in options.items() if name != "host"},
    )


def is_postgresql() -> bool:
    return isinstance(database.obj, PooledPostgresqlDatabase)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """A connection for the block. SQLite keeps one per thread (opening per request costs 1.35 to 2.7 times);
    PostgreSQL borrows from the pool and gives back, so a restarted server is simply connected to anew."""
    if not is_postgresql():
        database.connect(reuse_if_open=True)
        yield
        return
    opened = database.connect(reuse_if_open=True)
    try:
        yield
    finally:
        if opened:
            database.close()


def for_update(query: Any) -> Any:
    """Lock the selected rows on PostgreSQL; SQLite's transaction already holds the only write lock."""
    return query.for_update() if is_postgresql() else query


def take_turn(query: Any, *tables: type[Table]) -> Any:
    """As for_update, but others may still refer to the row: an outbound row for this contact need not wait for us,
    which would be a deadlock when we then wait for its mailpiece. Of joined `tables` the rows of these are locked."""
    return query.for_update("FOR NO KEY UPDATE", of=tables or None) if is_postgresql() else query


def skip_locked(query: Any) -> Any:
    """Lock the selected rows, passing over those that another worker holds."""
    return query.for_update("FOR UPDATE SKIP LOCKED") if is_postgresql() else query


@contextmanager
def by_index_alone() -> Iterator[None]:
    """PostgreSQL reads no table from its beginning to its end within the block: where its index is not trusted to be
    faster, and is."""
    if not is_postgresql():
        yield
        return
    with database.atomic():
        database.execute_sql("SET LOCAL enable_seqscan = off")
        yield
        database.execute_sql("SET LOCAL enable_seqscan TO DEFAULT")


def raw_rows(query: Any) -> list[tuple[Any, ...]]:
    """The rows as the driver gives them, before any field reads them: times are µs, encrypted values stay so."""
    rows: list[tuple[Any, ...]] = database.execute_sql(*query.sql()).fetchall()
    return rows


def run_sql(text: str, values: Sequence[Any]) -> Any:
    """A statement in our own words, a ? for each value; returns the driver's cursor. For the few that run with every
    text: building them anew from Peewee's objects costs more than to run them. Times are µs."""
    return database.execute_sql(text.replace("?", "%s") if is_postgresql() else text, tuple(values))


def places(count: int) -> str:
    """`?, ?, ?` for so many values."""
    return ", ".join(["?"] * count)


def flush_deleted() -> None:
    """SQLite: bring what was overwritten out of the write-ahead log, as far as other readers allow. PostgreSQL's
    vacuum does its own."""
    if not is_postgresql():
        database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
