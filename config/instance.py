"""The data directory of one running Waypost: which one, held by one stack at a time, and the sandbox's keys in it.

Refuses, in one line, what could not work: a directory or a port that another stack holds.
"""

import errno
import fcntl
import json
import os
import secrets
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path


class Refusal(Exception):
    """Waypost cannot start; the message is one plain line that says what to do."""


@dataclass(frozen=True)
class Instance:
    """`lock` stays open, and with it the claim, until the process ends, however it ends."""

    directory: Path
    lock: int
    notice: str = ""

    @property
    def run_directory(self) -> Path:
        return self.directory / "run"


def choose_instance(given: Path | None, usual: Path, port: int) -> Instance:
    """INSTANCE_DIR as `given`; else what this port had before; else the `usual` one, or one by the port beside it."""
    by_port = usual / f"port-{port}"
    if given is not None or by_port.is_dir():
        directory = given or by_port
        lock = _claim(directory)
        if lock is None:
            raise Refusal(f"{directory} is in use by a running Waypost: stop that one, or set another INSTANCE_DIR")
        notice = "" if given else f"This port has data of its own: {by_port}"
        return Instance(directory, lock, notice)
    lock = _claim(usual)
    if lock is not None:
        return Instance(usual, lock)
    lock = _claim(by_port)
    if lock is None:
        raise Refusal(f"{by_port} is in use by a running Waypost: stop that one, or set another PORT")
    return Instance(by_port, lock, f"Another Waypost uses {usual}: this one keeps its data in {by_port}")


def _claim(directory: Path) -> int | None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(directory / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


def require_free_port(host: str, port: int, setting: str, taken: frozenset[int] = frozenset()) -> None:
    """Raise Refusal naming the `setting` to change when nobody could listen there."""
    if not 0 < port < 65_536:
        raise Refusal(f"{setting}={port} is no port: choose one from 1 to 65535")
    if port in taken:
        raise Refusal(f"Port {port} is chosen twice: set {setting}={_next_free(host, port, taken)}")
    problem = _problem_with(host, port)
    if problem == errno.EADDRINUSE:
        free = _next_free(host, port, taken)
        raise Refusal(f"Port {port} is taken: stop what uses it, or set {setting}={free}")
    if problem:
        raise Refusal(f"{host}:{port} cannot be used ({os.strerror(problem)}): set another HOST or {setting}")


def _problem_with(host: str, port: int) -> int:
    """The errno of listening there; 0 when it works."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
            attempt.listen(1)  # bind alone succeeds beside another that is bound with SO_REUSEADDR too
        except socket.gaierror:
            return errno.EADDRNOTAVAIL
        except OSError as problem:
            return problem.errno or errno.EIO
    return 0


def _next_free(host: str, port: int, taken: frozenset[int]) -> int:
    later = range(port + 1, min(port + 100, 65_536))
    return next((number for number in later if number not in taken and not _problem_with(host, number)), 8000)


@dataclass(frozen=True)
class SandboxKeys:
    """What the sandbox and the app tell each other when the sandbox plays Twilio and USPS."""

    account_sid: str
    auth_token: str = field(repr=False)
    usps_client_id: str
    usps_client_secret: str = field(repr=False)


def sandbox_keys(directory: Path) -> SandboxKeys:
    """Read `directory`/sandbox.json, made on first run with mode 600. The caller holds the directory's lock."""
    path = directory / "sandbox.json"
    with suppress(FileNotFoundError):
        return SandboxKeys(**json.loads(path.read_text()))
    keys = SandboxKeys(
        f"AC{secrets.token_hex(16)}", secrets.token_hex(16), secrets.token_hex(12), secrets.token_hex(24)
    )
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(vars(keys), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return keys
