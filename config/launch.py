"""Puts one running Waypost together: data directory, Redis, sandbox and the Procfile's processes, then supervises them.

Refuses to know what the processes do: they are the lines of the Procfile.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from config import embedded_redis
from config.console import Console
from config.environment import Given, app_environment, read_settings, sandbox_environment
from config.instance import Instance, Refusal, SandboxKeys, choose_instance, require_free_port, sandbox_keys
from config.probes import HeartbeatProbe, HttpProbe, RedisProbe
from config.processes import LineReader, Spec, die_with_parent, kill_group, output_of, read_procfile, start
from config.settings import ROOT
from config.supervisor import Supervisor

_REDIS, _SANDBOX, _APP = range(3)  # stages: started in this order, stopped in the other
#: Procfile lines that have nothing to wait for where there is no Redis: the clock does their work.
_NEED_REDIS = frozenset({"worker", "urgent", "slow"})


def launch(*, alone: bool) -> int:
    """Everything `make run` does; the exit code."""
    os.chdir(ROOT)
    os.umask(0o077)  # what is written from here on is for the owner alone
    if alone or "MAKELEVEL" in os.environ:  # a program started us, make or a test: when it is killed, nobody stops us
        die_with_parent(signal.SIGTERM)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    console = Console()
    try:
        return _launch(console, alone=alone)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except KeyboardInterrupt:
        return 0


def _launch(console: Console, *, alone: bool) -> int:
    given = read_settings(alone=alone)
    require_free_port(given.host, given.port, "PORT")
    if given.needs_sandbox:
        require_free_port("127.0.0.1", given.sandbox_port, "SANDBOX_PORT", taken=frozenset({given.port}))
    instance = choose_instance(_wanted_directory(given), ROOT / "instance", given.port)
    if instance.notice:
        console.say(instance.notice)
    instance.run_directory.mkdir(exist_ok=True, mode=0o700)
    return _Stack(console, given, instance).run()


def _wanted_directory(given: Given) -> Path | None:
    return ROOT / given.instance_dir if given.has("instance_dir") else None


class _Stack:
    """One Waypost from its settings: the list of processes, and what is said about them."""

    def __init__(self, console: Console, given: Given, instance: Instance) -> None:
        self._console, self._given, self._instance = console, given, instance
        self._keys: SandboxKeys | None = sandbox_keys(instance.directory) if given.needs_sandbox else None
        self._socket: Path | None = None
        self._redis = self._plan_redis()
        self._environment = app_environment(given, instance.directory, self._redis_url(), self._keys)

    def run(self) -> int:
        try:
            commands = read_procfile((ROOT / "Procfile").read_text())
            self._release(commands.pop("release"))
            specs = [*self._redis, *self._sandbox(), *self._processes(commands)]
            register = self._instance.run_directory / "processes.json"
            self._console.say(f"Starting {', '.join(spec.name for spec in specs)} ...")
            Supervisor(specs, self._console, ROOT, register).run(self._announce)
        finally:
            self._remove_short_socket()
        return 0

    def _plan_redis(self) -> list[Spec]:
        if self._given.redis_url:
            return []
        binary = embedded_redis.find_binary()
        if binary is None:
            self._console.say("No redis-server or valkey-server here: running without, the clock does their work")
            return []
        run_directory, data = self._instance.run_directory, self._instance.directory / "redis"
        data.mkdir(exist_ok=True, mode=0o700)
        self._socket = embedded_redis.socket_path(run_directory)
        command = embedded_redis.command(binary, self._socket, data, run_directory / "redis.log")
        facts = {"socket": str(self._socket)}
        return [Spec("redis", command, dict(os.environ), RedisProbe(self._socket), _REDIS, facts)]

    def _redis_url(self) -> str:
        return self._given.redis_url or (f"unix://{self._socket}" if self._socket else "")

    def _sandbox(self) -> list[Spec]:
        if self._keys is None:
            return []
        environment = sandbox_environment(self._given, self._instance.directory, self._keys)
        port = self._given.sandbox_port
        command = (sys.executable, "-m", "sandbox")
        return [Spec("sandbox", command, environment, HttpProbe("127.0.0.1", port), _SANDBOX, {"port": port})]

    def _processes(self, commands: dict[str, list[str]]) -> list[Spec]:
        wanted = {name for name in commands if self._redis_url() or name not in _NEED_REDIS}
        return [self._process(name, command) for name, command in commands.items() if name in wanted]

    def _process(self, name: str, command: list[str]) -> Spec:
        if name == "web":
            probe = HttpProbe(self._given.local_host, self._given.port)
            return Spec(name, tuple(command), self._environment, probe, _APP, {"port": self._given.port})
        heartbeat = self._instance.run_directory / f"{name}.heartbeat"
        environment = self._environment | {"HEARTBEAT_FILE": str(heartbeat)}
        return Spec(name, tuple(command), environment, HeartbeatProbe(heartbeat), _APP)

    def _release(self, command: list[str]) -> None:
        """Run it to its end: nothing starts on a database that is not ready."""
        try:
            process = start(tuple(command), self._environment, str(ROOT))
        except FileNotFoundError:
            raise Refusal(f"{command[0]} is not installed beside {sys.executable}: run `make setup`") from None
        try:
            self._relay_all("release", process)
            if process.wait() != 0:
                raise Refusal(
                    f"Preparing the database failed (`{' '.join(command)}`, exit {process.returncode}): "
                    "put right what the lines above say, then run again"
                )
        finally:
            kill_group(process)

    def _relay_all(self, name: str, process: "subprocess.Popen[bytes]") -> None:
        pipe, lines = output_of(process), LineReader()
        os.set_blocking(pipe.fileno(), True)
        while data := os.read(pipe.fileno(), 65_536):
            for line in lines.feed(data):
                self._console.relay(name, line)
        for line in lines.finish():
            self._console.relay(name, line)

    def _announce(self) -> None:
        """The banner. The last line is a promise: it comes once every process has answered."""
        web, sandbox = self._given.web_url, f"http://127.0.0.1:{self._given.sandbox_port}"
        if self._keys is not None:
            self._console.say("Sandbox: simulated carrier and mobile network; open hours, no caps")
            self._console.say(f"  Phone in the browser  {sandbox}/")
            self._console.say(f"  Sandbox log           {sandbox}/log")
        self._console.say(f"  Opt-in page           {web}/")
        self._console.say(f"  Console               {self._first_link() or web + '/console'}")
        self._console.say(f"  Health                {web}/health")
        self._console.say(f"Waypost is ready: {web}")

    def _first_link(self) -> str:
        """A one-time link for the first admin, as long as nobody has joined the console; else nothing."""
        command = (str(Path(sys.executable).with_name("flask")), "operators", "first-link")
        try:
            asked = subprocess.run(  # noqa: S603 - our own command, without a shell
                command, cwd=ROOT, env=self._environment, capture_output=True, text=True, timeout=60, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        said = asked.stdout.strip()
        return f"{said}  (first login, works once)" if asked.returncode == 0 and said.startswith("http") else ""

    def _remove_short_socket(self) -> None:
        if self._socket is not None and self._socket.parent != self._instance.run_directory:
            shutil.rmtree(self._socket.parent, ignore_errors=True)
