"""Takes the rows of an import block by block: each block once, in one transaction with what is known of its progress.

Refuses to go on with an import that was taken back.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from models.batch import Batch, BatchPiece
from models.database import database, for_update
from models.operator import Operator
from models.record_import import RecordImport
from models.sender import Sender
from records import bad_rows, import_choices, import_files, sheets, storing
from records.columns import TRACKING
from records.file_bytes import read
from records.import_choices import Choices
from records.import_rows import ReadRow
from records.registration import Fault
from records.sheets import Row

UPLOADED, MAPPED, RUNNING, DONE, UNDONE, FAILED = "uploaded", "mapped", "running", "done", "undone", "failed"
#: 420, the ZIP code and then the number, as the barcode has it.
_ROUTED = re.compile(r"420(?:\d{5}|\d{9})(9\d{19}|9\d{21})")


class TakenBack(Exception):
    """It is no longer to be imported."""


# -- all rows, once ----------------------------------------------------------------------------------------------------


def read_rows(load: RecordImport, told: Callable[[int], object], now: datetime) -> Choices:
    """Splits the file into blocks, unless that was done. One that was broken off is begun anew. Raises
    records.csv_rows.Unreadable."""
    choices = import_choices.of(load)
    if choices.blocks:
        return choices
    with database.atomic():
        import_files.delete([choices.rows, choices.bad])
        rows, bad = import_files.make(import_files.ROWS, now), import_files.make(import_files.BAD, now)
        choices = import_choices.change(load, rows=rows, bad=bad)
    count = 0

    def waited() -> None:
        told(count)

    def wrote(so_far: int) -> None:
        nonlocal count
        count = so_far
        waited()

    if load.file is None:
        raise TakenBack
    found = sheets.rows(read(load.file), choices.sheet, waited)
    below = (row for row in found if row[0] > choices.top.above)
    blocks, written = import_files.write_rows(rows, import_files.blocks_of(below), wrote)
    with database.atomic():
        load.rows = written
        load.save(only=[RecordImport.rows])
        return import_choices.change(load, blocks=blocks)


# -- one block ---------------------------------------------------------------------------------------------------------


def tried(sender: Sender, choices: Choices, block: Sequence[Row], now: datetime) -> list[ReadRow]:
    """Its rows with their faults, as if they were stored; nothing is written."""
    rows = _read(sender, choices, block)
    wanted = [row.registration for row in rows if not row.faults and row.registration is not None]
    _add(rows, [one.faults for one in storing.would(sender, wanted, now)])
    return rows


@dataclass(frozen=True)
class Trial:
    block: Sequence[Row]
    read: Sequence[ReadRow]


def trial(sender: Sender, choices: Choices, number: int, twice: Mapping[int, str], now: datetime) -> Trial:
    block = import_files.block_of(choices.rows, number)
    rows = tried(sender, choices, block, now)
    for row in rows:
        if row.number in twice and not row.faults:
            row.faults.append(Fault("", twice[row.number]))
    return Trial(block, rows)


def take(load: RecordImport, choices: Choices, number: int, by: Operator | None, now: datetime) -> bytes:
    """Stores the block, unless it is; gives its bad rows as CSV, the same ones however often it is asked. With the last
    one the import is done. Raises TakenBack."""
    there = import_files.part(choices.bad, number)
    if there is not None:
        return there
    block = import_files.block_of(choices.rows, number)
    rows = _read(load.sender, choices, block)
    wanted = [row.registration for row in rows if not row.faults and row.registration is not None]
    with database.atomic():
        fresh: RecordImport = for_update(RecordImport.select().where(RecordImport.id == load.id)).get()
        if fresh.state != RUNNING:
            raise TakenBack
        source = "folder" if fresh.dropped_name else "import"
        _add(rows, [one.faults for one in storing.store(load.sender, wanted, by, source, fresh.batch, now)])
        body, bad = bad_lines(choices, block, rows, not fresh.bad)
        import_files.add_part(choices.bad, number, body)
        fresh.good, fresh.bad = fresh.good + len(rows) - bad, fresh.bad + bad
        if number + 1 == choices.blocks:
            _end(fresh, choices, now)
        fresh.save()
    return body


def _read(sender: Sender, choices: Choices, block: Sequence[Row]) -> list[ReadRow]:
    reader = choices.reader(sender)
    return [reader.read(number, cells, is_stored_next=True) for number, cells in block]


def _add(rows: Sequence[ReadRow], answers: Sequence[list[Fault]]) -> None:
    """What storing said of the rows that were good until then, in their order."""
    waiting = iter(answers)
    for row in rows:
        if not row.faults:
            row.faults += next(waiting)


def bad_lines(choices: Choices, block: Sequence[Row], rows: Sequence[ReadRow], is_first: bool) -> tuple[bytes, int]:
    """(CSV of the bad ones, how many). `is_first`: the headings stand above them."""
    width = len(choices.top.headings)
    bad = [
        (row.number, [*row.cells, *_beyond(choices, cells, len(row.cells))], [fault.said for fault in row.faults])
        for (_, cells), row in zip(block, rows, strict=True)
        if row.faults
    ]
    above = bad_rows.heading(choices.top.headings) if bad and is_first else b""
    return above + (bad_rows.lines(bad, width) if bad else b""), len(bad)


def _beyond(choices: Choices, cells: Sequence[str], kept: int) -> list[str]:
    """Cells of a row for which there is no heading."""
    beyond = list(cells[len(choices.top.headings) + choices.top.has_ours :])
    return [*[""] * (len(choices.top.headings) - kept), *beyond] if any(cell.strip() for cell in beyond) else []


def _end(load: RecordImport, choices: Choices, now: datetime) -> None:
    """The copy of its rows is needed no more; the file itself is kept, with its batch."""
    load.state, load.done_at = DONE, now
    import_files.delete([choices.rows])
    if not load.good and not BatchPiece.select().where(BatchPiece.batch == load.batch).exists():
        _leave_no_empty(load)
    load.choices = import_choices.written(import_choices.without_rows(choices))


def _leave_no_empty(load: RecordImport) -> None:
    """A batch of nothing would keep its name from the rows that are mended."""
    batch, load.batch = load.batch_id, None
    import_files.belongs_to(load.file_id, None)
    others = RecordImport.select().where((RecordImport.batch == batch) & (RecordImport.id != load.id))
    pieces = BatchPiece.select().where(BatchPiece.batch == batch)
    if not others.exists() and not pieces.exists():
        load.save(only=[RecordImport.batch])
        Batch.delete().where(Batch.id == batch).execute()


def give_up(load: RecordImport) -> None:
    """Its file turned out to be unreadable: nothing of it was taken, and the name of its batch is free again."""
    with database.atomic():
        fresh: RecordImport = for_update(RecordImport.select().where(RecordImport.id == load.id)).get()
        choices = import_choices.of(fresh)
        import_files.delete([choices.rows, choices.bad])
        fresh.state = FAILED
        import_choices.change(fresh, rows=0, bad=0, blocks=0)
        if fresh.batch is not None:
            _leave_no_empty(fresh)
        fresh.save()


def carry_through(load: RecordImport, now: datetime) -> None:
    """All of it at once, for a file that nobody waits for. Raises Unreadable, TakenBack."""
    choices = read_rows(load, lambda done: None, now)
    for number in range(choices.blocks):
        take(load, choices, number, None, now)


def bad_rows_of(load: RecordImport) -> Iterator[bytes]:
    """What was not taken so far, as one CSV, block by block; nothing once that was deleted."""
    if load.choices is None:
        return
    choices = import_choices.of(load)
    for number in range(choices.blocks):
        yield import_files.part(choices.bad, number) or b""


# -- what stands in the file twice -------------------------------------------------------------------------------------


def repeated(choices: Choices, kept: int) -> dict[int, str]:
    """row -> what is wrong: its number or id stands further above in the file already. Found once, and kept as the
    part `kept` of the rows' file."""
    there = import_files.part(choices.rows, kept)
    if there is None:
        there = json.dumps(_repeated(choices)).encode()
        import_files.add_part(choices.rows, kept, there)
    return {int(row): said for row, said in json.loads(there).items()}


def _repeated(choices: Choices) -> dict[int, str]:
    said = {
        TRACKING: "This number stands further above in the file already; the first one would be taken.",
        "external_id": "This id of yours stands further above in the file already. Each mailing has its own.",
    }
    headings, columns = choices.top.headings, choices.columns
    places = [(headings.index(columns[name]), why) for name, why in said.items() if name in columns]
    seen, found = set[bytes](), dict[int, str]()
    for number in range(choices.blocks):
        for row, cells in import_files.block_of(choices.rows, number):
            for place, why in places:
                plain = re.sub(r"[\W_]+", "", cells[place]).upper() if place < len(cells) else ""
                if not plain:
                    continue
                routed = _ROUTED.fullmatch(plain)
                key = blake2b(f"{place} {routed[1] if routed else plain}".encode(), digest_size=8).digest()
                if key in seen:
                    found.setdefault(row, why)
                seen.add(key)
    return found
