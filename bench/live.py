"""The drain in its own process, as it runs in an office: its share of a core at the pace of a short code, and how long
a single text waits between its commit and its request. Part of `python -m bench.drain`.
"""

import statistics
import subprocess
import sys
import time as passing
from pathlib import Path

from bench import lines, waiting
from bench.ground import Ground, ask, cpu_of, end, ground, wait_for
from config import queues
from config.settings import Settings
from jobs.context import use_settings
from models.database import unit_of_work
from models.program import Program

PACE, WINDOW_SECONDS, SINGLES, APART_SECONDS = 100.0, 2.0, 12, 0.25
PROMISED_MS = 150.0


def start_worker(on: Ground, url: str, provider: str) -> "subprocess.Popen[str]":
    """`flask work urgent`."""
    environment = on.environment(
        database_url=url, twilio_api_base_url=provider, redis_url=on.redis(), push_segments_a_day=10_000_000
    )
    flask = str(Path(sys.executable).parent / "flask")
    return on.start(flask, "work", "urgent", environment=environment | {"FLASK_APP": "app"})


def measure(on: Ground, kind: str, provider: str) -> None:
    ask(f"{provider}/answer-after/50")
    url = on.migrated(kind)
    settings = Settings(_env_file=None, **on.settings(), database_url=url)  # type: ignore[arg-type]
    use_settings(settings)
    queues.configure(on.redis())
    with unit_of_work():
        program = waiting.open_program(settings, PACE)
    worker = start_worker(on, url, provider)
    lines.say(f"live, {kind}: one worker process, pace {PACE:.0f}, provider takes 50 ms")
    single_texts(program, kind, provider)
    at_the_pace(program, kind, provider, worker.pid)
    end(worker)  # the next pairing's bells are not for it
    queues.configure("")


def single_texts(program: Program, kind: str, provider: str) -> None:
    """One at a time to a worker that waits for the bell; the first of all opens its connections and is not counted."""
    took = [_single(program, provider) for _ in range(SINGLES * lines.rounds() + 1)][1:]
    took.sort()
    p95 = took[int(len(took) * 0.95)]
    lines.say(f"    commit to request, ms: p50 {statistics.median(took):.0f}, p95 {p95:.0f}, longest {took[-1]:.0f}")
    lines.show(lines.line(f"single-text-{kind}", p95, "ms p95", "what is promised", PROMISED_MS, 1.0, True))


def _single(program: Program, provider: str) -> float:
    with unit_of_work():
        (phone,) = waiting.post(program, 1)
    committed = passing.monotonic()
    queues.ring("deliver")
    passing.sleep(APART_SECONDS)
    arrived = dict[str, float]()

    def has_come() -> bool:
        arrived.update(ask(f"{provider}/arrivals"))
        return phone in arrived

    wait_for(has_come, 60)
    return (arrived[phone] - committed) * 1e3


def at_the_pace(program: Program, kind: str, provider: str, worker: int) -> None:
    """More texts than fit: the worker's CPU and its texts, window by window."""
    times = lines.rounds()
    with unit_of_work():
        waiting.post(program, int(PACE * WINDOW_SECONDS * (times + 2)))
    queues.ring("deliver")
    passing.sleep(WINDOW_SECONDS)
    shares, rates = list[float](), list[float]()
    for _ in range(times):
        ask(f"{provider}/forget")
        cpu, began = cpu_of(worker), passing.perf_counter()
        passing.sleep(WINDOW_SECONDS)
        took = passing.perf_counter() - began
        shares.append((cpu_of(worker) - cpu) / took)
        rates.append(len(ask(f"{provider}/arrivals")) / took)
    lines.say(f"    share of a core {lines.spread(shares)}\n    texts a second {lines.spread(rates)}")
    share, rate = statistics.median(shares), statistics.median(rates)
    lines.show(lines.line(f"drain-core-share-{kind}", share, "cores", "one core", 1.0, 0.35, True))
    lines.show(lines.line(f"drain-at-the-pace-{kind}", rate, "texts/s", "the pace of a short code", PACE, 0.95))


if __name__ == "__main__":
    with ground() as alone:
        for pairing in ("sqlite", "postgresql"):
            measure(alone, pairing, alone.provider())
