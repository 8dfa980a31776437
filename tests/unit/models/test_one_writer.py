"""On SQLite the threads of one process take turns at writing; a turn ends however its transaction ends."""

import threading
from pathlib import Path

import peewee
import pytest

from models.one_writer import SqliteDatabase


@pytest.fixture
def counted(tmp_path: Path) -> SqliteDatabase:
    database = SqliteDatabase(
        str(tmp_path / "one.db"), timeout=5, lock_type="IMMEDIATE", pragmas=(("journal_mode", "wal"),)
    )
    database.execute_sql("CREATE TABLE counter (value INTEGER CHECK (value < 1000))")
    database.execute_sql("INSERT INTO counter VALUES (0)")
    return database


def value(database: SqliteDatabase) -> int:
    found: int = database.execute_sql("SELECT value FROM counter").fetchone()[0]
    return found


def add(database: SqliteDatabase, times: int) -> None:
    for _ in range(times):
        with database.atomic(), database.atomic():
            database.execute_sql("UPDATE counter SET value = ?", (value(database) + 1,))
    database.close()


def test_threads_that_read_and_write_lose_nothing(counted: SqliteDatabase) -> None:
    threads = [threading.Thread(target=add, args=(counted, 25)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(counted) == 8 * 25


def test_a_transaction_that_fails_gives_its_turn_back(counted: SqliteDatabase) -> None:
    for _ in range(3):
        with pytest.raises(peewee.IntegrityError), counted.atomic():
            counted.execute_sql("UPDATE counter SET value = 1000")
    other = threading.Thread(target=add, args=(counted, 1))
    other.start()
    other.join(5)
    assert not other.is_alive() and value(counted) == 1


def test_whoever_waits_too_long_is_told_that_the_database_is_locked(tmp_path: Path) -> None:
    database = SqliteDatabase(str(tmp_path / "one.db"), timeout=0, lock_type="IMMEDIATE")
    told: list[str] = []

    def try_it() -> None:
        try:
            with database.atomic():
                pass
        except peewee.OperationalError as problem:
            told.append(str(problem))

    with database.atomic():
        other = threading.Thread(target=try_it)
        other.start()
        other.join()
    assert len(told) == 1 and "database is locked" in told[0]
    try_it()
    assert len(told) == 1


def another_process(counted: SqliteDatabase) -> SqliteDatabase:
    """Its lock on the file is its own; the turns of our threads mean nothing to it."""
    return SqliteDatabase(counted.database, timeout=5, lock_type="IMMEDIATE")


def test_between_processes_a_writer_waits_until_the_other_has_ended(counted: SqliteDatabase) -> None:
    other = another_process(counted)
    holds, may_end = threading.Event(), threading.Event()

    def hold() -> None:
        with other.atomic():
            other.execute_sql("UPDATE counter SET value = 10")
            holds.set()
            may_end.wait(5)
        other.close()

    holder = threading.Thread(target=hold)
    holder.start()
    holds.wait(5)
    threading.Timer(0.05, may_end.set).start()
    add(counted, 1)
    holder.join()
    assert value(counted) == 11


def test_the_file_is_waited_for_no_longer_than_the_timeout_and_other_statements_still_wait(tmp_path: Path) -> None:
    impatient = SqliteDatabase(str(tmp_path / "one.db"), timeout=0, lock_type="IMMEDIATE")
    other = another_process(impatient)
    with other.atomic(), pytest.raises(peewee.OperationalError, match="locked"), impatient.atomic():
        raise AssertionError("two writers at once")
    with other.atomic():
        pass
    assert other.execute_sql("PRAGMA busy_timeout").fetchone() == (5000,)
