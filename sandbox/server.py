"""The sandbox put together: state, services and pages behind one HTTP server that starts and stops.

Refuses to hold rules of its own: each service answers for itself, this file only sends requests their way."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event, Thread

from sandbox import pages, twilio_errors, usps_errors
from sandbox.control import Control
from sandbox.easypost_api import EasyPostApi
from sandbox.easypost_webhooks_api import EasyPostWebhooksApi
from sandbox.faults import Fault, FaultBoard
from sandbox.fedex_api import FedexApi
from sandbox.gate import pass_through
from sandbox.http_server import HttpServer
from sandbox.inbound import Inbound
from sandbox.journal import Journal
from sandbox.lookups_api import LookupsApi
from sandbox.mailpieces import MailpieceBook
from sandbox.messages import Clock, MessageBook
from sandbox.network import Network
from sandbox.pushes import Pushes
from sandbox.router import NoSuchPath, Router, WrongMethod
from sandbox.settings import Settings
from sandbox.timetable import Timetable
from sandbox.traffic import Traffic
from sandbox.twilio_api import TwilioApi
from sandbox.ups_api import UpsApi
from sandbox.usps_api import UspsApi
from sandbox.usps_proof_api import UspsProofApi
from sandbox.usps_subscriptions_api import UspsSubscriptionsApi
from sandbox.webhooks import Webhooks
from sandbox.wire import Refusal, Request, Response, json_response

logger = logging.getLogger(__name__)
STOP_SECONDS = 5.0


def real_clock() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """Sandbox(settings).start() gives the base URL; port 0 takes any free one. stop() leaves no thread behind."""

    def __init__(self, settings: Settings, clock: Clock = real_clock) -> None:
        self.settings = settings
        self.clock = clock
        self.router = Router()
        self.faults = FaultBoard()
        self.traffic = Traffic()
        self.journal = Journal(settings.state_path)
        self.book = MessageBook(self.journal, clock)
        self.pieces = MailpieceBook(self.journal, clock, settings.speed)
        self.timetable = Timetable()
        self._stopping = Event()
        self.webhooks = webhooks = Webhooks(settings.auth_token, settings.retry_delays, self._stopping)
        self.network = Network(settings, self.book, self.timetable, webhooks, self.faults, clock)
        inbound = Inbound(settings, self.book, webhooks, clock)
        self.twilio = TwilioApi(settings, self.book, self.network, self.faults, clock)
        self.pushes = Pushes(self.pieces, clock, self.timetable, settings.push_every)
        control = Control(self.book, self.pieces, inbound, self.faults, self.traffic, self.pushes, clock, self.reset)
        usps, self.easypost = UspsApi(settings, self.pieces, clock), EasyPostApi(self.pieces, clock)
        self.subscriptions = UspsSubscriptionsApi(usps.is_authentic, self.pushes, clock)
        self.hooks = EasyPostWebhooksApi(self.easypost, self.pushes, clock)
        for room in (
            self.twilio,
            LookupsApi(),
            usps,
            self.subscriptions,
            UspsProofApi(usps.is_authentic, self.pieces, clock),
            UpsApi(settings, self.pieces, clock),
            FedexApi(settings, self.pieces, clock),
            self.easypost,
            self.hooks,
            control,
            pages.Pages(settings.from_number),
        ):
            room.add_routes(self.router)

    def start(self, port: int = 0) -> str:
        """Raises OSError when the port is taken."""
        self._server = HttpServer((self.settings.host, port), self.answer, self.clock)
        self._replay()
        self.timetable.start()
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, name="sandbox-http")
        self._thread.start()
        for message in self.book.unfinished():
            self.network.carry(message)
        host, bound = self._server.server_address[:2]
        return f"http://{host!s}:{bound}"

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self.webhooks.close()
        self.timetable.stop()
        self._close_connections()
        self.journal.close()

    def _close_connections(self) -> None:
        """Answers under way finish first where they can; idle keep-alive connections are cut."""
        deadline = time.monotonic() + STOP_SECONDS
        while self._server.open_connections() and time.monotonic() < deadline:
            self._server.close_connections()
            time.sleep(0.01)

    def _replay(self) -> None:
        for fact in self.journal.replay():
            try:
                self.book.replay(fact)
                self.pieces.replay(fact)
            except (KeyError, TypeError, ValueError):
                logger.warning("a line of the sandbox's journal cannot be read and is passed over")
        self.journal.open()

    def reset(self) -> None:
        self.timetable.clear()
        self.faults.clear()
        self.book.clear()
        self.pieces.clear()
        self.pushes.clear()
        self.subscriptions.clear()
        self.easypost.clear()
        self.hooks.clear()
        self.journal.empty()
        self.traffic.clear()

    def answer(self, request: Request) -> Response:
        started, at = time.monotonic(), self.clock()
        service = service_of(request.path)
        fault = self.faults.strike(service, request)
        response = self._guarded(lambda asked: pass_through(fault, asked, self.handle, self._stopping), request)
        self._note(request, service, at, response, started, fault)
        return response

    def _note(
        self, request: Request, service: str, at: datetime, response: Response, started: float, fault: Fault | None
    ) -> None:
        seconds = time.monotonic() - started
        self.traffic.note(request, service, at, response.status, seconds, fault.kind if fault else None)

    def _guarded(self, handle: Callable[[Request], Response], request: Request) -> Response:
        try:
            return handle(request)
        except Refusal as refusal:
            return json_response(refusal.status, {"error": refusal.sentence})
        except Exception:
            logger.exception("the sandbox failed to answer %s", request.method)
            return json_response(500, {"error": "The sandbox itself failed; its standard error says why."})

    def handle(self, request: Request) -> Response:
        service = service_of(request.path)
        if service == "twilio" and not self.twilio.is_authentic(request):
            return twilio_errors.refuse(20003)
        if request.path == "/log" and request.method == "GET" and pages.wants_page(request):
            return pages.page("log.html")
        try:
            handler = self.router.find(request)
        except NoSuchPath:
            return _refuse(service, 404, "There is nothing at this path.")
        except WrongMethod as error:
            response = _refuse(service, 405, f"This path takes {', '.join(error.allowed)} alone.")
            response.headers["Allow"] = ", ".join(error.allowed)
            return response
        return handler(request)


#: The paths of each carrier's stand-in.
CARRIERS = {
    "usps": ("/oauth2/", "/tracking/", "/subscriptions-tracking/"),
    "ups": ("/security/", "/api/track/"),
    "fedex": ("/oauth/", "/track/"),
    "easypost": ("/v2/trackers", "/v2/webhooks"),
}


def service_of(path: str) -> str:
    if path.startswith(("/2010-04-01/", "/v2/PhoneNumbers/")):
        return "twilio"
    for service, paths in CARRIERS.items():
        if path.startswith(paths):
            return service
    return "page" if path == "/" or path.startswith("/static/") else "control"


def _refuse(service: str, status: int, sentence: str) -> Response:
    if service == "twilio":
        return twilio_errors.refuse(20404 if status == 404 else 20004)
    if service == "usps":
        return usps_errors.error(status, sentence)
    return json_response(status, {"error": sentence})
