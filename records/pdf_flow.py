"""Text that runs down a page and on to the next: headings, paragraphs, rows of a label and what it says."""

from collections.abc import Sequence

from records.pdf_page import LETTER, Sheet, width_of, wrapped

MARGIN, SIZE, LABEL_WIDTH = 54.0, 9.0, 132.0
LEADING = 1.3


class Flow:
    """A PDF under way. `foot` stands on each page, with its number. `about`: plain words in the file's own data."""

    def __init__(self, title: str, foot: str, about: str) -> None:
        self._sheet = Sheet(title, LETTER)
        self._sheet.canvas.setSubject(about)
        self._width = self._sheet.width - 2 * MARGIN
        self._foot, self._page = foot, 0
        self._begin()

    def _begin(self) -> None:
        self._page += 1
        self._y = self._sheet.height - MARGIN
        self._sheet.write(MARGIN, 30, self._foot, 7)
        number = f"page {self._page}"
        self._sheet.write(self._sheet.width - MARGIN - width_of(number, 7), 30, number, 7)

    def next_page(self) -> None:
        self._sheet.next_page()
        self._begin()

    def _room(self, height: float) -> None:
        """Where so much is not left, the next page begins."""
        if self._y - height < MARGIN:
            self.next_page()

    def heading(self, text: str, size: float = 12) -> None:
        """Never the last thing on a page."""
        lines = wrapped(text, size, self._width)
        self._room(size * LEADING * len(lines) + 4 * SIZE)
        self._y -= size * 0.9
        for line in lines:
            self._sheet.write(MARGIN, self._y, line, size, bold=True)
            self._y -= size * LEADING
        self._y -= 2

    def text(self, text: str, size: float = SIZE, left: float = 0.0) -> None:
        for line in wrapped(text, size, self._width - left):
            self._line(line, size, left)

    def exact(self, lines: Sequence[str], left: float = 12.0) -> None:
        """Lines with the spaces they have; one that is wider than the page is broken."""
        for line in lines:
            line = line.rstrip("\r").replace("\t", "    ")
            if width_of(line, SIZE) <= self._width - left:
                self._line(line, SIZE, left)
            else:
                self.text(line, SIZE, left)

    def _line(self, line: str, size: float, left: float) -> None:
        self._room(size * LEADING)
        self._sheet.write(MARGIN + left, self._y, line, size)
        self._y -= size * LEADING

    def row(self, label: str, value: str, small: str = "") -> None:
        """`small`: a line below the value, such as a digest. The label and the first line stay together."""
        names, lines = wrapped(label, SIZE, LABEL_WIDTH - 8), wrapped(value, SIZE, self._width - LABEL_WIDTH)
        self._room(SIZE * LEADING * len(names))
        for number in range(max(len(names), len(lines))):
            self._room(SIZE * LEADING)
            if number < len(names):
                self._sheet.write(MARGIN, self._y, names[number], SIZE, bold=True)
            if number < len(lines):
                self._sheet.write(MARGIN + LABEL_WIDTH, self._y, lines[number], SIZE)
            self._y -= SIZE * LEADING
        if small:
            self.text(small, 7, LABEL_WIDTH)
        self._y -= 2

    def gap(self, height: float = 6.0) -> None:
        self._y -= height

    def finish(self) -> bytes:
        self._sheet.next_page()
        return self._sheet.finish()
