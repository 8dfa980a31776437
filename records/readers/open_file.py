"""Opens one file that somebody sent, in a process of its own: is it what it says, and how does its first page look?

Run with the media type as its argument and the bytes on standard input. Answers one line of JSON, then the bytes that
it speaks of. Reads and writes no file, and has seconds and megabytes to do it in.
"""

import email
import email.policy
import io
import json
import resource
import sys
from typing import Any

MEGABYTE = 1 << 20
#: Seconds of processor, and memory; nothing may be written to disk.
LIMITS = (
    (resource.RLIMIT_CPU, 20),
    (resource.RLIMIT_AS, 1_500 * MEGABYTE),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
MOST_PIXELS, PREVIEW_SIDE = 80_000_000, 1_400
MOST_PAGES, PAGES_READ, MOST_TEXT = 3_000, 5, 20_000
MOST_ATTACHMENTS = 10
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

    found = pypdfium2.PdfDocument(content)
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
    active = active or any(mark in content for mark in (b"/JavaScript", b"/Launch", b"/EmbeddedFile"))
    return {"pages": pages, "text": "\n".join(words)[:MOST_TEXT], "active": active}, [_png(shown.convert("RGB"))]


def mail(content: bytes) -> Answer:
    """Its subject and words, and the PDFs that came with it."""
    found = email.message_from_bytes(content, policy=email.policy.default)
    if not found.get("from") and not found.get("subject"):
        raise Refused("This is no e-mail as mail programs save it: save it as .eml.")
    words, names, attached = [str(found.get("subject", ""))], [], []
    for part in found.walk():
        kind, name = part.get_content_type(), part.get_filename() or ""
        if part.is_multipart():
            continue
        if kind == "text/plain" and not name:
            words.append(str(part.get_content()))
        elif (kind == "application/pdf" or name.lower().endswith(".pdf")) and len(attached) < MOST_ATTACHMENTS:
            body = part.get_payload(decode=True)
            if isinstance(body, bytes) and body:
                names.append(name or "attachment.pdf")
                attached.append(body)
    said = {"pages": 1, "text": "\n".join(words)[:MOST_TEXT], "active": False, "attached": names}
    return said, attached


def _png(shown: Any) -> bytes:
    out = io.BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()


READERS = {"application/pdf": pdf, "message/rfc822": mail}


def main() -> None:
    for which, most in LIMITS:
        resource.setrlimit(which, (most, most))
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
