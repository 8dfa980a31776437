"""A worker for one queue: long-lived, in-process, running nothing but the jobs named in config/queues.

Whoever can write to Redis can name any function; the allow-list is what keeps `os.system` out. No fixed worker name
(a killed one blocks its successor for minutes), and recovery never rests on RQ: rows do that.
"""

import threading
from collections.abc import Callable
from importlib import import_module
from typing import Any

import structlog
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from config import heartbeat
from config.queues import JOBS, QUEUES, connect_redis
from jobs.stopping import stopping

log = structlog.get_logger()

BEAT_SECONDS = 1.0


def resolve(path: str) -> Callable[[], Any]:
    """`jobs.deliver.run` → the function."""
    module, _, name = path.rpartition(".")
    function: Callable[[], Any] = getattr(import_module(module), name)
    return function


class ListedJob(Job):
    """A job whose function is looked up in our table; anything else is refused before it is imported."""

    @property
    def func(self) -> Callable[[], Any]:
        if self.func_name not in JOBS.values():
            raise ValueError(f"not one of our jobs: {self.func_name!r}")
        return resolve(self.func_name)

    # Callback names come from Redis too, and RQ would import them.
    @property
    def success_callback(self) -> None:
        return None

    @property
    def failure_callback(self) -> None:
        return None

    @property
    def stopped_callback(self) -> None:
        return None


class StoppableWorker(SimpleWorker):
    """Tells the job at hand to come to its end; without that a long run outlives the time we are given to stop."""

    def request_stop(self, signum: int, frame: Any) -> None:
        stopping.set()
        super().request_stop(signum, frame)


class ListedQueue(Queue):
    job_class = ListedJob


def work(queue: str, redis_url: str, stop: threading.Event) -> None:
    """Run until told to stop. Without Redis there is nothing to wait for: the clock does the work."""
    if queue not in QUEUES:
        raise ValueError(f"no such queue: {queue} (there are {', '.join(QUEUES)})")
    threading.Thread(target=_beat, args=(stop,), name="heartbeat", daemon=True).start()
    if not redis_url:
        log.warning("no_redis", queue=queue, note="the clock does the work")
        stop.wait()
        return
    connection = connect_redis(redis_url, patient=True)
    worker = StoppableWorker(
        [ListedQueue(queue, connection=connection, serializer=JSONSerializer, job_class=ListedJob)],
        connection=connection,
        job_class=ListedJob,
        queue_class=ListedQueue,
        serializer=JSONSerializer,
        worker_ttl=20,
        job_monitoring_interval=5,
        maintenance_interval=15,
        log_job_description=False,
    )
    worker.work(with_scheduler=False, logging_level="WARNING")


def _beat(stop: threading.Event) -> None:
    heartbeat.beat()
    while not stop.wait(BEAT_SECONDS):
        heartbeat.beat()
