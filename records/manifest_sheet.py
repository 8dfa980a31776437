"""Draws the manifest of a batch as a PDF: as many sheets as it takes, each with its own count and place for a stamp."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from records.manifest import SERVICES, Line, Manifest, approval_line, grouped
from records.pdf_page import LEADING, LETTER_WIDE, Sheet, wrapped

#: (heading, width in points, key of what stands there); a key that no line fills is a blank for the post office.
COLUMNS = (
    ("", 18, "place"),
    ("USPS tracking / article number", 112, "number"),
    ("Addressee (name, street, city, state, ZIP code)", 190, "addressee"),
    ("Service type", 66, "service"),
    ("Postage", 34, ""),
    ("(Extra service) fee", 34, ""),
    ("Handling charge", 36, ""),
    ("Actual value if registered", 38, ""),
    ("Insured value", 38, ""),
    ("Due sender if COD", 36, ""),
    ("ASR fee", 21, "ASR"),
    ("ASRD fee", 21, "ASRD"),
    ("RD fee", 21, "RD"),
    ("RR fee", 21, "RR"),
    ("SC fee", 21, "SC"),
    ("SCRD fee", 21, "SCRD"),
    ("SH fee", 21, "SH"),
)
#: Stands in the column of a fee that is not known.
BOUGHT = "x"
LEFT, TOP, TEXT, SMALL = 21.0, 592.0, 6.8, 5.4
HEAD_HEIGHT, FOOT_HEIGHT = 118.0, 62.0
#: How high the table's own heading is, and the lines of the largest row that one page has room for.
HEADING_HEIGHT = 30.0
ROOM = TOP - HEAD_HEIGHT - HEADING_HEIGHT - FOOT_HEIGHT - 14
MOST_LINES = int((ROOM - 4) // (TEXT * LEADING))
WIDTH = sum(width for _, width, _ in COLUMNS)
#: What a text may take of its column.
_WIDE = {key: width - 5 for _, width, key in COLUMNS if key}


@dataclass(frozen=True)
class _Row:
    """A piece on a page; one with a very long address goes on over several, and counts once."""

    place: int
    line: Line
    addressee: tuple[str, ...]
    is_first: bool = True

    @property
    def height(self) -> float:
        beside = len(wrapped(self.line.service, TEXT, _WIDE["service"])) if self.is_first else 1
        return max(2, beside, len(self.addressee)) * TEXT * LEADING + 4


def draw(manifest: Manifest, told: Callable[[int], None] = lambda done: None) -> bytes:
    """The PDF. `told` hears after each page how many pieces stand on paper."""
    sheet = Sheet(f"Manifest of {manifest.batch}", LETTER_WIDE)
    pages = list(_pages(manifest.lines))
    for number, rows in enumerate(pages, start=1):
        _draw_head(sheet, manifest, number, len(pages))
        _draw_table(sheet, rows)
        _draw_foot(sheet, manifest, sum(row.is_first for row in rows))
        sheet.next_page()
        told(rows[-1].place if rows else 0)
    return sheet.finish()


def _pages(lines: Sequence[Line]) -> Iterator[list[_Row]]:
    """At least one, so that an empty batch has a sheet that says so."""
    page, used = list[_Row](), 0.0
    for row in _rows(lines):
        if page and used + row.height > ROOM:
            yield page
            page, used = [], 0.0
        page.append(row)
        used += row.height
    yield page


def _rows(lines: Sequence[Line]) -> Iterator[_Row]:
    for place, line in enumerate(lines, start=1):
        parts = [piece for part in line.addressee() for piece in wrapped(part, TEXT, _WIDE["addressee"])]
        for start in range(0, len(parts), MOST_LINES):
            yield _Row(place, line, tuple(parts[start : start + MOST_LINES]), is_first=not start)


# -- what stands on a page ---------------------------------------------------------------------------------------------


def _draw_head(sheet: Sheet, manifest: Manifest, page: int, pages: int) -> None:
    sheet.write(LEFT, TOP, "Firm mailing book: manifest of accountable mail", 12, bold=True)
    sheet.write(LEFT, TOP - 12, approval_line(manifest.approval), 8)
    mailed = f"handed over on {manifest.mailed_on}" if manifest.mailed_on else "day of mailing not said"
    batch = wrapped(f"Sheet {page} of {pages}, {mailed}, batch {manifest.batch}", 8, 360)
    sheet.write_lines(LEFT + 392, TOP - 2, batch[:2], 8)
    top, low = TOP - 20, TOP - HEAD_HEIGHT + 6
    sheet.box(LEFT, low, 210, top - low)
    sheet.write(LEFT + 4, top - 8, "Name and address of sender", SMALL)
    firm = [line for part in (manifest.firm, manifest.firm_address) for line in wrapped(part, 8, 200) if line]
    sheet.write_lines(LEFT + 4, top - 19, firm[:6], 8)
    _draw_services(sheet, manifest, top, low)
    left = LEFT + 462
    sheet.box(left, low, 130, top - low)
    sheet.write(left + 4, top - 8, "Affix stamp here (additional copies)", SMALL)
    sheet.box(left + 134, low, WIDTH - 462 - 134, top - low)
    sheet.write(left + 138, top - 8, "Round-date stamp: postmark with date of receipt", SMALL)
    sheet.canvas.circle(left + 134 + (WIDTH - 596) / 2, (top + low) / 2 - 4, 31)


def _draw_services(sheet: Sheet, manifest: Manifest, top: float, low: float) -> None:
    sheet.box(LEFT + 214, low, 244, top - low)
    sheet.write(LEFT + 218, top - 8, "Type of mail or service on these sheets", SMALL)
    for count, name in enumerate(SERVICES):
        x, y = LEFT + 218 + 122 * (count // 6), top - 20 - 10.5 * (count % 6)
        sheet.box(x, y - 0.5, 5.5, 5.5)
        if name in manifest.services:
            sheet.write(x + 1, y, BOUGHT, TEXT, bold=True)
        sheet.write(x + 8, y, name, SMALL)


def _draw_table(sheet: Sheet, rows: Sequence[_Row]) -> None:
    top = TOP - HEAD_HEIGHT
    y = top - HEADING_HEIGHT
    for x, (heading, width, _) in _places():
        sheet.write_lines(x + 2, top - 7, wrapped(heading, SMALL, width - 3), SMALL)
    sheet.rule(LEFT, y, LEFT + WIDTH, y, 1)
    for row in rows:
        _draw_row(sheet, row, y - TEXT - 2)
        y -= row.height
        sheet.rule(LEFT, y, LEFT + WIDTH, y)
    if not rows:
        sheet.write(LEFT + 24, y - 12, "No piece is listed in this batch.", 8)
        y -= 20
    sheet.box(LEFT, y, WIDTH, top - y)
    for x, _ in _places():
        sheet.rule(x, y, x, top)


def _places() -> Iterator[tuple[float, tuple[str, float, str]]]:
    x = LEFT
    for column in COLUMNS:
        yield x, column
        x += column[1]


def _draw_row(sheet: Sheet, row: _Row, y: float) -> None:
    line = row.line
    said = {"place": str(row.place), "number": grouped(line.tracking_number), "service": line.service}
    said |= dict.fromkeys(line.services, BOUGHT)
    for x, (_, _, key) in _places():
        if key == "addressee":
            sheet.write_lines(x + 3, y, row.addressee, TEXT)
        elif row.is_first and key in said:
            sheet.write_lines(x + 3, y, wrapped(said[key], TEXT, _WIDE[key]), TEXT)
        elif key == "number":
            sheet.write(x + 3, y, "(continued)", TEXT)


def _draw_foot(sheet: Sheet, manifest: Manifest, here: int) -> None:
    y, boxes = 22.0, ((150.0, "sender"), (150.0, "received"), (WIDTH - 300, "postmaster"))
    x = LEFT
    for width, what in boxes:
        sheet.box(x, y, width, FOOT_HEIGHT - 24)
        sheet.write(x + 4, y + FOOT_HEIGHT - 32, _FOOT[what], SMALL)
        x += width
    sheet.write(LEFT + 4, y + 8, f"{len(manifest.lines):,}", 12, bold=True)
    sheet.write(LEFT + 60, y + 8, f"of these on this sheet: {here:,}", SMALL)
    sheet.rule(LEFT + 320, y + 8, LEFT + WIDTH - 20, y + 8)
    said = (
        f"{BOUGHT}: bought for this piece; its fee is not known to whoever made this sheet. Blank: not known, or none."
    )
    sheet.write(LEFT, y - 8, said, SMALL)


_FOOT = {
    "sender": "Total number of pieces listed by sender",
    "received": "Total number of pieces received at post office",
    "postmaster": "Postmaster, per (name of receiving employee)",
}
