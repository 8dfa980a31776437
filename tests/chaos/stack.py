"""One whole Waypost for chaos: servers, the sandbox as the outside world, and the product's processes in forks."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from config import processes
from sandbox.inbound import Inbound
from sandbox.server import Sandbox
from sandbox.settings import Settings as SandboxSettings
from sandbox.tour import free_port
from tests.chaos.accounts import Diary
from tests.chaos.servers import PostgresServer, RedisServer
from tests.chaos.strikes import Strikes
from tests.chaos.timepiece import Timepiece

ROOT = Path(__file__).resolve().parents[2]
SQLITE, POSTGRESQL = "sqlite-alone", "postgresql-redis"
PAIRINGS = (SQLITE, POSTGRESQL)
#: Two clocks always; two drains and two pollers where Redis calls them (without it the two clocks are both).
ROLES = {
    SQLITE: ("web", "clock-1", "clock-2"),
    POSTGRESQL: ("web", "worker-1", "worker-2", "urgent-1", "urgent-2", "clock-1", "clock-2"),
}
#: What the processes must never say. A write transaction of SQLite takes its lock at the start and waits for it, so it
#: is never refused.
NEVER = ("database is locked", "database table is locked")


@dataclass(frozen=True)
class Plan:
    """How one stack is set up. `scale`: how many times faster than life its time goes."""

    pairing: str
    scale: float
    mutant: str = ""


@dataclass
class Life:
    """The processes as the zygote tells of them."""

    pids: dict[str, int] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    ends: list[tuple[str, int]] = field(default_factory=list)
    ready: bool = False


class Stack:
    """Made, started and stopped in the main thread: its servers live as long as that thread."""

    def __init__(self, directory: Path, plan: Plan) -> None:
        self.directory, self.plan = directory, plan
        self.clock = Timepiece(time.monotonic(), plan.scale, directory / "clock.errors")
        self.strikes = Strikes(directory)
        self.life = Life()
        self.port = free_port()
        self.redis: RedisServer | None = None
        self.postgres: PostgresServer | None = None
        self.database_url = f"sqlite:///{directory}/waypost.db"

    def start(self) -> None:
        if self.plan.pairing == POSTGRESQL:
            self.redis, self.postgres = RedisServer(self.directory), PostgresServer(self.directory)
            self.database_url = self.postgres.url
        self._start_sandbox()
        orders = {
            "directory": str(self.directory),
            "began": self.clock.began,
            "scale": self.plan.scale,
            "mutant": self.plan.mutant,
        }
        self._zygote = subprocess.Popen(
            (sys.executable, "-m", "tests.chaos.zygote", json.dumps(orders)),
            cwd=ROOT,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=(self.directory / "zygote.log").open("ab"),
            preexec_fn=lambda: processes.die_with_parent(signal.SIGKILL),
        )
        threading.Thread(target=self._listen, name="zygote", daemon=True).start()
        self._wait(lambda: self.life.ready, "the zygote")
        self._release()
        for role in ROLES[self.plan.pairing]:
            self.order("start", role)
        self._wait(lambda: self._web_answers(), "web")

    def _start_sandbox(self) -> None:
        """Twilio's pauses and the network's shrink as all waits do; what is bound to real work does not."""
        quick = min(1.0, 10 / self.plan.scale)
        self.settings = SandboxSettings(
            app_url=f"http://127.0.0.1:{self.port}",
            sent_after=0.2 * quick,
            delivered_after=0.4 * quick,
            retry_delays=(0.5 * quick, 1.5 * quick, 4.0 * quick),
            inbound_overrides="ct=1000&rt=3000&rc=3&rp=ct,rt,5xx",
        )
        self.sandbox = Sandbox(self.settings, clock=self.clock.true)
        self.diary = Diary(self.sandbox, self.clock)
        self.inbound = Inbound(self.settings, self.sandbox.book, self.sandbox.webhooks, self.clock.true)
        self.sandbox_url = self.sandbox.start()

    def _environment(self) -> dict[str, str]:
        scale = self.plan.scale
        quick = max(10 / scale, 0.3)
        settings = {
            "WAYPOST_ENV": "development",
            "HOST": "127.0.0.1",
            "PORT": self.port,
            "PUBLIC_BASE_URL": self.settings.app_url,
            "INSTANCE_DIR": self.directory / "instance",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis.url if self.redis else "",
            "TWILIO_ACCOUNT_SID": self.settings.account_sid,
            "TWILIO_AUTH_TOKENS": self.settings.auth_token,
            "TWILIO_API_BASE_URL": self.sandbox_url,
            "TWILIO_LOOKUPS_BASE_URL": self.sandbox_url,
            "TWILIO_TIMEOUT_SECONDS": quick,
            "USPS_CLIENT_ID": "id",
            "USPS_CLIENT_SECRET": "secret",
            "USPS_API_BASE_URL": self.sandbox_url,
            "USPS_TIMEOUT_SECONDS": min(8.0, quick),
            "USPS_CALLS_PER_HOUR": 1_000_000,
            "FIRST_LOOK_GATHER_SECONDS": 1 / scale,
            "POLL_CEILING_SECONDS": 25 if scale > 1 else 5,
            "QUIET_HOURS": "none",
            "PUSHES_A_DAY": 0,
            "PUSHES_A_DAY_PER_PIECE": 0,
            "PUSH_SEGMENTS_A_DAY": 0,
            "REPLY_SEGMENTS_A_DAY": 0,
        }
        ours = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
        return ours | {name: str(value) for name, value in settings.items()} | {"PYTHONPATH": str(ROOT)}

    def _release(self) -> None:
        self.order("start", "release")
        self._wait(lambda: any(role == "release" for role, _ in self.life.ends), "the release")

    def _web_answers(self) -> bool:
        import urllib.request

        with suppress(OSError):
            with urllib.request.urlopen(f"{self.settings.app_url}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        return False

    def _wait(self, true: object, what: str, seconds: float = 30.0) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if true():  # type: ignore[operator]
                return
            if self._zygote.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"{what} did not come up; see {self.directory}\n{self.words()}")

    def words(self, lines: int = 15) -> str:
        """The last that each process wrote."""
        logs = sorted(self.directory.glob("*.log"))
        return "\n".join(f"== {log.name}\n" + "\n".join(log.read_text().splitlines()[-lines:]) for log in logs)

    def errors(self) -> list[str]:
        """Lines that no misfortune explains."""
        lines = (line for log in self.directory.glob("*.log") for line in log.read_text(errors="replace").splitlines())
        return [line for line in lines if any(word in line for word in NEVER)]

    # -- the processes ----------------------------------------------------------------------------------------------

    def order(self, what: str, role: str = "") -> None:
        stdin = self._zygote.stdin
        with suppress(OSError, ValueError):
            if stdin is not None:
                stdin.write(f"{what} {role}".rstrip().encode() + b"\n")
                stdin.flush()

    def _listen(self) -> None:
        for line in self._zygote.stdout or ():
            event = json.loads(line)
            role = event.get("role", "")
            if event["event"] == "ready":
                self.life.ready = True
            elif event["event"] == "up":
                self.life.pids[role] = event["pid"]
                self.life.starts[role] = self.life.starts.get(role, 0) + 1
            else:
                self.life.ends.append((role, event["code"]))

    def signal(self, role: str, sign: signal.Signals) -> None:
        """SIGSTOP and SIGCONT, which the zygote need not know of."""
        pid = self.life.pids.get(role)
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, sign)

    def stop(self) -> None:
        if hasattr(self, "_zygote"):
            for role in self.life.pids:
                self.signal(role, signal.SIGCONT)
            self.order("quit")
            try:
                self._zygote.wait(10)
            except subprocess.TimeoutExpired:
                self._zygote.kill()
                self._zygote.wait()
        if hasattr(self, "sandbox_url"):
            self.sandbox.stop()
        for server in (self.redis, self.postgres):
            if server is not None:
                server.stop()


def scaled(plan: Plan, scale: float) -> Plan:
    return replace(plan, scale=scale)
