"""A whole Waypost in this process: the app behind real HTTP, the sandbox as the world, a clock that one can move."""

import json
import threading
import time as sleeping
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from rq.serializers import JSONSerializer
from werkzeug.serving import WSGIRequestHandler, make_server

from app import create_app
from bot import dispatch, drains, fence, settling
from config import queues, time
from config.settings import Settings
from jobs import clock, deliver, worker
from jobs.context import context
from models.cli import ensure_program
from models.database import database, unit_of_work
from models.from_number import FromNumber
from models.outbound import OutboundMessage
from sandbox.server import Sandbox
from sandbox.settings import Settings as SandboxSettings

ADA, BEN, CORA = "+12025550143", "+12025550144", "+12025550145"
#: Texts go at any hour and in any number, unless a test is about just that.
OPEN = {"quiet_hours": "none", "pushes_a_day": 0, "pushes_a_day_per_piece": 0, "segments_per_second": 1000}
#: Valid numbers that mean nothing: a sender's Certified Mail piece and others.
NUMBER = "9400111206206406260787"
NUMBERS = ("9405803699300124287899", "9434611206206406227577", "9434611206206407667136", "9400111206206407628746")


class StandingClock:
    """Time that passes only when a test says so."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **parts: float) -> None:
        self.at += timedelta(**parts)


class _Quiet(WSGIRequestHandler):
    def log(self, *_args: Any) -> None:
        pass


class World:
    """Texts go through the sandbox's control API to the app's webhook and back out through Twilio's API."""

    def __init__(self, database_url: str, redis_url: str, instance_dir: Path, **settings: Any) -> None:
        self.clock = StandingClock(datetime(2026, 11, 20, 15, 0, tzinfo=UTC))
        self.redis_url = redis_url
        self.deaf = False
        self._open = ExitStack()
        self._wanted = {"database_url": database_url, "redis_url": redis_url, "instance_dir": instance_dir, **settings}

    def __enter__(self) -> "World":
        self._open.enter_context(time.clock(self.clock))
        # One thread answers all webhooks: one SQLite connection, and an order that can be told.
        self._server = make_server("127.0.0.1", 0, self._hear, request_handler=_Quiet)
        app_url = f"http://127.0.0.1:{self._server.server_port}"
        self.sandbox = Sandbox(
            SandboxSettings(app_url=app_url, sent_after=0.0, delivered_after=0.0, retry_delays=(), push_every=0.0),
            clock=self.clock,
        )
        self.sandbox_url = self.sandbox.start()
        self._open.callback(self.sandbox.stop)
        self.settings = Settings(
            _env_file=None,
            public_base_url=app_url,
            twilio_account_sid=self.sandbox.settings.account_sid,
            twilio_auth_tokens=self.sandbox.settings.auth_token,
            twilio_api_base_url=self.sandbox_url,
            twilio_lookups_base_url=self.sandbox_url,
            usps_client_id="id",
            usps_client_secret="secret",
            usps_api_base_url=self.sandbox_url,
            usps_calls_per_hour=100_000,
            first_look_gather_seconds=0,
            poll_ceiling_seconds=5,
            **(OPEN | self._wanted),
        )
        self.app = create_app(self.settings)
        with unit_of_work():
            self.program = ensure_program(self.settings)
        self._serve()
        database.connect(reuse_if_open=True)
        return self

    def _hear(self, environ: Any, start_response: Any) -> Any:
        """Our door; while we are deaf Twilio gets a 404, which it does not try again."""
        if self.deaf:
            start_response("404 NOT FOUND", [("Content-Length", "0")])
            return []
        return self.app(environ, start_response)

    def _serve(self) -> None:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()

        def stop() -> None:
            self._server.shutdown()
            thread.join()
            self._server.server_close()

        # The sandbox stops first: it may be in the middle of a callback to us.
        self._open.push(lambda *_: stop())

    def __exit__(self, kind: type | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.settle()
        self._open.close()
        database.close()

    # -- the outside world ------------------------------------------------------------------------------------------

    def control(self, path: str, body: dict[str, Any] | None = None) -> Any:
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.sandbox_url + path, data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)

    def text(self, phone: str, body: str, work: bool = True, pictures: int = 0) -> dict[str, Any]:
        """A person texts us; `work` lets the jobs run after it."""
        said: dict[str, Any] = self.control(f"/phones/{quote(phone)}/texts", {"body": body, "num_media": pictures})
        if work:
            self.work()
        return said

    def piece(self, number: str, scenario: str = "manual", speed: float = 1) -> None:
        self.control("/mailpieces", {"tracking_number": number, "scenario": scenario, "speed": speed})

    def scan(self, number: str, code: str, event: str, city: str = "MEMPHIS", state: str = "TN") -> None:
        """A scan by hand, and the jobs run far enough to see it."""
        self.clock.move(minutes=1)
        self.control(
            f"/mailpieces/{number}/scans",
            {"event_code": code, "event": event, "city": city, "state": state},
        )
        self.clock.move(seconds=6)
        self.work()

    def texts_to(self, phone: str) -> list[str]:
        on_phone = self.control(f"/phones/{quote(phone)}/texts")
        return [text["body"] for text in on_phone if text["direction"] == "to_phone"]

    def fault(self, service: str, kind: str, method: str = "POST", **more: float) -> None:
        """Twilio's faults strike what we send, unless `method` says "GET": then what we list."""
        which = {"method": method} if service == "twilio" else {}
        self.control("/faults", {"service": service, "kind": kind, **which, **more})

    def browser(self) -> FlaskClient:
        """One that says of each form that it stood on our page."""
        made = self.app.test_client()
        made.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return made

    # -- our own processes ------------------------------------------------------------------------------------------

    def work(self) -> None:
        """Let the clock and the workers do all that is due now."""
        for _ in range(20):
            due = [job for job, (since, _do) in clock.TASKS.items() if since(self.clock()) is not None]
            if not due:
                return
            for job in due:
                if queues.ring(job):
                    self._burst(job)
                else:
                    clock.TASKS[job][1]()
        raise AssertionError(f"the jobs do not come to rest: {due}")

    def _burst(self, job: str) -> None:
        """What a worker does with the rings on its queue, without its start-up for each."""
        name = next(queue for queue, jobs in queues.QUEUES.items() if job in jobs)
        connection = queues.connect_redis(self.redis_url)
        queue = worker.ListedQueue(name, connection=connection, serializer=JSONSerializer, job_class=worker.ListedJob)
        while found := worker.ListedQueue.dequeue_any(
            [queue], None, connection=connection, job_class=worker.ListedJob, serializer=JSONSerializer
        ):
            found[0].perform()
            found[0].delete()
        connection.close()

    def settle(self) -> None:
        """Wait until status callbacks under way have arrived."""
        self.until(lambda: not OutboundMessage.select().where(OutboundMessage.state.in_(["accepted", "sent"])).exists())

    def until(self, true: Callable[[], bool], seconds: float = 3.0) -> bool:
        end = sleeping.monotonic() + seconds
        while sleeping.monotonic() < end:
            if true():
                return True
            sleeping.sleep(0.02)
        return False


# -- one drain, step by step -------------------------------------------------------------------------------------------


def begin_one(now: datetime) -> OutboundMessage | None:
    """Choose and fence the next text as a drain does, and make no request. The lease is given back at once."""
    for number in FromNumber.select():
        if drains.take(number, "one step", now):
            ahead = dispatch.look_ahead(number, 1, now)
            begun = fence.begin(number, "one step", ahead.texts, ahead.seen, 1, now)
            drains.release(number, "one step")
            if begun.texts:
                return begun.texts[0]
    return None


def wake_up(message: OutboundMessage) -> None:
    """The process that began this text slept until now: what its thread then does, and what is written down."""
    envelope = dispatch.envelope_of(message, time.now())
    parcel = deliver.Parcel(message, envelope, context().callback_url, 600, fenced=time.uptime() - 60)
    assert deliver.request(parcel, context()) is None
    settling.give_back(message, time.now())
