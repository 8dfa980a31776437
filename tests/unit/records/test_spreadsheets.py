"""A workbook is read as text by a process of its own: numbers that were rounded show it, and bombs end that process
alone."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from itertools import islice

import pytest
from openpyxl import Workbook

from carriers.one_number import ROUNDED, read_one
from records import limited_lines
from records.csv_rows import Unreadable
from records.limited import Broken
from records.readers.spreadsheet import number_as_text
from records.row_limits import LONGEST_CELL
from records.sheets import XLSX, Recognised, Row, Sheet, rows

_SHEET = "xl/worksheets/sheet1.xml"
_HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_FOOT = "</sheetData></worksheet>"


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(*lines: list[object]) -> Workbook:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    return book


def with_part(content: bytes, name: str, body: bytes) -> bytes:
    """The same workbook with another part in the place of its own."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, body)
    return out.getvalue()


def read(content: bytes) -> Iterator[Row]:
    seen = Recognised()
    seen.pass_by(content)
    return rows([content[:1000], content[1000:]], seen.sheet())


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as said:
        list(read(content))
    assert "Nothing was imported" in str(said.value)
    return str(said.value)


def test_every_cell_is_text_as_it_reads() -> None:
    day = date(2026, 11, 3)
    book = book_of(
        ["Tracking", "ZIP", "Mailed", "At", "Is it", "Units"],
        ["9405803699300124287899", 1234, day, datetime.combine(day, time(9, 30)), True, 12.5],
        [None, " "],
        ["é\n2", None, None, None, None, 40.0],
    )
    book.active["B2"].number_format = "00000"
    assert list(read(saved(book))) == [
        (1, ["Tracking", "ZIP", "Mailed", "At", "Is it", "Units"]),
        (2, ["9405803699300124287899", "01234", "2026-11-03", "2026-11-03 09:30:00", "TRUE", "12.5"]),
        (4, ["é\n2", "", "", "", "", "40"]),
    ]


@pytest.mark.parametrize(
    "value", [9.4058036993001e21, int(9405803699300124287899.0), 9405803699300120000000, 1234567890123456, 7.020181e19]
)
def test_a_number_that_a_spreadsheet_kept_as_a_number_is_known_as_rounded(value: float) -> None:
    """A float holds 15 to 17 digits; what has more of them is whole only where no float is behind it."""
    assert read_one(number_as_text(value, "General")) == ROUNDED


def test_a_number_with_more_digits_than_a_float_has_stands_whole() -> None:
    assert number_as_text(9405803699300124287899, "General") == "9405803699300124287899"
    assert number_as_text(123456789012, "General") == "123456789012"
    assert number_as_text(-3.0, "General") == "-3"


def test_formulas_are_not_worked_out_and_what_they_last_gave_is_read() -> None:
    said = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>WEBSERVICE("http://x")</f><v>kept</v></c>'
        '<c r="C1"><f>HYPERLINK("http://x")</f></c><c r="D1" t="inlineStr"><is><t>=cmd</t></is></c></row>'
    )
    content = with_part(saved(book_of(["x"])), _SHEET, f"{_HEAD}{said}{_FOOT}".encode())
    assert list(read(content)) == [(1, ["2", "kept", "", "=cmd"])]


def test_the_first_sheet_that_is_not_hidden_is_read() -> None:
    book = book_of(["hidden"])
    book.create_sheet("shown").append(["shown"])
    book.worksheets[0].sheet_state = "hidden"
    assert list(read(saved(book))) == [(1, ["shown"])]


def test_first_rows_are_had_without_waiting_for_the_others() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for number in range(3_000):
        sheet.append([f"row {number}"])
    found = read(saved(book))
    assert [cells for _, cells in islice(found, 2)] == [["row 0"], ["row 1"]]
    found.close()  # type: ignore[attr-defined]


def test_what_the_file_says_of_its_size_is_not_believed() -> None:
    said = '<dimension ref="A1:XFD1048576"/>'
    body = _HEAD.replace("<sheetData>", f"{said}<sheetData>") + '<row r="1"><c r="A1"><v>7</v></c></row>' + _FOOT
    assert list(read(with_part(saved(book_of(["x"])), _SHEET, body.encode()))) == [(1, ["7"])]


def test_a_million_columns_and_rows_without_end_are_refused() -> None:
    base = saved(book_of(["x"]))
    wide = "".join('<c t="inlineStr"><is><t>1</t></is></c>' for _ in range(1_000_000))
    assert "columns" in refused(with_part(base, _SHEET, f'{_HEAD}<row r="1">{wide}</row>{_FOOT}'.encode()))
    far = f'{_HEAD}<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>{_FOOT}'
    assert "rows" in refused(with_part(base, _SHEET, far.encode()))
    long = f'{_HEAD}<row r="1"><c t="inlineStr"><is><t>{"x" * (LONGEST_CELL + 9)}</t></is></c></row>{_FOOT}'
    assert "signs" in refused(with_part(base, _SHEET, long.encode()))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    base = saved(book_of(["x"]))
    strings = with_part(base, "xl/sharedStrings.xml", b" " * (220 * 1024 * 1024))
    assert len(strings) < 1_000_000
    assert "larger than a table" in refused(strings)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as many:
        for number in range(5_001):
            many.writestr(f"x{number}", b"")
    assert "larger than a table" in refused(out.getvalue())


def test_an_entity_bomb_ends_in_a_sentence() -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in zip("abcdefgh", "bcdefghi", strict=True)
    )
    body = f'{entities}]>{_HEAD}<row r="1"><c t="inlineStr"><is><t>&i;</t></is></c></row>{_FOOT}'
    assert refused(with_part(saved(book_of(["x"])), _SHEET, body.encode()))


def test_a_broken_or_foreign_archive_is_refused() -> None:
    whole = saved(book_of(["x"]))
    assert "broken" in refused(whole[: len(whole) // 2])
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as other:
        other.writestr("letter.txt", "no workbook")
    assert "broken" in refused(out.getvalue())
    assert "broken" in refused(with_part(whole, _SHEET, b"<worksheet><row"))


def test_a_process_that_dies_is_a_file_that_was_not_read() -> None:
    with pytest.raises(Broken):
        list(limited_lines.lines("no_such_reader", [], [b"x"]))


def test_whoever_waits_may_leave_and_the_process_ends_with_it() -> None:
    class Leave(Exception):
        pass

    def leave() -> None:
        raise Leave

    content = saved(book_of(["x"]))
    with pytest.raises(Leave):
        list(rows([content], Sheet(XLSX), leave))
