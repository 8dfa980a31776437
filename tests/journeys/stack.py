"""A whole Waypost for a test: started and stopped like `make run`, its processes killed by name, its database read."""

import json
import os
import signal
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sandbox.tour import Stack

#: Seconds until a stack must be ready: a machine with two cores may start two of them, beside everything else.
PATIENCE = 120.0


class TestStack(Stack):
    __test__ = False

    def processes(self) -> dict[str, dict[str, Any]]:
        try:
            return json.loads((self.directory / "run/processes.json").read_text())
        except FileNotFoundError:
            return {}

    def kill(self, name: str) -> None:
        """kill -9 of the process itself, as the supervisor knows it."""
        os.kill(self.processes()[name]["pid"], signal.SIGKILL)

    def starts(self, name: str) -> int:
        return self.processes().get(name, {}).get("starts", 0)

    def get(self, path: str) -> int:
        with urllib.request.urlopen(self.url + path, timeout=5) as answer:
            return answer.status

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.directory / "waypost.db", timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *values: object) -> None:
        """What only time would bring about."""
        with closing(sqlite3.connect(self.directory / "waypost.db", timeout=10)) as connection:
            connection.execute(statement, values)
            connection.commit()

    def text(self, phone: str, body: str) -> None:
        self.ask("POST", f"/phones/{phone}/texts", {"body": body})

    def received(self, phone: str) -> list[str]:
        """The bodies that came to this phone, in order."""
        return [text["body"] for text in self.ask("GET", f"/phones/{phone}/texts") if text["direction"] == "to_phone"]

    def scan(self, number: str, code: str, event: str) -> None:
        scan = {"event_code": code, "event": event, "city": "MEMPHIS", "state": "TN"}
        self.ask("POST", f"/mailpieces/{number}/scans", scan)


@contextmanager
def running(directory: Path, **environment: str) -> Iterator[TestStack]:
    stack = TestStack(directory, **environment)
    try:
        stack.start(PATIENCE)
        yield stack
    finally:
        stack.stop()


def wait_for(condition: Callable[[], Any], seconds: float, what: str) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {seconds:.0f} s")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
