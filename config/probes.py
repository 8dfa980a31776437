"""How the launcher sees that a process lives: an HTTP answer, a PONG, or a fresh heartbeat file. Judges nothing."""

import http.client
import socket
from pathlib import Path
from typing import Protocol

#: Longest wait for one answer, in seconds: the launcher does nothing else meanwhile.
_PATIENCE = 0.5


class Probe(Protocol):
    pause: float  # seconds between two questions to a process that is well

    def forget(self) -> None:
        """A new process is about to start: nothing seen before counts."""

    def answers(self) -> bool:
        """True when the process showed life just now."""


class HttpProbe:
    """GET /health answers 200."""

    pause = 5.0

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    def forget(self) -> None:
        pass

    def answers(self) -> bool:
        connection = http.client.HTTPConnection(self._host, self._port, timeout=_PATIENCE)
        try:
            connection.request("GET", "/health", headers={"Connection": "close"})
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class RedisProbe:
    """PING answers PONG on the unix socket."""

    pause = 5.0

    def __init__(self, path: Path) -> None:
        self._path = str(path)

    def forget(self) -> None:
        pass

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(_PATIENCE)
            try:
                connection.connect(self._path)
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
            except OSError:
                return False


class HeartbeatProbe:
    """The file that `config.heartbeat.beat()` touches has changed since the last question.

    Its time is compared with itself alone: file times jump with the wall clock.
    """

    pause = 1.0

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: int | None = None

    def forget(self) -> None:
        self._path.unlink(missing_ok=True)
        self._seen = None

    def answers(self) -> bool:
        try:
            touched = self._path.stat().st_mtime_ns
        except OSError:
            return False
        before, self._seen = self._seen, touched
        return touched != before
