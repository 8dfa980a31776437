"""The reader of strangers' files opens what offices scan, refuses or marks what would harm, and reaches nothing."""

import io
import zlib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from records import limited
from records.checking_files import Checked, Refused, check
from records.limited import Broken, run
from tests.dropped import mail, pdf

PNG = b"\x89PNG\r\n\x1a\n"


def picture(kind: str, mode: str = "RGB", size: tuple[int, int] = (300, 200), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, 1 if mode == "1" else None).save(out, kind, **more)
    return out.getvalue()


def shown(checked: Checked) -> Image.Image:
    assert checked.preview is not None and checked.preview.startswith(PNG)
    return Image.open(io.BytesIO(checked.preview))


PICTURES = {
    "photo": ("a.jpg", picture("JPEG"), "image/jpeg"),
    "photo for print": ("a.jpg", picture("JPEG", "CMYK"), "image/jpeg"),
    "grey photo": ("a.jpeg", picture("JPEG", "L"), "image/jpeg"),
    "two pictures of a phone": (
        "a.jpg",
        picture("MPO", save_all=True, append_images=[Image.new("RGB", (300, 200))]),
        "image/jpeg",
    ),
    "fax": ("a.tif", picture("TIFF", "1", compression="group4"), "image/tiff"),
    "scan": ("a.tiff", picture("TIFF", compression="tiff_lzw"), "image/tiff"),
    "scan of photos": ("a.tif", picture("TIFF", compression="jpeg"), "image/tiff"),
    "fine grey scan": ("a.tif", picture("TIFF", "I;16"), "image/tiff"),
    "screenshot": ("a.png", picture("PNG", "RGBA"), "image/png"),
    "few colours": ("a.png", picture("PNG", "P"), "image/png"),
    "grey with holes": ("a.png", picture("PNG", "LA"), "image/png"),
    "moving": ("a.gif", picture("GIF", "P", save_all=True, append_images=[Image.new("P", (300, 200), 3)]), "image/gif"),
    "from the web": ("a.webp", picture("WEBP"), "image/webp"),
}


@pytest.mark.parametrize("what", PICTURES)
def test_whatever_scanners_and_phones_make_is_opened(what: str) -> None:
    name, content, media_type = PICTURES[what]
    checked = check(content, name)
    assert (checked.media_type, checked.active) == (media_type, False) and shown(checked).size == (300, 200)


def test_several_pages_of_a_fax_are_counted() -> None:
    pages = [Image.new("1", (100, 100), 1) for _ in range(3)]
    assert check(picture("TIFF", "1", save_all=True, append_images=pages), "fax.tif").pages == 4


def test_the_copy_to_look_at_holds_nothing_but_what_is_seen() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 12 Elm Street"
    content = picture("JPEG", exif=exif.tobytes(), comment=b"by Maria")
    assert b"Elm Street" in content and b"Maria" in content
    copy = check(content, "a.jpg").preview or b""
    assert b"Elm Street" not in copy and b"Maria" not in copy and not Image.open(io.BytesIO(copy)).info


def bomb(width: int, height: int) -> bytes:
    """A PNG that is small as a file and large as a picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    row = b"\0" + bytes(3 * width)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return PNG + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_small_file_that_is_a_huge_picture_is_refused_with_the_way_to_mend_it() -> None:
    content = bomb(30_000, 3_000)
    assert len(content) < 1_000_000
    with pytest.raises(Refused, match="too large to look at: scan it at 300 dots"):
        check(content, "a.png")


def test_words_of_a_pdf_are_read_and_its_first_page_is_shown() -> None:
    checked = check(pdf("Tracking number 9400 1112 0620"), "a.pdf")
    assert "9400 1112 0620" in checked.text and max(shown(checked).size) == 1400


def changed(change: Any, packed: bool = False) -> bytes:
    """A PDF with something more in it; `packed`: its objects stand compressed beside each other."""
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("a letter")))), io.BytesIO()
    change(writer)
    if packed:
        return _pack(writer)
    writer.write(out)
    return out.getvalue()


def _pack(writer: PdfWriter) -> bytes:
    """As newer programs write it: the object that runs something is inside a compressed stream."""
    out = io.BytesIO()
    writer.write(out)
    inside = zlib.compress(b"90 0 << /S /JavaScript /JS (app.alert(1)) >>")
    stream = b"91 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n" % len(inside)
    return out.getvalue().replace(b"xref\n", stream + inside + b"\nendstream\nendobj\nxref\n", 1)


def _opens(what: str, key: str, said: str) -> Any:
    def change(writer: PdfWriter) -> None:
        action = {NameObject("/S"): NameObject(what), NameObject(key): TextStringObject(said)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)

    return change


_launch = _opens("/Launch", "/F", "cmd.exe")


RUNNING = {
    "a script": changed(_opens("/JavaScript", "/JS", "app.alert(1)")),
    "a program": changed(_launch),
    "a file inside": changed(lambda writer: writer.add_attachment("a.exe", b"MZ")),
    "a script, compressed": changed(lambda writer: None, packed=True),
    "a script, spelled with escapes": changed(_launch).replace(b"/Launch", b"/#4cau#6ech"),
}


@pytest.mark.parametrize("what", RUNNING)
def test_a_pdf_that_would_do_something_by_itself_is_kept_and_marked(what: str) -> None:
    checked = check(RUNNING[what], "a.pdf")
    assert checked.active and shown(checked)


def test_a_plain_pdf_is_not_marked() -> None:
    assert not check(changed(lambda writer: None), "a.pdf").active
    assert not check(pdf("It says /JavaScripting, and #4A is a number"), "a.pdf").active


def test_a_pdf_with_a_password_is_refused_with_the_way_to_mend_it() -> None:
    with pytest.raises(Refused, match="opens with a password only"):
        check(changed(lambda writer: writer.encrypt("secret")), "a.pdf")


def test_a_pdf_that_is_a_web_page_too_is_a_pdf_alone() -> None:
    """Its beginning decides; whoever saves it gets it as that, and no browser opens it from here."""
    polyglot = pdf("x") + b"\n<html><script>alert(1)</script></html>"
    assert check(polyglot, "a.html").media_type == "application/pdf"
    with pytest.raises(Refused):
        check(b"<html><!--" + pdf("x"), "a.pdf")


def test_an_email_gives_its_words_and_its_pdfs() -> None:
    html = "<p>Item <b>9400</b></p><script>var hidden = 1</script>"
    checked = check(mail("Proof", "plain words", ("one.pdf", b"%PDF-1"), html=html), "a.eml")
    assert checked.text.splitlines()[0] == "Proof" and "plain words" in checked.text and "9400" in checked.text
    assert "hidden" not in checked.text
    assert (checked.attached, checked.preview) == ((("one.pdf", b"%PDF-1"),), None)


def test_a_forwarded_email_gives_the_pdfs_of_the_one_inside() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["Subject"], outer["Subject"] = "Proof", "Fwd: Proof"
    inner.set_content("see the PDF")
    inner.add_attachment(b"%PDF-1", maintype="application", subtype="octet-stream", filename="one.PDF")
    outer.set_content("for the file")
    outer.add_attachment(inner)
    assert check(outer.as_bytes(), "a.eml").attached == (("one.PDF", b"%PDF-1"),)


@pytest.mark.parametrize("charset", ["iso-2022-jp", "windows-1252", "no-such-thing", "utf-8"])
def test_words_in_any_encoding_keep_their_digits(charset: str) -> None:
    content = f"Subject: x\r\nContent-Type: text/plain; charset={charset}\r\n\r\nitem 9400111\r\n".encode()
    assert "item 9400111" in check(content, "a.eml").text


def test_what_is_no_email_is_refused_as_such() -> None:
    with pytest.raises(Refused, match="no e-mail as mail programs save it"):
        check(b"just words, and no head\n", "a.eml")


def test_tables_are_opened_and_macros_are_refused() -> None:
    from tests.import_rows import workbook

    book = workbook([["Number", "Name"], ["9400111", "Maria"]])
    assert "9400111 Maria" in check(book, "a.xlsx").text
    assert check(b"Number,Name\n9400111,Maria\n", "a.csv").media_type == "text/csv"
    with pytest.raises(Refused, match="holds macros"):
        check(book + b"xl/vbaProject.bin", "a.xlsx")
    with pytest.raises(Refused, match="was not kept"):
        check(b"PK\x03\x04" + bytes(200), "a.xlsx")
    with pytest.raises(Refused, match="none of the kinds"):
        check(book, "a.zip")


# -- what the reader's process may do ----------------------------------------------------------------------------------


def reader_of(monkeypatch: pytest.MonkeyPatch, folder: Path, *program: str) -> None:
    """Another reader: it limits itself as ours does, and then does this."""
    ours = (limited.READERS / "open_file.py").read_text().split("def main()")[0]
    begin = ("import os", "import socket", "limit_itself(sys.argv[1])", "sys.stdin.buffer.read()")
    (folder / "open_file.py").write_text("\n".join([ours, *begin, *program]))
    monkeypatch.setattr(limited, "READERS", folder)


@pytest.mark.parametrize(
    "act",
    [
        "open('/etc/passwd')",
        "socket.socket()",
        "os.open('/tmp/left-behind', os.O_CREAT | os.O_WRONLY)",
        "bytearray(4 << 30)",
        "os.pipe()",
    ],
)
@pytest.mark.parametrize("media_type", ["application/pdf", "image/png"])
def test_a_reader_that_was_taken_over_reaches_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, act: str, media_type: str
) -> None:
    said = "print(json.dumps({'done': done, 'sizes': []}))"
    program = f"try: {act}; done = 'it did'\nexcept (OSError, MemoryError): done = 'it could not'\n{said}"
    reader_of(monkeypatch, tmp_path, program)
    assert run("open_file", [media_type], b"x") == ({"done": "it could not"}, [])
    assert not Path("/tmp/left-behind").exists()


def test_a_reader_that_says_too_much_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    reader_of(monkeypatch, tmp_path, "while True: sys.stdout.buffer.write(bytes(1 << 20))")
    monkeypatch.setattr(limited, "MOST_ANSWER", 8 << 20)
    with pytest.raises(Broken, match="it said too much"):
        run("open_file", ["application/pdf"], b"x")


def test_a_reader_that_dies_at_once_or_talks_nonsense_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(limited, "READERS", tmp_path)
    for program in (
        "raise SystemExit(1)",
        "print('[]')",
        "print('{\"sizes\": 3}')",
        "import os; os.kill(os.getpid(), 11)",
    ):
        (tmp_path / "open_file.py").write_text(program)
        with pytest.raises(Broken):
            run("open_file", ["application/pdf"], bytes(1 << 20))
