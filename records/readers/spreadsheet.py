"""Reads the rows of one workbook, in a process of its own: its bytes come on standard input, a line of JSON for each
row goes out. Run with the most rows, columns and signs of a cell that may be said.

No formula is worked out, and nothing outside the file is looked at. A number that a spreadsheet has rounded is written
so that nobody takes it for a whole one.
"""

import json
import re
import resource
import sys
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZipFile

MEGABYTE = 1 << 20
#: Seconds of processor, and memory; nothing may be written to disk.
LIMITS = (
    (resource.RLIMIT_CPU, 200),
    (resource.RLIMIT_AS, 1_000 * MEGABYTE),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 64),
)
#: Unpacked, all parts together; those that openpyxl reads whole before the first row, each; how many parts.
MOST_UNPACKED, MOST_AT_ONCE, MOST_PARTS = 900 * MEGABYTE, 200 * MEGABYTE, 5_000
#: A spreadsheet keeps 15 digits of a number; from this size on it has lost some.
_TOO_LARGE, _WHOLE_IN_A_FLOAT = 10**15, 2**53
_PADDED = re.compile(r"0{2,20}")
_SHEET = re.compile(r"(^|/)worksheets/[^/]*$", re.IGNORECASE)


class Refused(Exception):
    """A key of what records/sheets.py says."""


def rows(content: bytes, last_row: int, most_columns: int, longest: int) -> Iterator[tuple[int, list[str]]]:
    """(number of the row, its cells as text) of the first sheet that is not hidden; blank rows are left out."""
    from openpyxl import load_workbook

    _unpacks(content)
    book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
    if not sheets:
        raise Refused("no_sheet")
    sheets[0].reset_dimensions()  # what the file says of its size may be anything
    for number, row in enumerate(sheets[0].iter_rows(), 1):
        if number > last_row:
            raise Refused("rows")
        cells = [text(cell)[: longest + 1] for cell in row[: most_columns + 1]]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield number, cells


def _unpacks(content: bytes) -> None:
    """No part gives more than it says here: zipfile stops there."""
    parts = ZipFile(BytesIO(content)).infolist()
    whole = max((one.file_size for one in parts if not _SHEET.search(one.filename)), default=0)
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED or whole > MOST_AT_ONCE:
        raise Refused("too_large")


def text(cell: Any) -> str:
    value = cell.value
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_as_text(value, str(cell.number_format))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def number_as_text(value: int | float, format_: str) -> str:
    """As it would read in full, leading zeros of its format included. What stands there in more digits than a float can
    hold was written by a program, and is whole."""
    if abs(value) >= _TOO_LARGE:
        is_whole = isinstance(value, int) and abs(value) > _WHOLE_IN_A_FLOAT and int(float(value)) != value
        return str(value) if is_whole else f"{float(value):.14E}"
    if not float(value).is_integer():
        return repr(value)
    said = str(int(value))
    return said.zfill(len(format_)) if _PADDED.fullmatch(format_) else said


def answer(content: bytes, last_row: int, most_columns: int, longest: int) -> Iterator[object]:
    try:
        for number, cells in rows(content, last_row, most_columns, longest):
            yield [number, cells]
        yield {"over": True}
    except Refused as why:
        yield {"refused": str(why)}
    except MemoryError:
        yield {"refused": "too_large"}
    except Exception:  # whatever a parser stumbles over: the file is broken
        yield {"refused": "broken"}


def main() -> None:
    for what, most in LIMITS:
        resource.setrlimit(what, (most, most))
    warnings.simplefilter("ignore")
    last_row, most_columns, longest = map(int, sys.argv[1:])
    for said in answer(sys.stdin.buffer.read(), last_row, most_columns, longest):
        sys.stdout.write(json.dumps(said) + "\n")


if __name__ == "__main__":
    main()
