"""Any list as a file for spreadsheets: its columns, and its rows some at a time, so that its length costs no memory.

No cell is run by a spreadsheet, and no long number loses its digits in one. Refuses to hold rows of others: each list
narrows itself to what the person may reach, at each portion anew.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models import csv_cells
from models.operator import Operator

#: What narrows a list: JSON values, as a form said them.
Asked = Mapping[str, Any]
Row = Sequence[object]
#: Rows of one portion.
AT_ONCE = 500
LONGEST_VALUE = 200
#: What a spreadsheet makes a number of, and gives back as another: long ones, leading zeros, 12E4.
_ROUNDED = re.compile(r"[0-9]{12,}|0[0-9]+|[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+")


@dataclass(frozen=True)
class Portion:
    """`place`: where the next one goes on, never the one that this began at; `over`: there is none."""

    rows: Sequence[Row]
    place: int
    over: bool


@dataclass(frozen=True)
class List:
    """`portion(who, asked, place)`: the rows from a place on, 0 at the beginning, ever fewer. `total`: for the bar; 0
    where that is not known cheaply. `narrowed_by`: names of what `asked` may hold."""

    key: str
    name: str
    columns: tuple[str, ...]
    portion: Callable[[Operator, Asked, int], Portion]
    total: Callable[[Operator, Asked], int] = lambda who, asked: 0
    narrowed_by: tuple[str, ...] = ()

    def asked_of(self, form: Mapping[str, str]) -> dict[str, str]:
        """What a form says of it; whatever else stands there narrows nothing."""
        said = {name: str(form.get(name, "")).strip()[:LONGEST_VALUE] for name in self.narrowed_by}
        return {name: value for name, value in said.items() if value}


def by_key(
    key: Any,
    rows_of: Callable[[Operator, Asked], Any],
    read: Callable[[Sequence[Any]], Sequence[Row]],
    at_once: int = AT_ONCE,
) -> Callable[[Operator, Asked, int], Portion]:
    """A portion of the rows that a query selects, in the order of `key`. `read` makes their cells."""

    def portion(who: Operator, asked: Asked, place: int) -> Portion:
        found = list(rows_of(who, asked).where(key > place).order_by(key).limit(at_once))
        last = found[-1].__data__[key.name] if found else place
        return Portion(read(found), last, len(found) < at_once)

    return portion


def heading(columns: Sequence[str]) -> str:
    return csv_cells.BOM + csv_cells.lines([columns])


def lines(rows: Sequence[Row]) -> str:
    return csv_cells.lines([_cell(cell) for cell in row] for row in rows)


def _cell(cell: object) -> str:
    """Behind an apostrophe where a spreadsheet would change the digits. Moments are UTC, days as 2026-11-30."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M:%SZ")
    if cell is None or isinstance(cell, date | int):
        return "" if cell is None else str(cell)
    said = str(cell)
    return f"'{said}" if _ROUNDED.fullmatch(said.strip()) else said


def whole(asked: Asked, name: str) -> int:
    """A number of what was asked; 0 where there is none, or none that a row can have."""
    said = str(asked.get(name, ""))
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0
