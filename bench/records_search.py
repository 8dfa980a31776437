"""Prints how long searches for certified records take, by each key that an office has, beside a floor of the same run:
fifty records read by their primary keys and decrypted.

A search is what the page does but for its HTML: the records found and counted up to 10,000, the first fifty of them
read and decrypted. Run with `python -m bench.records_search [RECORDS] [--only sqlite]`; 1,000,000 unless told.
"""

import argparse
import statistics
import time as passing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from bench import lines
from bench.console import settings_of
from bench.ground import PAIRINGS, ground
from bench.records_seed import Made, Plan, indexed, seed
from config import time
from models.certified_record import CertifiedRecord
from models.cli import ensure_program
from models.database import database, unit_of_work
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Milestone, Role
from records import search, word_index
from records.found_rows import rows_of
from records.search import RECORDS, Asked

TIMES, PAGE, LONGEST = 40, 50, 100.0


@dataclass(frozen=True)
class Key:
    """One way to search: what is asked to find a record that is there. `is_near`: where a letter is wrong."""

    name: str
    asked: Callable[[Made], Asked]
    is_near: bool = False


def misspelt(name: str) -> str:
    """Its third letter is missing."""
    return name[:2] + name[3:]


def last_name(one: Made) -> str:
    return one.recipient.split()[1]


def keys(plan: Plan) -> Iterator[Key]:
    yield Key("rare-word", lambda one: Asked(one.matter))
    yield Key("name", lambda one: Asked(one.recipient))
    yield Key("address", lambda one: Asked(" ".join(one.street.split()[:3])))
    yield Key("whole-number", lambda one: Asked(one.tracking_number))
    yield Key("last-4", lambda one: Asked(one.tracking_number[-4:]))
    yield Key("last-8", lambda one: Asked(one.tracking_number[-8:]))
    yield Key("prefix", lambda one: Asked(last_name(one)[:4]))
    yield Key("misspelt", lambda one: Asked(misspelt(last_name(one))), is_near=True)
    yield Key(
        "misspelt-street", lambda one: Asked(f"{one.street.split()[0]} {misspelt(one.street.split()[1])}"), is_near=True
    )
    yield Key("date", lambda one: Asked(f"{one.mailed_on:%m/%d/%Y}"))
    yield Key("month", lambda one: Asked(f"{one.mailed_on:%B %Y}"))
    yield Key("days", lambda one: Asked(since=one.mailed_on - timedelta(40), until=one.mailed_on))
    yield Key("batch", lambda one: Asked(batch=one.batch))
    yield Key("notice-type", lambda one: Asked(notice_type=one.notice_type))
    yield Key("broad-word", lambda one: Asked("street"))
    yield Key("broadest-word", lambda one: Asked("apt"))
    yield Key("two-broad-words", lambda one: Asked(f"street {plan.cities[0]}"))
    yield Key("broad-prefix", lambda one: Asked("60"))
    yield Key("everything", lambda one: Asked())
    yield Key("delivered", lambda one: Asked("delivered"))
    yield Key("refused", lambda one: Asked("refused"))
    yield Key("status-delivered", lambda one: Asked(status=Milestone.DELIVERED))
    yield Key("refused-in-street", lambda one: Asked("street refused"))
    yield Key("unclaimed-in-city", lambda one: Asked(f"unclaimed {plan.cities[0]}"))
    yield Key("broad-word-and-days", lambda one: Asked("street", one.mailed_on - timedelta(9), one.mailed_on))


def page_of(who: Operator, asked: Asked, near: bool) -> int:
    """How many rows the page shows."""
    found = search.find(who, asked)
    ids = found.page(0, PAGE)
    if near:
        ids += search.find_near(who, asked, found)
    return read(who, ids)


def read(who: Operator, ids: Sequence[int]) -> int:
    records = CertifiedRecord.select().where(RECORDS.key.in_(list(ids))) if ids else []
    return len(rows_of(who, list(records)))


def took(act: Callable[[], int]) -> tuple[float, int]:
    """(ms, what it gives)"""
    with unit_of_work():
        began = passing.perf_counter()
        given = act()
        return (passing.perf_counter() - began) * 1e3, given


def measure(kind: str, count: int, who: Operator, made: Sequence[Made], times: int) -> None:
    mine = [one for one in made if who.sender_id in (None, one.sender)]
    said = f"records-{count}-{kind}-{who.sender.key if who.sender else 'all'}"
    for key in keys(Plan()):
        spent, floor, shown = list[float](), list[float](), list[int]()
        for number in range(times):
            ids = [other.id for other in (mine * PAGE)[number : number + PAGE]]
            floor.append(took(partial(read, who, ids))[0])
            one = mine[number * 7 % len(mine)]
            ms, rows = took(partial(page_of, who, key.asked(one), key.is_near))
            spent.append(ms)
            shown.append(rows)
        assert min(shown) > 0 or key.name.startswith(("refused", "unclaimed")), f"{key.name} found nothing"
        _show(f"{said}-{key.name}", spent, floor, statistics.mean(shown))


def _show(name: str, spent: Sequence[float], floor: Sequence[float], shown: float) -> None:
    middle, most = statistics.median(spent), sorted(spent)[int(len(spent) * 0.95) - 1]
    floors = "fifty records read by their keys and decrypted"
    lines.show(lines.line(f"{name}-p50", middle, "ms", floors, statistics.median(floor)))
    lines.show(lines.line(f"{name}-p95", most, "ms", "what a search may take", LONGEST, 1.0, True))
    floor_said = f"fifty by their keys {statistics.median(floor):.1f}"
    lines.say(f"  {name}: {middle:.1f} ms, 95 of 100 within {most:.1f}, {shown:.0f} rows; {floor_said}")


def take_in(kind: str, count: int, made: Sequence[Made]) -> None:
    """What the words of one more record cost in a portion of 500, its transaction's end left out: it is undone."""
    names, taken = {one.notice_type: "Letter" for one in made}, list[float]()
    for number in range(10):
        rows = [
            indexed(replace(one, id=10**9 + at), names, "B")
            for at, one in enumerate((made * 500)[number : number + 500])
        ]
        with unit_of_work(), database.atomic() as portion:
            began = passing.perf_counter()
            word_index.add(rows)
            taken.append((passing.perf_counter() - began) * 1e3 / len(rows))
            portion.rollback()
    said = f"records-{count}-{kind}-words-taken-in"
    lines.show(lines.line(said, statistics.median(taken), "ms", "what a row may take", 0.4, 1.0, True))


def people() -> list[Operator]:
    """Of the largest department, of the smallest, and an auditor of all."""
    large, small = Sender.get(Sender.key == "legal"), Sender.get(Sender.key == "payroll")
    return [
        Operator.create(
            email=f"{number}@example.org", email_index=str(number), name="Sam", role=role, sender=sender,
            created_at=time.now(),
        )
        for number, (role, sender) in enumerate(((Role.SENDER, large), (Role.SENDER, small), (Role.AUDITOR, None)))
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--only", choices=PAIRINGS)
    asked = parser.parse_args()
    for kind in PAIRINGS:
        if asked.only in (None, kind):
            with ground() as on:
                url = on.migrated(kind)
                began = passing.perf_counter()
                with unit_of_work():
                    made = seed(ensure_program(settings_of(on, url)), asked.records)
                    everybody = people()
                lines.say(f"{kind}: {asked.records:,} records in {passing.perf_counter() - began:.0f} s")
                take_in(kind, asked.records, made)
                for who in everybody:
                    measure(kind, asked.records, who, made, asked.times)


if __name__ == "__main__":
    main()
