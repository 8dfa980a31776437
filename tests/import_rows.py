"""Files of mailings for tests of imports: good rows, the seven kinds of bad ones, and workbooks."""

import csv
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook

from models.record_import import RecordImport
from models.sender import Sender
from records import import_choices, importing
from records.import_rows import Fixed
from tests.batch_letters import name, number
from tests.mailings import NOW, kind

HEADINGS = ("Tracking No.", "Recipient", "Address 1", "City", "State", "ZIP", "Matter", "Services", "Mail Date")


def row(serial: int, **more: str) -> list[str]:
    good = {
        "Tracking No.": number(serial),
        "Recipient": name(serial),
        "Address 1": f"{serial} Elm St, Apt 4",
        "City": "Memphis",
        "State": "TN",
        "ZIP": "03810",
        "Matter": f"2026-{serial:04}",
        "Services": "Certified; Return Receipt Electronic",
        "Mail Date": "11/19/2026",
    }
    return list({**good, **more}.values())


def written(rows: list[list[str]], delimiter: str = ",", headings: tuple[str, ...] = HEADINGS) -> str:
    out = StringIO()
    csv.writer(out, delimiter=delimiter).writerows([list(headings), *rows])
    return out.getvalue()


def workbook(rows: list[list[Any]]) -> bytes:
    book, out = Workbook(), BytesIO()
    for cells in rows:
        book.active.append(cells)
    book.save(out)
    return out.getvalue()


def bad_rows() -> dict[int, list[str]]:
    """Place among a thousand rows -> a row that cannot be taken, each for a reason of its own."""
    good = number(20)
    return {
        20: row(20, **{"Tracking No.": good[:-1] + str((int(good[-1]) + 1) % 10)}),
        70: row(70, **{"Tracking No.": "9.58907E+21"}),
        300: row(300, Recipient=""),
        500: row(500, **{"Address 1": "", "City": "", "State": "", "ZIP": ""}),
        777: row(777, **{"Mail Date": "soon"}),
        900: row(900, **{"Tracking No.": number(1)}),
        1000: row(1000, Services="Certified, by drone"),
    }


def thousand() -> bytes:
    """A thousand rows, the seven above among them."""
    bad = bad_rows()
    return written([bad.get(serial, row(serial)) for serial in range(1, 1001)]).encode()


def load_of(sender: Sender, content: bytes, called: str = "November.csv", **more: Any) -> RecordImport:
    """Taken in, and read as its headings say; letters all of them."""
    load = importing.take_in(sender, BytesIO(content), called, None, NOW)
    choices = import_choices.of(load)
    fixed = Fixed(notice_type=kind().id)
    importing.use_mapping(load, choices.columns, fixed, more.get("batch", choices.batch), choices.read_by)
    return load
