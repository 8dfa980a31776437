"""Cells of a CSV that a spreadsheet opens and never runs. Refuses to change what a cell says beyond a leading mark."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

#: Spreadsheets look behind these for the beginning of a formula.
_BLANK = " \u00a0\u2007\u202f\u3000\ufeff\u200b"
#: At the beginning of a cell or of a line in it: what is taken for a formula, in ASCII and in full width.
_FORMULA = re.compile(rf"(^|[\r\n])([{_BLANK}]*)(?=[=+\-@\t＝＋－＠])")
#: Tells Excel that this is UTF-8; others pass over it.
BOM = "\ufeff"


def safe(cell: object) -> str:
    """With an apostrophe before whatever would be read as a formula, also behind line breaks, and before a cell that
    begins with one."""
    said = "" if cell is None else str(cell)
    begins_anew = said.lstrip(_BLANK)[:1] in ("\r", "\n")
    marked = _FORMULA.sub(r"\1'\2", said)
    return f"'{marked}" if begins_anew else marked


def lines(rows: Iterable[Sequence[object]]) -> str:
    """Rows as RFC 4180 has them; every cell is quoted, so that long numbers stay text for those who import them so."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe(cell) for cell in row])
    return out.getvalue()
