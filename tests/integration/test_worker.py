"""The bell and the workers: only our own jobs ever run, and a Redis that is away costs nothing but speed."""

import pickle
import time
from pathlib import Path

import pytest
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from config import queues
from jobs.worker import ListedJob, ListedQueue


def work_off(redis_url: str, name: str) -> None:
    connection = queues.connect_redis(redis_url)
    queue = ListedQueue(name, connection=connection, serializer=JSONSerializer, job_class=ListedJob)
    SimpleWorker([queue], connection=connection, job_class=ListedJob, serializer=JSONSerializer).work(
        burst=True, logging_level="CRITICAL"
    )
    connection.close()


def test_whoever_can_write_to_redis_still_cannot_run_a_shell(redis_url: str, tmp_path: Path) -> None:
    trap = tmp_path / "trapped"
    connection = queues.connect_redis(redis_url)
    Queue("urgent", connection=connection, serializer=JSONSerializer).enqueue("os.system", f"touch {trap}")
    job = Queue("urgent", connection=connection, serializer=JSONSerializer).enqueue("jobs.deliver.run")
    connection.hset(f"rq:job:{job.id}", "data", pickle.dumps(("os.system", None, (f"touch {trap}",), {})))
    work_off(redis_url, "urgent")
    assert not trap.exists()
    connection.flushall()
    connection.close()


def test_a_bell_rung_often_stays_short(redis_url: str) -> None:
    bell = queues.Bell(redis_url)
    assert all(bell.ring("deliver") for _ in range(50))
    connection = queues.connect_redis(redis_url)
    assert connection.llen("rq:queue:urgent") <= queues.ENOUGH_RINGS
    connection.flushall()
    connection.close()


@pytest.mark.parametrize("url", ["", "unix:///nowhere/redis.sock", "redis://127.0.0.1:1/0"])
def test_a_bell_without_redis_says_so_at_once(url: str) -> None:
    bell = queues.Bell(url)
    started = time.monotonic()
    assert [bell.ring("deliver") for _ in range(200)] == [False] * 200
    assert time.monotonic() - started < 5
