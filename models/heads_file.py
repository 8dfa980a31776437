"""The file of heads outside the database: one JSON line for each head, only ever added to.

It lies best on another machine's disk: then whoever rewrites the database leaves heads behind that tell.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from models.heads import Head, head_at, heads_between, latest_head, read_head

_CHUNK = 65_536


def write_missing(path: Path) -> int:
    """Add every head that the database has and the file lacks; gives how many. Safe when several write at once.

    Raises OSError when the file cannot be written: the heads then wait in the database for the next time.
    """
    newest = latest_head()
    if newest is None:
        return 0
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        missing = heads_between(_known_through(file), newest.size)
        added = 0
        if not _ends_whole(file):
            file.write(b"\n")  # the last writer died in the middle of a line: its head is written again
        for head in missing:
            file.write(head.line.encode() + b"\n")
            added += 1
        file.flush()
        os.fsync(file.fileno())
    return added


def read_heads_file(path: Path) -> Iterator[tuple[int, Head | None]]:
    """(line number, head) of each line; None for a line that is no whole head."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, _read(line)


def _known_through(file: BinaryIO) -> int:
    """The size of the last head in the file that the database has too; after a restore the last ones are not."""
    for line in _lines_backwards(file):
        head = _read(line)
        if head is not None and head_at(head.size) == head:
            return head.size
    return 0


def _read(line: bytes) -> Head | None:
    try:
        return read_head(line.decode())
    except ValueError:
        return None


def _ends_whole(file: BinaryIO) -> bool:
    size = file.seek(0, os.SEEK_END)
    if not size:
        return True
    file.seek(size - 1)
    return file.read(1) == b"\n"


def _lines_backwards(file: BinaryIO) -> Iterator[bytes]:
    place, rest = file.seek(0, os.SEEK_END), b""
    while place:
        start = max(0, place - _CHUNK)
        file.seek(start)
        first, *lines = (file.read(place - start) + rest).split(b"\n")
        yield from reversed(lines)
        place, rest = start, first
    yield rest
