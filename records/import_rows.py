"""One row of a file as a mailing: its cells by the columns that they stand in, and what is the same in all rows.

Pure. Refuses to mend what it cannot read: such a row is bad, and says why.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from carriers.one_number import ROUNDED
from models.notice_type import NoticeType
from records import references, typed_dates
from records.bad_rows import unguarded
from records.columns import ADDRESS, LINES, OPTION, RECIPIENT, REFERENCE, TRACKING
from records.options import CLASSES, OPTIONS, RECEIPTS, option_of, read_options
from records.registration import Fault, Registration, faults_of

#: How a spreadsheet writes a number of which it has lost the last digits.
_AMOUNT = re.compile(r"\s*\d[.,]\d+E\+\d{2,3}\s*", re.IGNORECASE)
_CLOCK = re.compile(r"[T ]\s*\d{1,2}:\d{2}.*$", re.IGNORECASE)
_YES = frozenset("y yes x 1 true t on included selected".split())
_NO = frozenset(["", "n", "no", "0", "false", "f", "off", "none", "not selected", "n/a", "-"])
_CLASS_WORDS = (
    ("express", "Priority Mail Express"),
    ("priority", "Priority Mail"),
    ("first", "First-Class Mail"),
    ("fcm", "First-Class Mail"),
    ("ground", "Ground Advantage"),
    ("marketing", "USPS Marketing Mail"),
    ("standard", "USPS Marketing Mail"),
    ("international", "International"),
)
_RECEIPT_WORDS = (("electr", "receipt_electronic"), ("mail", "receipt_paper"), ("paper", "receipt_paper"))
_UNREADABLE = "\ufffd"


@dataclass(frozen=True)
class Fixed:
    """What is the same in all rows, unless a column says otherwise. `notice_type`: the key of its row. `name_on_top`:
    the recipient stands above address lines that come from several columns, as it does on labels."""

    notice_type: int = 0
    mailed_on: str = ""
    mailing_class: str = ""
    options: tuple[str, ...] = ()
    name_on_top: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "notice_type": self.notice_type,
            "mailed_on": self.mailed_on,
            "mailing_class": self.mailing_class,
            "options": list(self.options),
            "name_on_top": self.name_on_top,
        }

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Fixed":
        return cls(**{**said, "options": tuple(said.get("options", ()))})


@dataclass
class ReadRow:
    """`number`: of the row in its file. `registration` is None only where no kind of letter is known at all."""

    number: int
    cells: list[str]
    registration: Registration | None
    faults: list[Fault] = field(default_factory=list)


class Reader:
    """Reads rows of one file. `columns`: our field -> its heading."""

    def __init__(
        self,
        headings: Sequence[str],
        columns: Mapping[str, str],
        fixed: Fixed,
        kinds: Sequence[NoticeType],
        is_ours: bool = False,
    ) -> None:
        place = {heading: number for number, heading in enumerate(headings)}
        self._places = {name: place[heading] for name, heading in columns.items() if heading in place}
        self._width, self._is_ours, self._fixed = len(headings), is_ours, fixed
        self._kinds = {one.key.lower(): one for one in kinds} | {one.name.lower(): one for one in kinds}
        self._kind = next((one for one in kinds if one.id == fixed.notice_type), None)
        self._own = [name for name in self._places if name.startswith(REFERENCE)]
        self._options = [name for name in self._places if name.startswith(OPTION)]

    def read(self, number: int, cells: Sequence[str], is_stored_next: bool = False) -> ReadRow:
        """Everything that is wrong with it is among its faults. `is_stored_next`: a row that is good so far is checked
        by storing.py, and not twice."""
        kept = list(cells[: self._width])
        if self._is_ours:
            kept = [unguarded(cell) for cell in kept]
        row = ReadRow(number, kept, None)
        if any(cell.strip() for cell in cells[self._width + self._is_ours :]):
            said = "It has more cells than there are headings: a comma inside a cell needs quotation marks around it."
            row.faults.append(Fault("", said))
        if any(_UNREADABLE in cell for cell in kept):
            row.faults.append(Fault("", "It holds a sign that cannot be read. Save the file as CSV (UTF-8) or .xlsx."))
        kind = self._kind_of(row)
        if kind is not None:
            row.registration = self._registration(row, kind)
            if row.faults or not is_stored_next:
                row.faults += faults_of(row.registration)
        return row

    def _cell(self, row: ReadRow, name: str) -> str:
        place = self._places.get(name, self._width)
        return row.cells[place].strip() if place < len(row.cells) else ""

    def _kind_of(self, row: ReadRow) -> NoticeType | None:
        said = self._cell(row, "notice_type")
        if not said:
            if self._kind is None:
                row.faults.append(Fault("notice_type", "It does not say what kind of letter it is."))
            return self._kind
        kind = self._kinds.get(said.lower())
        if kind is None:
            row.faults.append(Fault("notice_type", f"There is no kind of letter called {said[:40]!r}."))
        return kind

    def _registration(self, row: ReadRow, kind: NoticeType) -> Registration:
        recipient, address = self._who(row)
        return Registration(
            tracking=self._cell(row, TRACKING)[:200],
            recipient=recipient,
            address=address,
            notice_type=kind,
            references=tuple(self._references(row)),
            mailing_class=_class_of(self._cell(row, "mailing_class")) or self._fixed.mailing_class,
            options=tuple(self._bought(row)) or self._fixed.options,
            external_id=self._not_rounded(row, "external_id", "Your own id"),
            crm_url=self._cell(row, "crm_url"),
            mailed_on=self._day(row),
        )

    # -- whom it is for -----------------------------------------------------------------------------------------------

    def _who(self, row: ReadRow) -> tuple[str, str]:
        """(recipient, block). A whole block is kept sign for sign but for the two signs by which some end a line."""
        company = self._cell(row, "company")
        names = [self._cell(row, name) for name in ("first_name", "last_name")]
        recipient = self._cell(row, RECIPIENT) or " ".join(filter(None, names)) or company
        if ADDRESS in self._places:
            place = self._places[ADDRESS]
            block = row.cells[place] if place < len(row.cells) else ""
            block = block.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
            first = next((line.strip() for line in block.split("\n") if line.strip()), "")
            return recipient or first, block if block.strip() else ""
        lines = [line for line in self._lines(row) if line]
        if lines and self._fixed.name_on_top:
            above = [name for name in (recipient, company) if name and name.lower() != lines[0].lower()]
            lines = [*dict.fromkeys(above), *lines]
        return recipient, "\n".join(lines)

    def _lines(self, row: ReadRow) -> list[str]:
        region = " ".join(filter(None, (self._cell(row, "state"), self._cell(row, "zip"))))
        town = " ".join(filter(None, (self._cell(row, "city"), region)))
        country = self._cell(row, "country")
        abroad = "" if country.lower() in ("us", "usa", "united states", "united states of america") else country
        return [*(self._cell(row, name) for name in LINES), town, abroad]

    # -- what it is filed by, bought, and when it was mailed ----------------------------------------------------------

    def _references(self, row: ReadRow) -> list[tuple[str, str]]:
        found = []
        for name in self._own:
            kind = references.kind_of(name[len(REFERENCE) :])
            if value := self._not_rounded(row, name, references.name_of(kind)):
                found.append((kind, value))
        return found

    def _not_rounded(self, row: ReadRow, name: str, called: str) -> str:
        said = self._cell(row, name)
        if _AMOUNT.fullmatch(said):
            row.faults.append(Fault(name, f"{called}: {ROUNDED}"))
        return said

    def _bought(self, row: ReadRow) -> list[str]:
        known, unknown = read_options(self._cell(row, "options"))
        if unknown:
            row.faults.append(Fault("options", f"There is no service option called {unknown[0][:40]!r}."))
        for name in self._options:
            said, key = self._cell(row, name), name[len(OPTION) :]
            if said.lower() in _NO:
                continue
            found = key if said.lower() in _YES else _option_said(key, said)
            known.append(found or key)
            if not found:
                row.faults.append(Fault("options", f"{OPTIONS[key]}: say yes or no, not {said[:40]!r}."))
        return known

    def _day(self, row: ReadRow) -> date | None:
        said = self._cell(row, "mailed_on") or self._fixed.mailed_on
        if not said:
            return None
        day = typed_dates.read(_CLOCK.sub("", said))
        if day is None or not day[2]:
            row.faults.append(Fault("mailed_on", f"{said[:40]!r} is no day. Write the day of mailing as 2026-11-30."))
            return None
        return date(*day)


def _option_said(key: str, said: str) -> str:
    """What a cell below an option's name says otherwise than by yes: another option, or in which way."""
    way = next((name for word, name in _RECEIPT_WORDS if word in said.lower()), "")
    return option_of(said) or (way if key in RECEIPTS else "")


def _class_of(said: str) -> str:
    """As it is called here; as it stands where it is nothing that we know, so that it is refused by name."""
    plain = said.lower()
    same = next((one for one in CLASSES if one.lower() == plain), "")
    return same or next((name for word, name in _CLASS_WORDS if word in plain), said)
