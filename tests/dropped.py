"""Files that an office gets from USPS and puts into a folder, for tests: letters as PDFs, e-mails that bring them."""

import os
from email.message import EmailMessage
from pathlib import Path

from records.drop_folder import SETTLED_SECONDS, Folder, Outcome
from records.pdf_page import Sheet
from tests.mailings import NOW

PROOF = "The following is in response to your request for proof of delivery on your item with the tracking number:"


def pdf(*lines: str) -> bytes:
    sheet = Sheet("a letter of USPS")
    for place, line in enumerate(lines):
        sheet.write(72, 700 - 20 * place, line)
    return sheet.finish()


def proof(number: str) -> bytes:
    """As USPS writes it, the number in fours."""
    return pdf(
        PROOF, " ".join(number[at : at + 4] for at in range(0, len(number), 4)) + ".", "Delivered, signed by J. SMITH"
    )


def mail(subject: str, body: str, *pdfs: tuple[str, bytes], html: str = "") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "noreply@usps.example", "office@example.org", subject
    made.set_content(body)
    if html:
        made.add_alternative(html, subtype="html")
    for name, content in pdfs:
        made.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return made.as_bytes()


class Watched:
    """A folder with somebody who looks into it; time passes when a test says so."""

    def __init__(self, path: Path, sender: object) -> None:
        self.path, self.at = path, 0.0
        self.folder = Folder(path, sender, lambda: self.at)  # type: ignore[arg-type]

    def put(self, name: str, content: bytes) -> Path:
        place = self.path / name
        place.write_bytes(content)
        return place

    def work(self) -> list[Outcome]:
        """Looks twice, far enough apart."""
        with self.folder.held():
            before = list(self.folder.work(NOW))
            self.at += SETTLED_SECONDS
            return before + list(self.folder.work(NOW))

    def tree(self) -> dict[str, bytes]:
        """Everything in it but the lock."""
        found = (Path(folder) / name for folder, _, names in os.walk(self.path) for name in names)
        return {str(one.relative_to(self.path)): one.read_bytes() for one in found if one.name != ".lock"}
