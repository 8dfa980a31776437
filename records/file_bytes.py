"""The bytes of a file as they came: written once in encrypted parts, read back part by part."""

from collections.abc import Iterator, Sequence
from typing import Any

from models.database import run_sql
from models.record_file import RecordFile, RecordFilePart

MOST_PART_BYTES = 256 * 1024


def sealed(content: bytes) -> tuple[Any, ...]:
    """Its parts as they are stored, packed and encrypted: that takes a second for a large file, and is done before a
    transaction holds up others."""
    starts = range(0, len(content), MOST_PART_BYTES)
    return tuple(RecordFilePart.body.db_value(content[start : start + MOST_PART_BYTES]) for start in starts)


def write(file: RecordFile, content: bytes) -> None:
    """In the caller's transaction."""
    write_sealed(file, sealed(content))


def write_sealed(file: RecordFile, parts: Sequence[Any]) -> None:
    """In the caller's transaction. `parts`: what `sealed` gave."""
    for number, part in enumerate(parts):
        run_sql('INSERT INTO record_file_part ("file_id", "number", "body") VALUES (?, ?, ?)', (file.id, number, part))


def read(file: RecordFile) -> Iterator[bytes]:
    """In their order, one at a time, so that a file's size costs no memory."""
    number = 0
    while part := RecordFilePart.get_or_none((RecordFilePart.file == file) & (RecordFilePart.number == number)):
        yield bytes(part.body)
        number += 1


def whole(file: RecordFile) -> bytes:
    return b"".join(read(file))
