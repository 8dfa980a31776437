"""Queue names, job names, and the bell. A ring carries a job's name and nothing else: rows are the queue.

Refuses to matter: when Redis is away a ring is dropped at once, and `jobs/clock` does the work from the database.
"""

import time
from dataclasses import dataclass, field

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

log = structlog.get_logger()

#: queue -> the jobs that ring on it. Each queue has exactly one line in the Procfile, each line one queue:
#: a worker with two queues can lose a job for good (rq issues 1716, 2079).
QUEUES: dict[str, tuple[str, ...]] = {
    "urgent": ("deliver",),
    "work": (
        "poll",
        "apply_update",
        "ask",
        "sweep",
        "recover",
        "reconcile",
        "subscribe",
        "rhythms",
        "seal",
        "upkeep",
        "tally",
        "watch",
    ),
    "slow": ("carry_out", "index_words", "purge"),
}

#: job name -> the function that the worker may run. Nothing outside this table is ever run.
JOBS: dict[str, str] = {
    "deliver": "jobs.deliver.run",
    "poll": "jobs.poll.run",
    "apply_update": "jobs.apply_update.run",
    "ask": "jobs.ask.run",
    "sweep": "jobs.sweep.run",
    "recover": "jobs.recover.run",
    "reconcile": "jobs.reconcile.run",
    "subscribe": "jobs.subscribe.run",
    "rhythms": "jobs.rhythms.run",
    "seal": "jobs.seal.run",
    "upkeep": "jobs.upkeep.run",
    "tally": "jobs.tally.run",
    "watch": "jobs.watch.run",
    "carry_out": "jobs.carry_out.run",
    "index_words": "jobs.index_words.run",
    "purge": "jobs.purge.run",
}

#: A ring more than this many deep adds nothing: whoever takes the first drains everything.
ENOUGH_RINGS = 3
#: Runs end themselves after 20 s and at most one more request; only a fault reaches this.
JOB_TIMEOUT_SECONDS = 180
#: A file that can only be made whole is one step of such a run.
JOB_TIMEOUTS = {"carry_out": 3_600}
#: After a failed ring, how long before Redis is tried again, in seconds.
PAUSE_AFTER_FAILURE = 2.0


def connect_redis(url: str, *, patient: bool = False) -> "redis.Redis":
    """`patient` is for workers that wait on a queue; a bell must fail at once instead."""
    if patient:
        return redis.Redis.from_url(url)
    return redis.Redis.from_url(
        url, socket_connect_timeout=0.3, socket_timeout=0.5, retry=Retry(NoBackoff(), 0), health_check_interval=0
    )


@dataclass
class Bell:
    """Rings jobs by name. One for each process; `url` empty means there is no Redis."""

    url: str = ""
    _queues: dict[str, Queue] = field(default_factory=dict, repr=False)
    _silent_until: float = 0.0

    def ring(self, job: str) -> bool:
        """True when a worker was called, or already has been often enough; False when nobody will come."""
        if not self.url or time.monotonic() < self._silent_until:
            return False
        try:
            queue = self._queue_of(job)
            if queue.count < ENOUGH_RINGS:
                longest = JOB_TIMEOUTS.get(job, JOB_TIMEOUT_SECONDS)
                queue.enqueue(JOBS[job], job_timeout=longest, result_ttl=0, failure_ttl=86_400)
        except redis.RedisError as problem:
            self._silent_until = time.monotonic() + PAUSE_AFTER_FAILURE
            log.warning("bell_not_rung", job=job, problem=type(problem).__name__)
            return False
        return True

    def _queue_of(self, job: str) -> Queue:
        name = next(queue for queue, jobs in QUEUES.items() if job in jobs)
        if name not in self._queues:
            self._queues[name] = Queue(name, connection=connect_redis(self.url), serializer=JSONSerializer)
        return self._queues[name]


_bell = Bell()


def configure(url: str) -> None:
    global _bell
    _bell = Bell(url)


def ring(job: str) -> bool:
    return _bell.ring(job)


def is_there() -> bool:
    """Does Redis answer? Nothing depends on it; health pages show it."""
    if not _bell.url:
        return False
    try:
        return bool(connect_redis(_bell.url).ping())
    except redis.RedisError:
        return False
