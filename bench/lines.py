"""What a bench says: one JSON line per measurement on standard output, everything else on standard error.

`ratio` is `value` by `floor_value`, both taken in the same run; `goal` is what the ratio is held to, null where nobody
promised anything. Asserts nothing: figures depend on the machine.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

ROUNDS = 5


@dataclass(frozen=True)
class Line:
    """`floor` says in words what `floor_value` is. `lower_is_better` speaks of the value and of the ratio."""

    name: str
    value: float
    unit: str
    floor: str
    floor_value: float
    ratio: float
    goal: float | None
    lower_is_better: bool


def line(
    name: str,
    value: float,
    unit: str,
    floor: str,
    floor_value: float,
    goal: float | None = None,
    lower_is_better: bool = False,
) -> Line:
    ratio = value / floor_value if floor_value else 0.0
    return Line(name, _short(value), unit, floor, _short(floor_value), _short(ratio), goal, lower_is_better)


def show(made: Line) -> None:
    print(json.dumps(asdict(made), ensure_ascii=False), flush=True)
    if made.goal is not None:
        met = made.ratio <= made.goal if made.lower_is_better else made.ratio >= made.goal
        say(f"  {made.name}: ratio {made.ratio:g}, goal {made.goal:g}: {'met' if met else 'MISSED'}")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def rounds() -> int:
    """BENCH_ROUNDS, else five."""
    return max(1, int(os.environ.get("BENCH_ROUNDS", ROUNDS)))


def in_turn(*sides: Callable[[], float], times: int | None = None) -> list[float]:
    """The median of each side; every round measures all of them, and the next begins with another one."""
    taken: list[list[float]] = [[] for _ in sides]
    for number in range(times or rounds()):
        for place in range(len(sides)):
            which = (number + place) % len(sides)
            taken[which].append(sides[which]())
    for values in taken:
        say(f"    {spread(values)}")
    return [statistics.median(values) for values in taken]


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):,.4g} [{min(values):,.4g} to {max(values):,.4g}, {len(values)} rounds]"


def _short(value: float) -> float:
    """Four digits that mean something."""
    return float(f"{value:.4g}")
