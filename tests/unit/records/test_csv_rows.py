"""A CSV is read in whatever dress it comes, and what is no text is refused with what to do."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.csv_rows import DELIMITERS, Dress, Unreadable
from records.row_limits import LONGEST_CELL, MOST_COLUMNS
from records.sheets import CSV, Recognised, Sheet, rows

TABLE = "Tracking;Name;Address\n9405803699300124287899;Núñez, María;12 Elm St\n"


def pieces(content: bytes, size: int = 7) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


def sheet_of(content: bytes, size: int = 7) -> Sheet:
    seen = Recognised()
    for piece in pieces(content, size):
        seen.pass_by(piece)
    return seen.sheet()


def read(content: bytes, size: int = 7) -> list[tuple[int, list[str]]]:
    return list(rows(pieces(content, size), sheet_of(content, size)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_it_is_read_alike_however_it_was_saved(encoding: str, delimiter: str, ending: str) -> None:
    said = TABLE.replace(";", delimiter) if delimiter != "," else TABLE.replace(",", "").replace(";", ",")
    found = read(said.replace("\n", ending).encode(encoding))
    name = "Núñez María" if delimiter == "," else "Núñez, María"
    assert found == [(1, ["Tracking", "Name", "Address"]), (2, ["9405803699300124287899", name, "12 Elm St"])]


def test_the_one_sign_that_is_no_utf8_may_come_last() -> None:
    found = read(b"Tracking,Name\n" + b"94,Maria\n" * 20_000 + "94,Muñoz\n".encode("cp1252"), 64_000)
    assert len(found) == 20_002 and found[-1] == (20_002, ["94", "Muñoz"])


def test_a_cell_may_hold_lines_delimiters_and_quotation_marks() -> None:
    found = read(b'a,b\r\n"12 Elm St\r\nApt 4, ""rear""",x\r\n')
    assert found[1] == (2, ['12 Elm St\r\nApt 4, "rear"', "x"])


def test_rows_are_numbered_as_a_spreadsheet_numbers_them_and_blank_ones_are_left_out() -> None:
    assert read(b"a,b\n\n , \n1,2\n") == [(1, ["a", "b"]), (4, ["1", "2"])]


def test_what_a_spreadsheet_says_of_its_own_delimiter_is_believed() -> None:
    assert read(b"sep=|\na,b|c\n1|2\n") == [(1, ["a,b", "c"]), (2, ["1", "2"])]


def test_one_column_alone_is_a_table_too() -> None:
    assert read(b"Tracking\n9405803699300124287899\n") == [(1, ["Tracking"]), (2, ["9405803699300124287899"])]


CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@given(
    table=st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=8),
    delimiter=st.sampled_from(DELIMITERS),
    encoding=st.sampled_from(["utf-8", "utf-16"]),
    size=st.integers(1, 50),
)
def test_what_was_written_is_what_is_read(table: list[list[str]], delimiter: str, encoding: str, size: int) -> None:
    """Whatever stands in the cells, and wherever the bytes are cut."""
    out = StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    found = rows(pieces(out.getvalue().encode(encoding), size), Sheet(CSV, encoding, delimiter))
    wanted = [row for row in table if any(cell and not cell.isspace() for cell in row)]
    assert [cells for _, cells in found] == wanted


@given(content=st.binary(min_size=1, max_size=400), size=st.integers(1, 60))
def test_any_bytes_are_rows_or_a_sentence(content: bytes, size: int) -> None:
    try:
        for number, cells in read(content, size):
            assert number > 0 and all(isinstance(cell, str) for cell in cells)
    except Unreadable as said:
        assert str(said).endswith(".") and "Nothing was imported" in str(said)


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as said:
        read(content, 64_000)
    return str(said.value)


def test_what_is_no_table_is_refused_with_what_to_do() -> None:
    assert refused(b"") == "The file is empty. Nothing was imported."
    assert "no text" in refused(b"a,b\n1,\x002\n" * 10)
    assert "PDF" in refused(b"%PDF-1.7\n...")
    assert "password" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert "gzip" in refused(b"\x1f\x8b\x08\x00abc")


def test_a_nul_far_below_is_found_when_it_comes() -> None:
    assert "no text" in refused(b"a,b\n" + b"1,2\n" * 30_000 + b"3,\0\n")


def test_a_line_a_cell_and_a_row_end_somewhere() -> None:
    assert "longer than" in refused(b"x" * 3_000_000)
    assert "longer than" in refused(b"a,b\n" + b"," * 1_000_000)
    assert f"more than {MOST_COLUMNS} columns" in refused(b"a,b\n" + b"," * MOST_COLUMNS + b"x\n")
    assert f"more than {LONGEST_CELL:,} signs" in refused(b"a,b\n1," + b"x" * (LONGEST_CELL + 1) + b"\n")


def test_a_quotation_mark_that_never_closes_is_named_by_its_row() -> None:
    said = refused(b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 60_000)
    assert said.startswith("Row 3 ") and "never closes" in said


def test_text_after_a_dress_without_rows_is_no_endless_wait() -> None:
    assert list(rows([], Sheet(CSV, "utf-8", ","))) == []
    assert list(rows([b"a,b\n"], Sheet(CSV, Dress("utf-8", ",").encoding, ","))) == [(1, ["a", "b"])]
