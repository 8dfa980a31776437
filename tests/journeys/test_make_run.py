"""What `make run` promises: ready last, all healthy, two at once, data and keys kept, clean ends."""

import re
import signal
import socket
import stat
from pathlib import Path

import pytest

from config.embedded_redis import find_binary
from sandbox.numbers import make_sample
from sandbox.story import NotAsTold
from tests.journeys.stack import TestStack, is_alive, running, wait_for

PHONE = "+12025550143"
NAMES = {"supervisor", "redis", "sandbox", "web", "worker", "urgent", "slow", "clock"}


def pids_in_sessions_of(stack: TestStack) -> set[int]:
    """Every process of the stack: each child leads a session of its own, and its children stay in it."""
    leaders = {facts["pid"] for facts in stack.processes().values()}
    found = set()
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            session = int(entry.read_text().rpartition(")")[2].split()[3])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if session in leaders:
            found.add(int(entry.parent.name))
    return found | leaders


@pytest.mark.timeout(480)
def test_a_run_from_its_first_line_to_ctrl_c_and_the_next_one_on_the_same_data(tmp_path):
    with running(tmp_path) as stack:
        assert set(stack.processes()) == (NAMES if find_binary() else NAMES - {"redis", "worker", "urgent", "slow"})
        assert stack.words()[-1] == f"Waypost is ready: {stack.url}"
        assert "Sandbox: simulated carrier and mobile network; open hours, no caps" in stack.words()
        assert f"  Phone in the browser  {stack.sandbox_url}/" in stack.words()
        assert any(re.search(r"Console +http\S+/console/join/\S+  \(first login", line) for line in stack.words())
        assert stack.get("/health") == 200
        assert stack.ask("GET", "/health") == {"status": "ok"}
        number = make_sample("delivered")
        stack.ask("POST", "/mailpieces", {"tracking_number": number, "scenario": "manual"})
        stack.text(PHONE, number)
        wait_for(lambda: stack.received(PHONE), 10, "the first reply")
        keys_before = (tmp_path / "keys.json").read_bytes()

        with running(tmp_path / "second") as second:
            assert second.get("/health") == stack.get("/health") == 200
            assert second.received(PHONE) == []

        for secret in (tmp_path / "keys.json", tmp_path / "sandbox.json"):
            assert stat.S_IMODE(secret.stat().st_mode) == 0o600
        everyone = pids_in_sessions_of(stack)
        assert stack.stop(signal.SIGINT) == 0
        assert not [pid for pid in everyone if is_alive(pid)]
        assert not [line for line in stack.words() if re.search("Traceback|ended \\(", line)]
        token = re.search(r'"auth_token": "(\w+)"', (tmp_path / "sandbox.json").read_text())
        assert token and token[1] not in "\n".join(stack.words())

    with running(tmp_path) as again:
        assert (tmp_path / "keys.json").read_bytes() == keys_before
        assert len(again.received(PHONE)) == 1
        again.text(PHONE, "LIST")
        wait_for(lambda: number[-4:] in again.received(PHONE)[-1] and len(again.received(PHONE)) == 2, 10, "the list")
        everyone = pids_in_sessions_of(again)
        again.kill("supervisor")
        wait_for(lambda: not any(is_alive(pid) for pid in everyone), 5, "the end of all when the launcher is killed")


def test_a_taken_port_is_one_plain_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        stack = TestStack(tmp_path, port=port)
        with pytest.raises(NotAsTold):
            stack.start()
    assert stack.stop() == 1
    (line,) = stack.words()
    assert line.startswith(f"Port {port} is taken: stop what uses it, or set PORT=")


def test_a_directory_that_cannot_be_prepared_ends_the_run_in_one_line(tmp_path):
    (tmp_path / "waypost.db").write_bytes(b"this is no database" * 100)
    stack = TestStack(tmp_path)
    with pytest.raises(NotAsTold):
        stack.start()
    assert stack.stop() == 1
    assert stack.words()[-1].startswith("Preparing the database failed (`flask release`")
