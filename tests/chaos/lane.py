"""One lane of a run: a stack of one pairing, its schedules one after the other, and the audit at the end.

Its own process: `python -m tests.chaos.lane '{"pairing": …}'` prints one JSON object.
"""

import json
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

from config import processes
from tests.chaos import accounts, schedules
from tests.chaos.acts import Setting
from tests.chaos.audit import Limits, Verdict, audit
from tests.chaos.director import Director, settling
from tests.chaos.stack import Plan, Stack

#: Seconds of life: what the product waits at most between its last look and the request, whatever the scale.
FRESH = 2.0


@dataclass(frozen=True)
class Order:
    """What a lane plays: schedules `first`, `first` + 1 … of this seed."""

    pairing: str
    seed: int
    first: int
    count: int
    scale: float
    seconds: float
    mutant: str = ""
    dwell: str = ""
    keep: str = ""  # a directory to leave everything in


@dataclass
class Outcome:
    """What a lane found. `problem`: it could not be played to its end."""

    played: int = 0
    expected: int = 0
    sent: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    after_stop: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    disordered: list[str] = field(default_factory=list)
    events_lost: list[str] = field(default_factory=list)
    events_doubled: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    struck: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    seconds: float = 0.0
    problem: str = ""


def play(order: Order) -> Outcome:
    outcome, began = Outcome(), time.monotonic()
    with _directory(order.keep) as directory:
        stack = Stack(directory, Plan(order.pairing, order.scale, order.mutant))
        try:
            stack.start()
            _play(order, stack, outcome)
        except Exception:
            outcome.problem = f"{traceback.format_exc()}\n{stack.words()}"
        finally:
            stack.stop()
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


def _play(order: Order, stack: Stack, outcome: Outcome) -> None:
    director = Director(stack)
    setting = Setting(order.seed, order.pairing, 1 / order.scale, order.seconds, order.dwell or order.mutant)
    for index in range(order.first, order.first + order.count):
        schedule = schedules.make(setting, index)
        sys.stderr.write(f"{order.pairing} {index}: {'; '.join(schedule.says)}\n")
        director.play(schedule)
        outcome.played += 1
    director.settle(settling(order.scale))
    _judge(director, stack, order, outcome)


def _judge(director: Director, stack: Stack, order: Order, outcome: Outcome) -> None:
    on_the_way = timedelta(seconds=FRESH * order.scale + max(10.0, 0.3 * order.scale))
    provider, ours = stack.diary.provider(), accounts.ours(stack.database_url)
    verdict: Verdict = audit(provider, ours, Limits(on_the_way, tuple(director.wrong)))
    for name, found in asdict(verdict).items():
        setattr(outcome, name, found)
    outcome.errors = stack.errors()
    if order.keep:
        Path(order.keep, "accounts.json").write_text(
            json.dumps([asdict(provider), asdict(ours)], default=str, indent=1)
        )
    outcome.struck = dict(Counter(stack.strikes.struck()))
    outcome.kills = sum(1 for _, code in stack.life.ends if code == -9)


@contextmanager
def _directory(keep: str) -> Iterator[Path]:
    """A short path (unix sockets bear about 100 characters) that PostgreSQL's own user may enter."""
    if keep:
        shutil.rmtree(keep, ignore_errors=True)  # of an earlier run
    made = Path(keep) if keep else Path(tempfile.mkdtemp(prefix="wpc-", dir="/tmp"))
    made.mkdir(exist_ok=True, parents=True)
    made.chmod(0o755)
    try:
        yield made
    finally:
        if not keep:
            shutil.rmtree(made, ignore_errors=True)


def main() -> None:
    processes.die_with_parent()
    outcome = play(Order(**json.loads(sys.argv[1])))
    sys.stdout.write(json.dumps(asdict(outcome)) + "\n")


if __name__ == "__main__":
    main()
