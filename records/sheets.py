"""Rows of a file of mailings, whatever it is: CSV is read here, XLSX by a child process with limits.

Every cell is text, as it stands. Refuses other kinds of files, and tables larger than any office mails at once.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from records import csv_rows
from records.csv_rows import Dress, Encoding, Unreadable
from records.limited import Broken
from records.limited_lines import lines
from records.row_limits import LAST_ROW, LONGEST_CELL, LONGEST_ROW, MOST_COLUMNS, MOST_ROWS

Row = tuple[int, list[str]]
XLSX, CSV = "xlsx", "csv"
_AGAIN = "Nothing was imported. Save it as .xlsx or as CSV (UTF-8) in your spreadsheet, and send that."
#: How a file begins that is something else.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0", f"This is an old .xls workbook, or one with a password. {_AGAIN}"),
    (b"%PDF", f"This is a PDF, not a table. {_AGAIN}"),
    (b"\x1f\x8b", f"This file is packed (gzip). Unpack it first. {_AGAIN}"),
)
_SAID = {
    "no_sheet": "The workbook has no sheet that is not hidden.",
    "rows": f"The sheet has more rows than a spreadsheet can hold. {_AGAIN}",
    "too_large": f"Unpacked, this workbook is larger than a table of mailings ever is. {_AGAIN}",
    "broken": f"This workbook is broken or is none: it could not be read. {_AGAIN}",
}


@dataclass(frozen=True)
class Sheet:
    """How the rows of a file are read: kept with the import as JSON."""

    kind: str
    encoding: str = ""
    delimiter: str = ""
    skip: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Recognised:
    """Finds out while the bytes of a file pass by what it is."""

    def __init__(self) -> None:
        self._encoding, self._head = Encoding(), b""

    def pass_by(self, piece: bytes) -> None:
        if len(self._head) < 4:
            self._head += piece[:4]
        if not self._head.startswith(b"PK"):
            self._encoding.pass_by(piece)

    def sheet(self) -> Sheet:
        """Once all has passed by. Raises Unreadable."""
        if not self._head:
            raise Unreadable("The file is empty. Nothing was imported.")
        for mark, said in _OTHERS:
            if self._head.startswith(mark):
                raise Unreadable(said)
        if self._head.startswith(b"PK\x03\x04"):
            return Sheet(XLSX)
        dress = self._encoding.dress()
        return Sheet(CSV, dress.encoding, dress.delimiter, dress.skip)


def rows(pieces: Iterable[bytes], sheet: Sheet, waited: Callable[[], object] = lambda: None) -> Iterator[Row]:
    """(number of the row as a spreadsheet counts from 1, its cells), blank ones left out. `waited` is called now and
    then while nothing comes, and may raise. Raises Unreadable."""
    if sheet.kind == XLSX:
        found = _of_workbook(pieces, waited)
    else:
        found = csv_rows.rows(pieces, Dress(sheet.encoding, sheet.delimiter, sheet.skip))
    for count, (number, cells) in enumerate(found):
        if count > MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Send it in parts. Nothing was imported.")
        _check(number, cells)
        yield number, cells


def _check(number: int, cells: list[str]) -> None:
    said = ""
    if len(cells) > MOST_COLUMNS:
        said = f"more than {MOST_COLUMNS} columns"
    elif sum(map(len, cells)) > LONGEST_ROW or max(map(len, cells)) > LONGEST_CELL:
        said = f"a cell of more than {LONGEST_CELL:,} signs, or more than {LONGEST_ROW:,} in all"
    if said:
        raise Unreadable(
            f"Row {number} has {said}: this is no table of mailings, or a quotation mark in it opens and never closes. "
            "Nothing was imported."
        )


def _of_workbook(pieces: Iterable[bytes], waited: Callable[[], object]) -> Iterator[Row]:
    over = False
    try:
        for line in lines("spreadsheet", [str(LAST_ROW), str(MOST_COLUMNS), str(LONGEST_CELL)], pieces, waited):
            said = json.loads(line)
            if isinstance(said, dict):
                if "refused" in said:
                    raise Unreadable(_SAID[said["refused"]])
                over = True
                break
            yield said[0], said[1]
    except Broken as problem:
        raise Unreadable(_SAID["too_large"]) from problem
    if not over:
        raise Unreadable(_SAID["too_large"])
