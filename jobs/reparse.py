"""Reads the kept slices of carriers' answers again, as they would be read today, and says what differs from the rows.

After a reader was mended. Asks nobody and tells nobody; with `write` it puts the rows right.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from carriers.answers import Found, ScanEvent
from carriers.milestones import Known, decide
from carriers.slices import read_slice
from jobs.apply import event_row
from models.database import database, for_update
from models.mailpiece import CarrierSlice, Mailpiece, TrackingEvent
from records import waking

PAGE = 500
#: What of a row may differ from the scan as it is read today; the rest is its identity.
READ = ("local_time", "utc_offset_minutes", "city", "state", "country", "signer", "by_agent", "milestone")


@dataclass(frozen=True)
class Difference:
    """`kind`: missing (a scan without a row), changed (read otherwise today), unexplained (a row that no slice has)."""

    mailpiece: int
    kind: str
    what: str


def differences(write: bool, now: datetime, carrier: str = "") -> Iterator[Difference]:
    """Piece by piece, in the order of their ids; memory stays flat."""
    last = 0
    while pieces := list(_page(carrier, last)):
        for piece in pieces:
            yield from _of_piece(piece, write, now)
        last = pieces[-1].id


def _page(carrier: str, last: int) -> list[Mailpiece]:
    which = Mailpiece.id > last
    which &= (Mailpiece.carrier == carrier) if carrier else (Mailpiece.id > 0)
    return list(Mailpiece.select().where(which).order_by(Mailpiece.id).limit(PAGE))


def _of_piece(piece: Mailpiece, write: bool, now: datetime) -> list[Difference]:
    with database.atomic():
        locked = for_update(Mailpiece.select().where(Mailpiece.id == piece.id)).get()
        scans, kept = _scans(locked), {row.fingerprint: row for row in locked.events}
        found = list(_compare(locked, scans, kept))
        if write and any(one.kind != "unexplained" for one in found):
            _put_right(locked, scans, kept, now)
    return found


def _scans(piece: Mailpiece) -> dict[str, ScanEvent]:
    """Every scan that any answer showed, by fingerprint, as the newest answer has it."""
    scans: dict[str, ScanEvent] = {}
    slices = CarrierSlice.select().where((CarrierSlice.mailpiece == piece) & CarrierSlice.same_as.is_null())
    for one in slices.order_by(CarrierSlice.id):
        answer = read_slice(piece.tracking_number, one.body)
        if isinstance(answer, Found):
            scans |= {event.fingerprint: event for event in answer.events}
    return scans


def _compare(piece: Mailpiece, scans: dict[str, ScanEvent], kept: dict[str, TrackingEvent]) -> Iterator[Difference]:
    for fingerprint, scan in scans.items():
        row = kept.get(fingerprint)
        if row is None:
            yield Difference(piece.id, "missing", f"{scan.code} {scan.text} at {scan.occurred_at:%Y-%m-%d %H:%M}")
            continue
        today = event_row(scan)
        changed = [_change(name, getattr(row, name), today[name]) for name in READ if getattr(row, name) != today[name]]
        if changed:
            yield Difference(piece.id, "changed", f"{scan.code} {scan.text}: {', '.join(changed)}")
    for fingerprint, row in kept.items():
        if fingerprint not in scans:
            yield Difference(piece.id, "unexplained", f"{row.code} {row.text} at {row.occurred_at:%Y-%m-%d %H:%M}")


def _change(name: str, was: object, is_now: object) -> str:
    """A person's name is never shown."""
    return name if name == "signer" else f"{name} {was!s} -> {is_now!s}"


def _put_right(piece: Mailpiece, scans: dict[str, ScanEvent], kept: dict[str, TrackingEvent], now: datetime) -> None:
    """The rows, then the state that follows from all of them. A worker with an older answer commits nothing over it."""
    for fingerprint, scan in scans.items():
        row = event_row(scan)
        if fingerprint in kept:
            changes = {name: row[name] for name in READ}
            TrackingEvent.update(changes).where(TrackingEvent.id == kept[fingerprint].id).execute()
        else:
            TrackingEvent.insert(mailpiece=piece, seen_at=now, **row).on_conflict_ignore().execute()
    in_order = tuple(sorted(scans.values(), key=lambda scan: scan.occurred_at))
    answer = Found(piece.tracking_number, in_order, "", "", None, None, "", (), None, None, b"")
    decision = decide(Known(), answer, now)
    piece.milestone, piece.visits = decision.milestone, json.dumps(decision.visits)
    piece.milestone_at = decision.milestone_at or piece.milestone_at
    piece.milestone_on, piece.last_event_at = decision.milestone_on, decision.last_event_at
    piece.poll_epoch += 1
    piece.save()
    waking.wake(piece.id, now)
