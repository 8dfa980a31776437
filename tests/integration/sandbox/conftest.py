"""A sandbox in this process, and a stand-in for the app that remembers what Twilio's stand-in posted to it."""

import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

import pytest
import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from sandbox.server import Sandbox
from sandbox.settings import Settings

QUICK = Settings(sent_after=0.02, delivered_after=0.03, retry_delays=(0.01,))
ADA = "+12025550143"


class Hook:
    def __init__(self, url, form, headers):
        self.url, self.form, self.headers = url, form, headers


class App:
    """Answers every webhook with the next of `answers`, the last one for ever; 0 hangs up without a word."""

    def __init__(self):
        self.hooks, self.answers = [], [200]
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def _handler(self):
        app = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = dict(parse_qsl(body, keep_blank_values=True))
                app.hooks.append(Hook(app.url + self.path, form, dict(self.headers)))
                status = app.answers.pop(0) if len(app.answers) > 1 else app.answers[0]
                if status:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, format, *args):
                pass

        return Handler

    def statuses(self, sid):
        told = [hook.form for hook in self.hooks if hook.form["MessageSid"] == sid]
        return [form["MessageStatus"] for form in told if "MessageStatus" in form]

    def stop(self):
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()


class World:
    def __init__(self, app, sandbox, url):
        self.app, self.sandbox, self.url = app, sandbox, url
        self.session = requests.Session()
        self.session.trust_env = False
        self._http = TwilioHttpClient(timeout=5)
        settings = sandbox.settings
        self.twilio = Client(settings.account_sid, settings.auth_token, http_client=self._http)
        self.twilio.api.base_url = url

    def ask(self, method, path, **options):
        return self.session.request(method, self.url + path, timeout=10, **options)

    def post(self, path, body):
        return self.ask("POST", path, json=body)

    def send(self, body="Hello", to=ADA, from_="55501", **options):
        return self.twilio.messages.create(to=to, from_=from_, body=body, **options)

    def texts(self, phone=ADA):
        return self.ask("GET", f"/phones/{phone}/texts").json()

    def fault(self, service, kind, **options):
        answer = self.post("/faults", {"service": service, "kind": kind, **options})
        assert answer.status_code == 201, answer.text

    def token(self):
        wish = {"grant_type": "client_credentials", "client_id": "id", "client_secret": "secret"}
        return self.post("/oauth2/v3/token", wish).json()["access_token"]

    def track(self, *numbers, token=None):
        headers = {"Authorization": f"Bearer {token or self.token()}"}
        body = [{"trackingNumber": number} for number in numbers]
        return self.ask("POST", "/tracking/v3r2/tracking", json=body, headers=headers)

    def close(self):
        self.session.close()
        self._http.session.close()
        self.sandbox.stop()


def wait_for(question, seconds=5.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = question()
        if answer:
            return answer
        time.sleep(0.01)
    raise AssertionError("it did not happen in time")


@pytest.fixture
def until():
    return wait_for


@pytest.fixture
def app():
    app = App()
    yield app
    app.stop()


@pytest.fixture
def start(app):
    """start(**settings) gives a World; all are stopped at the end."""
    worlds = []

    def begin(**changes):
        sandbox = Sandbox(replace(QUICK, app_url=app.url, **changes))
        worlds.append(World(app, sandbox, sandbox.start()))
        return worlds[-1]

    yield begin
    for world in worlds:
        world.close()


@pytest.fixture
def world(start):
    return start()


@pytest.fixture(scope="session")
def calm_world():
    """For tests whose requests are refused and leave nothing behind."""
    app = App()
    sandbox = Sandbox(replace(QUICK, app_url=app.url))
    world = World(app, sandbox, sandbox.start())
    yield world
    world.close()
    app.stop()
