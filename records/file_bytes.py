"""The bytes of a file as they came: written once in encrypted parts, read back part by part."""

from collections.abc import Iterator

from models.record_file import RecordFile, RecordFilePart

MOST_PART_BYTES = 256 * 1024


def write(file: RecordFile, content: bytes) -> None:
    """In the caller's transaction."""
    for number, start in enumerate(range(0, len(content), MOST_PART_BYTES)):
        RecordFilePart.create(file=file, number=number, body=content[start : start + MOST_PART_BYTES])


def read(file: RecordFile) -> Iterator[bytes]:
    """In their order, one at a time, so that a file's size costs no memory."""
    number = 0
    while part := RecordFilePart.get_or_none((RecordFilePart.file == file) & (RecordFilePart.number == number)):
        yield bytes(part.body)
        number += 1


def whole(file: RecordFile) -> bytes:
    return b"".join(read(file))
