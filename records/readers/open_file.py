"""Opens one file that somebody sent, in a process of its own: is it what it says, and how does its first page look?

Run with the media type as its argument and the bytes on standard input. Answers one line of JSON, then the bytes that
it speaks of. Reads and writes no file, and has seconds and megabytes to do it in.
"""

import email
import email.policy
import html.parser
import io
import json
import re
import resource
import sys
import zlib
from collections.abc import Iterator
from importlib import import_module
from typing import Any

MEGABYTE = 1 << 20
#: Seconds of processor, and memory; nothing may be written to disk, and nothing else be started.
LIMITS = (
    (resource.RLIMIT_CPU, 20),
    (resource.RLIMIT_AS, 1_500 * MEGABYTE),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NPROC, 0),
)
#: What each kind needs is loaded first: from then on no file and no socket can be opened. E-mails name their encodings.
PILLOW = ("Image", "ImageCms", "ImageFile", "ImageMode", "ImageOps", "ImagePalette", "ImageSequence", "TiffTags")
PLUGINS = ("Png", "Jpeg", "Mpo", "Tiff", "Gif", "WebP", "Bmp", "Ppm")  # the last two: Image.open asks for them
PICTURES = ("copy", *(f"PIL.{name}" for name in PILLOW), *(f"PIL.{name}ImagePlugin" for name in PLUGINS))
LOADED: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pypdfium2", "pypdfium2.raw", "encodings.utf_16_le", *PICTURES),
    "message/rfc822": (),
}
FILES_OPEN, FILES_OPEN_FOR_MAIL = 3, 64
MOST_PIXELS, PREVIEW_SIDE = 80_000_000, 1_400
MOST_PAGES, PAGES_READ, MOST_TEXT = 3_000, 5, 20_000
MOST_ATTACHMENTS = 20
#: What a PDF calls what it would do by itself, or what would be done by a click; and files inside it.
RUNS = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/SubmitForm", b"/ImportData", b"/XFA")
#: Bytes of compressed objects that are looked through for those.
MOST_UNPACKED = 64 * MEGABYTE
_OBJECTS = re.compile(rb"/ObjStm\b.*?stream\r?\n", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
Answer = tuple[dict[str, Any], list[bytes]]


class Refused(Exception):
    """A sentence for the person."""


def image(content: bytes) -> Answer:
    """The first picture in it, made anew: nothing but what is seen goes into the copy."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "TIFF", "GIF", "WEBP")) as found:
        if found.width * found.height > MOST_PIXELS:
            raise Refused("The picture is too large to look at: scan it at 300 dots an inch.")
        found.load()
        frames = getattr(found, "n_frames", 1)
        shown = found.convert("RGBA" if "A" in found.getbands() else "RGB")
    shown.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    return {"pages": frames, "text": "", "active": False}, [_png(shown)]


def pdf(content: bytes) -> Answer:
    """Its first page as a picture, and the words of the first few."""
    import pypdfium2
    import pypdfium2.raw as raw

    try:
        found = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as problem:
        if "password" in str(problem).lower():
            raise Refused("The PDF opens with a password only. Save it without one, or scan it anew.") from problem
        raise
    pages = len(found)
    if not 0 < pages <= MOST_PAGES:
        raise Refused(f"The PDF has {pages} pages; at most {MOST_PAGES} can be kept in one file.")
    words = []
    for number in range(min(pages, PAGES_READ)):
        text = found[number].get_textpage()
        words.append(text.get_text_bounded())
    width, height = found[0].get_size()
    shown = found[0].render(scale=min(2.0, PREVIEW_SIDE / max(width, height, 1.0))).to_pil()
    active = raw.FPDFDoc_GetJavaScriptActionCount(found.raw) > 0 or raw.FPDFDoc_GetAttachmentCount(found.raw) > 0
    active = active or any(_names(piece) for piece in (content, *_compressed(content)))
    return {"pages": pages, "text": "\n".join(words)[:MOST_TEXT], "active": active}, [_png(shown.convert("RGB"))]


def _names(piece: bytes) -> bool:
    """Names may be spelled with escapes: /J#61vaScript."""
    plain = _ESCAPED.sub(lambda sign: bytes([int(sign[1], 16)]), piece)
    return any(re.search(re.escape(mark) + rb"(?![A-Za-z])", plain) for mark in RUNS)


def _compressed(content: bytes) -> Iterator[bytes]:
    """Objects that stand compressed, one beside the other, as far as they can be unpacked."""
    left = MOST_UNPACKED
    for head in _OBJECTS.finditer(content):
        try:
            piece = zlib.decompressobj().decompress(content[head.end() :], left)
        except zlib.error:
            continue
        yield piece
        left -= len(piece)
        if left <= 0:
            return


class _Words(html.parser.HTMLParser):
    """What a web page says, without what it is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.said, self._hidden = list[str](), 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.said.append(data)


def mail(content: bytes) -> Answer:
    """Its subject and words, and the PDFs that came with it."""
    found = email.message_from_bytes(content, policy=email.policy.default)
    if not found.get("from") and not found.get("subject"):
        raise Refused("This is no e-mail as mail programs save it: save it as .eml.")
    words, names, attached = [str(found.get("subject", ""))], list[str](), list[bytes]()
    for part in found.walk():
        kind, name = part.get_content_type(), part.get_filename() or ""
        if part.is_multipart():
            continue
        if kind in ("text/plain", "text/html") and not name:
            words.append(_words_of(part, kind))
        elif (kind == "application/pdf" or name.lower().endswith(".pdf")) and len(attached) < MOST_ATTACHMENTS:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body:
                names.append(name or "attachment.pdf")
                attached.append(body)
    said = {"pages": 1, "text": "\n".join(words)[:MOST_TEXT], "active": False, "attached": names}
    return said, attached


def _words_of(part: Any, kind: str) -> str:
    try:
        said = str(part.get_content())
    except (LookupError, ValueError):  # an encoding that nobody knows: its digits are digits all the same
        said = part.get_payload(decode=True).decode("ascii", "replace")
    if kind == "text/plain":
        return said
    page = _Words()
    page.feed(said)
    return " ".join(page.said)


def _png(shown: Any) -> bytes:
    out = io.BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()


READERS = {"application/pdf": pdf, "message/rfc822": mail}


def limit_itself(media_type: str) -> None:
    loaded = LOADED.get(media_type, PICTURES)
    for name in loaded:
        import_module(name)
    files_open = FILES_OPEN if loaded else FILES_OPEN_FOR_MAIL
    for which, most in (*LIMITS, (resource.RLIMIT_NOFILE, files_open)):
        resource.setrlimit(which, (most, most))


def main() -> None:
    limit_itself(sys.argv[1])
    content = sys.stdin.buffer.read()
    try:
        said, bodies = READERS.get(sys.argv[1], image)(content)
    except Refused as because:
        said, bodies = {"refused": str(because)}, []
    except Exception as problem:
        said, bodies = {"refused": "", "problem": type(problem).__name__}, []
    said["sizes"] = [len(body) for body in bodies]
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n" + b"".join(bodies))


if __name__ == "__main__":
    main()
