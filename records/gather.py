"""Reads what is known of a record from its rows: scans, files, batch. Decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.mailpiece import Mailpiece, TrackingEvent
from models.record_file import RecordFile
from models.vocabulary import Milestone
from records.calendar_days import local_day, zone_of
from records.evidence import CAME_BACK, DELIVERED, FINAL, Facts

#: A scan by which the carrier has the piece; whatever comes later shows it as well.
NOT_HAD = frozenset({Milestone.NOT_FOUND, Milestone.LABEL_CREATED, Milestone.UNKNOWN, Milestone.CANCELLED})


@dataclass(frozen=True)
class Scans:
    """What the scans say, oldest first. `signed`: the scan with which it ended names or implies a signer."""

    label_made_at: datetime | None
    accepted_at: datetime | None
    accepted_on: date | None
    ended_at: datetime | None
    ended_on: date | None
    outcome: str
    signer: str
    by_agent: bool


def batch_of(record_id: int) -> Batch | None:
    found: BatchPiece | None = BatchPiece.get_or_none(BatchPiece.mailpiece == record_id)
    return found.batch if found else None


def events_of(record_id: int) -> list[TrackingEvent]:
    """Oldest first."""
    mine = TrackingEvent.select().where(TrackingEvent.mailpiece == record_id)
    return list(mine.order_by(TrackingEvent.occurred_at, TrackingEvent.id))


def scans_of(piece: Mailpiece, events: list[TrackingEvent]) -> Scans:
    """`accepted` is the first scan of a carrier that has the piece: a lost acceptance scan is made good by a later."""
    label = next((one for one in events if one.milestone == Milestone.LABEL_CREATED), None)
    accepted = next((one for one in events if one.milestone not in NOT_HAD), None)
    milestone = Milestone(piece.milestone)
    last = _end_of(events, milestone)
    return Scans(
        label_made_at=label.occurred_at if label else None,
        accepted_at=accepted.occurred_at if accepted else None,
        accepted_on=day_of(accepted) if accepted else None,
        ended_at=last.occurred_at if last else (piece.milestone_at if milestone in FINAL else None),
        ended_on=day_of(last) if last else (piece.milestone_on if milestone in FINAL else None),
        outcome=milestone.value if milestone in FINAL else "",
        signer=last.signer or "" if last else "",
        by_agent=bool(last and (last.by_agent or last.milestone == Milestone.DELIVERED_AGENT)),
    )


def _end_of(events: list[TrackingEvent], milestone: Milestone) -> TrackingEvent | None:
    if milestone not in DELIVERED | CAME_BACK:
        return None
    return next((one for one in reversed(events) if one.milestone == milestone), None)


def day_of(event: TrackingEvent) -> date:
    """By the wall clock of its place."""
    return date.fromisoformat(event.local_time[:10]) if event.local_time else event.occurred_at.date()


def files_of(record: CertifiedRecord, batch: Batch | None) -> frozenset[str]:
    """Kinds on file, of the record and of its batch."""
    mine = RecordFile.record == record
    if batch is not None:
        mine |= RecordFile.batch == batch
    rows = RecordFile.select(RecordFile.kind).where(mine & RecordFile.preview_of.is_null())
    return frozenset(row.kind for row in rows)


def facts_of(record: CertifiedRecord, now: datetime) -> Facts:
    piece, batch = record.mailpiece, batch_of(record.mailpiece_id)
    return facts_from(record, piece, scans_of(piece, events_of(piece.id)), batch, now)


def facts_from(record: CertifiedRecord, piece: Mailpiece, scans: Scans, batch: Batch | None, now: datetime) -> Facts:
    zone = zone_of(record.sender.program)
    return Facts(
        registered_on=local_day(record.created_at, zone),
        today=local_day(now, zone),
        milestone=Milestone(piece.milestone),
        options=frozenset(record.options.split()),
        accepted_on=scans.accepted_on,
        ended_on=scans.ended_on,
        outcome=scans.outcome,
        signer=bool(scans.signer),
        files=files_of(record, batch),
        in_batch=batch is not None,
        stamped=batch is not None and batch.stamped_at is not None,
        never_accepted_days=record.notice_type.never_accepted_days,
    )
