"""What a batch itself kept ends with its last record: the list as it came, its sheet, how its columns were read."""

from collections.abc import Sequence
from datetime import datetime

from peewee import fn

from models.auditing import Actor, note
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.database import take_turn
from models.record_file import RecordFile
from models.record_import import RecordImport
from records import import_choices, import_files

KEEPING = Actor(None, "keeping of records")


def last_ones(records: Sequence[int]) -> dict[int, int]:
    """Record -> batch, for the last of each batch among these, which are purged in this order: a batch is asked about
    once for many."""
    rows = BatchPiece.select(BatchPiece.mailpiece, BatchPiece.batch).where(BatchPiece.mailpiece.in_(list(records)))
    batches = {row.mailpiece_id: row.batch_id for row in rows}
    last = {batches[record]: record for record in records if record in batches}
    return {record: batch for batch, record in last.items()}


def hold(batch_id: int) -> Batch:
    """In the caller's transaction: before its records, in the order of whoever attaches a sheet to it."""
    batch: Batch = take_turn(Batch.select().where(Batch.id == batch_id)).get()
    return batch


def end_if_over(batch: Batch, now: datetime) -> bool:
    """In the caller's transaction, which holds it. False while a record of it is kept."""
    kept = CertifiedRecord.select(fn.COUNT(CertifiedRecord.mailpiece)).join(
        BatchPiece, on=BatchPiece.mailpiece == CertifiedRecord.mailpiece
    )
    if kept.where(BatchPiece.batch == batch, CertifiedRecord.purged_at.is_null()).scalar():
        return False
    files = list(RecordFile.select().where(RecordFile.batch == batch))
    originals = [file for file in files if file.preview_of_id is None]
    made = [one for load in RecordImport.select().where(RecordImport.batch == batch) for one in _end_import(load)]
    import_files.delete([file.id for file in files if file.preview_of_id is not None])
    import_files.delete([*made, *(file.id for file in originals)])
    note(KEEPING, "batch.purged", f"batch {batch.id}", now, files=[file.sha256 for file in originals])
    return True


def _end_import(load: RecordImport) -> list[int]:
    """The ids of the rows that it still had."""
    choices = import_choices.of(load) if load.choices else None
    RecordImport.update(choices=None, file=None).where(RecordImport.id == load.id).execute()
    return [choices.bad, choices.rows] if choices else []
