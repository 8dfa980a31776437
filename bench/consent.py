"""Prints what one decision about consent costs after a long history, beside a bare loop over the same facts: the floor.

Run with `python -m bench.consent`.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bench.lines import line, show
from bot.consent import Allowed, Fact, History, may_text
from models.vocabulary import ConsentKind, Purpose, Scope

START = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVENTS, TIMES, PIECE = 10_000, 50, 7
TURNS = (ConsentKind.CONFIRMED, ConsentKind.REVOKED, ConsentKind.RESUMED, ConsentKind.DOUBTED, ConsentKind.KEPT)


def history() -> list[Fact]:
    """Five years of a person who changes their mind, and confirms a mailpiece at last."""
    facts = [
        Fact(
            number,
            kind := TURNS[number % len(TURNS)],
            Scope.MAILPIECE if kind == ConsentKind.CONFIRMED else Scope.ALL,
            PIECE if kind == ConsentKind.CONFIRMED else None,
            START + timedelta(hours=number),
        )
        for number in range(EVENTS - 2)
    ]
    resumed = Fact(EVENTS - 1, ConsentKind.RESUMED, Scope.ALL, None, START + timedelta(hours=EVENTS - 1))
    confirmed = Fact(EVENTS, ConsentKind.CONFIRMED, Scope.MAILPIECE, PIECE, START + timedelta(hours=EVENTS))
    return [*facts, resumed, confirmed]


def floor(facts: list[Fact]) -> Fact | None:
    """No less can be done: look at each fact's scope, kind and mailpiece once."""
    last = None
    for fact in facts:
        if fact.scope and fact.kind and fact.mailpiece_id != 0:
            last = fact
    return last


def microseconds(work: Callable[[], object]) -> float:
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return statistics.median(took) * 1e6


def main() -> None:
    facts = history()
    now = START + timedelta(hours=EVENTS + 1)
    decision = may_text(History(facts), Purpose.PUSH, now, PIECE)
    assert isinstance(decision, Allowed) and decision.consent_event_id == EVENTS
    decided = microseconds(lambda: may_text(History(facts), Purpose.PUSH, now, PIECE))
    looped = microseconds(lambda: floor(facts))
    name = f"consent-{EVENTS}-events"
    show(line(name, decided, "µs", "a bare loop over the same facts", looped, lower_is_better=True))


if __name__ == "__main__":
    main()
