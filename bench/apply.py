"""Prints how many tracking events a second one worker writes down from answers about 35 pieces each, beside bare SQL
that writes the same events, slices and mailpieces, an answer a transaction; and whether memory stays flat.

What is measured is what jobs/poll.py does with a call's result: the exchange, and each piece's answer in a transaction
of its own. Each piece has one follower, so a text about each is judged, worded and put into the outbox too, which the
bare SQL leaves out; then the same with pieces that a sender registered and nobody follows.
Run with `python -m bench.apply [--calls 10] [--only sqlite] [--skip-memory]`.
"""

import argparse
import gc
import time as passing
from collections.abc import Callable, Sequence
from typing import Any

import psutil

from bench import lines, waiting
from bench.answered import FIRST, Canned, answer_about, pieces_of
from bench.due import NUMBERS
from bench.ground import PAIRINGS, Ground, ground
from carriers.answers import Found
from config import time
from config.settings import Settings
from jobs import poll
from jobs.context import context, use_settings
from models.database import database, is_postgresql, run_sql, unit_of_work
from models.fields import microseconds
from models.mailpiece import CarrierSlice, TrackingEvent
from models.outbound import OutboundMessage
from models.program import Program

BATCH, PORTIONS = 35, 10
#: Events a second of new pieces that one worker must write on PostgreSQL, and how much memory may grow.
GOAL, MEMORY_GOAL = 1_000.0, 1.1
EVENT_COLUMNS = [field.column_name for field in TrackingEvent._meta.sorted_fields if field.name != "id"]
SLICE_COLUMNS = [field.column_name for field in CarrierSlice._meta.sorted_fields if field.name != "id"]


class Pieces:
    """So many calls' worth of pieces, each followed by one person or by nobody; `scans`: how many of each are known."""

    def __init__(self, program: Program, calls: int, followed: bool = True) -> None:
        with database.atomic():
            new = {"answer": "never_asked", "answered_at": None, "registered_at": None if followed else time.now()}
            made = waiting.make_pieces(calls * BATCH, **new)
            if followed:
                contacts = waiting.make_contacts(program, len(made))
                waiting.follow(contacts, [key for key, _ in made], told_answer="", told_through=None)
        self.ids = [key for key, _ in made]
        self._numbers = [number for _, number in made]
        self.scans = [0] * len(made)

    def look(self, more: Sequence[int]) -> list[Found]:
        """The next answers: each has all scans so far and those to come, by turns as many as `more` says."""
        self.scans = [known + more[place % len(more)] for place, known in enumerate(self.scans)]
        return [answer_about(number, scans) for number, scans in zip(self._numbers, self.scans, strict=True)]


def take_in(pieces: Pieces, answers: Sequence[Found]) -> float:
    """Seconds for all of it, call by call as the poller does; every scan must be a row."""
    client, took = Canned(answers), 0.0
    if is_postgresql():  # as autovacuum does each minute: plans that were made for empty tables read all of them
        run_sql("ANALYZE", ())
    for start in range(0, len(pieces.ids), BATCH):
        claimed = pieces_of(pieces.ids[start : start + BATCH])
        began = passing.perf_counter()
        poll._ask(client, claimed, context())  # type: ignore[arg-type]
        took += passing.perf_counter() - began
    assert rows_of(pieces) == sum(pieces.scans), "not every scan is a row"
    return took


def rows_of(pieces: Pieces) -> int:
    between = TrackingEvent.mailpiece.between(pieces.ids[0], pieces.ids[-1])
    return TrackingEvent.select().where(between).count()


def newest_rows(pieces: Pieces) -> list[tuple[list[tuple[Any, ...]], tuple[Any, ...]]]:
    """Of each piece its event rows and its slice, as the driver gives them."""
    events, slices = ", ".join(EVENT_COLUMNS), ", ".join(SLICE_COLUMNS)
    mark = "%s" if is_postgresql() else "?"
    found = []
    for key in pieces.ids:
        of_piece = f"WHERE mailpiece_id = {mark} ORDER BY id"
        rows = raw().execute(f"SELECT {events} FROM tracking_event {of_piece}", (key,)).fetchall()  # noqa: S608
        [kept] = raw().execute(f"SELECT {slices} FROM carrier_slice {of_piece}", (key,)).fetchall()  # noqa: S608
        found.append(([tuple(row) for row in rows], tuple(kept)))
    return found


def raw() -> Any:
    """The driver's connection, which Peewee leaves to us between its transactions."""
    return database.connection()


class Bare:
    """Events a second of bare SQL: a transaction for each answer inserts its events in one statement, inserts its slice
    and updates its mailpiece. All values lie ready, and nothing is read or judged."""

    def __init__(self) -> None:
        self._mark = "%s" if is_postgresql() else "?"

    def write(self, pieces: Pieces, rows: Sequence[tuple[list[tuple[Any, ...]], tuple[Any, ...]]]) -> float:
        """Seconds. `rows` are another piece's; they are given the new piece's id."""
        place_of_piece = EVENT_COLUMNS.index("mailpiece_id"), SLICE_COLUMNS.index("mailpiece_id")
        ready = [
            (key, [_with(row, place_of_piece[0], key) for row in events], _with(kept, place_of_piece[1], key))
            for key, (events, kept) in zip(pieces.ids, rows, strict=True)
        ]
        cursor, now, began = raw().cursor(), microseconds(time.now()), passing.perf_counter()
        for key, events, kept in ready:
            cursor.execute("BEGIN")
            values = [value for row in events for value in row]
            cursor.execute(self._insert("tracking_event", EVENT_COLUMNS, len(events)), values)
            cursor.execute(self._insert("carrier_slice", SLICE_COLUMNS, 1), kept)
            cursor.execute(self._update(), ("found", now, "out_for_delivery", now, now, now + 1, 5, key))
            cursor.execute("COMMIT")
        return passing.perf_counter() - began

    def _insert(self, table: str, columns: Sequence[str], rows: int) -> str:
        group = f"({', '.join([self._mark] * len(columns))})"
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([group] * rows)}"  # noqa: S608

    def _update(self) -> str:
        names = ("answer", "answered_at", "milestone", "milestone_at", "last_event_at", "next_poll_at", "patience")
        return f"UPDATE mailpiece SET {', '.join(f'{name} = {self._mark}' for name in names)} WHERE id = {self._mark}"  # noqa: S608


def _with(row: tuple[Any, ...], place: int, value: Any) -> tuple[Any, ...]:
    return (*row[:place], value, *row[place + 1 :])


class Bench:
    def __init__(self, on: Ground, kind: str, calls: int) -> None:
        self._on, self._calls = on, calls
        settings = Settings(_env_file=None, **on.settings(), database_url=on.migrated(kind))  # type: ignore[arg-type]
        use_settings(settings)
        with unit_of_work():
            self._program = waiting.open_program(settings)

    def first_looks(self, made: Pieces | None = None) -> float:
        """New events a second, and a text about each piece."""
        pieces, before = made or Pieces(self._program, self._calls), self._queued()
        took = self._look_first(pieces)
        assert self._queued() - before == len(pieces.ids), "not every follower has a text"
        self.newest, self._rows = pieces, newest_rows(pieces)
        return sum(pieces.scans) / took

    def unfollowed(self) -> float:
        """The same about pieces that nobody follows."""
        pieces = Pieces(self._program, self._calls, followed=False)
        took = self._look_first(pieces)
        return sum(pieces.scans) / took

    def _look_first(self, pieces: Pieces) -> float:
        answers, server, cpu = pieces.look(FIRST), self._on.server_cpu(), passing.process_time()
        took = take_in(pieces, answers)
        self._say(sum(pieces.scans), took, passing.process_time() - cpu, self._on.server_cpu() - server, "new event")
        return took

    @staticmethod
    def _queued() -> int:
        return OutboundMessage.select().where(OutboundMessage.state == "queued").count()

    def bare_first(self) -> float:
        pieces, events = Pieces(self._program, self._calls), sum(self.newest.scans)
        return events / Bare().write(pieces, self._rows)

    def later_looks(self) -> float:
        """Answers a second about pieces that are known, with one new scan and two by turns."""
        answers, server, cpu = self._known.look((1, 2)), self._on.server_cpu(), passing.process_time()
        took = take_in(self._known, answers)
        self._say(len(answers), took, passing.process_time() - cpu, self._on.server_cpu() - server, "answer")
        lines.say(f"      {1.5 * len(answers) / took:7,.0f} new events/s")
        return len(answers) / took

    def bare_later(self) -> float:
        """The same bare SQL with as many new events."""
        pieces = Pieces(self._program, self._calls)
        rows = [(events[: 1 + place % 2], kept) for place, (events, kept) in enumerate(self._rows)]
        return len(pieces.ids) / Bare().write(pieces, rows)

    def measure(self, kind: str) -> None:
        lines.say(
            f"answers about {BATCH} pieces each, {kind}: first looks, unfollowed, bare SQL; later looks, bare SQL"
        )
        with unit_of_work():
            self.first_looks()
            self._known = self.newest
            sides: tuple[Callable[[], float], ...]
            sides = (self.first_looks, self.unfollowed, self.bare_first, self.later_looks, self.bare_later)
            first, alone, floor, later, later_floor = lines.in_turn(*sides)
        said = "bare SQL: the same events, slice and mailpiece, an answer a transaction"
        lines.show(lines.line(f"apply-{kind}", first, "new events/s", said, floor))
        lines.show(lines.line(f"apply-unfollowed-{kind}", alone, "new events/s", said, floor))
        if kind == "postgresql":
            must = "what a worker must do"
            lines.show(lines.line("apply-worker-unfollowed", alone, "new events/s", must, GOAL, 1.0))
            lines.show(lines.line("apply-worker-followed", first, "new events/s", must, GOAL, 1.0))
        lines.show(lines.line(f"apply-known-{kind}", later, "answers/s", said, later_floor))

    def measure_memory(self, kind: str) -> None:
        """Before anything else, so that the first portion is the process's first; all pieces are made before."""
        lines.say(f"memory, {kind}")
        with unit_of_work():
            fill_page_cache()
            first, *others = [Pieces(self._program, self._calls) for _ in range(PORTIONS)]
            self.first_looks(first)
            once = resident()
            for portion in others:
                self.first_looks(portion)
        many = resident()
        answers = self._calls * BATCH
        said = f"after {answers:,} answers instead of {PORTIONS * answers:,}"
        lines.show(lines.line(f"apply-memory-{kind}", many, "MB", said, once, MEMORY_GOAL, True))

    @staticmethod
    def _say(count: int, took: float, cpu: float, server: float, what: str) -> None:
        used = f"{cpu / count * 1e6:6,.0f} µs CPU a {what}, {server / count * 1e6:,.0f} µs of the database"
        lines.say(f"      {count / took:7,.0f}/s  {used}")


def fill_page_cache() -> None:
    """SQLite keeps up to 16 MB of its file: a bound of its own, which this bench would only begin to fill."""
    if not is_postgresql():
        run_sql("CREATE TABLE filler (body BLOB)", ())
        run_sql(f"INSERT INTO filler SELECT randomblob(2000) FROM {NUMBERS['sqlite'].format(rows=10_000)}", ())
        run_sql("SELECT sum(length(hex(body))) FROM filler", ()).fetchone()


def resident() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=10, help="calls in a round, each about 35 pieces")
    parser.add_argument("--only", choices=PAIRINGS)
    parser.add_argument("--skip-memory", action="store_true")
    given = parser.parse_args()
    for kind in PAIRINGS:
        if given.only in (None, kind):
            with ground() as on:
                bench = Bench(on, kind, given.calls)
                if not given.skip_memory:
                    bench.measure_memory(kind)
                bench.measure(kind)


if __name__ == "__main__":
    main()
