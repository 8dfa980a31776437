"""Is a file what it says? By its first bytes, then by a real reading in a process that may do nothing else.

Refuses what runs (programs, web pages, SVG) and what no reader of its kind can read. Keeps nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from config.settings import current
from records import file_bytes, sheets
from records.csv_rows import Unreadable
from records.limited import Broken, run

#: No setting allows more: the doors of the web process take no larger form.
MOST_BYTES = 25 * 1024 * 1024
#: (how it begins, media type, ending)
_BEGINNINGS = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"II*\x00", "image/tiff", ".tif"),
    (b"MM\x00*", "image/tiff", ".tif"),
    (b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", "image/gif", ".gif"),
)
#: What makes a text something that a browser or a shell would run.
_RUNS = (b"<html", b"<!doctype", b"<script", b"<svg", b"<?xml", b"<?php", b"#!/", b"<body", b"<iframe")
_WHAT = "Give a PDF, a picture (PNG, JPEG, TIFF, GIF, WebP), a plain text, a table (.csv, .xlsx) or an e-mail (.eml)."
XLSX, TEXT = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/plain"
#: Rows of a workbook that are read to see whether it is one; pieces in which it is handed over.
ROWS_READ, _PIECE = 20, 256 * 1024


@dataclass(frozen=True)
class Checked:
    """`text`: its words, as far as they were read, to find a number in. `active`: it holds something that would run, so
    it is only ever saved, never opened here. `preview`: a PNG of its first page; None for words. `attached`: PDFs of
    an e-mail, by name. `sealed`: the bytes as they will be stored (records/file_bytes.py)."""

    media_type: str
    ending: str
    pages: int = 1
    text: str = ""
    active: bool = False
    preview: bytes | None = None
    attached: tuple[tuple[str, bytes], ...] = field(default_factory=tuple)
    sealed: tuple[Any, ...] = field(default=(), repr=False, compare=False)


class Refused(Exception):
    """A sentence for the person: what is wrong, and what to do."""


def check(content: bytes, name: str) -> Checked:
    """Raises Refused."""
    if not content:
        raise Refused(f"{name} is empty; nothing was kept.")
    most = min(MOST_BYTES >> 20, current().largest_file_mb)
    if len(content) > most << 20:
        raise Refused(f"{name} is larger than {most} MB; nothing was kept. Scan it in black and white.")
    return replace(_opened(content, name), sealed=file_bytes.sealed(content))


def _opened(content: bytes, name: str) -> Checked:
    media_type, ending = _kind_of(content, name)
    if ending in (".txt", ".csv"):
        return Checked(media_type, ending, text=content.decode(errors="replace")[:20_000])
    if media_type == XLSX:
        return _workbook(content, name)
    try:
        said, bodies = run("open_file", [media_type], content)
    except Broken as problem:
        raise Refused(f"{name} could not be read: {problem}. Nothing was kept. Save or scan it anew.") from problem
    if "refused" in said:
        because = said["refused"] or f"it is damaged, or no {ending} at all"
        raise Refused(f"{name} was not kept: {because}")
    attached = tuple(zip(said.get("attached", ()), bodies, strict=True)) if media_type == "message/rfc822" else ()
    preview = None if media_type == "message/rfc822" else bodies[0]
    return Checked(media_type, ending, said["pages"], said["text"], said["active"], preview, attached)


def _kind_of(content: bytes, name: str) -> tuple[str, str]:
    for begins, media_type, ending in _BEGINNINGS:
        if content.startswith(begins):
            return media_type, ending
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", ".webp"
    if content.startswith(b"PK\x03\x04") and name.lower().endswith(".xlsx"):
        return XLSX, ".xlsx"
    if name.lower().endswith(".eml") and b"\0" not in content[:4096]:
        return "message/rfc822", ".eml"
    if _is_plain_text(content):
        return ("text/csv", ".csv") if name.lower().endswith(".csv") else (TEXT, ".txt")
    raise Refused(f"{name} is none of the kinds that are kept here. {_WHAT}")


def _workbook(content: bytes, name: str) -> Checked:
    """Its first rows, in words."""
    if b"vbaProject.bin" in content:
        raise Refused(f"{name} was not kept: it holds macros. Save it as a workbook without them (.xlsx).")
    found = sheets.rows(_pieces(content), sheets.Sheet(sheets.XLSX))
    try:
        words = [" ".join(cells) for _, cells in islice(found, ROWS_READ)]
    except Unreadable as problem:
        raise Refused(f"{name} was not kept: {problem}") from problem
    finally:
        found.close()  # type: ignore[attr-defined]  # it is a generator: its child process ends now
    return Checked(XLSX, ".xlsx", text="\n".join(words)[:20_000])


def _pieces(content: bytes) -> Iterator[bytes]:
    yield from (content[start : start + _PIECE] for start in range(0, len(content), _PIECE))


def _is_plain_text(content: bytes) -> bool:
    """UTF-8 without control signs, and nothing that a browser or a shell would run."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    controls = any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text)
    return not controls and not any(mark in content[:65536].lower() for mark in _RUNS)
