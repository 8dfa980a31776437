"""A pretended Twilio that does nothing but answer 201 after a while, in a process of its own: faster than any client.

`python -m bench.provider` prints its port. GET /answer-after/<ms> sets the delay, /forget forgets what came, /arrivals
tells what came since, as [To, monotonic seconds] (one clock for all processes of a machine).
"""

import asyncio
import json
import re
import time
from urllib.parse import unquote_plus

from config.processes import die_with_parent

TO = re.compile(rb"(?:^|&)To=([^&]+)")
LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)
FIELDS = {
    "account_sid": "AC" + "0" * 32,
    "api_version": "2010-04-01",
    "body": "a text",
    "date_created": "Fri, 20 Nov 2026 15:00:00 +0000",
    "date_sent": None,
    "date_updated": "Fri, 20 Nov 2026 15:00:00 +0000",
    "direction": "outbound-api",
    "error_code": None,
    "error_message": None,
    "from": "55501",
    "messaging_service_sid": None,
    "num_media": "0",
    "num_segments": "1",
    "price": None,
    "price_unit": "USD",
    "status": "queued",
    "subresource_uris": {},
    "to": "+12025550143",
    "uri": "/2010-04-01/Accounts/AC/Messages/SM.json",
}
HEAD, TAIL = b'{"sid":"SM', b'",' + json.dumps(FIELDS).encode()[1:]
ANSWER = (
    b"HTTP/1.1 201 CREATED\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    % (len(HEAD) + 32 + len(TAIL))
    + HEAD
)


class Provider:
    """What all connections share."""

    def __init__(self) -> None:
        self.delay, self.arrivals, self.made = 0.0, list[tuple[str, float]](), 0

    def take(self, body: bytes) -> bytes:
        """One message created."""
        found = TO.search(body)
        self.arrivals.append((unquote_plus(found[1].decode()) if found else "", time.monotonic()))
        self.made += 1
        return ANSWER + b"%032x" % self.made + TAIL

    def control(self, path: str) -> bytes:
        if path.startswith("/answer-after/"):
            self.delay = float(path.rsplit("/", 1)[1]) / 1000
        if path == "/forget":
            self.arrivals = []
        said = json.dumps(self.arrivals if path == "/arrivals" else []).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(said) + said


class Line(asyncio.Protocol):
    """One kept-alive connection; one request at a time, as HTTP/1.1 clients do."""

    transport: asyncio.Transport

    def __init__(self, provider: Provider) -> None:
        self.provider, self.given = provider, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.given += data
        head, found, body = self.given.partition(b"\r\n\r\n")
        if not found:
            return
        length = LENGTH.search(head)
        if length and len(body) < int(length[1]):
            return
        self.given = b""
        if head.startswith(b"POST"):
            answer = self.provider.take(body)
            if self.provider.delay:
                asyncio.get_running_loop().call_later(self.provider.delay, self.transport.write, answer)
                return
        else:
            answer = self.provider.control(head.split(b" ", 2)[1].decode())
        self.transport.write(answer)


async def serve() -> None:
    provider = Provider()
    server = await asyncio.get_running_loop().create_server(lambda: Line(provider), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    die_with_parent()
    asyncio.run(serve())
