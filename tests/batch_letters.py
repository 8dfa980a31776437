"""A batch of letters with numbers of its own and scans of most of them, for tests of batches, lists and reports."""

from datetime import datetime, timedelta
from io import BytesIO

from pypdf import PdfReader

from models.batch import Batch
from models.mailpiece import Mailpiece, TrackingEvent
from models.sender import Sender
from models.vocabulary import Milestone
from records import assemble
from records.storing import store
from tests.mailings import letter

NAMES = ("Rosa Nuñez", "Łukasz Żółć", "Đặng Thị Mai", "=SUM(A1) LLC", "Иван Петров")


def number(serial: int) -> str:
    """A good number of a Certified Mail label: weights 3 and 1 from the right."""
    digits = f"958907105270{serial:09}"
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def name(serial: int) -> str:
    return f"{NAMES[serial % len(NAMES)]} {serial}"


def batch_of(sender: Sender, count: int, now: datetime, called: str = "November", first: int = 1) -> Batch:
    """Its letters are registered, and nothing is known of them so far."""
    batch: Batch = Batch.create(sender=sender, name=called, created_at=now)
    given = [
        letter(number(serial), recipient=name(serial), address=f"{name(serial)}\n{serial} Elm St\nMEMPHIS TN 38103")
        for serial in range(first, first + count)
    ]
    for answer in store(sender, given, None, "import", batch, now):
        assert answer.record_id, answer.faults
    return batch


def accept(serials: range | list[int], now: datetime, milestone: Milestone = Milestone.ACCEPTED) -> None:
    """The carrier scans them, and their records are brought up to it."""
    for serial in serials:
        piece = Mailpiece.get(Mailpiece.tracking_number == number(serial))
        TrackingEvent.create(
            mailpiece=piece,
            fingerprint=f"{milestone}-{serial}",
            occurred_at=now,
            local_time=(now - timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%S"),
            milestone=milestone,
            seen_at=now,
        )
        Mailpiece.update(milestone=milestone, milestone_at=now).where(Mailpiece.id == piece.id).execute()
        assemble.refresh(piece.id, now)


def text_of(pdf: bytes) -> list[str]:
    """What stands on each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
