"""Ticks each second from the database: rings whatever is due, and does the work itself when nobody comes.

Two clocks are harmless: the work claims its rows. It keeps no schedule of its own.
"""

import threading
import time as sleeping
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot import dispatch
from config import heartbeat, queues, time
from jobs import (
    apply_update,
    ask,
    carry_out,
    deliver,
    index_words,
    poll,
    purge,
    reconcile,
    recover,
    rhythms,
    scopes,
    seal,
    subscribe,
    sweep,
    tally,
    upkeep,
    watch,
)
from jobs.context import context
from models import tick
from models.database import unit_of_work

log = structlog.get_logger()

TICK_SECONDS = 1.0
#: Work that is due for this long although the bell was rung: the workers are away, so the clock does it.
NOBODY_COMES_AFTER = timedelta(seconds=3)


def _deliver_due_since(now: datetime) -> datetime | None:
    return dispatch.due_since(now)


def _poll_due_since(now: datetime) -> datetime | None:
    """Since when a look is due for which there are calls left."""
    waits = [poll.due_since(carrier, now) for carrier in context().carriers]
    return min((since for since in waits if since is not None), default=None)


#: job -> (since when it is due, or None; how to do it here)
TASKS: dict[str, tuple[Callable[[datetime], datetime | None], Callable[[], int]]] = {
    "deliver": (_deliver_due_since, deliver.run),
    "poll": (_poll_due_since, poll.run),
    "apply_update": (apply_update.due_since, apply_update.run),
    "ask": (ask.due_since, ask.run),
    "sweep": (sweep.due_since, sweep.run),
    "recover": (recover.due_since, recover.run),
    "reconcile": (reconcile.due_since, reconcile.run),
    "subscribe": (subscribe.due_since, subscribe.run),
    "rhythms": (rhythms.due_since, rhythms.run),
    "seal": (seal.due_since, seal.run),
    "upkeep": (upkeep.due_since, upkeep.run),
    "tally": (tally.due_since, tally.run),
    "watch": (watch.due_since, watch.run),
    "carry_out": (carry_out.due_since, carry_out.run),
    "index_words": (index_words.due_since, index_words.run),
    "purge": (purge.due_since, purge.run),
}


class Clock:
    """One thread for each kind of work, so that a slow carrier does not hold up texts."""

    def __init__(self) -> None:
        self._busy: dict[str, threading.Thread] = {}
        self._noted_at: datetime | None = None

    def tick(self, now: datetime) -> None:
        for job, (due_since, work) in TASKS.items():
            with unit_of_work():
                since = due_since(now)
            if since is None:
                continue
            rung = queues.ring(job)
            if not rung or now - since > NOBODY_COMES_AFTER:
                self._do(job, work)

    def note(self, now: datetime) -> None:
        """Write down that we tick, for whoever asks the database; not each second."""
        if self._noted_at is None or not timedelta(0) <= now - self._noted_at < tick.EVERY:
            with unit_of_work():
                tick.note_tick(now)
            self._noted_at = now

    def _do(self, job: str, work: Callable[[], int]) -> None:
        running = self._busy.get(job)
        if running is not None and running.is_alive():
            return
        self._busy[job] = threading.Thread(target=_guarded, args=(job, work), name=f"clock-{job}", daemon=True)
        self._busy[job].start()

    def wait(self, seconds: float) -> None:
        """Let what runs come to its end."""
        for thread in self._busy.values():
            thread.join(seconds)


def _guarded(job: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as problem:
        log.exception("clock_work_failed", job=job, problem=type(problem).__name__)


def run_forever(stop: threading.Event) -> None:
    clock = Clock()
    threading.Thread(target=_guarded, args=("scopes", scopes.tell), name="clock-scopes", daemon=True).start()
    while not stop.is_set():
        started = sleeping.monotonic()
        try:
            now = time.now()
            clock.tick(now)
            clock.note(now)
        except Exception as problem:
            log.exception("tick_failed", problem=type(problem).__name__)
        heartbeat.beat()
        stop.wait(max(0.0, TICK_SECONDS - (sleeping.monotonic() - started)))
    clock.wait(10)
