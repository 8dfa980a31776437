"""`make chaos`: real processes, killed and starved by a seeded plan, and an audit of what became of every text.

Prints one line on standard output; what went wrong, and where, on standard error. Exit 0 only when nothing did.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from config import processes
from config.crash_points import POINTS
from tests.chaos import mutants
from tests.chaos.lane import Order, Outcome
from tests.chaos.stack import PAIRINGS

ROOT = Path(__file__).resolve().parents[2]
#: How many times faster than life a run's time goes, and how long one schedule takes in seconds of life.
SCALE, SECONDS = 30.0, 3.5
#: The one schedule of a lane that is not scaled: the shortest in which all its waits have room.
UNSCALED_SECONDS, BRIEF_SECONDS = 45.0, 14.0
HARMS = ("lost", "doubled", "after_stop", "unknown", "disordered", "events_lost", "events_doubled", "errors")
SHOWN = 20


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    pairings = PAIRINGS if given.pairing == "both" else (given.pairing,)
    began = time.monotonic()
    orders = [order for pairing in pairings for order in lanes(given, pairing)]
    outcomes = run(orders, given.minutes * 60)
    for order, outcome in zip(orders, outcomes, strict=True):
        report(order, outcome)
    _say_what_was_never_struck(outcomes, given.schedules)
    sys.stderr.write(f"{time.monotonic() - began:.0f} s, {sum(each.kills for each in outcomes)} processes killed\n")
    sys.stdout.write(line(outcomes) + "\n")
    return 0 if all(is_clean(outcome) for outcome in outcomes) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--schedules", type=int, default=200, help="for each pairing")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--first", type=int, default=0, help="begin with this schedule, to play one again")
    parser.add_argument("--pairing", choices=(*PAIRINGS, "both"), default="both")
    parser.add_argument("--mutant", choices=("", *mutants.MUTANTS), default="")
    parser.add_argument("--scale", type=float, default=SCALE)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of life, for one schedule")
    parser.add_argument("--unscaled", type=int, default=1, help="schedules of each pairing played unscaled")
    parser.add_argument("--brief", action="store_true", help="unscaled: only what mends itself in half a minute")
    parser.add_argument("--dwell", default="", help="what every other schedule is about alone; all: each in turn")
    parser.add_argument("--minutes", type=float, default=60.0, help="a lane that takes longer has failed")
    parser.add_argument("--keep", default="", help="a directory to leave databases and logs in")
    return parser


def lanes(given: argparse.Namespace, pairing: str) -> list[Order]:
    """The scaled schedules one after the other, and beside them those that are not scaled."""
    slow = min(given.unscaled, given.schedules)
    plain = Order(
        pairing=pairing,
        seed=given.seed,
        first=given.first + slow,
        count=given.schedules - slow,
        scale=given.scale,
        seconds=given.seconds,
        mutant=given.mutant,
        dwell=given.dwell,
        keep=f"{given.keep}/{pairing}" if given.keep else "",
    )
    in_earnest = replace(
        plain,
        first=given.first,
        count=slow,
        scale=1.0,
        seconds=BRIEF_SECONDS if given.brief else UNSCALED_SECONDS,
        dwell="life-size" if given.brief else "",
        keep=f"{given.keep}/{pairing}-unscaled" if given.keep else "",
    )
    return [order for order in (plain, in_earnest) if order.count > 0]


def run(orders: Sequence[Order], seconds: float) -> list[Outcome]:
    """All lanes side by side, each in its own process; they die with this one."""
    lanes = [
        subprocess.Popen(
            (sys.executable, "-m", "tests.chaos.lane", json.dumps(asdict(order))),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            preexec_fn=processes.die_with_parent,
        )
        for order in orders
    ]
    deadline = time.monotonic() + seconds
    return [_outcome(lane, deadline) for lane in lanes]


def _outcome(lane: "subprocess.Popen[bytes]", deadline: float) -> Outcome:
    try:
        said, _ = lane.communicate(timeout=max(1.0, deadline - time.monotonic()))
        return Outcome(**json.loads(said))
    except subprocess.TimeoutExpired:
        lane.kill()
        lane.communicate()
        return Outcome(problem="it did not end in its time")
    except ValueError:
        return Outcome(problem=f"the lane ended with {lane.returncode} and said nothing")


def is_clean(outcome: Outcome) -> bool:
    return not outcome.problem and not any(getattr(outcome, harm) for harm in HARMS)


def report(order: Order, outcome: Outcome) -> None:
    """What went wrong in one lane; schedules are found again by --first and the seed."""
    for harm in HARMS:
        found: list[str] = getattr(outcome, harm)
        for each in found[:SHOWN]:
            sys.stderr.write(f"{order.pairing}, scale {order.scale:g}, {harm.replace('_', ' ')}: {each[:300]}\n")
        if len(found) > SHOWN:
            sys.stderr.write(f"{order.pairing}, {harm}: and {len(found) - SHOWN} more\n")
    if outcome.problem:
        sys.stderr.write(f"{order.pairing}, scale {order.scale:g}: {outcome.problem}\n")


def _say_what_was_never_struck(outcomes: Iterable[Outcome], schedules: int) -> None:
    struck: Counter[str] = Counter()
    for outcome in outcomes:
        struck.update(outcome.struck)
    never = [point for point in POINTS if point not in struck]
    if never and 2 * schedules >= len(POINTS):
        sys.stderr.write(f"crash points where nobody died: {', '.join(never)}\n")


def line(outcomes: Sequence[Outcome]) -> str:
    def count(name: str) -> int:
        return sum(len(getattr(outcome, name)) for outcome in outcomes)

    played, expected, sent = (sum(getattr(each, name) for each in outcomes) for name in ("played", "expected", "sent"))
    return (
        f"schedules {played}, texts expected {expected}, sent {sent}, lost {count('lost')}, "
        f"doubled {count('doubled')}, after-stop {count('after_stop')}, unknown {count('unknown')}, "
        f"events lost {count('events_lost')}, events doubled {count('events_doubled')}"
    )


if __name__ == "__main__":
    sys.exit(main())
