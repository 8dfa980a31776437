"""Reads what is known of a record from its rows: scans, files, batch. Decides nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from carriers.answers import Found, ScanEvent
from carriers.milestones import Known, decide
from models.batch import Batch, BatchPiece
from models.certified_record import CertifiedRecord
from models.mailpiece import Mailpiece, TrackingEvent
from models.prepared import prepared, row_of
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
    found: Batch | None = _batch.first(record_id)
    return found


_batch = prepared(lambda record: Batch.select(Batch).join(BatchPiece).where(BatchPiece.mailpiece == record))


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


def as_it_stood(piece: Mailpiece, until: datetime) -> tuple[Mailpiece, list[TrackingEvent]]:
    """(the piece, its scans) by what was known at `until`, told by its scans alone: asked later, it is the same. The
    piece is a copy, not to be saved."""
    known = [one for one in events_of(piece.id) if one.seen_at <= until]
    copy = row_of(Mailpiece, list(piece.__data__), list(piece.__data__.values()))
    answer = Found(piece.tracking_number, tuple(map(_scan, known)), "", "", None, None, "", (), None, None, b"")
    stands = decide(Known(), answer, until)
    copy.milestone, copy.milestone_at, copy.milestone_on = stands.milestone, stands.milestone_at, stands.milestone_on
    copy.expected_on = copy.return_on = None
    return copy, known


def _scan(event: TrackingEvent) -> ScanEvent:
    return ScanEvent(
        occurred_at=event.occurred_at,
        local_time=datetime.fromisoformat(event.local_time) if event.local_time else None,
        utc_offset_minutes=event.utc_offset_minutes,
        code=event.code,
        text=event.text,
        city=event.city,
        state=event.state,
        zip=None,
        country=event.country,
        signer=event.signer,
        agent=event.by_agent,
        milestone=Milestone(event.milestone),
        fingerprint=event.fingerprint,
    )


def _end_of(events: list[TrackingEvent], milestone: Milestone) -> TrackingEvent | None:
    if milestone not in DELIVERED | CAME_BACK:
        return None
    return next((one for one in reversed(events) if one.milestone == milestone), None)


def day_of(event: TrackingEvent) -> date:
    """By the wall clock of its place."""
    return date.fromisoformat(event.local_time[:10]) if event.local_time else event.occurred_at.date()


def files_of(record: CertifiedRecord, batch: Batch | None, now: datetime) -> frozenset[str]:
    """Kinds on file by then, of the record and of its batch."""
    mine = RecordFile.record == record
    if batch is not None:
        mine |= RecordFile.batch == batch
    mine = mine & RecordFile.preview_of.is_null() & (RecordFile.added_at <= now)
    rows = RecordFile.select(RecordFile.kind).where(mine)
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
        files=files_of(record, batch, now),
        in_batch=batch is not None,
        stamped=batch is not None and batch.stamped_at is not None and batch.stamped_at <= now,
        never_accepted_days=record.notice_type.never_accepted_days,
    )
