"""The bytes of an import: the file as it came, its rows as text in blocks that are read one at a time, and the rows
that were not taken, block by block. Nothing here is in memory whole.

Refuses files that are too large. Rows and bad rows stand under no record and no batch, so no page hands them out.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import IO

from models.batch import Batch
from models.operator import Operator
from models.record_file import RecordFile, RecordFilePart
from records.file_bytes import MOST_PART_BYTES
from records.row_limits import MOST_BYTES
from records.sheets import Recognised, Row, Sheet

SUBMISSION, ROWS, BAD = "submission", "import_rows", "import_bad"
#: A block is what one transaction takes: so many rows, or so many signs of them.
ROWS_AT_ONCE, BLOCK_SIGNS = 500, 200_000
LONGEST_NAME = 200
_TYPES = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv"}


class TooLarge(Exception):
    """A sentence for whoever sent it."""


def recognise(stream: IO[bytes]) -> tuple[Sheet, int, str]:
    """(how its rows are read, bytes, SHA-256). Raises TooLarge, records.csv_rows.Unreadable."""
    seen, digest, size = Recognised(), hashlib.sha256(), 0
    for piece in pieces_of(stream):
        size += len(piece)
        if size > MOST_BYTES:
            raise TooLarge(f"The file is larger than {MOST_BYTES >> 20} MB. Send it in parts. Nothing was imported.")
        seen.pass_by(piece)
        digest.update(piece)
    return seen.sheet(), size, digest.hexdigest()


def pieces_of(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(MOST_PART_BYTES):
        yield piece


def keep(
    stream: IO[bytes], sheet: Sheet, size: int, sha256: str, name: str, source: str, by: Operator | None, now: datetime
) -> RecordFile:
    """As it came, in the caller's transaction."""
    file: RecordFile = RecordFile.create(
        kind=SUBMISSION,
        name=name[:LONGEST_NAME] or "file",
        media_type=_TYPES[sheet.kind],
        size=size,
        sha256=sha256,
        source=source,
        added_by=by,
        added_at=now,
    )
    for number, piece in enumerate(pieces_of(stream)):
        RecordFilePart.create(file=file, number=number, body=piece)
    return file


def belongs_to(file: int | None, batch: Batch | None) -> None:
    RecordFile.update(batch=batch).where(RecordFile.id == file).execute()


# -- rows --------------------------------------------------------------------------------------------------------------


def blocks_of(rows: Iterable[Row]) -> Iterator[list[Row]]:
    block, signs = list[Row](), 0
    for row in rows:
        length = sum(map(len, row[1]))
        if block and (len(block) == ROWS_AT_ONCE or signs + length > BLOCK_SIGNS):
            yield block
            block, signs = [], 0
        block.append(row)
        signs += length
    if block:
        yield block


def make(kind: str, now: datetime) -> int:
    """An empty one; gives its id."""
    made = RecordFile.create(kind=kind, name=kind, media_type="", size=0, sha256="", source="import", added_at=now)
    return int(made.id)


def write_rows(file: int, blocks: Iterable[list[Row]], wrote: Callable[[int], None]) -> tuple[int, int]:
    """(blocks, rows). Each block in a transaction of its own; `wrote` is told how many rows there are so far."""
    number = rows = 0
    for block in blocks:
        body = json.dumps(block, ensure_ascii=False).encode("utf-8", "replace")
        RecordFilePart.create(file=file, number=number, body=body)
        number, rows = number + 1, rows + len(block)
        wrote(rows)
    return number, rows


def block_of(file: int, number: int) -> list[Row]:
    body = part(file, number)
    return [(row, cells) for row, cells in json.loads(body)] if body is not None else []


# -- bad rows ----------------------------------------------------------------------------------------------------------


def part(file: int, number: int) -> bytes | None:
    found = RecordFilePart.get_or_none((RecordFilePart.file == file) & (RecordFilePart.number == number))
    return bytes(found.body) if found is not None else None


def add_part(file: int, number: int, body: bytes) -> None:
    """The database refuses a second one of this number."""
    RecordFilePart.create(file=file, number=number, body=body)


def delete(files: Iterable[int | None]) -> None:
    """With all that is in them, in the caller's transaction."""
    ids = [one for one in files if one]
    if ids:
        RecordFilePart.delete().where(RecordFilePart.file.in_(ids)).execute()
        RecordFile.delete().where(RecordFile.id.in_(ids)).execute()
