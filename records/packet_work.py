"""Proof packets of many records at once, as long work: of a batch, of what a search finds, of one with large files.

The position of the ledger was fixed when it was asked for. Refuses records that whoever asked may not open any more;
each record that went out says so in its own custody log.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from config import time
from models.audit import AuditEntry
from models.auditing import Actor, note
from models.batch import BatchPiece
from models.certified_record import CertifiedRecord
from models.database import database, raw_rows
from models.ledger import open_evidence
from models.long_steps import Details, Hold, Progress, Refused, Work
from models.long_task import LongTask
from models.operator import Operator
from models.record_file import RecordFile
from models.vocabulary import Role
from records import batches, drills, packets, proof, reach, search
from records.gather import batch_of
from records.lists_of_records import searched
from records.packet_zip import TooLarge
from records.proof import AsOf

KIND = "record_packet"
MADE = "record.packet_made"
WHO = frozenset({Role.SENDER, Role.ADMIN, Role.AUDITOR})
#: Records of one packet.
MOST = 10_000
#: With up to so many bytes of files a packet of one record is made while somebody waits.
AT_ONCE_BYTES = 8 * 1024 * 1024
#: Lines of custody in one transaction.
AT_ONCE = 100
_READ = 1 << 20


def is_small(record: CertifiedRecord) -> bool:
    """Its files, and those of its batch, are soon read."""
    batch = batch_of(record.mailpiece_id)
    theirs = RecordFile.record == record
    theirs = theirs | (RecordFile.batch == batch) if batch is not None else theirs
    sizes = RecordFile.select(RecordFile.size).where(theirs & RecordFile.preview_of.is_null())
    total: int = sum(size for (size,) in raw_rows(sizes))
    return total <= AT_ONCE_BYTES


def note_made(actor: Actor, record_id: int, as_of: AsOf, sha256: str, now: datetime, **more: Any) -> None:
    """In the record's custody log, behind the position that the packet speaks of."""
    note(actor, MADE, f"record {record_id}", now, sha256=sha256, as_of=as_of.head.size, **more)


# -- what was asked for ------------------------------------------------------------------------------------------------


def of_record(record: CertifiedRecord, as_of: AsOf) -> Details:
    return {"record": record.mailpiece_id, "as_of": as_of.head.size}


def of_batch(batch: int, as_of: AsOf) -> Details:
    return {"batch": batch, "as_of": as_of.head.size}


def of_search(asked: dict[str, str], as_of: AsOf) -> Details:
    """`asked`: as the form of the search says it."""
    return {"search": asked, "as_of": as_of.head.size}


def _ids(who: Operator, details: Details) -> Iterator[int]:
    """Of the records, as they come."""
    if "record" in details:
        yield details["record"]
    elif "batch" in details:
        yield from _of_batch(who, details["batch"])
    else:
        yield from search.found_ids(who, searched(details["search"]))


def _of_batch(who: Operator, batch: int) -> Iterator[int]:
    if batches.find(who, batch) is None:
        raise Refused("This batch is not yours to open any more. Nothing was made.")
    mine = BatchPiece.select(BatchPiece.mailpiece).where(BatchPiece.batch == batch).order_by(BatchPiece.id)
    yield from (piece for (piece,) in raw_rows(mine))


def _total(details: Details) -> int:
    if "batch" in details:
        return batches.sizes_of([details["batch"]]).get(details["batch"], 0)
    return 1 if "record" in details else 0


# -- making it ---------------------------------------------------------------------------------------------------------


def _step(task: LongTask, details: Details, hold: Hold) -> Progress:
    """A packet can only be made whole. One that was broken off is made anew, the same bytes."""
    who, as_of = Operator.get_by_id(task.operator_id), proof.at(details["as_of"])
    packed = list[int]()
    file = _made(_records(who, as_of, _ids(who, details), packed), as_of, hold)
    try:
        if not packed:
            raise Refused("None of these records can be put into a packet: they were purged, or are none of yours.")
        sha256 = _digest(file, hold, len(packed))
        _note_all(Actor(who, who.email, who.role), packed, as_of, sha256, task, hold)
        if "record" in details:
            with database.atomic():
                drills.produced(who, CertifiedRecord.get_by_id(details["record"]), sha256, time.now())
    except BaseException:
        file.close()
        raise
    count = "1 record" if len(packed) == 1 else f"{len(packed):,} records"
    said = f"The proof packet of {count}, as of position {as_of.head.size:,} of the ledger. Check it with verify.py."
    return Progress(1, len(packed), file=file, over=True, said=said)


def _made(records: Iterator[CertifiedRecord], as_of: AsOf, hold: Hold) -> BinaryIO:
    try:
        return packets.build_many(records, as_of, hold.told)
    except TooLarge:
        raise Refused(
            "It would be larger than 4 GiB, which is the most that a ZIP of this kind holds. Ask for less."
        ) from None


def _records(who: Operator, as_of: AsOf, ids: Iterable[int], packed: list[int]) -> Iterator[CertifiedRecord]:
    """One at a time, so that their number costs no memory; those written down after the position are not in it."""
    for record_id in ids:
        record = reach.find(who, record_id)
        if record is None or record.created_at > as_of.until:
            continue
        if len(packed) == MOST:
            raise Refused(
                f"A packet holds at most {MOST:,} records. Narrow the search, or have the batches one by one."
            )
        packed.append(record_id)
        yield record


def _digest(file: BinaryIO, hold: Hold, done: int) -> str:
    hashed = hashlib.sha256()
    while piece := file.read(_READ):
        hashed.update(piece)
        hold.told(done)
    file.seek(0)
    return hashed.hexdigest()


def _note_all(actor: Actor, packed: list[int], as_of: AsOf, sha256: str, task: LongTask, hold: Hold) -> None:
    """One line in the custody log of each, however often the step is done again."""
    for start in range(0, len(packed), AT_ONCE):
        some = packed[start : start + AT_ONCE]
        with database.atomic():
            if not _is_noted(some[0], task.id):
                for record_id in some:
                    note_made(actor, record_id, as_of, sha256, time.now(), task=task.id, records=len(packed))
        hold.told(len(packed))


def _is_noted(record_id: int, task: int) -> bool:
    mine = (AuditEntry.object == f"record {record_id}") & (AuditEntry.action == MADE)
    newest = AuditEntry.select().where(mine).order_by(AuditEntry.id.desc()).limit(20)
    return any((open_evidence(row) or {}).get("task") == task for row in newest)


WORK = Work("Proof packet", _total, _step, WHO, "packet.zip")
