"""A ZIP of which each byte is decided here: files stored one behind the other, dated 1980-01-01, nothing between them.

Its list of files and their digests lie on disk while it grows, so that their number costs no memory. Refuses what the
format would need another form for: more than 4 GiB.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO, BinaryIO

#: Version 2.0, no flags, stored, midnight of 1980-01-01; made on Unix, a file that all may read.
_PLAIN = (20, 0, 0, 0, 33)
_MADE_BY, _MODE = 0x314, 0o644 << 16
MOST_BYTES = 0xFFFFFFFF - (1 << 24)
#: From so many files on, their number stands in a longer form.
MANY = 0xFFFF
_IN_MEMORY = 1 << 16


class TooLarge(Exception):
    """It would grow beyond what its format holds."""


class ZipWriter:
    """A ZIP under way, in `out`, which must be new and seekable. `close` it, or use it in a with statement."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self.count = out, 0
        self._listed: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)
        self._sums: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)

    def __enter__(self) -> "ZipWriter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Forgets what lay on disk; without `finish` before, what stands in `out` is no ZIP."""
        self._listed.close()
        self._sums.close()

    def put(self, name: str, parts: Iterable[bytes]) -> str:
        """Part by part; gives the SHA-256 in hex. `name`: ASCII, each once. Raises TooLarge."""
        start, crc, size, digest = self._out.tell(), 0, 0, hashlib.sha256()
        self._out.write(bytes(30 + len(name)))
        for part in parts:
            self._out.write(part)
            crc, size = zlib.crc32(part, crc), size + len(part)
            digest.update(part)
            if start + size > MOST_BYTES:
                raise TooLarge
        self._write_heads(name.encode("ascii"), start, crc, size)
        self._sums.write(f"{digest.hexdigest()}  {name}\n".encode())
        return digest.hexdigest()

    def _write_heads(self, name: bytes, start: int, crc: int, size: int) -> None:
        """The one before the file, and the one in the list at the end."""
        head = struct.pack("<5H3I2H", *_PLAIN, crc, size, size, len(name), 0)
        self._out.seek(start)
        self._out.write(b"PK\x03\x04" + head + name)
        self._out.seek(start + 30 + len(name) + size)
        self._listed.write(b"PK\x01\x02" + struct.pack("<H", _MADE_BY) + head)
        self._listed.write(struct.pack("<3H2I", 0, 0, 0, _MODE, start) + name)
        self.count += 1

    def sums(self) -> bytes:
        """A line for each file so far, as `sha256sum` writes and reads them."""
        self._sums.seek(0)
        return self._sums.read()

    def finish(self) -> None:
        start, size = self._out.tell(), self._listed.tell()
        self._listed.seek(0)
        while piece := self._listed.read(_IN_MEMORY):
            self._out.write(piece)
        if self.count >= MANY:
            numbers = (44, 45, 45, 0, 0, self.count, self.count, size, start)
            self._out.write(b"PK\x06\x06" + struct.pack("<Q2H2I4Q", *numbers))
            self._out.write(b"PK\x06\x07" + struct.pack("<IQI", 0, start + size, 1))
        short = min(self.count, MANY)
        self._out.write(b"PK\x05\x06" + struct.pack("<4H2IH", 0, 0, short, short, size, start, 0))
