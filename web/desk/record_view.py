"""What the page of a record shows, read from its rows. Changes nothing."""

from datetime import datetime
from typing import Any

from bot import describe
from bot.wording import state_words
from models.certified_record import CertifiedRecord, RecordReference
from models.mailpiece import Mailpiece, TrackingEvent
from models.vocabulary import Milestone
from records import evidence, number_fit, options, references, summary
from records.addresses import versions
from records.calendar_days import local_day, zone_of
from records.gather import Scans, batch_of, events_of, facts_from, scans_of
from web.console.mailpieces import offset_words


def view_of(record: CertifiedRecord, now: datetime) -> dict[str, Any]:
    """Everything that stands on the page but its parts of others: files, watches, custody."""
    piece, batch = record.mailpiece, batch_of(record.mailpiece_id)
    events = events_of(piece.id)
    scans = scans_of(piece, events)
    facts = facts_from(record, piece, scans, batch, now)
    items = evidence.checklist(facts, evidence.profile_of(record.notice_type))
    addresses = versions(record)
    told = told_of(record, piece, events, scans, addresses[0].recipient, batch)
    return {
        "record": record,
        "piece": piece,
        "batch": batch,
        "carrier": describe.carrier_name(piece.carrier),
        "lines": summary.two_lines(told),
        "state": told.state,
        "items": items,
        "score": evidence.score(items),
        "scans": [_scan(event, piece.carrier) for event in reversed(events)],
        "addresses": [_address(one) for one in addresses],
        "references": told.references,
        "services": told.options,
        "doubt": number_fit.doubt(record.options.split(), piece.carrier, piece.tracking_number, piece.service),
        "accepted_on": scans.accepted_on,
        "label_made": scans.label_made_at,
    }


def told_of(
    record: CertifiedRecord,
    piece: Mailpiece,
    events: list[TrackingEvent],
    scans: Scans,
    recipient: str,
    batch: Any = None,
) -> summary.Told:
    newest = events[-1] if events else None
    zone = zone_of(record.sender.program)
    return summary.Told(
        carrier=describe.carrier_name(piece.carrier),
        tracking_number=piece.tracking_number,
        milestone=Milestone(piece.milestone),
        state=_state(piece, bool(events)),
        registered_on=local_day(record.created_at, zone),
        mailed_on=record.mailed_on,
        accepted_on=scans.accepted_on,
        ended_on=scans.ended_on,
        at=newest.local_time.replace("T", " ") if newest else "",
        place=", ".join(part for part in (newest.city, newest.state) if part) if newest else "",
        signer=scans.signer,
        by_agent=scans.by_agent,
        return_on=piece.return_on,
        stamped_on=local_day(batch.stamped_at, zone) if batch is not None and batch.stamped_at else None,
        notice_type=record.notice_type.name,
        recipient=recipient,
        department=record.sender.name,
        references=tuple(_references(record)),
        options=tuple(options.names_of(record.options.split())),
    )


def _state(piece: Mailpiece, scanned: bool) -> str:
    """A piece that nobody has scanned is in no unclear state: it is nowhere yet."""
    milestone = Milestone(piece.milestone)
    return "no scan so far" if milestone == Milestone.UNKNOWN and not scanned else state_words(milestone, piece.carrier)


def _references(record: CertifiedRecord) -> list[tuple[str, str]]:
    rows = RecordReference.select().where(RecordReference.record == record).order_by(RecordReference.id)
    return [(references.name_of(row.kind), row.value) for row in rows]


def _address(version: Any) -> dict[str, Any]:
    return {
        "version": version,
        "block": version.block.decode(errors="replace"),
        "by": version.made_by.name if version.made_by_id else "",
    }


def _scan(event: TrackingEvent, carrier: str) -> dict[str, Any]:
    """As reported, with the wall clock of its place; beside it what it is to us."""
    parts = (event.city, event.state, event.country)
    return {
        "event": event,
        "local": event.local_time.replace("T", " "),
        "offset": offset_words(event.utc_offset_minutes),
        "place": ", ".join(part for part in parts if part),
        "ours": state_words(Milestone(event.milestone), carrier),
        "is_unknown": event.milestone == Milestone.UNKNOWN,
    }
