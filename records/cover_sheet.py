"""A sheet for the paper file of one mailing: whose letter it is, its number as a bar code, and the way to its record.

For the office's own scanner and shelf, not for the mail. It says what the carrier has confirmed and never more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.certified_record import CertifiedRecord, RecordReference
from records import gather, options, references
from records.batches import labels_of
from records.calendar_days import local_day, zone_of
from records.manifest import grouped
from records.pdf_page import LEADING, LETTER, Sheet, wrapped

NO_PROOF = (
    "A label that was made is not a letter that was mailed. The carrier's own acceptance shows that, or a sheet or a "
    "receipt that it stamped; this page is neither."
)
LEFT, WIDTH, LOWEST = 54.0, 504.0, 60.0
NAME_WIDTH = 120.0


@dataclass(frozen=True)
class Cover:
    """`block`: the exact address block of the label. `address`: where the record is opened. `references`: (name, value)
    pairs. `accepted_on`: by the carrier's scan."""

    tracking_number: str
    recipient: str
    block: str
    department: str
    notice_type: str
    address: str
    references: Sequence[tuple[str, str]] = ()
    mailing_class: str = ""
    options: Sequence[str] = ()
    batch: str = ""
    external_id: str = ""
    registered_on: date | None = None
    mailed_on: date | None = None
    accepted_on: date | None = None
    stamped_on: date | None = None


def cover_of(record: CertifiedRecord, base_url: str) -> Cover:
    """`base_url`: how people reach us, without a slash at its end."""
    piece, batch, zone = record.mailpiece, gather.batch_of(record.mailpiece_id), zone_of(record.sender.program)
    label = labels_of([record.mailpiece_id])[record.mailpiece_id]
    scans = gather.scans_of(piece, gather.events_of(piece.id))
    filed = RecordReference.select().where(RecordReference.record == record).order_by(RecordReference.id)
    return Cover(
        tracking_number=piece.tracking_number,
        recipient=label.recipient,
        block=label.block.decode(errors="replace"),
        department=record.sender.name,
        notice_type=record.notice_type.name,
        address=f"{base_url}/desk/records/{record.mailpiece_id}",
        references=[(references.name_of(one.kind), one.value) for one in filed],
        mailing_class=record.mailing_class,
        options=options.names_of(record.options.split()),
        batch=batch.name if batch else "",
        external_id=record.external_id or "",
        registered_on=local_day(record.created_at, zone),
        mailed_on=record.mailed_on,
        accepted_on=scans.accepted_on,
        stamped_on=local_day(batch.stamped_at, zone) if batch and batch.stamped_at else None,
    )


def draw(cover: Cover) -> bytes:
    """The PDF: one page, and more where references need them."""
    sheet = Sheet(f"Cover sheet {cover.tracking_number}", LETTER)
    y = _draw_head(sheet, cover)
    for name, value in _facts(cover):
        lines = wrapped(value, 10, WIDTH - NAME_WIDTH)
        for start in range(0, len(lines), 40):
            y = _draw_fact(sheet, y, "" if start else name, lines[start : start + 40])
    if y < LOWEST + 40:
        y = _turn(sheet)
    sheet.write_lines(LEFT, y - 12, wrapped(NO_PROOF, 9, WIDTH), 9)
    sheet.next_page()
    return sheet.finish()


def _draw_head(sheet: Sheet, cover: Cover) -> float:
    """The number, its bar code and the way to the record; gives where the rest goes on."""
    sheet.write(LEFT, 730, "Cover sheet", 20, bold=True)
    y = sheet.write_lines(LEFT, 708, wrapped(f"{cover.notice_type}, {cover.department}", 11, 360)[:2], 11)
    sheet.qr_code(LEFT + WIDTH - 116, 632, cover.address, 116)
    sheet.write_lines(LEFT + WIDTH - 116, 624, wrapped(cover.address, 6, 116)[:3], 6)
    sheet.write(LEFT, y - 18, grouped(cover.tracking_number), 15, bold=True)
    sheet.bar_code(LEFT - 10, 602, cover.tracking_number, 340, 46)
    return 580.0


def _facts(cover: Cover) -> list[tuple[str, str]]:
    services = ", ".join([*([cover.mailing_class] if cover.mailing_class else []), *cover.options])
    facts = [("Recipient", cover.recipient), ("Address on the label", cover.block), *cover.references]
    facts += [("Your own id", cover.external_id), ("Service", services), ("Batch", cover.batch)]
    facts += [("Registered here", str(cover.registered_on or ""))]
    facts += [("Handed over", f"{cover.mailed_on}, by the office's own word" if cover.mailed_on else "not said")]
    facts += [("Accepted", f"{cover.accepted_on}, by the carrier's scan" if cover.accepted_on else "no scan so far")]
    facts += [("Stamped sheet", f"of its batch, on file since {cover.stamped_on}" if cover.stamped_on else "")]
    return [(name, value) for name, value in facts if value]


def _draw_fact(sheet: Sheet, y: float, name: str, lines: Sequence[str]) -> float:
    if y - len(lines) * 10 * LEADING < LOWEST:
        y = _turn(sheet)
    names = wrapped(name, 9, NAME_WIDTH - 10)
    sheet.write_lines(LEFT, y, names, 9)
    end = sheet.write_lines(LEFT + NAME_WIDTH, y, lines, 10)
    return min(end, y - len(names) * 9 * LEADING) - 4


def _turn(sheet: Sheet) -> float:
    sheet.next_page()
    return 720.0
