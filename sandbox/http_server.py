"""The sockets: reads one request after another from each connection and writes the answers.

Refuses oversized and chunked bodies; what an answer says is the business of the function it is given."""

from __future__ import annotations

import logging
import socket
import struct
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from sandbox.wire import Request, Response, json_response

logger = logging.getLogger(__name__)
LARGEST_BODY = 1_000_000
IDLE_SECONDS = 120
Answer = Callable[[Request], Response]
Clock = Callable[[], datetime]


class HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    # stop() tears the connections down itself; waiting for idle keep-alive threads would last as long as they idle.
    block_on_close = False

    def __init__(self, address: tuple[str, int], answer: Answer, clock: Clock) -> None:
        self.answer, self.clock = answer, clock
        self._open: set[socket.socket] = set()
        self._torn: set[int] = set()
        self._guard = Lock()
        super().__init__(address, Conversation)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """A torn connection is closed without the polite FIN, so that SO_LINGER 0 sends a RST."""
        with self._guard:
            self._open.discard(request)
            torn = id(request) in self._torn
            self._torn.discard(id(request))
        if torn:
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def tear(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with self._guard:
            self._torn.add(id(connection))

    def close_connections(self) -> None:
        with self._guard:
            waiting = list(self._open)
        for connection in waiting:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def open_connections(self) -> int:
        with self._guard:
            return len(self._open)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients may hang up whenever they like; that is not worth a traceback."""
        if not isinstance(sys.exception(), OSError | ValueError):
            logger.exception("a connection of the sandbox failed")


class Conversation(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "WaypostSandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    # Head and body leave in one packet.
    wbufsize = 65536
    server: HttpServer

    def handle_any(self) -> None:
        path, _, query_string = self.path.partition("?")
        problem, body = self._read_body()
        if problem is not None:
            self.close_connection = True
            self._write(problem)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, query_string, headers, body)
        self._end(self.server.answer(request))

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = do_HEAD = do_OPTIONS = handle_any  # noqa: N815

    def _read_body(self) -> tuple[Response | None, bytes]:
        if self.headers.get("Transfer-Encoding"):
            return json_response(411, {"error": "Send a Content-Length; chunked bodies are not read here."}), b""
        text = (self.headers.get("Content-Length") or "0").strip()
        if not (text.isascii() and text.isdigit()):
            return json_response(400, {"error": "Content-Length must be a whole number."}), b""
        if len(text) > 9 or int(text) > LARGEST_BODY:
            return json_response(413, {"error": f"A body may have at most {LARGEST_BODY} bytes."}), b""
        return None, self.rfile.read(int(text))

    def _end(self, response: Response) -> None:
        if response.ending == "answer":
            self._write(response)
            return
        self.close_connection = True
        if response.ending == "reset":
            self.server.tear(self.connection)

    def _write(self, response: Response) -> None:
        self.send_response(response.status)
        if response.body or response.status != 204:
            self.send_header("Content-Type", response.content_type)
            self.send_header("Content-Length", str(len(response.body)))
        for name, value in response.headers.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)
        self.wfile.flush()

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date of each answer, by the sandbox's clock."""
        return format_datetime(self.server.clock().astimezone(UTC), usegmt=True)

    def log_message(self, format: str, *args: Any) -> None:
        """The log page shows every request; standard error stays for what went wrong."""
