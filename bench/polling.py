"""Prints what asking carriers costs and how soon it tells: calls for each delivered piece, and how long after its scan
a key event (out for delivery, attempted, delivered) is known. Made-up pieces over 14 days, the same with every run.

Run with `python -m bench.polling`. `--process FILE` plays a process of your own, and only that, beside the square-root
rule that has learnt it: a JSON object such as {"out_at": 10.5, "delivered_from": 11, "sundays": true}; bench/scans.py
has the names and what each means, and what the file leaves out is as published.
"""

import argparse
import os
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bench import oracle
from bench.learnt import by_the_product, learn
from bench.lines import line, say, show
from bench.play import Game, Outcome, Policy
from bench.policies import Fixed, Ours, SquareRoot, StageTable
from bench.scans import PERTURBED, PUBLISHED, Piece, Process, pieces, read
from carriers.rhythm import Rhythm
from carriers.schedule import EAGERNESS

DAYS, WARM_UP, SEED = 14.0, 4.0, 7
#: Labels an hour, and how many pieces are then active: a mean life of 70 hours.
USUAL = 24.0
CAPPED = {2_000: 28.6, 5_000: 71.5, 10_000: 143.0}
CALLS_AN_HOUR = 60.0
FRUGAL, EAGER = 3.0, 5.5
#: The measured frontier (performance facts, section 5): calls a piece, p50 and p90 in minutes.
FRONTIER = {"frugal": (0.56, 19.0, 45.0), "eager": (1.0, 9.0, 22.0), "push": (0.2, 5.0, 19.0)}
CAPPED_FRONTIER = {2_000: (11.0, 25.0), 5_000: (24.0, 61.0), 10_000: (52.0, 140.0)}
MEASURED = "the measured frontier"


@dataclass(frozen=True)
class Setting:
    process: Process
    labels_an_hour: float = USUAL
    calls_an_hour: float | None = None
    push: bool = False


@cache
def made(process: Process, labels_an_hour: float) -> list[Piece]:
    return pieces(process, labels_an_hour, DAYS, SEED)


@cache
def learnt(process: Process) -> Rhythm:
    return learn(process)


def play(setting: Setting, policy: Policy, one_a_call: bool = False) -> Outcome:
    """`one_a_call`: each look is a call of its own; without a cap that only changes what is counted."""
    game = Game(made(setting.process, setting.labels_an_hour), policy, DAYS, WARM_UP)
    outcome = game.play(setting.calls_an_hour, SEED if setting.push else None)
    return replace(outcome, calls=outcome.looks) if one_a_call else outcome


def play_square_root(setting: Setting, eagerness: float, hold: float) -> Outcome:
    return play(setting, SquareRoot(hold=hold, rhythm=learnt(setting.process), eagerness=eagerness))


def play_taught(setting: Setting) -> Outcome:
    """Ours, with what LEARN_RHYTHMS makes of sixty other days of this process."""
    return play(setting, Ours(rhythm=by_the_product(setting.process)))


def play_at_equal_calls(setting: Setting, calls: float) -> Outcome:
    """The square-root rule with as many calls a piece, within a tenth."""
    eagerness, outcome = EAGERNESS, Outcome()
    for _ in range(4):
        outcome = play_square_root(setting, eagerness, 2)
        if abs(outcome.calls_a_piece / calls - 1) <= 0.05:
            break
        eagerness *= calls / outcome.calls_a_piece
    return outcome


def tell(name: str, outcome: Outcome) -> None:
    p50, p90 = outcome.delay(0.5), outcome.delay(0.9)
    say(f"  {name:34} {outcome.calls_a_piece:8.3f} calls a piece, p50 {p50:7.1f}, p90 {p90:7.1f} min")


def show_all(name: str, outcome: Outcome, floor: str, floors: Sequence[float], goal: float | None = None) -> None:
    """Calls, p50 and p90, each beside its floor; `goal` holds for all three."""
    tell(name, outcome)
    values = (outcome.calls_a_piece, outcome.delay(0.5), outcome.delay(0.9))
    for what, value, of_floor in zip(("calls", "p50", "p90"), values, floors, strict=True):
        unit = "calls a delivered piece" if what == "calls" else "min"
        show(line(f"{name}-{what}", value, unit, floor, of_floor, goal, lower_is_better=True))


def of(outcome: Outcome) -> tuple[float, float, float]:
    return outcome.calls_a_piece, outcome.delay(0.5), outcome.delay(0.9)


def without_a_cap(pool: ProcessPoolExecutor) -> None:
    free = Setting(PUBLISHED)
    others = {
        "single-1h": pool.submit(play, free, Fixed(10**6, 0, 0, 60), True),
        "single-4h": pool.submit(play, free, Fixed(10**6, 0, 0, 240), True),
        "batched-30min": pool.submit(play, free, Fixed(every=30)),
        "batched-1h": pool.submit(play, free, Fixed(every=60)),
        "batched-4h": pool.submit(play, free, Fixed(every=240)),
        "stage-table": pool.submit(play, free, StageTable()),
        "square-root-2": pool.submit(play_square_root, free, 2.0, 5.0),
        "square-root-4": pool.submit(play_square_root, free, 4.0, 2.0),
    }
    ours = {"frugal": pool.submit(play, free, Ours(FRUGAL)), "eager": pool.submit(play, free, Ours(EAGER))}
    pushed = pool.submit(play, replace(free, push=True), Ours(pushed=True))
    say(f"Without a cap, {USUAL:.0f} labels an hour")
    bound = oracle.foresee(made(PUBLISHED, USUAL), DAYS, WARM_UP, ours["frugal"].result().calls)
    for name, future in others.items():
        show_all(f"polling-{name}", future.result(), "an oracle with as many calls as ours-frugal", of(bound))
    for name, future in ours.items():
        show_all(f"polling-ours-{name}", future.result(), MEASURED, FRONTIER[name], 1.0)
    show_all("polling-ours-push", pushed.result(), MEASURED, FRONTIER["push"], 1.0)
    tell("oracle", bound)
    against_the_clock(ours["frugal"].result(), others["single-1h"].result(), 0.01, "single")
    against_the_clock(ours["frugal"].result(), others["batched-1h"].result(), 0.2, "batched")


def against_the_clock(ours: Outcome, hourly: Outcome, goal: float, name: str) -> None:
    """Half the interval is twice the calls and half the delay: that gives the calls of a clock with our p50."""
    calls = hourly.calls_a_piece * hourly.delay(0.5) / ours.delay(0.5)
    floor = f"fixed {name} polling with the same p50"
    show(line(f"polling-ours-by-{name}", ours.calls_a_piece, "calls a delivered piece", floor, calls, goal, True))


def with_a_cap(pool: ProcessPoolExecutor) -> None:
    plays: dict[int, dict[str, Future[Outcome]]] = {}
    for active, rate in CAPPED.items():
        setting = Setting(PUBLISHED, rate, CALLS_AN_HOUR)
        plays[active] = {
            "ours": pool.submit(play, setting, Ours()),
            "square-root-2": pool.submit(play_square_root, setting, 2.0, 5.0),
            "stage-table": pool.submit(play, setting, StageTable()),
            "batched-1h": pool.submit(play, setting, Fixed(every=60)),
            "single-1h": pool.submit(play, setting, Fixed(1, 0, 0, 60)),
        }
    for active, futures in plays.items():
        ours = futures.pop("ours").result()
        say(f"{CALLS_AN_HOUR:.0f} calls an hour, {ours.active:,.0f} pieces active")
        for name, future in futures.items():
            show_all(f"polling-{active}-{name}", future.result(), "ours in the same run", of(ours))
        tell(f"polling-{active}-ours", ours)
        for what, value, floor in zip(("p50", "p90"), of(ours)[1:], CAPPED_FRONTIER[active], strict=True):
            show(line(f"polling-{active}-ours-{what}", value, "min", MEASURED, floor, 1.0, lower_is_better=True))


def on_another_process(pool: ProcessPoolExecutor, name: str, process: Process) -> None:
    """A process that our table was not made for, beside the rule that has learnt it."""
    setting = Setting(process)
    ours = pool.submit(play, setting, Ours()).result()
    taught = pool.submit(play_taught, setting)
    rule = pool.submit(play_at_equal_calls, setting, ours.calls_a_piece).result()
    say(f"On the {name} process")
    tell(f"polling-{name}-square-root", rule)
    floor = "the square-root rule learnt on this process, with as many calls"
    show_all(f"polling-{name}-ours", ours, floor, of(rule))
    show_all(f"polling-{name}-ours-learnt", taught.result(), floor, of(rule))
    show(line(f"polling-{name}-p50", ours.delay(0.5), "min", floor, rule.delay(0.5), 1.3, lower_is_better=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--process", type=Path, metavar="FILE", help="JSON with the numbers of a process: only that")
    given = parser.parse_args()
    try:
        process = read(given.process) if given.process else None
    except (OSError, ValueError) as problem:
        parser.error(str(problem))
    with ProcessPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        if process:
            on_another_process(pool, given.process.stem, process)
            return
        without_a_cap(pool)
        with_a_cap(pool)
        on_another_process(pool, "perturbed", PERTURBED)


if __name__ == "__main__":
    main()
