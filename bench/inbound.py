"""Prints how many texts a second come in: the whole of POST /sms/inbound beside a bare Flask app that keeps one row.

Both under gunicorn with the product's own settings. Run with `python -m bench.inbound [--texts 1500] [--only sqlite]`.
"""

import argparse
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from twilio.request_validator import RequestValidator

from bench import lines, load
from bench.bare_app import create_table
from bench.ground import ACCOUNT, PAIRINGS, PHONE, ROOT, TOKEN, Ground, answers, cpu_of, ground, phone_of, wait_for
from bench.waiting import tracking_number
from config.settings import Settings
from models.cli import ensure_program
from models.database import database, unit_of_work
from models.outbound import OutboundMessage

PUBLIC = "https://texts.example.org"
PATH = "/sms/inbound"
#: What each side is sent in a round: about two seconds' worth.
FLOOR_TIMES = 2
WARM_UP = 400
_numbers = count(1)


def texts(how_many: int) -> list[bytes]:
    """Signed requests, each from another phone about another mailpiece, with all that Twilio sends."""
    validator = RequestValidator(TOKEN)
    return [_request(next(_numbers), validator) for _ in range(how_many)]


def _request(number: int, validator: RequestValidator) -> bytes:
    sid = f"SM{number:032x}"
    form = {
        "ToCountry": "US", "ToState": "", "SmsMessageSid": sid, "NumMedia": "0", "ToCity": "", "FromZip": "20001",
        "SmsSid": sid, "FromState": "DC", "SmsStatus": "received", "FromCity": "WASHINGTON",
        "Body": f"track {tracking_number(number)} please", "FromCountry": "US", "To": PHONE, "ToZip": "",
        "NumSegments": "1", "MessageSid": sid, "AccountSid": ACCOUNT, "From": phone_of(number),
        "ApiVersion": "2010-04-01",
    }  # fmt: skip
    body = urlencode(form)
    return (
        f"POST {PATH} HTTP/1.1\r\nHost: texts.example.org\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Twilio-Signature: {validator.compute_signature(PUBLIC + PATH, form)}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


@dataclass(frozen=True)
class Served:
    """One side under gunicorn."""

    port: int
    pid: int

    def cpu(self) -> float:
        return cpu_of(self.pid)


def serve(on: Ground, app: str, url: str, **settings: object) -> Served:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    environment = on.environment(database_url=url, port=port, public_base_url=PUBLIC, **settings)
    child = on.start(gunicorn, "-c", str(ROOT / "config/gunicorn.py"), app, environment=environment)
    wait_for(lambda: answers(f"http://127.0.0.1:{port}/"))
    return Served(port, child.pid)


def hammer(side: Served, how_many: int) -> Callable[[], float]:
    """One round, as texts a second."""

    def one_round() -> float:
        requests, before = texts(how_many), side.cpu()
        taken = load.send_all(side.port, requests)
        cpu = (side.cpu() - before) / how_many * 1e6
        lines.say(
            f"      {taken.a_second:7,.0f}/s  {cpu:6,.0f} µs CPU  p50 {taken.p50_ms:.1f} p99 {taken.p99_ms:.1f} ms"
        )
        return taken.a_second

    return one_round


def measure(on: Ground, kind: str, how_many: int) -> None:
    bare = on.empty(kind)
    create_table(bare)
    url = on.migrated(kind)
    with unit_of_work():
        ensure_program(Settings(_env_file=None, **on.settings()))  # type: ignore[arg-type]
    redis_url = on.redis() if kind == "postgresql" else ""
    lines.say(f"inbound, {kind}: the whole path, then the bare app")
    ours = serve(on, "app:create_app()", url, redis_url=redis_url)
    floor = serve(on, "bench.bare_app:create_app()", bare)
    for side in (ours, floor):
        load.send_all(side.port, texts(WARM_UP))
    value, floor_value = lines.in_turn(hammer(ours, how_many), hammer(floor, how_many * FLOOR_TIMES))
    _check_posted(how_many)
    said = "bare Flask app, same gunicorn, signature and one row"
    lines.show(lines.line(f"inbound-{kind}", value, "texts/s", said, floor_value, 0.4))


def _check_posted(how_many: int) -> None:
    """Every text was answered in the outbox, or the figure means nothing."""
    with unit_of_work():
        posted = OutboundMessage.select().where(OutboundMessage.kind == "followed").count()
    assert posted == how_many * lines.rounds() + WARM_UP, f"{posted} replies"
    database.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=1_500, help="texts in a round")
    parser.add_argument("--only", choices=PAIRINGS)
    asked = parser.parse_args()
    for kind in PAIRINGS:
        if asked.only in (None, kind):
            with ground() as on:
                measure(on, kind, asked.texts)


if __name__ == "__main__":
    main()
