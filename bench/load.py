"""Sends prepared requests over some kept-alive connections, each as soon as the last was answered, and times them."""

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CONNECTIONS = 32


@dataclass(frozen=True)
class Taken:
    a_second: float
    p50_ms: float
    p99_ms: float


class _Caller(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, requests: Iterator[bytes], took: list[float], over: "asyncio.Future[None]") -> None:
        self.requests, self.took, self.over = requests, took, over
        self.given, self.began = b"", 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._next()

    def _next(self) -> None:
        request = next(self.requests, None)
        if request is None:
            self.transport.close()
            return
        self.began = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.given += data
        head, found, body = self.given.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0) if found else 0
        if not found or len(body) < length:
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self._fail(RuntimeError(self.given.decode(errors="replace")[:500]))
        self.given = b""
        self.took.append(time.perf_counter() - self.began)
        self._next()

    def connection_lost(self, problem: Exception | None) -> None:
        if self.given or problem:
            self._fail(problem or ConnectionError("cut off"))
        elif not self.over.done():
            self.over.set_result(None)

    def _fail(self, problem: Exception) -> None:
        if not self.over.done():
            self.over.set_exception(problem)


async def _send_all(port: int, requests: Sequence[bytes], connections: int) -> tuple[float, list[float]]:
    loop, took, waiting = asyncio.get_running_loop(), list[float](), iter(requests)
    over = [loop.create_future() for _ in range(connections)]
    began = time.perf_counter()
    for each in over:
        await loop.create_connection(lambda each=each: _Caller(waiting, took, each), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*over)
    return time.perf_counter() - began, took


def send_all(port: int, requests: Sequence[bytes], connections: int = CONNECTIONS) -> Taken:
    """Raises when an answer is not 200 or a connection breaks."""
    seconds, took = asyncio.run(_send_all(port, requests, connections))
    assert len(took) == len(requests), f"{len(requests) - len(took)} requests were not answered"
    took.sort()
    return Taken(len(took) / seconds, statistics.median(took) * 1e3, took[int(len(took) * 0.99)] * 1e3)
