"""Files of records and batches: the original as it came, and a copy to look at that was made anew.

Refuses to overwrite: the same bytes again are the file that is there, other bytes are another file.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.database import take_turn
from models.operator import Operator
from models.record_file import RecordFile
from records import assemble, file_bytes
from records.checking_files import Checked

LONGEST_NAME, LONGEST_NOTE = 200, 500
PREVIEW = "preview"


def keep(
    *,
    record: CertifiedRecord | None = None,
    batch: Batch | None = None,
    kind: str,
    name: str,
    content: bytes,
    checked: Checked,
    note: str = "",
    source: str = "upload",
    by: Operator | None,
    now: datetime,
) -> tuple[RecordFile, bool]:
    """In the caller's transaction, of a record or of a batch. False when the same bytes are there already."""
    _take_turns(record, batch)
    there = _same(record, batch, hashlib.sha256(content).hexdigest())
    if there is not None:
        return there, False
    place = _Place(record, batch, source, by, now)
    file = place.write(kind, name, content, checked.media_type, note, active=checked.active, parts=checked.sealed)
    if checked.preview is not None:
        place.write(PREVIEW, "preview.png", checked.preview, "image/png", preview_of=file)
    if record is not None:
        assemble.refresh(record.mailpiece_id, now)
        CertifiedRecord.update(look_at=now).where(CertifiedRecord.mailpiece == record.mailpiece_id).execute()
    if batch is not None and kind == "ps3877":
        _stamp(batch, now)
    return file, True


def of_record(record: CertifiedRecord, batch: Batch | None) -> list[RecordFile]:
    """Originals, newest first, those of its batch among them."""
    mine = RecordFile.record == record
    if batch is not None:
        mine |= RecordFile.batch == batch
    return list(RecordFile.select().where(mine & RecordFile.preview_of.is_null()).order_by(RecordFile.id.desc()))


def preview_of(file: RecordFile) -> RecordFile | None:
    found: RecordFile | None = RecordFile.get_or_none(RecordFile.preview_of == file)
    return found


def _take_turns(record: CertifiedRecord | None, batch: Batch | None) -> None:
    """Two who bring the same file at once bring it one after the other."""
    if record is not None:
        take_turn(CertifiedRecord.select().where(CertifiedRecord.mailpiece == record.mailpiece_id)).get()
    elif batch is not None:
        take_turn(Batch.select().where(Batch.id == batch.id)).get()


def _same(record: CertifiedRecord | None, batch: Batch | None, digest: str) -> RecordFile | None:
    mine = (RecordFile.record == record) if record is not None else (RecordFile.batch == batch)
    found: RecordFile | None = RecordFile.get_or_none(
        mine & (RecordFile.sha256 == digest) & RecordFile.preview_of.is_null()
    )
    return found


@dataclass(frozen=True)
class _Place:
    """Whose file it is, and who brings it."""

    record: CertifiedRecord | None
    batch: Batch | None
    source: str
    by: Operator | None
    now: datetime

    def write(
        self,
        kind: str,
        name: str,
        content: bytes,
        media_type: str,
        note: str = "",
        preview_of: RecordFile | None = None,
        active: bool = False,
        parts: Sequence[Any] = (),
    ) -> RecordFile:
        file: RecordFile = RecordFile.create(
            record=self.record,
            batch=self.batch,
            kind=kind,
            name=name[:LONGEST_NAME],
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            note=note[:LONGEST_NOTE] or None,
            active=active,
            source=self.source,
            added_by=self.by,
            added_at=self.now,
            preview_of=preview_of,
        )
        file_bytes.write_sealed(file, parts or file_bytes.sealed(content))
        return file


def _stamp(batch: Batch, now: datetime) -> None:
    """The stamped sheet is evidence for every piece that stands on it."""
    Batch.update(stamped_at=now).where((Batch.id == batch.id) & Batch.stamped_at.is_null()).execute()
    on_it = BatchPiece.select(BatchPiece.mailpiece).where(BatchPiece.batch == batch)
    CertifiedRecord.update(look_at=now).where(CertifiedRecord.mailpiece.in_(on_it)).execute()
