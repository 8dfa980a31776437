"""The migrations make the tables that the models speak of, on both databases. Names of indexes are not compared."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg
import pytest

from models.database import Table, bind, database, is_postgresql, unit_of_work
from models.migrate import missing
from models.tables import ALL_TABLES
from tests.structure.house import ROOT, files_of

#: Kept by Peewee's runner, and by records/word_index.py: no model speaks of them.
RUNNERS_OWN = {"schema_migration", "record_words", *(f"record_words_{part}" for part in ("data", "idx", "config"))}
Schema = dict[str, set[tuple[Any, ...]]]

SQLITE_TABLES = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
SQLITE_INDEXES = "SELECT tbl_name, replace(sql, name, '') FROM sqlite_master WHERE type = 'index'"
POSTGRESQL_SCHEMA = {
    "columns": "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default "
    "FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT tablename, replace(indexdef, indexname, '') FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid) "
    "FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0",
}


def of_our_tables(rows: Any) -> set[tuple[Any, ...]]:
    ours = {table._meta.table_name for table in ALL_TABLES}
    found = {tuple(row) for row in rows}
    assert {row[0] for row in found} - ours <= RUNNERS_OWN, "there are tables that no model speaks of"
    return {row for row in found if row[0] in ours}


def sqlite_schema(path: Path) -> Schema:
    with closing(sqlite3.connect(path)) as connection:
        tables = dict(connection.execute(SQLITE_TABLES).fetchall())
        found = {
            "columns": [
                (name, *row[1:]) for name in tables for row in connection.execute(f"PRAGMA table_info({name})")
            ],
            "foreign keys": [
                (name, *row[2:]) for name in tables for row in connection.execute(f"PRAGMA foreign_key_list({name})")
            ],
            "indexes": connection.execute(SQLITE_INDEXES).fetchall(),
            "checks": [(name, sql.partition("CHECK")[2]) for name, sql in tables.items()],
        }
    return {kind: of_our_tables(rows) for kind, rows in found.items()}


def postgresql_schema(url: str) -> Schema:
    with psycopg.connect(url) as connection:
        return {kind: of_our_tables(connection.execute(query)) for kind, query in POSTGRESQL_SCHEMA.items()}


def make_from_models(url: str) -> None:
    bind(url)
    with unit_of_work():
        database.create_tables(ALL_TABLES)
    database.close_all() if is_postgresql() else database.close()


@pytest.fixture
def fresh_postgresql(postgresql: str) -> Iterator[str]:
    with psycopg.connect(postgresql.format("postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS from_models")
        connection.execute("CREATE DATABASE from_models")
    yield postgresql.format("from_models")


def test_on_sqlite_the_models_tables_equal_the_migrated_ones(empty_sqlite: Path, tmp_path: Path) -> None:
    make_from_models(f"sqlite:///{tmp_path / 'models.db'}")
    migrated, made = sqlite_schema(empty_sqlite), sqlite_schema(tmp_path / "models.db")
    for kind in migrated:
        assert made[kind] == migrated[kind], f"{kind} differ"
    assert {row[0] for row in made["columns"]} == {table._meta.table_name for table in ALL_TABLES}


def test_on_postgresql_the_models_tables_equal_the_migrated_ones(postgresql: str, fresh_postgresql: str) -> None:
    make_from_models(fresh_postgresql)
    migrated, made = postgresql_schema(postgresql.format("empty")), postgresql_schema(fresh_postgresql)
    for kind in migrated:
        assert made[kind] == migrated[kind], f"{kind} differ"
    assert {row[0] for row in made["columns"]} == {table._meta.table_name for table in ALL_TABLES}


def test_one_text_in_flight_for_each_phone_is_a_partial_index_on_both(empty_sqlite: Path, postgresql: str) -> None:
    for schema in (sqlite_schema(empty_sqlite), postgresql_schema(postgresql.format("empty"))):
        partial = [row[1] for row in schema["indexes"] if "'sending'" in (row[1] or "")]
        assert len(partial) == 1
        assert "UNIQUE" in partial[0] and "WHERE" in partial[0] and "outbound_message" in partial[0]


def test_every_table_class_is_on_the_list() -> None:
    for path in files_of("models"):
        import_module(path.removesuffix(".py").replace("/", "."))
    assert set(ALL_TABLES) == set(Table.__subclasses__())


def test_migrations_are_numbered_without_gaps_and_import_nothing_of_ours(db: str) -> None:
    names = sorted(path.stem for path in (ROOT / "models/migrations").glob("[0-9]*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    for name in names:
        text = (ROOT / f"models/migrations/{name}.py").read_text()
        assert "from models" not in text and "import models" not in text and "from config" not in text
    assert missing() == []
