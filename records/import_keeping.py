"""Deletes what imports left behind: files that nobody went on with, and rows that nobody mended. Refuses to touch a
record, its batch, or a file that belongs to one."""

from datetime import datetime, timedelta
from typing import Any

from models.kept_files import UNFINISHED
from models.long_task import LongTask
from models.record_import import RecordImport
from records import import_choices, import_files
from records.import_blocks import DONE, FAILED, MAPPED, UPLOADED

#: Sent in, and never imported.
OPEN_FOR = timedelta(days=7)
#: After it was imported, its bad rows can still be asked for.
BAD_ROWS_FOR = timedelta(days=30)
#: Imports of one transaction.
AT_ONCE = 5


def delete_old(now: datetime) -> int:
    """In the caller's transaction, some of them; gives how many."""
    left = list(RecordImport.select().where(_left(now)).order_by(RecordImport.id).limit(AT_ONCE))
    for load in left:
        _delete(load)
    mended = list(RecordImport.select().where(_imported(now)).order_by(RecordImport.id).limit(AT_ONCE))
    for load in mended:
        import_files.delete([import_choices.of(load).bad])
        RecordImport.update(choices=None).where(RecordImport.id == load.id).execute()
    return len(left) + len(mended)


def old_since(now: datetime) -> datetime | None:
    """Since when the oldest of them has been due; None when none is."""
    waits = [one.created_at + OPEN_FOR for one in _oldest(_left(now), RecordImport.created_at)]
    waits += [one.done_at + BAD_ROWS_FOR for one in _oldest(_imported(now), RecordImport.done_at)]
    return min(waits, default=None)


def _left(now: datetime) -> Any:
    """What a task is at is nobody's leftover."""
    at_it = LongTask.select(LongTask.id).where(LongTask.state.in_(UNFINISHED))
    at_rest = RecordImport.task.is_null() | RecordImport.task.not_in(at_it)
    unused = RecordImport.state.in_((UPLOADED, MAPPED, FAILED)) & RecordImport.batch.is_null()
    return unused & (RecordImport.created_at <= now - OPEN_FOR) & at_rest


def _imported(now: datetime) -> Any:
    over = (RecordImport.state == DONE) & (RecordImport.done_at <= now - BAD_ROWS_FOR)
    return over & RecordImport.choices.is_null(False)


def _oldest(those: Any, at: Any) -> list[RecordImport]:
    return list(RecordImport.select().where(those).order_by(at).limit(1))


def _delete(load: RecordImport) -> None:
    files = [load.file_id]
    if load.choices is not None:
        choices = import_choices.of(load)
        files += [choices.rows, choices.bad]
    RecordImport.delete().where(RecordImport.id == load.id).execute()
    import_files.delete(files)
