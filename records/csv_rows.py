"""Rows of a CSV in any of its usual dresses, as text: which encoding and which delimiter, then row by row from bytes as
they come, so that its length costs no memory. Pure. Refuses what is no text, and lines that never end.
"""

import codecs
import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase, StringIO, TextIOWrapper
from typing import Any

from records.row_limits import LONGEST_ROW

DELIMITERS = (",", ";", "\t", "|")
#: Looked at to choose a delimiter: so many rows, of so much text.
SAMPLED_ROWS, SAMPLED_BYTES = 25, 64 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Unreadable(Exception):
    """Why these are no rows, in a sentence or two for whoever sent them."""


@dataclass(frozen=True)
class Dress:
    """How the text of a file is written down. `skip`: lines before the rows, such as Excel's own `sep=;`."""

    encoding: str
    delimiter: str
    skip: int = 0


class Encoding:
    """Finds out how a text is encoded while its bytes pass by, whole: the one sign that decides may come last."""

    def __init__(self) -> None:
        self._head = b""
        self._marked = ""
        self._utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()

    def pass_by(self, piece: bytes) -> None:
        if len(self._head) < SAMPLED_BYTES:
            self._head += piece[: SAMPLED_BYTES - len(self._head)]
        if self._utf8 is not None:
            try:
                self._utf8.decode(piece)
            except UnicodeDecodeError:
                self._utf8 = None

    def dress(self) -> Dress:
        """Once all has passed by. Raises Unreadable."""
        encoding = self._name()
        text = self._head.decode(encoding, errors="replace")
        if "\0" in text:
            raise Unreadable(_NO_TEXT)
        first = text.split("\n", 1)[0].strip().lower()
        if first.startswith("sep=") and first[4:5] in DELIMITERS:
            return Dress(encoding, first[4:5], 1)
        return Dress(encoding, _delimiter(text, len(self._head) < SAMPLED_BYTES))

    def _name(self) -> str:
        for mark, name in _MARKS:
            if self._head.startswith(mark):
                return name
        pairs = len(self._head) // 2
        for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):  # in Latin text every other byte is 0
            if pairs and self._head[first::2].count(0) > pairs * 0.6:
                return name
        return "utf-8" if self._utf8 is not None and _ends_whole(self._utf8) else "cp1252"


_NO_TEXT = (
    "This file holds signs that are no text, so it is no CSV. Nothing was imported. Save it as CSV (UTF-8) or as .xlsx "
    "in your spreadsheet, and send that."
)


def _ends_whole(decoder: codecs.IncrementalDecoder) -> bool:
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str, is_whole: bool) -> str:
    """The one that cuts the most rows into as many cells as their neighbours; of equals the one that cuts finer."""
    if not is_whole:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    return max(DELIMITERS, key=lambda one: (*_fits(text, one), -DELIMITERS.index(one)))


def _fits(text: str, delimiter: str) -> tuple[float, int]:
    counts = Counter[int]()
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            if any(cell.strip() for cell in row):
                counts[len(row)] += 1
            if counts.total() >= SAMPLED_ROWS:
                break
    except csv.Error:
        return 0.0, 0
    width, how_often = max(counts.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return (round(how_often / counts.total(), 1), width) if width > 1 else (0.0, 0)


def rows(pieces: Iterable[bytes], dress: Dress) -> Iterator[tuple[int, list[str]]]:
    """(number of the row as a spreadsheet counts, its cells); blank rows are left out. Raises Unreadable."""
    text = TextIOWrapper(BufferedReader(_Pieces(pieces), 64 * 1024), dress.encoding, errors="replace", newline="")
    reader = csv.reader(_lines(text, dress.skip), delimiter=dress.delimiter)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise Unreadable(
                f"Row {number} cannot be read: a quotation mark in it opens and never closes. Mend it in the file, and "
                "send it again. Nothing was imported."
            ) from problem
        if any(cell and not cell.isspace() for cell in cells):
            yield number, cells


def _lines(text: TextIOWrapper, skip: int) -> Iterator[str]:
    longest, number = LONGEST_ROW * 2, 0
    while line := text.readline(longest):
        number += 1
        if "\0" in line:
            raise Unreadable(_NO_TEXT)
        if len(line) == longest:
            raise Unreadable(
                f"Line {number} is longer than {longest:,} signs: this is no table of mailings, or a quotation mark "
                "in it opens and never closes. Nothing was imported."
            )
        if number > skip:
            yield line


class _Pieces(RawIOBase):
    """A file made of pieces that come one after the other."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._left = iter(pieces), memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._left:
            try:
                self._left = memoryview(next(self._pieces))
            except StopIteration:
                return 0
        count = min(len(into), len(self._left))
        into[:count], self._left = self._left[:count], self._left[count:]
        return count
