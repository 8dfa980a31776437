"""Makes the manifest of a batch from its rows: at once for a usual batch, as long work for a large one.

Refuses batches that no clerk would take in one go.
"""

from collections.abc import Callable
from io import BytesIO

from config.settings import current
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.long_steps import Details, Hold, Progress, Refused, Work
from models.long_task import LongTask
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.vocabulary import Role
from records import batches, manifest_sheet
from records.manifest import Line, Manifest

KIND = "batch_manifest"
WHO = frozenset({Role.SENDER, Role.ADMIN, Role.AUDITOR})
#: Up to so many pieces are drawn while somebody waits; it takes about a millisecond for each.
AT_ONCE = 300
MOST = 10_000


def of_batch(batch: Batch) -> Manifest:
    settings, lines = current(), list[Line]()
    for start in range(0, len(pieces := _pieces(batch)), batches.AT_ONCE):
        lines += _lines(pieces[start : start + batches.AT_ONCE])
    return Manifest(
        firm=batch.sender.name,
        firm_address=settings.operator_address,
        batch=batch.name,
        lines=lines,
        mailed_on=batch.mailed_on,
        approval=settings.manifest_approval,
    )


def draw(batch: Batch, told: Callable[[int], None] = lambda done: None) -> bytes:
    return manifest_sheet.draw(of_batch(batch), told)


def _pieces(batch: Batch) -> list[int]:
    """In the order in which they were listed."""
    rows = BatchPiece.select(BatchPiece.mailpiece).where(BatchPiece.batch == batch).order_by(BatchPiece.id)
    return [row.mailpiece_id for row in rows]


def _lines(pieces: list[int]) -> list[Line]:
    numbers = Mailpiece.select(Mailpiece.id, Mailpiece.tracking_number).where(Mailpiece.id.in_(pieces))
    number_of = {one.id: one.tracking_number for one in numbers}
    records = {one.mailpiece_id: one for one in CertifiedRecord.select().where(CertifiedRecord.mailpiece.in_(pieces))}
    addresses = batches.labels_of([one for one, record in records.items() if record.purged_at is None])
    lines = []
    for piece in pieces:
        record, address = records.get(piece), addresses.get(piece)
        if record is None or address is None:
            name = "(listed by its number alone)" if record is None else "(this record was purged)"
            lines.append(Line(number_of[piece], name))
            continue
        block, options = address.block.decode(errors="replace"), tuple(record.options.split())
        lines.append(Line(number_of[piece], address.recipient, block, record.mailing_class, options))
    return lines


# -- as long work ------------------------------------------------------------------------------------------------------


def _total(details: Details) -> int:
    return batches.sizes_of([details["batch"]]).get(details["batch"], 0)


def _step(task: LongTask, details: Details, hold: Hold) -> Progress:
    """Whoever asked must still be able to open the batch."""
    batch = batches.find(Operator.get_by_id(task.operator_id), details["batch"])
    if batch is None:
        raise Refused("This batch is not yours to open any more. Nothing was made.")
    if _total(details) > MOST:
        raise Refused(f"A manifest holds at most {MOST:,} pieces. List what is mailed together as smaller batches.")
    body = draw(batch, hold.told)
    count = _total(details)
    return Progress(count, count, file=BytesIO(body), over=True, said=f"The manifest of {count:,} pieces.")


WORK = Work("Manifest of a batch", _total, _step, WHO, "manifest.pdf")
