"""SQLite has one writer at a time, and whoever waits for it sleeps up to 100 ms before looking again. So the threads of
one process queue here, and one of them looks every millisecond; between processes SQLite's own lock decides.
"""

import threading
import time
from typing import Any

import peewee

LOOK_SECONDS = 0.001


class SqliteDatabase(peewee.SqliteDatabase):
    """Every transaction begins with the write lock (IMMEDIATE), so every one takes its turn. It bears its parent's
    name: migrations tell the databases apart by it."""

    def __init__(self, path: str, *, timeout: int, **options: Any) -> None:
        super().__init__(path, timeout=timeout, **options)
        self._turn, self._mine, self._longest = threading.Lock(), threading.local(), timeout

    def begin(self, lock_type: str | None = None) -> None:
        if not self._turn.acquire(timeout=self._longest):
            raise peewee.OperationalError("database is locked: another thread of this process writes for too long")
        self._mine.turn = True
        try:
            self._begin_in_time(lock_type)
        except BaseException:
            self._end_turn()
            raise

    def _begin_in_time(self, lock_type: str | None) -> None:
        """SQLite's own waiting is switched off for this one statement: whoever looks often is not left behind."""
        end = time.monotonic() + self._longest
        self.execute_sql("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    return super().begin(lock_type)
                except peewee.OperationalError as problem:
                    if "locked" not in str(problem) or time.monotonic() > end:
                        raise
                time.sleep(LOOK_SECONDS)
        finally:
            self.execute_sql(f"PRAGMA busy_timeout = {self._longest * 1000}")

    def commit(self) -> None:
        """Ends the turn even when it fails: the rollback that follows then needs none."""
        try:
            super().commit()
        finally:
            self._end_turn()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if getattr(self._mine, "turn", False):
            self._mine.turn = False
            self._turn.release()
