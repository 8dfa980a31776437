"""Does things later: the steps of a text on its way and the webhooks that tell of them.

Refuses to remember over a restart (the journal does) and to let one slow webhook hold up another."""

from __future__ import annotations

import heapq
import itertools
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Thread

logger = logging.getLogger(__name__)
Task = Callable[[], None]


class Timetable:
    def __init__(self, workers: int = 32) -> None:
        self._due: list[tuple[float, int, Task]] = []
        self._order = itertools.count()
        self._changed = Condition()
        self._stopping = False
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sandbox-task")
        self._thread = Thread(target=self._run, name="sandbox-timetable", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def later(self, seconds: float, task: Task) -> None:
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), task))
            self._changed.notify()

    def clear(self) -> None:
        with self._changed:
            self._due.clear()

    def _run(self) -> None:
        while True:
            with self._changed:
                if self._stopping:
                    return
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                    continue
                task = heapq.heappop(self._due)[2]
            self._pool.submit(_run_task, task)


def _run_task(task: Task) -> None:
    try:
        task()
    except Exception:
        logger.exception("a sandbox task failed")
