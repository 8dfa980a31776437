"""The supervisor keeps its promises to stand-ins: they come back, none hangs for long, none is left over."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from config import supervisor
from config.console import Console
from config.supervisor import Backoff, Supervisor
from tests.unit.config import launcher_stand_in

ROOT = Path(__file__).resolve().parents[3]


def until(condition: Callable[[], Any], seconds: float = 10) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come to pass in time")


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _hear_every_signal() -> None:
    """Tests that run under nohup hand on that SIGHUP is not to be heard."""
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


class StandIn:
    def __init__(self, directory: Path, *kinds: str) -> None:
        self.register = directory / "processes.json"
        command = [sys.executable, "-m", "tests.unit.config.launcher_stand_in", str(directory), *kinds]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=_hear_every_signal,
        )

    def pids(self) -> dict[str, int]:
        with suppress(FileNotFoundError):
            return {name: facts["pid"] for name, facts in json.loads(self.register.read_text()).items()}
        return {}

    def read_until(self, word: str) -> list[str]:
        lines = []
        assert self.process.stdout
        for line in self.process.stdout:
            lines.append(line.rstrip())
            if word in line:
                return lines
        raise AssertionError(f"{word} never came: {lines}")


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[Callable[..., StandIn]]:
    begun: list[StandIn] = []

    def begin(*kinds: str) -> StandIn:
        begun.append(StandIn(tmp_path, *kinds))
        return begun[-1]

    yield begin
    for one in begun:
        one.process.kill()
        one.process.communicate()


def test_a_killed_child_comes_back_at_once_with_a_new_pid(stand_in):
    stack = stand_in("good")
    stack.read_until("READY")
    before = stack.pids()["good"]
    began = time.monotonic()
    os.kill(before, signal.SIGKILL)
    after = until(lambda: stack.pids().get("good", before) != before and stack.pids()["good"])
    assert is_alive(after)
    assert time.monotonic() - began < 1.5
    assert any("good ended (signal 9): starting it again" in line for line in stack.read_until("ended"))


def test_what_a_killed_child_had_started_dies_too(stand_in, tmp_path):
    stack = stand_in("parent")
    stack.read_until("READY")
    leader = stack.pids()["parent"]
    grandchild = int(Path(f"/proc/{leader}/task/{leader}/children").read_text().split()[0])
    os.kill(leader, signal.SIGKILL)
    until(lambda: not is_alive(grandchild))


def test_no_orphan_is_left_when_the_supervisor_itself_is_killed(stand_in):
    stack = stand_in("good", "stubborn")
    stack.read_until("READY")
    pids = stack.pids()
    stack.process.kill()
    until(lambda: not any(is_alive(pid) for pid in pids.values()))


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_everything_without_a_traceback(stand_in, sign):
    stack = stand_in("good", "slow")
    stack.read_until("READY")
    pids = stack.pids()
    stack.process.send_signal(sign)
    rest = stack.read_until("STOPPED")
    assert stack.process.wait(10) == 0
    assert not any("Traceback" in line or "ended" in line for line in rest)
    assert not any(is_alive(pid) for pid in pids.values())
    assert not stack.register.exists()


def test_a_second_ctrl_c_does_not_wait_for_the_stubborn(stand_in):
    stack = stand_in("stubborn")
    stack.read_until("READY")
    began = time.monotonic()
    stack.process.send_signal(signal.SIGINT)
    time.sleep(0.7)
    stack.process.send_signal(signal.SIGINT)
    assert stack.process.wait(5) == 0
    assert time.monotonic() - began < 3


def test_output_carries_the_name_of_who_said_it(stand_in):
    assert "short   | I was here" in stand_in("short").read_until("ended")


def test_nobody_is_ready_before_everybody_has_answered(stand_in):
    stack = stand_in("good", "mute")
    until(lambda: "mute" in stack.pids())
    time.sleep(0.5)
    stack.process.send_signal(signal.SIGTERM)
    assert "READY" not in stack.read_until("STOPPED")


def test_a_wedged_child_is_killed_and_started_again(monkeypatch, tmp_path):
    monkeypatch.setattr(supervisor, "WEDGED_AFTER", 0.4)
    one = Supervisor([launcher_stand_in.spec("mute", tmp_path, 0)], Console(), ROOT, tmp_path / "processes.json")
    began = time.monotonic()
    try:
        while one.children[0].starts < 2 and time.monotonic() - began < 8:
            one._tick(began)
    finally:
        one._stop()
    assert one.children[0].starts == 2


def test_a_machine_that_slept_wedges_nobody(tmp_path):
    one = supervisor.Child(launcher_stand_in.spec("mute", tmp_path, 0))
    one.ask(time.monotonic(), passed=3600)
    assert one.silence == 2


def test_restarts_slow_down_to_five_seconds_and_recover_after_ten_of_life():
    backoff = Backoff()
    assert [backoff.delay(1) for _ in range(7)] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    assert backoff.delay(10) == 0.2


def test_a_command_that_is_not_there_is_tried_again_later(tmp_path, capfd):
    spec = launcher_stand_in.spec("good", tmp_path, 0)
    missing = supervisor.Spec("web", ("/nowhere/gunicorn",), spec.environment, spec.probe, 0)
    one = Supervisor([missing], Console(1), ROOT, tmp_path / "processes.json")
    one._tick(time.monotonic())
    assert one.children[0].process is None
    assert "web cannot be started: No such file or directory: /nowhere/gunicorn" in capfd.readouterr().out
