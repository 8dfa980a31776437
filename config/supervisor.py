"""Keeps the processes of one Waypost alive: starts them in order, restarts what dies or hangs, stops all on a signal.

One thread, on purpose: children are forked with the kernel's parent-death signal set, which threads would make unsafe.
"""

import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from config.console import Console
from config.processes import LineReader, Spec, kill_group, output_of, start

#: Seconds. Restarts begin quick and slow down; ten seconds of life count as recovered.
FIRST_DELAY, LONGEST_DELAY, RECOVERED_AFTER = 0.2, 5.0, 10.0
#: Seconds without a sign of life: not well any more; then, killed and started again.
UNWELL_AFTER, WEDGED_AFTER = 10.0, 60.0
#: Seconds between SIGTERM and SIGKILL; how long the others wait for Redis; when to say who is not ready.
GRACE, REDIS_HEAD_START, WORRY_AFTER = 10.0, 5.0, 60.0
_TICK = 0.1


class Backoff:
    def __init__(self) -> None:
        self._next = FIRST_DELAY

    def delay(self, lived: float) -> float:
        """Seconds to wait before the next start of a process that lived for `lived` seconds."""
        if lived >= RECOVERED_AFTER:
            self._next = FIRST_DELAY
        delay, self._next = self._next, min(self._next * 2, LONGEST_DELAY)
        return delay


class Child:
    """One Spec and the process that now stands for it."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.process: subprocess.Popen[bytes] | None = None
        self.lines = LineReader()
        self.backoff = Backoff()
        self.started_at = self.start_due = self.question_due = 0.0
        self.starts = 0
        self.answered = False
        self.silence = 0.0

    @property
    def well(self) -> bool:
        return self.answered and self.silence < UNWELL_AFTER

    def ask(self, now: float, passed: float) -> None:
        """Time is counted by our own passes, two seconds each at most: a suspended machine makes nobody look wedged."""
        self.silence += min(passed, 2.0)
        if now < self.question_due:
            return
        if self.spec.probe.answers():
            self.answered, self.silence = True, 0.0
        self.question_due = time.monotonic() + (self.spec.probe.pause if self.answered else _TICK)


class Supervisor:
    def __init__(self, specs: list[Spec], console: Console, root: Path, register: Path) -> None:
        """`register` is the JSON file that says which pid stands for which name."""
        self.children = [Child(spec) for spec in sorted(specs, key=lambda spec: spec.stage)]
        self._console, self._root, self._register = console, root, register
        self._selector = selectors.DefaultSelector()
        self._asked_at: float | None = None
        self._impatient = False
        self._last_tick = time.monotonic()

    def run(self, when_ready: Callable[[], None]) -> None:
        """Until SIGINT, SIGTERM or SIGHUP; `when_ready` is called once, when every process has answered."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # nohup wants us to stay
                signal.signal(number, self._note_signal)
        try:
            self._keep_alive(when_ready)
        finally:
            self._stop()

    def _note_signal(self, number: int, _frame: object) -> None:
        """One Ctrl-C may arrive twice, from the terminal and from make: only a later one is impatience."""
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        elif number == signal.SIGINT and now - self._asked_at > 0.5:
            self._impatient = True

    def _keep_alive(self, when_ready: Callable[[], None]) -> None:
        began = time.monotonic()
        announced = worried = False
        while self._asked_at is None:
            self._tick(began)
            if not announced and all(child.well for child in self.children):
                announced = True
                when_ready()
            if not announced and not worried and time.monotonic() - began > WORRY_AFTER:
                worried = True
                late = ", ".join(child.spec.name for child in self.children if not child.well)
                self._console.say(f"Not ready after {WORRY_AFTER:.0f} s, still trying: {late} (see the lines above)")

    def _tick(self, began: float) -> None:
        self._hear(_TICK)
        now = time.monotonic()
        passed, self._last_tick = now - self._last_tick, now
        for child in self.children:
            if child.process is None:
                if now >= child.start_due and self._may_start(child, now - began):
                    self._start(child)
            elif child.process.poll() is not None:
                self._bury(child)
            else:
                child.ask(now, passed)
                if child.silence > WEDGED_AFTER:
                    self._console.say(f"{child.spec.name} shows no life for {WEDGED_AFTER:.0f} s: killed")
                    kill_group(child.process)

    def _may_start(self, child: Child, age: float) -> bool:
        first = [other for other in self.children if other.spec.stage == 0]
        return child.spec.stage == 0 or age > REDIS_HEAD_START or all(other.answered for other in first)

    def _start(self, child: Child) -> None:
        child.started_at = time.monotonic()
        child.answered, child.silence, child.question_due = False, 0.0, 0.0
        child.spec.probe.forget()
        try:
            child.process = start(child.spec.command, child.spec.environment, str(self._root))
        except OSError as problem:
            child.start_due = child.started_at + child.backoff.delay(0)
            self._console.say(f"{child.spec.name} cannot be started: {problem.strerror}: {child.spec.command[0]}")
            return
        child.starts += 1
        self._selector.register(output_of(child.process), selectors.EVENT_READ, child)
        self._write_register()

    def _bury(self, child: Child) -> None:
        """A process has ended: end what it left behind, and set the time of its return."""
        process = self._let_go(child)
        if process is None:
            return
        now = time.monotonic()
        delay = child.backoff.delay(now - child.started_at)
        child.start_due = now + delay
        how = f"signal {-process.returncode}" if process.returncode < 0 else f"exit {process.returncode}"
        self._console.say(f"{child.spec.name} ended ({how}): starting it again in {delay:.1f} s")

    def _let_go(self, child: Child) -> "subprocess.Popen[bytes] | None":
        process, child.process = child.process, None
        if process is not None:
            kill_group(process)
            self._read(child, process)
            with suppress(KeyError):  # its pipe had ended before
                self._selector.unregister(output_of(process))
            output_of(process).close()
            for line in child.lines.finish():
                self._console.relay(child.spec.name, line)
        return process

    def _hear(self, seconds: float) -> None:
        if not self._selector.get_map():
            time.sleep(seconds)
            return
        for key, _ in self._selector.select(seconds):
            child: Child = key.data
            if child.process is not None and not self._read(child, child.process):
                self._selector.unregister(key.fileobj)

    def _read(self, child: Child, process: "subprocess.Popen[bytes]") -> bool:
        """Relay what is there; False once the pipe has ended."""
        if output_of(process).closed:
            return False
        try:
            data = os.read(output_of(process).fileno(), 65_536)
        except BlockingIOError:
            return True
        for line in child.lines.feed(data):
            self._console.relay(child.spec.name, line)
        return bool(data)

    def _write_register(self) -> None:
        content: dict[str, dict[str, int | str]] = {"supervisor": {"pid": os.getpid()}}
        for child in self.children:
            if child.process is not None:
                content[child.spec.name] = {"pid": child.process.pid, "starts": child.starts, **child.spec.facts}
        draft = self._register.with_suffix(".draft")
        with suppress(OSError):  # a full disk must not end the run
            draft.write_text(json.dumps(content, indent=1))
            draft.replace(self._register)

    def _stop(self) -> None:
        """The app first, then what it talks to, Redis last."""
        for stage in sorted({child.spec.stage for child in self.children}, reverse=True):
            self._stop_stage([child for child in self.children if child.spec.stage == stage])
        self._register.unlink(missing_ok=True)

    def _stop_stage(self, children: list[Child]) -> None:
        """SIGTERM, and after the grace, or at a second Ctrl-C, SIGKILL."""
        for child in children:
            if child.process is not None:
                child.process.terminate()
        deadline = time.monotonic() + GRACE
        while any(child.process is not None and child.process.poll() is None for child in children):
            if time.monotonic() > deadline or self._impatient:
                break
            self._hear(0.02)
        for child in children:
            process = self._let_go(child)
            if process is not None:
                process.wait()
