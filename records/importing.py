"""Imports from the file to the task: taken in, read by columns, looked at, tried, begun; and files of a drop folder.

Refuses what could not be undone or told apart later: a batch that is no import's, a file that no saved way reads.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from itertools import islice
from pathlib import PurePath
from typing import IO, Any

from peewee import SQL

from models import long_work
from models.auditing import Actor, note
from models.batch import Batch
from models.database import database
from models.fields import derived_key
from models.long_task import LongTask
from models.operator import Operator
from models.record_import import RecordImport
from models.sender import Sender
from records import batches, import_blocks, import_choices, import_files, mappings, reach, sheets
from records.columns import FIRST_ROWS, Top, is_field, lacking, top_of
from records.csv_rows import Unreadable
from records.import_blocks import DONE, FAILED, MAPPED, RUNNING, UPLOADED
from records.import_choices import Choices
from records.import_rows import Fixed, ReadRow
from records.sheets import Row

KIND = "record_import"
#: Rows that the page shows, and how many signs of them it keeps.
SHOWN_ROWS, SHOWN_SIGNS = 20, 100_000
#: Whoever puts files into the folder that is watched.
FOLDER = Actor(None, "drop folder")


class Refused(Exception):
    """Why it cannot be, in a sentence for the person."""


def may_reach(who: Operator) -> Any:
    """A condition on imports."""
    if reach.sees_all(who):
        return SQL("1 = 1")
    mine = [one.id for one in reach.departments_of(who)]
    return RecordImport.sender.in_(mine) if mine else SQL("1 = 0")


def find(who: Operator, load: int) -> RecordImport | None:
    found: RecordImport | None = RecordImport.get_or_none((RecordImport.id == load) & may_reach(who))
    return found


# -- taken in ----------------------------------------------------------------------------------------------------------


def take_in(
    sender: Sender,
    stream: IO[bytes],
    name: str,
    by: Operator | None,
    now: datetime,
    *,
    actor: Actor = FOLDER,
    dropped_name: str | None = None,
) -> RecordImport:
    """Keeps the file as it came, and finds out how it is read. Raises Refused."""
    name = PurePath(name.replace("\\", "/")).name
    try:
        sheet, size, sha256 = import_files.recognise(stream)
        first = _first_rows(stream, sheet)
    except (Unreadable, import_files.TooLarge) as problem:
        raise Refused(str(problem)) from problem
    top = top_of(first)
    head = _shown(first, top)
    if not head:
        raise Refused("There are no rows under its headings. Nothing was imported.")
    way = mappings.way_for(sender, top.headings)
    choices = Choices(sheet, top, tuple(head), way.columns, way.said, way.fixed, batch=_batch_name(name))
    source = "folder" if dropped_name else "upload"
    with database.atomic():
        file = import_files.keep(stream, sheet, size, sha256, name, source, by, now)
        made: RecordImport = RecordImport.create(
            sender=sender,
            file=file,
            operator=by,
            state=UPLOADED,
            choices=import_choices.written(choices),
            dropped_name=dropped_name,
            created_at=now,
        )
        note(actor, "record.import_sent", f"import {made.id}", now, sha256=sha256)
    return made


def _first_rows(stream: IO[bytes], sheet: sheets.Sheet) -> list[Row]:
    rows = sheets.rows(import_files.pieces_of(stream), sheet)
    try:
        return list(islice(rows, SHOWN_ROWS + FIRST_ROWS))
    finally:
        rows.close()  # type: ignore[attr-defined]  # it is a generator: its child process ends now


def _shown(first: list[Row], top: Top) -> list[Row]:
    shown, signs = list[Row](), 0
    for number, cells in first:
        signs += sum(map(len, cells))
        if number > top.above and len(shown) < SHOWN_ROWS and (signs <= SHOWN_SIGNS or not shown):
            shown.append((number, cells))
    return shown


def _batch_name(name: str) -> str:
    plain = "".join(sign if sign.isprintable() else " " for sign in PurePath(name).stem)
    return " ".join(plain.split())[: batches.LONGEST_NAME].strip() or "Import"


# -- how it is read ----------------------------------------------------------------------------------------------------


def use_mapping(load: RecordImport, columns: Mapping[str, str], fixed: Fixed, batch: str, said: str) -> Choices:
    """In the caller's transaction. Raises Refused once it was begun."""
    _still_open(load)
    choices = import_choices.of(load)
    there = choices.top.headings
    known = {field: heading for field, heading in columns.items() if is_field(field) and heading in there}
    load.state = MAPPED if not lacking(known) else UPLOADED
    load.save(only=[RecordImport.state])
    return import_choices.change(
        load, columns=known, fixed=fixed, batch=" ".join(batch.split())[: batches.LONGEST_NAME], read_by=said
    )


def still_lacking(choices: Choices) -> list[str]:
    """What has to be said before rows can be mailings, in sentences."""
    said = lacking(choices.columns)
    if "notice_type" not in choices.columns and not choices.fixed.notice_type:
        said.append("Choose what kind of letter these are.")
    if not choices.batch:
        said.append("Give the batch a name.")
    return said


def preview(load: RecordImport, choices: Choices, now: datetime) -> list[ReadRow]:
    """The first rows as they will be read, with everything that is wrong with them."""
    return import_blocks.tried(load.sender, choices, list(choices.head), now)


# -- begun -------------------------------------------------------------------------------------------------------------


def begin_trial(load: RecordImport, who: Operator, now: datetime) -> LongTask:
    """The same work without writing. Raises Refused."""
    _still_open(load)
    _is_ready(load)

    def on_record(task: LongTask) -> None:
        RecordImport.update(task=task).where(RecordImport.id == load.id).execute()

    return long_work.begin(KIND, who, {"load": load.id, "dry": 1}, now, on_record)


def begin(load: RecordImport, actor: Actor, who: Operator, now: datetime) -> LongTask:
    """From its beginning, or from where a stopped one stands. Raises Refused."""
    if load.state == RUNNING:
        _is_at_rest(load)
    else:
        _still_open(load)
        _is_ready(load)

    def on_record(task: LongTask) -> None:
        start(load, actor, who, now)
        RecordImport.update(task=task).where(RecordImport.id == load.id).execute()

    return long_work.begin(KIND, who, {"load": load.id}, now, on_record)


def start(load: RecordImport, actor: Actor, by: Operator | None, now: datetime) -> None:
    """Its batch is there from now on. In the caller's transaction. Raises Refused."""
    if load.state == RUNNING:
        return
    choices = import_choices.of(load)
    load.batch = _batch_of(load.sender, choices, by, now)
    load.state = RUNNING
    load.save(only=[RecordImport.batch, RecordImport.state])
    if load.file is not None:
        import_files.belongs_to(load.file_id, load.batch)
        note(actor, "record.imported", f"batch {load.batch_id}", now, load=load.id, sha256=load.file.sha256)


def _batch_of(sender: Sender, choices: Choices, by: Operator | None, now: datetime) -> Batch:
    """A new one; or that of an import whose mended rows these may be."""
    there = Batch.get_or_none((Batch.sender == sender) & (Batch.name == choices.batch))
    if there is None:
        mailed_on = date.fromisoformat(choices.fixed.mailed_on) if choices.fixed.mailed_on else None
        try:
            return batches.make(sender, choices.batch, mailed_on, by, now)
        except batches.Refused as problem:
            raise Refused(str(problem)) from problem
    imported = RecordImport.select().where((RecordImport.batch == there) & (RecordImport.state == DONE)).exists()
    if there.undone_at is not None or there.stamped_at is not None or not imported:
        raise Refused(
            f"There is a batch called {there.name} already, and these rows cannot join it: it was not imported, has "
            "its stamped sheet, or was taken back. Choose another name for these."
        )
    return there


def _still_open(load: RecordImport) -> None:
    if load.state not in (UPLOADED, MAPPED):
        raise Refused("This file was imported already. Nothing was changed; to read it otherwise, undo it first.")
    _is_at_rest(load)


def _is_ready(load: RecordImport) -> None:
    said = still_lacking(import_choices.of(load))
    if said:
        raise Refused(" ".join([*said, "Nothing was imported."]))


def _is_at_rest(load: RecordImport) -> None:
    task = load.task
    if task is not None and task.state in long_work.UNFINISHED:
        raise Refused("It is being read at this moment. Wait until that is done, or stop it there.")


# -- a folder ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Taken:
    """`bad_rows`: a CSV of those that were not taken; empty when all were."""

    load: RecordImport
    good: int
    bad: int
    bad_rows: bytes


def take_dropped(sender: Sender, content: bytes, name: str, now: datetime) -> Taken:
    """A file that was put into the folder of this department, read as its headings were read before. The same file
    again is the import that is there, carried on where it stands. Raises Refused."""
    key = _dropped_name(sender, content, name)
    load = RecordImport.get_or_none(RecordImport.dropped_name == key)
    if load is None:
        load = take_in(sender, BytesIO(content), name, None, now, dropped_name=key)
    if load.state in (UPLOADED, MAPPED):
        with database.atomic():
            _use_saved(load)
            start(load, FOLDER, None, now)
    if load.state == RUNNING:
        _is_at_rest(load)
        _carry_through(load, now)
    if load.state == FAILED:
        raise Refused(f"It came before, as import {load.id}, and could not be read. Mend it, and put it in anew.")
    done = RecordImport.get_by_id(load.id)
    return Taken(done, done.good, done.bad, b"".join(import_blocks.bad_rows_of(done)))


def _carry_through(load: RecordImport, now: datetime) -> None:
    try:
        import_blocks.carry_through(load, now)
    except Unreadable as problem:
        import_blocks.give_up(load)
        raise Refused(str(problem)) from problem


def _use_saved(load: RecordImport) -> None:
    """What was saved since then counts as well, unless a person has chosen for this file. Raises Refused."""
    choices = import_choices.of(load)
    if load.state == UPLOADED:
        way = mappings.way_for(load.sender, choices.top.headings)
        choices = use_mapping(load, way.columns, way.fixed, _free_name(load.sender, choices.batch), way.said)
    said = still_lacking(choices)
    if said:
        said.append(f"The file waits as import {load.id} at the desk: say it there, and save it under a name.")
        raise Refused(" ".join(said))


def _free_name(sender: Sender, wanted: str) -> str:
    """Files of a folder often bear one name day by day."""
    taken = {one.name for one in Batch.select(Batch.name).where(Batch.sender == sender)}
    names = (f"{wanted[: batches.LONGEST_NAME - 6].strip()} {number}" for number in range(2, 100_000))
    return wanted if wanted not in taken else next(name for name in names if name not in taken)


def _dropped_name(sender: Sender, content: bytes, name: str) -> str:
    said = f"{sender.id} {hashlib.sha256(content).hexdigest()} {name}".encode()
    return hmac.new(derived_key("dropped files"), said, "sha256").hexdigest()
