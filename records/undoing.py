"""Takes an imported batch back as a whole, as long as nothing has come of it: its records, their words, and the file.

Refuses once the carrier has a piece, somebody has added to one, or a week is over; and says what stands in the way.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from config import time
from models import long_work
from models.auditing import Actor, note
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord, RecordAddress, RecordReference
from models.database import database, take_turn
from models.long_steps import Details, Hold, Progress, Refused, Work
from models.long_task import LongTask
from models.mailpiece import Mailpiece, TrackingEvent
from models.many_ids import among
from models.operator import Operator
from models.record_file import RecordFile
from models.record_import import RecordImport
from models.record_keeping import LegalHold, RetrievalDrill
from models.record_seal import RecordSeal
from models.record_watch import DeskNotice, RecordDeadline, RecordTask
from models.subscription import Subscription
from models.vocabulary import Role
from records import import_choices, import_files, importing, word_index
from records.batches import LONGEST_NAME
from records.calendar_days import local_day, zone_of
from records.gather import NOT_HAD
from records.import_blocks import DONE, RUNNING, UNDONE
from records.word_index import Indexed

KIND = "record_import_undo"
WHO = frozenset({Role.SENDER, Role.ADMIN})
WITHIN = timedelta(days=7)
AT_ONCE = 500


#: Pieces of larger batches are looked at when somebody asks to take it back, not for each look at its page.
LOOKED_AT_FOR_A_PAGE = 5_000


def in_the_way_at_a_glance(load: RecordImport, now: datetime) -> str:
    """What a page says, which is shown again and again."""
    few = load.batch is not None and _pieces_of(load.batch).limit(LOOKED_AT_FOR_A_PAGE + 1).count()
    return in_the_way(load, now, few <= LOOKED_AT_FOR_A_PAGE)


def in_the_way(load: RecordImport, now: datetime, by_piece: bool = True) -> str:
    """Why it cannot be taken back, in a sentence; empty when it can."""
    batch = load.batch
    if batch is None or load.state not in (DONE, RUNNING):
        return "There is nothing to take back: no row of it was imported, or it was taken back already."
    if any(one.task is not None and one.task.state in long_work.UNFINISHED for one in _imports(batch)):
        return "It is under way at this moment. Wait until it is done, or stop it there."
    if (load.done_at or load.created_at) + WITHIN < now:
        return f"It can be taken back within {WITHIN.days} days, and these are over. Its records stay."
    if batch.stamped_at is not None:
        return "The sheet of this batch that the post office stamped is on file. Its records stay."
    said = _obstacles(_pieces_of(batch)) if by_piece else ""
    return f"{said} All its records stay, so that no evidence is lost." if said else ""


def begin(load: RecordImport, actor: Actor, who: Operator, now: datetime) -> LongTask:
    """Raises Refused."""
    said = in_the_way(load, now)
    if said:
        raise Refused(said)

    def on_record(task: LongTask) -> None:
        RecordImport.update(task=task).where(RecordImport.id == load.id).execute()
        note(actor, "record.import_undone", f"batch {load.batch_id}", now, load=load.id)

    return long_work.begin(KIND, who, {"load": load.id}, now, on_record)


def _imports(batch: Batch) -> list[RecordImport]:
    return list(RecordImport.select().where(RecordImport.batch == batch))


def _pieces_of(batch: Batch) -> Any:
    return BatchPiece.select(BatchPiece.mailpiece).where(BatchPiece.batch == batch)


def _obstacles(pieces: Any) -> str:
    """`pieces`: ids of them, or a query that gives them."""
    records = CertifiedRecord.select().where(CertifiedRecord.mailpiece.in_(pieces))
    had = TrackingEvent.milestone.not_in(sorted(NOT_HAD))
    ways = (
        (records.where(CertifiedRecord.source.not_in(("import", "folder"))), "was not imported", "were not imported"),
        (records.where(CertifiedRecord.purged_at.is_null(False)), "was purged", "were purged"),
        (records.where(CertifiedRecord.accepted_at.is_null(False)), "was accepted by the carrier", ""),
        (_with(TrackingEvent, TrackingEvent.mailpiece, pieces).where(had), "was scanned by the carrier", ""),
        (_with(LegalHold, LegalHold.record, pieces), "is or was held", "are or were held"),
        (_with(RecordSeal, RecordSeal.mailpiece, pieces), "is sealed", "are sealed"),
        (_with(RecordFile, RecordFile.record, pieces), "has a file of its own", "have files of their own"),
        (
            _with(RecordAddress, RecordAddress.record, pieces).where(RecordAddress.version > 1),
            "has a newer address",
            "",
        ),
        (_added_references(pieces), "has a reference that was added", "have references that were added"),
        (_with(RecordDeadline, RecordDeadline.record, pieces), "has a deadline", "have deadlines"),
        (_with(RecordTask, RecordTask.record, pieces), "has a task", "have tasks"),
        (_with(RetrievalDrill, RetrievalDrill.record, pieces), "was drawn for a drill", "were drawn for drills"),
    )
    for found, one, many in ways:
        count = found.count()
        if count:
            many = many or one.replace("was ", "were ", 1).replace("has a newer address", "have newer addresses")
            return f"1 piece of it {one}." if count == 1 else f"{count:,} pieces of it {many}."
    return ""


def _with(table: Any, column: Any, pieces: Any) -> Any:
    return table.select(column).where(column.in_(pieces)).distinct()


def _added_references(pieces: Any) -> Any:
    """Those of the file are as old as their records."""
    query = RecordReference.select(RecordReference.record).join(CertifiedRecord).distinct()
    return query.where(RecordReference.record.in_(pieces), RecordReference.made_at > CertifiedRecord.created_at)


# -- step by step ------------------------------------------------------------------------------------------------------


def _total(details: Details) -> int:
    load = RecordImport.get_or_none(RecordImport.id == details.get("load"))
    return _pieces_of(load.batch).count() if load is not None and load.batch is not None else 0


def _step(task: LongTask, details: Details, hold: Hold) -> Progress:
    who: Operator = Operator.get_by_id(task.operator_id)
    load = importing.find(who, details.get("load", 0)) if who.disabled_at is None and Role(who.role) in WHO else None
    if load is None or load.batch is None:
        raise Refused("This import is not yours to take back any more. Nothing further was taken back.")
    if load.state == UNDONE:
        return Progress(0, task.total, over=True, said=_SAID)
    with database.atomic():
        pieces = [row.mailpiece_id for row in _pieces_of(load.batch).order_by(BatchPiece.id).limit(AT_ONCE)]
        if pieces:
            _take_back(load.batch, pieces)
        else:
            _close(load.batch, time.now())
    return Progress(0, max(task.total - _total(details), 0), over=not pieces, said="" if pieces else _SAID)


_SAID = "The batch was taken back: its records, what they were found by, and the file are gone. Others are untouched."


def _take_back(batch: Batch, pieces: list[int]) -> None:
    """Raises Refused when something has come of one of them since."""
    records = list(take_turn(CertifiedRecord.select().where(CertifiedRecord.mailpiece.in_(pieces))))
    said = _obstacles(pieces)
    if said:
        raise Refused(f"{said} So this and what follows was not taken back. Look at the batch: it holds what is left.")
    word_index.remove(_indexed(batch, records))
    for table in (RecordAddress, RecordReference, DeskNotice):
        table.delete().where(table.record.in_(pieces)).execute()
    BatchPiece.delete().where(BatchPiece.mailpiece.in_(pieces)).execute()
    since = {one.mailpiece_id: one.created_at for one in records}
    CertifiedRecord.delete().where(CertifiedRecord.mailpiece.in_(pieces)).execute()
    _let_go(since)


def _let_go(since: dict[int, datetime]) -> None:
    """Pieces are no longer watched for the office, unless they were registered before the import."""
    rows = Mailpiece.select(Mailpiece.id, Mailpiece.registered_at).where(among(Mailpiece.id, list(since)))
    ours = [row.id for row in rows if row.registered_at == since[row.id]]
    followed = Subscription.select(Subscription.mailpiece).where(Subscription.mailpiece.in_(ours))
    Mailpiece.update(registered_at=None, sender=None).where(Mailpiece.id.in_(ours)).execute()
    nobodys = Mailpiece.id.in_(ours) & Mailpiece.id.not_in(followed)
    at_rest = dict(next_poll_at=None, first_look_at=None, poll_epoch=Mailpiece.poll_epoch + 1)
    Mailpiece.update(at_rest).where(nobodys).execute()


def _indexed(batch: Batch, records: Sequence[CertifiedRecord]) -> list[Indexed]:
    """What word_index.indexed_of gives for each, in few questions for all."""
    ids, zone = [one.mailpiece_id for one in records], zone_of(batch.sender.program)
    texts = word_index.personal_texts(ids)
    pieces = Mailpiece.select(Mailpiece.id, Mailpiece.tracking_number).where(among(Mailpiece.id, ids))
    numbers = {one.id: one.tracking_number for one in pieces}
    kinds = {one.id: one.name for one in import_choices.all_kinds(batch.sender)}
    return [
        Indexed(
            one.mailpiece_id,
            one.sender_id,
            [*texts[one.mailpiece_id], one.external_id or "", kinds[one.notice_type_id], batch.name],
            numbers[one.mailpiece_id],
            one.notice_type_id,
            batch.id,
            local_day(one.created_at, zone),
            one.mailed_on,
        )
        for one in records
    ]


def _close(batch: Batch, now: datetime) -> None:
    """Its name is free for the same rows, imported anew."""
    loads = _imports(batch)
    for load in loads:
        bad = import_choices.of(load).bad if load.choices else 0
        rows = import_choices.of(load).rows if load.choices else 0
        file = load.file_id
        load.state, load.undone_at, load.choices, load.file = UNDONE, now, None, None
        load.save(only=[RecordImport.state, RecordImport.undone_at, RecordImport.choices, RecordImport.file])
        import_files.delete([bad, rows, file])
    batch.undone_at = now
    batch.name = _former(batch, now.date())
    batch.save(only=[Batch.undone_at, Batch.name])


def _former(batch: Batch, day: date) -> str:
    names = (f" (taken back {day}{f' {number}' if number > 1 else ''})" for number in range(1, 1000))
    for ending in names:
        name = f"{batch.name[: LONGEST_NAME - len(ending)]}{ending}"
        if not Batch.select().where((Batch.sender == batch.sender_id) & (Batch.name == name)).exists():
            return name
    return batch.name


WORK = Work("Taking back an import", _total, _step, WHO)
