"""PDFs are the same bytes wherever they are made, bear any name, and their codes can be scanned."""

import os
import subprocess
import sys
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from records.pdf_page import LETTER, Sheet, printable, width_of, wrapped
from tests.structure.house import ROOT

MADE = """
import sys
from records.pdf_page import Sheet
sheet = Sheet("Nuñez")
sheet.write(72, 700, "Łukasz Nuñez 張", 12, bold=True)
sheet.bar_code(72, 600, "9589071052700000000018", 300, 40)
sheet.qr_code(72, 400, "https://example.org/desk/records/1", 100)
sheet.next_page()
sys.stdout.buffer.write(sheet.finish())
"""


def made(seed: str) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"Etc/GMT+{seed}"}
    return subprocess.run([sys.executable, "-c", MADE], cwd=ROOT, env=environment, stdout=-1, check=True).stdout


def test_two_processes_make_the_same_bytes_and_none_of_them_compressed() -> None:
    first, second = made("1"), made("7")
    assert first == second and len(first) > 5_000
    assert b"FlateDecode" not in first and b"ASCII85Decode" not in first
    assert PdfReader(BytesIO(first)).pages[0].extract_text().strip() == "Łukasz Nuñez [U+5F35]"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rosa Nuñez", "Rosa Nuñez"),
        ("n\u0303", "ñ"),
        ("Łukasz Żółć, Đặng, Ελένη, Иван, Þór", "Łukasz Żółć, Đặng, Ελένη, Иван, Þór"),
        ("張偉 Wei", "[U+5F35][U+5049] Wei"),
        ("שלום", "[U+05E9][U+05DC][U+05D5][U+05DD]"),
        ("हि", "[U+0939][U+093F]"),
        ("a\u200bb\tc\u202ed", "a[U+200B]b[U+0009]c[U+202E]d"),
        ("\U0001f600", "[U+1F600]"),
    ],
)
def test_a_name_is_set_as_it_is_or_shown_by_its_numbers(name: str, shown: str) -> None:
    assert printable(name) == shown


@given(st.text(max_size=60), st.integers(20, 300))
def test_wrapping_loses_nothing_but_the_spaces_it_breaks_at_and_keeps_within_the_width(text: str, width: int) -> None:
    lines = wrapped(text, 9, width)
    kept = "".join(printable(part) for part in text.splitlines())
    assert "".join(lines).replace(" ", "") == kept.replace(" ", "")
    assert all(width_of(line, 9) <= width or len(line) == 1 for line in lines)


def test_a_bar_code_fits_its_place_and_refuses_what_no_scanner_reads() -> None:
    sheet = Sheet("codes", LETTER)
    sheet.bar_code(10, 10, "RR123456785US", 200, 30)
    with pytest.raises(ValueError, match="plain signs"):
        sheet.bar_code(10, 10, "Nuñez", 200, 30)
    sheet.next_page()
    bars = [line.split()[1:] for line in sheet.finish().decode("latin-1").splitlines() if line.endswith(" re f*")]
    begin, end = float(bars[0][0]), float(bars[-1][0]) + float(bars[-1][2])
    thin = min(float(bar[2]) for bar in bars)
    assert len(bars) == 3 * (len(bars) // 3) + 1, "three bars a sign, and one more for the end"
    assert begin >= 9.9 * thin and end <= 200 - 9.9 * thin, "quiet on both sides"
