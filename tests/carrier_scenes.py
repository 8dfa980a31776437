"""A loopback server that plays a carrier as badly as the real ones behave, scene by scene, and worse."""

import gzip
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Scene = Callable[[Any], None]


class CarrierServer(ThreadingHTTPServer):
    """`scenes` and `tokens` are played in turn, the last one for ever;
    `seen` is (path, headers, body) of each request."""

    def __init__(self, token_path: str, token: object) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.token_path = token_path
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.tokens: list[Scene] = [says(200, token)]
        self.scenes: list[Scene] = []
        self.url = f"http://127.0.0.1:{self.server_port}"

    def kinds(self) -> list[str]:
        """What was asked for, in order: token or tracking."""
        return ["token" if path.startswith(self.token_path) else "tracking" for path, _, _ in self.seen]


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server.seen.append((self.path, dict(self.headers), body))
        scenes = server.tokens if self.path.startswith(server.token_path) else server.scenes
        scene = scenes.pop(0) if len(scenes) > 1 else scenes[0]
        try:
            scene(self)
        except OSError:
            self.close_connection = True  # the client hung up, as it should

    do_GET = do_POST

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def playing(token_path: str, token: object) -> Iterator[CarrierServer]:
    server = CarrierServer(token_path, token)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def says(status: int = 200, body: object = b"", content_type: str = "application/json", **headers: str) -> Scene:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()

    def scene(handler: Any) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": content_type, "Content-Length": str(len(raw)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(raw)

    return scene


def drips(head: bytes, drop: bytes = b"x", seconds: float = 6.0) -> Scene:
    """A slow loris: one drop every 50 ms, each well inside any socket timeout."""

    def scene(handler: Any) -> None:
        handler.wfile.write(head)
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            handler.wfile.write(drop)
            handler.wfile.flush()
            time.sleep(0.05)

    return scene


def hangs_up(handler: Any) -> None:
    handler.close_connection = True


def sleeps(_handler: Any) -> None:
    time.sleep(1.2)


def bomb(layers: int = 1) -> Scene:
    """64 MiB of nothing in a few kilobytes."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb") as file:
        for _ in range(64):
            file.write(b"\0" * 1024 * 1024)
    raw = packed.getvalue() if layers == 1 else gzip.compress(packed.getvalue())
    return says(200, raw, Content_Encoding=", ".join(["gzip"] * layers))
