"""One process that has everything of the product imported, and forks itself for each role of the Procfile.

A fresh Python takes a second to import Flask and Twilio; a fork takes a few milliseconds, so that hundreds of kills fit
into minutes. What runs in a fork is the product's own command. Orders come in as lines, what happened goes out as JSON.
Nothing here decides who dies.
"""

import json
import os
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from config import crash_points, processes
from config import time as product_time
from tests.chaos import mutants
from tests.chaos.strikes import Strikes
from tests.chaos.timepiece import Timepiece

ROOT = Path(__file__).resolve().parents[2]
#: A role that ends within so many seconds waits as long before it starts again.
TOO_SOON = 0.2


@dataclass
class Child:
    role: str
    pid: int
    started: float
    again: bool = True


class Zygote:
    def __init__(self, clock: Timepiece, logs: Path) -> None:
        self._clock, self._logs = clock, logs
        self._children: dict[str, Child] = {}
        self._due: dict[str, float] = {}
        self._ended = False

    def run(self) -> None:
        wake, bell = os.pipe()
        os.set_blocking(bell, False)
        signal.set_wakeup_fd(bell)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._wake = wake
        rest = b""
        while not (self._ended and not self._children):
            ready, _, _ = select.select([0, wake] if not self._ended else [wake], [], [], self._patience())
            if wake in ready:
                os.read(wake, 4096)
            if 0 in ready:
                data = os.read(0, 65_536)
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._obey(line.decode())
                if not data:
                    self._obey("quit")
            self._bury()
            self._raise_the_dead()

    def _patience(self) -> float:
        return min((max(0.0, due - time.monotonic()) for due in self._due.values()), default=1.0)

    def _obey(self, order: str) -> None:
        """`start ROLE`, `kill ROLE` and `term ROLE` (it comes back), `quit`."""
        what, _, role = order.partition(" ")
        child = self._children.get(role)
        if what == "start":
            self._due[role] = 0.0
        elif what == "quit":
            self._ended = True
            self._due.clear()
            for child in self._children.values():
                child.again = False
                os.kill(child.pid, signal.SIGTERM)
        elif child is not None:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL if what == "kill" else signal.SIGTERM)

    def _bury(self) -> None:
        for role, child in list(self._children.items()):
            pid, status = os.waitpid(child.pid, os.WNOHANG)
            if not pid:
                continue
            del self._children[role]
            tell(event="down", role=role, pid=pid, code=os.waitstatus_to_exitcode(status))
            if child.again and not self._ended:
                lived = time.monotonic() - child.started
                self._due[role] = time.monotonic() + (0.0 if lived > TOO_SOON else TOO_SOON)

    def _raise_the_dead(self) -> None:
        now = time.monotonic()
        for role in [role for role, due in self._due.items() if due <= now]:
            del self._due[role]
            if role not in self._children:
                self._fork(role)

    def _fork(self, role: str) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            self._be(role, parent)
        self._children[role] = Child(role, pid, time.monotonic(), again=role != "release")
        tell(event="up", role=role, pid=pid)

    def _be(self, role: str, parent: int) -> None:
        code = 1
        try:
            processes.die_with_parent()
            if os.getppid() != parent:
                os._exit(1)
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._redirect(role)
            self._clock.play(role if role != "release" else "machine")
            code = run_role(role)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            with suppress(OSError):
                sys.stderr.flush()
            os._exit(code)

    def _redirect(self, role: str) -> None:
        nothing = os.open(os.devnull, os.O_RDONLY)
        log = os.open(self._logs / f"{role}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for target, source in ((0, nothing), (1, log), (2, log)):
            os.dup2(source, target)


def run_role(role: str) -> int:
    """The Procfile's command of this role, in this process."""
    if role == "web":
        from gunicorn.app.wsgiapp import WSGIApplication

        sys.argv = ["gunicorn", "-c", str(ROOT / "config/gunicorn.py"), "app:create_app()"]
        WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()
        return 0
    from app import create_app

    kind, _, number = role.partition("-")
    words = {"release": ["release"], "clock": ["clock"], "worker": ["work", "work"], "urgent": ["work", "urgent"]}[kind]
    application = create_app()
    command: Any = application.cli.commands[words[0]]
    command.main(words[1:], standalone_mode=False)
    return 0


def tell(**what: object) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


#: What takes a fresh Python its time.
HEAVY = (
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "redis.retry",
    "rq.worker",
    "twilio.rest.api.v2010.account.message",
    "twilio.rest.lookups.v2.phone_number",
    "app",
)


def import_everything() -> None:
    for name in HEAVY:
        import_module(name)
    from bot.understand import understand

    understand("HELP", "+12025550143", 0, None)  # the patterns are compiled at the first text


def main() -> None:
    """`orders` is JSON: where, how fast, since when, which mutant."""
    processes.die_with_parent()
    orders = json.loads(sys.argv[1])
    directory = Path(orders["directory"])
    os.chdir(directory)
    mutants.apply(orders["mutant"])
    import_everything()
    clock = Timepiece(orders["began"], orders["scale"], directory / "clock.errors")
    product_time._clock = clock
    crash_points.install(Strikes(directory).reached)
    from jobs import clock as ticking

    ticking.TICK_SECONDS = max(ticking.TICK_SECONDS / orders["scale"], 0.1)
    tell(event="ready")
    Zygote(clock, directory).run()


if __name__ == "__main__":
    main()
