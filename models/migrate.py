"""Brings the schema up to date with Peewee's own numbered runner, one process at a time. Run as the release step."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Runner

from models.database import database, is_postgresql

FOLDER = Path(__file__).parent / "migrations"
#: Any fixed number: the same one for everybody who migrates this database.
ADVISORY_LOCK = 7_296_781


def _runner() -> Runner:
    return Runner(database.obj, str(FOLDER))


def migrate(instance_dir: Path) -> list[str]:
    """Apply what is missing and return its names. The runner takes no lock of its own (three at once: two fail)."""
    with _one_at_a_time(instance_dir):
        return list(_runner().up())


def missing() -> list[str]:
    """Names of migrations that this database lacks; a process that finds any must not serve."""
    return [migration.name for migration in _runner().status() if not migration.applied]


@contextmanager
def _one_at_a_time(instance_dir: Path) -> Iterator[None]:
    if is_postgresql():
        database.execute_sql("SELECT pg_advisory_lock(%s)", (ADVISORY_LOCK,))
        try:
            yield
        finally:
            database.execute_sql("SELECT pg_advisory_unlock(%s)", (ADVISORY_LOCK,))
        return
    instance_dir.mkdir(parents=True, exist_ok=True)
    with (instance_dir / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
