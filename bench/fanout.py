"""Prints how many outbox rows a second one carrier answer makes when many follow the piece, beside a plain insert_many
of the same encrypted rows; and whether a row costs the same with 100 followers and with 100,000.

Run with `python -m bench.fanout [--followers 10000] [--only sqlite] [--skip-growth]`.
"""

import argparse
import hashlib
import secrets
import time as passing
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

from bench import lines, waiting
from bench.ground import AREAS, PAIRINGS, Ground, ground
from bot import phone
from carriers.answers import Found, ScanEvent
from config import time
from config.settings import Settings
from jobs.apply import apply
from models.contact import Contact
from models.database import Table, database, unit_of_work
from models.fields import phone_index
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.program import Program
from models.vocabulary import Milestone

FEW, MANY = 100, 100_000
#: So often the few are told in a round: their median is then as steady as that of the many.
FEW_TIMES = 20
GOAL, GROWTH_GOAL = 0.5, 1.3
#: Steps that everybody hears of, and that never expire while a bench runs. Each is news after the other.
STEPS = ((Milestone.DELAYED, "DX"), (Milestone.AVAILABLE_FOR_PICKUP, "14"))
#: What the database gives a row by itself.
NOT_COPIED = frozenset({"id", "reference", "occasion"})
_steps = count(1)
_phones = count(1)


def make_contacts(program: Program, how_many: int) -> list[tuple[int, str]]:
    """(id, phone) of so many people, who share no exchange: nothing about one number tells the zone of the next."""
    now, said = time.now(), list[str]()
    for number in (next(_phones) for _ in range(how_many)):
        exchange, line = 200 + number // len(AREAS) % 780, number // (780 * len(AREAS))
        said.append(f"+1{AREAS[number % len(AREAS)]}{exchange}{1000 + line:04}")
    ids = waiting.insert(
        Contact,
        ({"program": program, "phone": one, "phone_index": phone_index(one), "created_at": now} for one in said),
    )
    return list(zip(ids, said, strict=True))


def followed_piece(program: Program, how_many: int) -> Mailpiece:
    """A piece that so many people follow, each by a consent of their own."""
    with database.atomic():
        contacts = make_contacts(program, how_many)
        [(piece, _)] = waiting.make_pieces(1, milestone=Milestone.IN_TRANSIT, last_event_at=time.now())
        waiting.follow(contacts, [piece] * how_many)
    found: Mailpiece = Mailpiece.get_by_id(piece)
    return found


def next_answer(piece: Mailpiece) -> Found:
    """The carrier reports one step more."""
    number = next(_steps)
    milestone, code = STEPS[number % len(STEPS)]
    event = ScanEvent(
        occurred_at=time.now(),
        local_time=datetime.fromisoformat("2026-11-20T08:14"),
        utc_offset_minutes=-360,
        code=code,
        text=f"step {number}",
        city="MEMPHIS",
        state="TN",
        zip="38101",
        country="US",
        signer=None,
        agent=False,
        milestone=milestone,
        fingerprint=hashlib.sha256(str(number).encode()).hexdigest(),
    )
    return Found(piece.tracking_number, (event,), "", "", None, None, "", (), None, None, str(number).encode())


def tell(piece: Mailpiece, how_many: int) -> float:
    """Rows a second of one answer: from the carrier's words to the commit. Every follower must have a row."""
    phone.zones_of.cache_clear()  # as in a process that has just begun
    before = _newest_id()
    answer, fresh = next_answer(piece), Mailpiece.get_by_id(piece.id)
    cpu, began = passing.process_time(), passing.perf_counter()
    apply(fresh, answer, None, time.now(), None)
    took = passing.perf_counter() - began
    used = passing.process_time() - cpu
    made = OutboundMessage.select().where(OutboundMessage.id > before)
    assert made.where(OutboundMessage.state == "queued").count() == how_many, "not every follower has a text"
    lines.say(f"      {how_many / took:7,.0f} rows/s  {used / how_many * 1e6:6,.0f} µs CPU a row of ours")
    return how_many / took


def _newest_id() -> int:
    return OutboundMessage.select(OutboundMessage.id).order_by(OutboundMessage.id.desc()).limit(1).scalar() or 0


def plain_insert(how_many: int) -> float:
    """Rows a second of the newest rows once more, as dicts that lie ready; only what must differ differs."""
    columns = [field.name for field in OutboundMessage._meta.sorted_fields if field.name not in NOT_COPIED]
    newest = OutboundMessage.select().order_by(OutboundMessage.id.desc()).limit(how_many)
    again = next(_steps)
    rows = [_copy(row, columns, f"again {again}") for row in newest]
    cpu, began = passing.process_time(), passing.perf_counter()
    insert_many(OutboundMessage, rows)
    took = passing.perf_counter() - began
    used = passing.process_time() - cpu
    lines.say(f"      {how_many / took:7,.0f} rows/s  {used / how_many * 1e6:6,.0f} µs CPU a row of ours")
    return how_many / took


def insert_many(table: type[Table], rows: list[dict[str, Any]]) -> None:
    with database.atomic():
        for start in range(0, len(rows), waiting.CHUNK):
            table.insert_many(rows[start : start + waiting.CHUNK]).execute()


def _copy(row: OutboundMessage, columns: list[str], occasion: str) -> dict[str, Any]:
    return {name: row.__data__[name] for name in columns} | {
        "reference": secrets.token_urlsafe(16),
        "occasion": occasion,
    }


def forget() -> None:
    """What was posted has left: it is neither superseded nor counted next time."""
    OutboundMessage.update(state="delivered", finished_at=time.now()).where(OutboundMessage.state == "queued").execute()


def measure(on: Ground, kind: str, how_many: int) -> None:
    program = begin(on, kind)
    lines.say(f"fan-out, {kind}: one milestone for {how_many:,} followers, then a plain insert_many of those rows")

    def ours() -> float:
        forget()
        return tell(followed_piece(program, how_many), how_many)

    with unit_of_work():
        sides: tuple[Callable[[], float], ...] = (ours, lambda: plain_insert(how_many))
        ours()  # the floor's first round copies rows too
        value, floor_value = lines.in_turn(*sides)
    said = "plain insert_many of the same encrypted rows"
    lines.show(lines.line(f"fanout-{kind}", value, "rows/s", said, floor_value, GOAL))


def measure_growth(on: Ground, kind: str, many: int) -> None:
    program = begin(on, kind)
    lines.say(f"fan-out, {kind}: µs a row with {many:,} followers, then with {FEW}")
    with unit_of_work():
        pieces = {how_many: followed_piece(program, how_many) for how_many in (FEW, many)}

        def cost(how_many: int, times: int) -> float:
            taken = []
            for _ in range(times):
                forget()
                taken.append(1e6 / tell(pieces[how_many], how_many))
            return sorted(taken)[len(taken) // 2]

        value, floor_value = lines.in_turn(lambda: cost(many, 1), lambda: cost(FEW, FEW_TIMES))
    said = f"the same with {FEW} followers"
    lines.show(lines.line(f"fanout-growth-{kind}", value, "µs/row", said, floor_value, GROWTH_GOAL, True))


def begin(on: Ground, kind: str) -> Program:
    url = on.migrated(kind)
    settings = Settings(_env_file=None, **on.settings(), database_url=url)  # type: ignore[arg-type]
    with unit_of_work():
        return waiting.open_program(settings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--followers", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=MANY, help="followers of the piece that shows the growth")
    parser.add_argument("--only", choices=PAIRINGS)
    parser.add_argument("--skip-growth", action="store_true")
    asked = parser.parse_args()
    for kind in PAIRINGS:
        if asked.only in (None, kind):
            with ground() as on:
                measure(on, kind, asked.followers)
                if not asked.skip_growth:
                    measure_growth(on, kind, asked.many)


if __name__ == "__main__":
    main()
