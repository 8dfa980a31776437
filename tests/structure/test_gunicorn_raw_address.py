"""The server that `Procfile` starts hands over the address as it was called: signatures are checked over that."""

import http.client
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from config.settings import Settings
from models.cli import ensure_program
from models.database import bind, database, unit_of_work
from tests.structure.house import ROOT

TOKEN, ACCOUNT = "a-token-of-this-test", "AC" + "1" * 32
PUBLIC = "https://texts.example.org"
TARGETS = (
    "/sms/inbound?name=Caf%C3%A9&path=a%2Fb&tilde=%7E&list=%5B%5D&plus=a+b&percent=a%20b",
    "/sms/inbound",
    "/sms/%69nbound",
)


@pytest.fixture
def port(tmp_path: Path, empty_sqlite: Path) -> Iterator[int]:
    """gunicorn as the Procfile starts it, on a database of its own."""
    path = tmp_path / "waypost.db"
    shutil.copy(empty_sqlite, path)
    bind(f"sqlite:///{path}")
    with unit_of_work():
        ensure_program(Settings(_env_file=None, instance_dir=tmp_path))
    database.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    own = {
        **{"PORT": str(free), "INSTANCE_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{path}", "REDIS_URL": ""},
        **{"PUBLIC_BASE_URL": PUBLIC, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKENS": TOKEN},
    }
    command = [Path(sys.executable).parent / "gunicorn", "-c", "config/gunicorn.py", "app:create_app()"]
    with (tmp_path / "gunicorn.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | own, stdout=log, stderr=log)
    try:
        wait_for(free, process)
        yield free
    finally:
        process.terminate()
        process.wait(20)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(400):
        assert process.poll() is None, "gunicorn ended by itself"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("gunicorn did not start")


def call(port: int, target: str, sid: str, signed_over: str) -> int:
    form = {"MessageSid": sid, "From": "+12025550143", "To": "55501", "Body": " LIST ", "AccountSid": ACCOUNT}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": RequestValidator(TOKEN).compute_signature(signed_over, form),
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example",
    }
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("POST", target, urlencode(form).encode(), headers)
        return connection.getresponse().status


def test_gunicorn_hands_over_the_address_byte_for_byte(port: int, tmp_path: Path) -> None:
    statuses = {target: call(port, target, f"SM{number}", PUBLIC + target) for number, target in enumerate(TARGETS)}
    assert statuses == dict.fromkeys(TARGETS, 200)
    assert call(port, "/sms/inbound", "SM9", "http://evil.example/sms/inbound") == 403
    with closing(sqlite3.connect(tmp_path / "waypost.db")) as connection:
        kept = connection.execute("SELECT provider_reference, state FROM inbound_message ORDER BY id").fetchall()
    assert kept == [("SM0", "answered"), ("SM1", "answered"), ("SM2", "answered")]
