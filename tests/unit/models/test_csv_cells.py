"""Cells that a spreadsheet would run are marked; all others stay as they are (facts/reliability.md, Exports)."""

import csv
from io import StringIO

import pytest

from models.csv_cells import BOM, lines, safe

NBSP, NARROW, WIDE = "\u00a0", "\u202f", "\u3000"


@pytest.mark.parametrize(
    "cell, shown",
    [
        ("=1+1", "'=1+1"),
        ("+12025550143", "'+12025550143"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("  =1", "'  =1"),
        (f"{NBSP}=1", f"'{NBSP}=1"),
        (f"{NARROW}{WIDE}=1", f"'{NARROW}{WIDE}=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠A1", "'＠A1"),
        ("stop\n=cmd|'/c calc'!A1", "stop\n'=cmd|'/c calc'!A1"),
        ("stop\r\n @now", "stop\r\n' @now"),
        ("stop\r+1", "stop\r'+1"),
        ("\n", "'\n"),
        ("STOP", "STOP"),
        ("stop = end", "stop = end"),
        ("a-b", "a-b"),
        ("…0143", "…0143"),
        ("9400111206206406260787", "9400111206206406260787"),
        ("", ""),
        (None, ""),
        (0, "0"),
    ],
)
def test_a_cell_that_looks_like_a_formula_is_marked(cell: object, shown: str) -> None:
    assert safe(cell) == shown


@pytest.mark.parametrize("blank", ["", " ", NBSP, NARROW, "\ufeff"])
@pytest.mark.parametrize("sign", "=+-@\t＝＋－＠")
@pytest.mark.parametrize("before", ["", "x\n", "x\r\n", "x\r", "\n\n"])
def test_no_line_of_any_cell_begins_as_a_formula(before: str, sign: str, blank: str) -> None:
    made = safe(f"{before}{blank}{sign}1")
    for line in made.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        assert not line.strip(f" {NBSP}{NARROW}\ufeff").startswith(tuple("=+-@＝＋－＠"))


def test_a_csv_reader_gives_back_what_was_written() -> None:
    rows = [["C-1", 'she said "stop", twice', "two\nlines", "ça suffit"], ["C-2", "=1", "", 7]]
    read = list(csv.reader(StringIO(lines(rows), newline="")))
    assert read == [["C-1", 'she said "stop", twice', "two\nlines", "ça suffit"], ["C-2", "'=1", "", "7"]]
    assert lines(rows).count("\r\n") == 2 and (BOM + lines(rows)).encode().startswith(b"\xef\xbb\xbf")
