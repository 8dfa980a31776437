"""What all our PDFs stand on: one embedded font, bar codes, and the same bytes for the same input on every machine.

Nothing is compressed, for zlib differs between machines, and no time of making is written. Refuses to leave a sign out:
what the font lacks, or would set wrongly, is shown by its Unicode number.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from threading import Lock
from typing import Any

import segno
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import landscape, letter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

#: Points, 72 an inch: (width, height).
LETTER: tuple[float, float] = letter
LETTER_WIDE: tuple[float, float] = landscape(letter)
FONT = "Noto Sans"
#: Scripts that need more than one sign after the other; the font has some of their signs all the same.
_NEEDS_SHAPING = range(0x0900, 0x0E00)
#: How much of the height of a line the letters take, and how much fatter bold letters are drawn.
LEADING, _FATTER = 1.25, 0.035


def _signs() -> frozenset[int]:
    """The signs that can be set, of a font that is registered once: a second one would come between a document and
    what it has noted of the first."""
    with _one_at_a_time:
        return _registered()


_one_at_a_time = Lock()


@cache
def _registered() -> frozenset[int]:
    with as_file(files("fontpkg_noto_sans") / "files" / "NotoSans[wdth,wght].ttf") as path:
        font = TTFont(FONT, str(path))
    pdfmetrics.registerFont(font)
    return frozenset(sign for sign in font.face.charToGlyph if sign not in _NEEDS_SHAPING)


@cache
def _shown(sign: str) -> str:
    is_letter = unicodedata.category(sign)[0] not in "CZ" or sign in " \u00a0"
    return sign if is_letter and ord(sign) in _signs() else f"[U+{ord(sign):04X}]"


def printable(text: str) -> str:
    """As it is set in print: "張 Nuñez" becomes "[U+5F35] Nuñez". The exact signs stand in the JSON beside a PDF."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, unicodedata.normalize("NFC", text)))


def width_of(text: str, size: float) -> float:
    _signs()
    return float(pdfmetrics.stringWidth(printable(text), FONT, size))


def wrapped(text: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width`, broken between words, and within a word where nothing else helps. Its own line
    breaks stay. Gives what is printable."""
    return [line for part in text.splitlines() or [""] for line in _wrapped(printable(part), size, width)]


def _wrapped(text: str, size: float, width: float) -> Iterator[str]:
    """Words are measured one by one: the font sets them no closer for their neighbours."""
    line, used, space = "", 0.0, _word_width(" ", size)
    for word in text.split(" "):
        wide = _word_width(word, size)
        if not line or used + space + wide <= width:
            line, used = (f"{line} {word}", used + space + wide) if line else (word, wide)
        else:
            yield line
            line, used = word, wide
        if used > width and line == word:
            *whole, line = _pieces(word, size, width)
            yield from whole
            used = _word_width(line, size)
    yield line


#: The same words stand in packet after packet.
_word_width = lru_cache(maxsize=8_192)(width_of)


def _pieces(word: str, size: float, width: float) -> list[str]:
    pieces, piece = list[str](), ""
    for sign in word:
        if piece and width_of(piece + sign, size) > width:
            pieces.append(piece)
            piece = ""
        piece += sign
    return [*pieces, piece]


class Sheet:
    """A PDF under way. Places are points from the left and the lower edge of the page."""

    def __init__(self, title: str, page: tuple[float, float] = LETTER) -> None:
        _signs()
        self._out = BytesIO()
        self.width, self.height = page
        self.canvas = Canvas(self._out, pagesize=page, invariant=1, pageCompression=0)
        self.canvas.setTitle(title)
        self.canvas.setCreator("Waypost")
        self.canvas.setProducer("Waypost")

    def write(self, x: float, y: float, text: str, size: float = 9, *, bold: bool = False) -> None:
        """One line, its letters standing on `y`. The font has one weight: bold letters are drawn with an edge."""
        line = self.canvas.beginText(x, y)
        line.setFont(FONT, size)
        if bold:
            self.canvas.setLineWidth(size * _FATTER)
            line.setTextRenderMode(2)
        line.textOut(printable(text))
        line.setTextRenderMode(0)
        self.canvas.drawText(line)

    def write_lines(self, x: float, y: float, lines: Sequence[str], size: float = 9, *, bold: bool = False) -> float:
        """From `y` downwards; gives where the next line would stand."""
        for line in lines:
            self.write(x, y, line, size, bold=bold)
            y -= size * LEADING
        return y

    def rule(self, x: float, y: float, x_end: float, y_end: float, thick: float = 0.5) -> None:
        self.canvas.setLineWidth(thick)
        self.canvas.line(x, y, x_end, y_end)

    def box(self, x: float, y: float, width: float, height: float, thick: float = 0.5) -> None:
        self.canvas.setLineWidth(thick)
        self.canvas.rect(x, y, width, height)

    def bar_code(self, x: float, y: float, value: str, width: float, height: float) -> None:
        """Code 128, quiet zones of ten bars within `width`. ValueError for signs that it has not."""
        if not value.isascii() or not value.isprintable():
            raise ValueError("a bar code has plain signs alone")
        bars = Code128(value, barHeight=height, barWidth=1, quiet=True, lquiet=10, rquiet=10)
        fitting = Code128(value, barHeight=height, barWidth=width / bars.width, quiet=True, lquiet=10, rquiet=10)
        fitting.lquiet = fitting.rquiet = 10 * width / bars.width
        fitting.drawOn(self.canvas, x, y)

    def qr_code(self, x: float, y: float, value: str, side: float) -> None:
        """With the white edge that readers want within `side`."""
        rows = [list(row) for row in segno.make(value, error="m").matrix_iter(border=4)]
        step = side / len(rows)
        for down, row in enumerate(rows):
            for start, end in _runs(row):
                self.canvas.rect(x + start * step, y + side - (down + 1) * step, (end - start) * step, step, 0, 1)

    def next_page(self) -> None:
        self.canvas.showPage()

    def finish(self) -> bytes:
        """The whole file. Nothing is drawn after it."""
        self.canvas.save()
        return self._out.getvalue()


def _runs(row: Sequence[Any]) -> Iterator[tuple[int, int]]:
    """Where dark cells begin and end."""
    start = None
    for place, dark in enumerate([*row, 0]):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            yield start, place
            start = None
