"""Prints how long a file of mailings takes from its upload to its last row, and what memory that takes, on each
database, beside a floor of the same run: the very rows that the import wrote, inserted by bare SQL.

Run with `python -m bench.records_import [ROWS] [--there RECORDS] [--only sqlite]`; 100,000 rows unless told, on top of
so many records from before. Each import is a process of its own, which takes the file in, reads its rows and stores
them, as the web and its slow worker do one after the other.
"""

import argparse
import csv
import json
import sys
import time as passing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from bench import lines
from bench.console import settings_of
from bench.ground import PAIRINGS, Ground, ground
from bench.records_seed import seed
from config.logging import configure_logging
from config.secrets import load_keyring
from models import long_work
from models.auditing import COMMAND_LINE
from models.cli import ensure_program
from models.database import bind, database, unit_of_work
from models.fields import use_keyring
from models.long_task import LongTask
from models.notice_type import NoticeType
from models.operator import Operator
from models.program import Program
from models.record_import import RecordImport
from models.sender import Sender
from models.vocabulary import Role
from records import batches, import_choices, importing, long_kinds, storing
from records.import_rows import Fixed

FEW, MANY, LONGEST, FLAT = 10_000, 100_000, 120.0, 1.1
HEADINGS = (
    "Tracking Number",
    "Recipient",
    "Address 1",
    "Address 2",
    "City",
    "State",
    "ZIP",
    "Matter",
    "Client",
    "Services",
)
NAMES = ("Maria", "Ada", "Ben", "Cora", "Đặng", "Łukasz", "Rosa", "Ivan")


def number(serial: int) -> str:
    """A Certified Mail label's: weights 3 and 1 from the right."""
    digits = f"958907105270{serial:09}"
    return f"{digits}{-sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits))) % 10}"


def write_file(path: Path, rows: int) -> None:
    """One row in a hundred is bad."""
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        for serial in range(1, rows + 1):
            name = f"{NAMES[serial % len(NAMES)]} Weber-{serial % 9_973}" if serial % 100 else ""
            street, apartment = f"{serial % 4_000} {NAMES[serial % 7]} Street", f"Apt {serial % 40}"
            town = (f"Memphis {serial % 90}", "TN", f"38{serial % 1_000:03}")
            filed = (f"2026-{serial:06}", f"Client {serial % 300}", "Certified; Return Receipt Electronic")
            out.writerow([number(serial), name, street, apartment, *town, *filed])


def prepare(settings: Any) -> tuple[Sender, Operator]:
    now = datetime.now(UTC)
    with unit_of_work():
        sender = Sender.create(program=ensure_program(settings), key="imports", name="Imports", created_at=now)
        who = Operator.create(
            email="sam@example.org", email_index="1", name="Sam", role=Role.SENDER, sender=sender, created_at=now
        )
    return sender, who


def import_file(path: Path) -> tuple[float, RecordImport]:
    """(seconds, what came of it)"""
    long_work.use_kinds(long_kinds.KINDS)
    with unit_of_work():
        who = Operator.get()
        began = passing.perf_counter()
        now = datetime.now(UTC)
        with path.open("rb") as stream:
            load = importing.take_in(Sender.get_by_id(who.sender_id), stream, path.name, who, now)
        choices = import_choices.of(load)
        fixed = Fixed(notice_type=NoticeType.get(NoticeType.key == "letter").id)
        importing.use_mapping(load, choices.columns, fixed, "Bench", choices.read_by)
        task = importing.begin(load, COMMAND_LINE, who, now)
        long_work.carry_on(3_600, lambda: False)
        spent = passing.perf_counter() - began
        done = RecordImport.get_by_id(load.id)
        assert done.state == "done", LongTask.get_by_id(task.id).said
    return spent, done


def in_a_process(on: Ground, kind: str, path: Path, there: int) -> dict[str, float]:
    url = on.migrated(kind)
    prepare(settings_of(on, url))
    if there:
        with unit_of_work():
            seed(Program.get(), there)
    child = on.start(
        sys.executable, "-m", "bench.records_import", "--child", url, str(path), environment=on.environment()
    )
    assert child.stdout is not None
    said: dict[str, float] = json.loads(child.stdout.readline())
    return said


def child(url: str, path: str) -> None:
    folder = Path.cwd()
    configure_logging("ERROR")
    use_keyring(lambda: load_keyring(folder))
    bind(url)
    spent, done = import_file(Path(path))
    said = {"seconds": spent, "cpu": passing.process_time(), "rows": done.rows, "bad": done.bad, "peak": peak_memory()}
    print(json.dumps(said), flush=True)


def peak_memory() -> int:
    """Bytes. Of this program alone: what getrusage says counts the process that started it as well."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


# -- the floor ---------------------------------------------------------------------------------------------------------


@contextmanager
def written_down() -> Iterator[list[list[tuple[str, Any]]]]:
    """Every insert of every block, with its values as the driver had them."""
    blocks: list[list[tuple[str, Any]]] = []
    execute, store = database.obj.execute_sql, storing.store

    def noting(sql: str, params: Any = None, *more: Any, **said: Any) -> Any:
        if blocks and sql.startswith("INSERT"):
            blocks[-1].append((sql, params))
        return execute(sql, params, *more, **said)

    def stored(*given: Any) -> Any:
        blocks.append([])
        database.obj.execute_sql = noting
        try:
            return store(*given)
        finally:
            database.obj.execute_sql = execute

    with mock.patch.object(storing, "store", stored):
        yield blocks


def floor_of(on: Ground, kind: str, path: Path) -> float:
    """Rows in a second."""
    url = on.migrated(kind)
    prepare(settings_of(on, url))
    with written_down() as blocks:
        _, done = import_file(path)
    bare = on.migrated(kind)
    sender, _ = prepare(settings_of(on, bare))
    with unit_of_work():
        with database.atomic():
            batches.make(sender, "Bench", None, None, datetime.now(UTC))
        began = passing.perf_counter()
        for block in blocks:
            with database.atomic():
                for sql, params in block:
                    database.execute_sql(sql, params)
        return done.good / (passing.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=MANY)
    parser.add_argument("--there", type=int, default=0)
    parser.add_argument("--only", choices=PAIRINGS)
    parser.add_argument("--child", nargs=2, metavar=("URL", "FILE"))
    asked = parser.parse_args()
    if asked.child:
        child(*asked.child)
        return
    for kind in PAIRINGS:
        if asked.only in (None, kind):
            with ground() as on:
                measure(on, kind, asked.rows, asked.there)


def measure(on: Ground, kind: str, rows: int, there: int) -> None:
    few, many = on.folder / "few.csv", on.folder / "many.csv"
    write_file(few, min(FEW, rows))
    write_file(many, rows)
    floor = floor_of(on, kind, few)
    small, large = in_a_process(on, kind, few, 0), in_a_process(on, kind, many, there)
    name = f"records-import-{there}-{kind}-{rows}"
    rate = large["rows"] / large["seconds"]
    lines.show(lines.line(f"{name}-rate", rate, "rows/s", "the same rows by bare inserts", floor))
    lines.show(lines.line(f"{name}-seconds", large["seconds"], "s", "what it may take", LONGEST, 1.0, True))
    lines.show(lines.line(f"{name}-cpu", large["cpu"], "s", "by the clock", large["seconds"], None, True))
    peaks = large["peak"] / 2**20, small["peak"] / 2**20
    lines.show(lines.line(f"{name}-peak", peaks[0], "MiB", f"at {int(small['rows']):,} rows", peaks[1], FLAT, True))
    lines.say(
        f"  {int(large['rows']):,} rows, {int(large['bad']):,} bad, in {large['seconds']:.1f} s: {rate:,.0f} rows/s"
    )


if __name__ == "__main__":
    main()
