"""`make tour`: a Waypost of its own on free ports, the whole story played on it and drawn as a chat, within a minute.

Refuses to touch any data but its own: the stack runs alone, in a directory that is thrown away afterwards."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sandbox.story import NotAsTold, Story

ROOT = Path(__file__).resolve().parent.parent
#: Seconds for all of it, and of those for the stack to be ready.
WHOLE, READY = 56.0, 35.0
READY_LINE = "Waypost is ready: "


class Stack:
    """One `python -m config.run` in a directory of its own; its words are kept in `log`."""

    def __init__(self, directory: Path, port: int = 0, sandbox_port: int = 0, **environment: str) -> None:
        self.directory = directory
        self.port, self.sandbox_port = port or free_port(), sandbox_port or free_port()
        self.log = directory / "stack.log"
        self._environment = os.environ | environment
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.sandbox_port}"

    def start(self, seconds: float = READY) -> None:
        """Returns once it is ready; NotAsTold with its last words when it is not."""
        where = {"PORT": str(self.port), "SANDBOX_PORT": str(self.sandbox_port), "INSTANCE_DIR": str(self.directory)}
        self.directory.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own launcher, by this Python
                [sys.executable, "-m", "config.run", "--alone"],
                cwd=ROOT,
                env=self._environment | where,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise NotAsTold(f"Waypost did not get ready: {(self.words() or ['it said nothing'])[-1]}")
            time.sleep(0.1)

    def is_ready(self) -> bool:
        return any(line.startswith(READY_LINE) for line in self.words())

    def words(self) -> list[str]:
        return self.log.read_text(errors="replace").splitlines()

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int | None:
        """The exit code; None when it had never started."""
        if self._process is None:
            return None
        if self._process.poll() is None:
            self._process.send_signal(sign)
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Speak JSON with the sandbox's control API."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        request = urllib.request.Request(self.sandbox_url + path, data, headers, method=method)  # noqa: S310 - http
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - to ourselves
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            raise NotAsTold(f"The sandbox answered {problem.code} to {method} {path}.") from None
        except OSError as problem:
            raise NotAsTold(f"The sandbox did not answer {method} {path}: {problem}.") from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def show(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def tour(directory: Path, began: float) -> None:
    with ExitStack() as cleanup:
        stack = Stack(directory)
        cleanup.callback(stack.stop)
        show("Starting a Waypost of our own (sandbox: simulated carrier and mobile network) ...\n")
        stack.start()
        Story(stack.ask, show, began + WHOLE).play()


def main() -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # bubbles on a terminal that knows ASCII alone
    began = time.monotonic()
    directory = Path(tempfile.mkdtemp(prefix="waypost-tour-"))
    try:
        tour(directory, began)
    except NotAsTold as problem:
        sys.stderr.write(f"Not as told: {problem} (what the processes said: {directory / 'stack.log'})\n")
        return 1
    except KeyboardInterrupt:
        return 130
    shutil.rmtree(directory, ignore_errors=True)
    took = time.monotonic() - began
    show(f"All as told in {took:.0f} s: each text once, in order, one segment each, and silence after STOP.")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(main())
