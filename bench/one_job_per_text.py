"""Prints what our drain does beside one RQ job and one Celery task for each text: texts a second, CPU, memory.

One worker each, the same rows on PostgreSQL, the same client, 50 ms of the provider's time; counted over as many
seconds for each, for slow peers do not come to the end of 10,000 texts.
Run with `python -m bench.one_job_per_text [--seconds 20] [--texts 10000]`.
"""

import argparse
import statistics
import sys
import time as passing
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
import redis
import rq

from bench import lines, waiting
from bench.ground import Ground, ask, cpu_of, end, ground, wait_for
from config import queues
from config.queues import connect_redis
from config.settings import Settings
from jobs.context import use_settings
from models.database import unit_of_work
from models.outbound import OutboundMessage
from models.program import Program

QUEUE, DELAY_MS, AT_ONCE, WARM = "texts", 50, 16, 10
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Side:
    """`enqueue` is given the ids of the texts, before the worker starts."""

    name: str
    command: tuple[str, ...]
    enqueue: Callable[[Sequence[int]], None]


@dataclass(frozen=True)
class Taken:
    a_second: float
    cpu_us: float
    memory_mb: float

    @property
    def memory_a_text(self) -> float:
        """Megabytes held for one second, for each text."""
        return self.memory_mb / self.a_second


def sides(redis_url: str) -> list[Side]:
    celery = (str(BIN / "celery"), "-A", "bench.peers:celery", "worker", "--loglevel", "ERROR", "--without-gossip")
    threads = ("--pool", "threads", "--concurrency", str(AT_ONCE))
    by_celery = partial(enqueue_celery, redis_url)
    return [
        Side("drain", (str(BIN / "flask"), "work", "urgent"), ring),
        Side("rq-default", (sys.executable, "-m", "bench.peers", "rq"), partial(enqueue_rq, redis_url)),
        Side("celery-default", celery, by_celery),
        Side("celery-threads", (*celery, *threads), by_celery),
    ]


def ring(_ids: Sequence[int]) -> None:
    queues.ring("deliver")


def enqueue_rq(redis_url: str, ids: Sequence[int]) -> None:
    queue = rq.Queue(QUEUE, connection=connect_redis(redis_url))
    for start in range(0, len(ids), 500):
        queue.enqueue_many(
            [rq.Queue.prepare_data("bench.peers.send_text", args=(one,)) for one in ids[start : start + 500]]
        )


def enqueue_celery(redis_url: str, ids: Sequence[int]) -> None:
    from celery import Celery

    with Celery("bench", broker=redis_url.replace("unix://", "redis+socket://")) as app:
        for one in ids:
            app.send_task(QUEUE, (one,), ignore_result=True)


class Contest:
    """The ground that all sides share, and what each took in each round."""

    def __init__(self, on: Ground, texts: int, seconds: float) -> None:
        self.on, self.texts, self.seconds = on, texts, seconds
        self.provider, self.url = on.provider(), on.migrated("postgresql")
        ask(f"{self.provider}/answer-after/{DELAY_MS}")
        given = on.settings() | {"database_url": self.url}
        settings = Settings(_env_file=None, **given, push_segments_a_day=10_000_000)  # type: ignore[arg-type]
        use_settings(settings)
        queues.configure(on.redis())
        with unit_of_work():
            self.program: Program = waiting.open_program(settings)

    def one_round(self, side: Side) -> Taken:
        client = redis.Redis.from_url(self.on.redis())
        client.flushall()
        with unit_of_work():
            ids = self._texts()
        before = int(client.info("memory")["used_memory"])
        side.enqueue(ids)
        queued_bytes = (int(client.info("memory")["used_memory"]) - before) / len(ids)
        worker = self.on.start(*side.command, environment=self._environment())
        try:
            taken = self._watch(worker.pid)
        finally:
            end(worker)
        with unit_of_work():
            OutboundMessage.update(state="dropped").where(OutboundMessage.state.in_(["queued", "sending"])).execute()
        figures = f"{taken.a_second:7.1f} texts/s {taken.cpu_us:8,.0f} µs CPU a text {taken.memory_mb:6.0f} MB"
        lines.say(f"    {side.name:15} {figures} {queued_bytes:6,.0f} bytes in Redis a waiting text")
        return taken

    def _texts(self) -> list[int]:
        waiting.post(self.program, self.texts)
        queued = OutboundMessage.select(OutboundMessage.id).where(OutboundMessage.state == "queued")
        return [key for (key,) in queued.order_by(OutboundMessage.id).tuples()]

    def _environment(self) -> dict[str, str]:
        return self.on.environment(
            database_url=self.url,
            redis_url=self.on.redis(),
            twilio_api_base_url=self.provider,
            push_segments_a_day=10_000_000,
            senders_at_once=AT_ONCE,
        ) | {"FLASK_APP": "app"}

    def _watch(self, pid: int) -> Taken:
        """From the first few texts on, until the time or the texts are over."""
        done = OutboundMessage.select().where(OutboundMessage.state == "accepted")
        with unit_of_work():
            before = done.count()
            wait_for(lambda: done.count() >= before + WARM, 60)
            cpu, began, first = cpu_of(pid), passing.perf_counter(), done.count()
            while passing.perf_counter() < began + self.seconds and done.count() < before + self.texts:
                passing.sleep(0.1)
            took, made, memory = passing.perf_counter() - began, done.count() - first, memory_of(pid)
        return Taken(made / took, (cpu_of(pid) - cpu) / made * 1e6, memory)


def memory_of(pid: int) -> float:
    """Proportional set size of the process and its children, in MB."""
    total = 0.0
    for one in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with suppress(psutil.Error):
            total += one.memory_full_info().pss
    return total / 1e6


def report(taken: dict[str, list[Taken]]) -> None:
    def median(side: str, what: str) -> float:
        return statistics.median(getattr(one, what) for one in taken[side])

    for side, goal in (("rq-default", 5.0), ("celery-default", 5.0), ("celery-threads", 1.2)):
        said, ours = f"one job a text, {side.replace('-', ', ')}", median("drain", "a_second")
        name = f"one-job-per-text-{side}"
        lines.show(lines.line(name, ours, "texts/s", said, median(side, "a_second"), goal))
        for what, unit, limit in (
            ("cpu_us", "µs CPU a text", 0.7 if side == "celery-threads" else None),
            ("memory_a_text", "MB·s a text", None),
        ):
            pair = median("drain", what), median(side, what)
            lines.show(lines.line(f"{name}-{what.split('_')[0]}", pair[0], unit, said, pair[1], limit, True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    asked = parser.parse_args()
    with ground() as on:
        contest = Contest(on, asked.texts, asked.seconds)
        lines.say(f"one job a text: {asked.texts:,} texts, or as many as go in {asked.seconds:g} s")
        taken: dict[str, list[Taken]] = {}
        for _ in range(lines.rounds()):
            for side in sides(on.redis()):
                taken.setdefault(side.name, []).append(contest.one_round(side))
        report(taken)


if __name__ == "__main__":
    main()
