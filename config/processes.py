"""One child process of the launcher: how it is started, heard, stopped, and how it dies with us.

Refuses to decide when to restart: that is config/supervisor.py.
"""

import ctypes
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO

from config.probes import Probe

_PR_SET_PDEATHSIG = 1  # prctl(2); Linux only
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def read_procfile(text: str) -> dict[str, list[str]]:
    """`name: command` lines in their order, the command split as a shell would. Raises ValueError on any other line."""
    commands = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, colon, command = line.partition(":")
        if not colon or not command.strip():
            raise ValueError(f"Procfile line {number} is not `name: command`")
        commands[name.strip()] = shlex.split(command)
    return commands


def die_with_parent(sign: int = signal.SIGKILL) -> None:
    """Have the kernel send us `sign` when the thread that started this process is gone, kill -9 included."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)


def _in_child_of(parent: int) -> Callable[[], None]:
    def prepare() -> None:
        die_with_parent()
        if os.getppid() != parent:  # it died before the line above: no signal will come
            os._exit(1)

    return prepare


@dataclass(frozen=True)
class Spec:
    """What to start and how to see it live. `stage` 0 starts first, stops last; `facts` go to processes.json."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(repr=False)
    probe: Probe
    stage: int
    facts: Mapping[str, int | str] = field(default_factory=dict)


def start(command: tuple[str, ...], environment: Mapping[str, str], directory: str) -> "subprocess.Popen[bytes]":
    """Start in a session of its own, so that Ctrl-C reaches the launcher alone. The launcher must have no threads."""
    process = subprocess.Popen(  # noqa: S603 - the commands are our Procfile's, split without a shell
        command,
        cwd=directory,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_in_child_of(os.getpid()),
    )
    os.set_blocking(output_of(process).fileno(), False)
    return process


def output_of(process: "subprocess.Popen[bytes]") -> IO[bytes]:
    if process.stdout is None:
        raise ValueError("this process was started without a pipe")
    return process.stdout


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """SIGKILL to the process and everything it started: a dead gunicorn master must not leave workers on the port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


class LineReader:
    """Turns what a pipe gives, in any pieces, into whole lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[str]:
        *lines, self._rest = (self._rest + data).split(b"\n")
        return [line.decode("utf-8", "replace").rstrip("\r") for line in lines]

    def finish(self) -> list[str]:
        rest, self._rest = self._rest, b""
        return [rest.decode("utf-8", "replace")] if rest else []
