"""Rows that could not be taken, as a file that can be mended and sent again: their own columns, and what is wrong last.

Cells that a spreadsheet would run or round stand behind an apostrophe, which is taken away when the file comes back;
all others come back sign for sign.
"""

import re
from collections.abc import Iterable, Sequence

from models import csv_cells

#: The heading of the last column. It is how a file that comes back is known; what stands below it is not read.
WHAT_IS_WRONG = "What is wrong"
_BLANK = "[ \u00a0\u2007\u202f\u3000\ufeff\u200b]*"
_FORMULA = "[=+\\-@\t＝＋－＠]"
_ROUNDED = r"(?:[0-9]{12,}|0[0-9]+|[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+)"
#: At the beginning of a cell: a formula, a line break, a number that a spreadsheet changes; at that of its other lines
#: a formula alone. Apostrophes that stand there already are counted in, so that one more can be taken away again.
_AT_START = re.compile(rf"\A('?)(?='*{_BLANK}(?:{_FORMULA}|[\r\n]|{_ROUNDED}[ ]*\Z))")
_AT_LINES = re.compile(rf"(?<=[\r\n])('?)(?='*{_BLANK}{_FORMULA})")


def guarded(cell: str) -> str:
    return _AT_START.sub(r"'\1", _AT_LINES.sub(r"'\1", cell))


def unguarded(cell: str) -> str:
    """What was guarded."""
    return _AT_LINES.sub("", _AT_START.sub("", cell))


def heading(headings: Sequence[str]) -> bytes:
    return (csv_cells.BOM + _lines([[*map(guarded, headings), WHAT_IS_WRONG]])).encode()


def lines(rows: Iterable[tuple[int, Sequence[str], Sequence[str]]], width: int) -> bytes:
    """Of (its number in the file that came, its cells, what is wrong with it). Cells for which there is no heading
    stand behind that, so that such a row is refused again until somebody mends it."""
    made = []
    for number, cells, said in rows:
        filled = [*map(guarded, cells[:width]), *[""] * (width - len(cells))]
        made.append([*filled, f"Row {number}: {' '.join(dict.fromkeys(said))}", *map(guarded, cells[width:])])
    return _lines(made).encode()


def is_ours(headings: Sequence[str]) -> bool:
    return bool(headings) and headings[-1].strip() == WHAT_IS_WRONG


def _lines(rows: Iterable[Sequence[str]]) -> str:
    return csv_cells.lines(rows)
