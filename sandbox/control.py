"""The control API: type on a phone, set up mailpieces, order faults, read the log, start afresh.

Refuses bad input with 4xx and a sentence; it has no login, which is why the server binds to 127.0.0.1."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sandbox.control_input import (
    read_e164,
    read_limit,
    read_mailpiece,
    read_number,
    read_scan,
    read_text,
)
from sandbox.faults import FaultBoard
from sandbox.inbound import Inbound
from sandbox.journeys import Mailpiece, Scan
from sandbox.mailpieces import MailpieceBook
from sandbox.messages import Clock, Message, MessageBook
from sandbox.numbers import make_sample
from sandbox.pushes import Pushes
from sandbox.router import Router
from sandbox.scenarios import SCENARIOS
from sandbox.traffic import Traffic
from sandbox.wire import Refusal, Request, Response, json_response


class Control:
    def __init__(
        self,
        book: MessageBook,
        pieces: MailpieceBook,
        inbound: Inbound,
        faults: FaultBoard,
        traffic: Traffic,
        pushes: Pushes,
        clock: Clock,
        reset: Callable[[], None],
    ) -> None:
        self._book = book
        self._pieces = pieces
        self._inbound = inbound
        self._faults = faults
        self._traffic = traffic
        self._pushes = pushes
        self._clock = clock
        self._reset = reset

    def add_routes(self, router: Router) -> None:
        router.add("GET", "/health", self.health)
        router.add("POST", "/phones/{phone}/texts", self.type_text)
        router.add("GET", "/phones/{phone}/texts", self.show_texts)
        router.add("POST", "/mailpieces", self.set_up)
        router.add("GET", "/mailpieces", self.show_all)
        router.add("GET", "/mailpieces/{number}", self.show_one)
        router.add("POST", "/mailpieces/{number}/scans", self.scan)
        router.add("POST", "/faults", self.order_fault)
        router.add("GET", "/faults", self.show_faults)
        router.add("DELETE", "/faults", self.clear_faults)
        router.add("GET", "/log", self.show_log)
        router.add("POST", "/pushes", self.push)
        router.add("POST", "/reset", self.start_afresh)
        router.add("GET", "/samples", self.show_samples)

    def health(self, request: Request) -> Response:
        return json_response(200, {"status": "ok"})

    def type_text(self, request: Request) -> Response:
        """202 once the app's webhook has answered; app_status is null when it could not be reached in time."""
        phone = read_e164(request.params["phone"])
        body, num_media, to = read_text(request.json_object())
        message, outcome = self._inbound.receive(phone, body, num_media, to)
        return json_response(202, {"sid": message.sid, "app_status": outcome.status})

    def show_texts(self, request: Request) -> Response:
        phone = read_e164(request.params["phone"])
        return json_response(200, [_text(message) for message in self._book.on_phone(phone)])

    def set_up(self, request: Request) -> Response:
        number, scenario, speed = read_mailpiece(request.json_object())
        piece = self._pieces.set_up(number, scenario, speed)
        return json_response(201, self._piece(piece))

    def show_all(self, request: Request) -> Response:
        return json_response(200, [self._piece(piece) for piece in self._pieces.all()])

    def show_one(self, request: Request) -> Response:
        piece = self._pieces.get(read_number(request.params["number"]))
        if piece is None:
            raise Refusal(404, "No mailpiece has this number.")
        return json_response(200, self._piece(piece))

    def scan(self, request: Request) -> Response:
        number = read_number(request.params["number"])
        scan = read_scan(request.json_object(), self._clock())
        return json_response(201, self._piece(self._pieces.scan_by_hand(number, scan)))

    def order_fault(self, request: Request) -> Response:
        return json_response(201, self._faults.order(request.json_object()))

    def show_faults(self, request: Request) -> Response:
        return json_response(200, self._faults.describe())

    def clear_faults(self, request: Request) -> Response:
        self._faults.clear()
        return json_response(200, [])

    def show_log(self, request: Request) -> Response:
        query = request.query()
        return json_response(200, self._traffic.newest_first(query.get("service", ""), read_limit(query.get("limit"))))

    def push(self, request: Request) -> Response:
        """Whoever ordered it is told now of what was scanned since, without waiting for the round."""
        return json_response(200, self._pushes.tell())

    def start_afresh(self, request: Request) -> Response:
        self._reset()
        return json_response(200, {"reset": True})

    def show_samples(self, request: Request) -> Response:
        """Fresh numbers each time, so that a newcomer always meets a journey at its beginning."""
        made = [(scenario, make_sample(name)) for name, scenario in SCENARIOS.items()]
        return json_response(
            200,
            [
                {"scenario": scenario.name, "says": scenario.says, "tracking_number": number}
                for scenario, number in made
                if number
            ],
        )

    def _piece(self, piece: Mailpiece) -> dict[str, object]:
        now = self._clock()
        scans = piece.scans(now)
        return {
            "tracking_number": piece.tracking_number,
            "scenario": piece.scenario_name,
            "speed": piece.speed,
            "started_at": piece.started_at.isoformat(),
            "scans": [_scan(scan) for scan in scans],
            "to_come": [_scan(scan) for scan in piece.plan() if scan.at > now],
        }


def _text(message: Message) -> dict[str, object]:
    return {
        "at": message.created_at.isoformat(),
        "direction": "from_phone" if message.is_inbound else "to_phone",
        "from": message.from_number,
        "to": message.to,
        "body": message.phone_body,
        "sid": message.sid,
        "status": message.status,
    }


def _scan(scan: Scan) -> dict[str, object]:
    at: datetime = scan.at
    return {
        "at": at.isoformat(),
        "event_code": scan.code,
        "event": scan.text,
        "city": scan.place.city,
        "state": scan.place.state,
    }
