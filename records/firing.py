"""Looks at one record: what its rows say, which watches that fires, and when to look again.

The caller's transaction. A unique row decides that each thing is told once, however many look at the same time.
"""

import json
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from models.certified_record import CertifiedRecord
from models.database import for_update
from models.mailpiece import Mailpiece, TrackingEvent
from models.prepared import add, prepared
from models.record_watch import DeskNotice, RecordTask
from models.vocabulary import Milestone
from records import assemble, deadlines, evidence, notices, sealing, watches
from records.calendar_days import local_day, zone_of
from records.gather import day_of, events_of
from records.return_dates import first_notice, return_day
from records.watches import Facts, Fired, Task

_DAMAGED = re.compile(r"(?i)\bdamaged?\b")
DAY = timedelta(days=1)


def look(record_id: int, now: datetime) -> list[Fired]:
    """Everything that is due for one record, and its next look. A purged one is looked at no more. The mailpiece is
    locked before the record, in the order of whoever writes down what the carrier says."""
    list(_hold.rows(record_id))
    record = assemble.refresh(record_id, now)
    if record.purged_at is not None:
        notices.silence(record, now)
        _save_next(record, None)
        return []
    facts = facts_of(record)
    deadlines.close_met(record, facts, now)
    told = [one for one in watches.due(facts, now) if _keep(record, one, now)]
    sealing.seal_if_due(record, now)
    moments = (watches.next_look(facts, now), sealing.due_at(record))
    _save_next(record, min((at for at in moments if at is not None and at > now), default=None))
    return told


_hold = prepared(lambda piece: for_update(Mailpiece.select(Mailpiece.id).where(Mailpiece.id == piece)))


def facts_of(record: CertifiedRecord) -> Facts:
    piece: Mailpiece = record.mailpiece
    events, zone = events_of(piece.id), zone_of(record.sender.program)
    registered_on = local_day(record.created_at, zone)
    deadline = deadlines.open_one(record)
    return Facts(
        zone=zone,
        posted_on=record.mailed_on or registered_on,
        milestone=Milestone(piece.milestone),
        entered=_entered(piece),
        accepted=record.accepted_at is not None,
        never_accepted_days=record.notice_type.never_accepted_days,
        expected_on=piece.expected_on,
        has_notice=piece.milestone == Milestone.HELD or first_notice(events) is not None,
        return_on=return_day(record, piece, events),
        delivered_on=_delivered_on(events, piece),
        damaged=any(_DAMAGED.search(event.text) for event in events),
        missing=bool(record.missing),
        obtainable_until=record.obtainable_until,
        rechecks=_rechecks(record, registered_on, piece.milestone_on if record.ended_at else None),
        deadline=deadlines.as_rule(deadline) if deadline else None,
        tasks=tuple(_tasks(record)),
        fired=frozenset((one.kind, one.occasion) for one in _fired.rows(record.mailpiece_id)),
    )


def _entered(piece: Mailpiece) -> frozenset[str]:
    """Every stage that was told of, and the one that it is at."""
    told: dict[str, Any] = json.loads(piece.visits)
    return frozenset(kind for kind in told if ":" not in kind) | {piece.milestone}


def _delivered_on(events: Sequence[TrackingEvent], piece: Mailpiece) -> date | None:
    """None also for a piece that came back after all."""
    if piece.milestone not in watches.DELIVERED:
        return None
    return next((day_of(one) for one in events if one.milestone in watches.DELIVERED), piece.milestone_on)


def _rechecks(record: CertifiedRecord, registered_on: date, ended_on: date | None) -> tuple[date, ...]:
    """The mornings on which something becomes missing, or is to be had no more, though nothing happens."""
    waits = [evidence.OWN_PAPER_TAKES, evidence.LONGEST_WAY, timedelta(days=record.notice_type.never_accepted_days)]
    days = [registered_on + wait + DAY for wait in waits]
    days += [ended_on + evidence.RECEIPT_TAKES + DAY] if ended_on else []
    days += [record.obtainable_until + DAY] if record.obtainable_until else []
    return tuple(days)


def _tasks(record: CertifiedRecord) -> list[Task]:
    return [Task(one.id, one.owner_id, one.due_at) for one in _open_tasks.rows(record.mailpiece_id)]


_open_tasks = prepared(
    lambda record: RecordTask.select().where((RecordTask.record == record) & RecordTask.done_at.is_null())
)
_fired = prepared(
    lambda record: DeskNotice.select(DeskNotice.id, DeskNotice.kind, DeskNotice.occasion).where(
        DeskNotice.record == record
    )
)


def _keep(record: CertifiedRecord, fired: Fired, now: datetime) -> bool:
    """False when somebody told it meanwhile. Nobody need acknowledge what is news alone."""
    made = add(
        DeskNotice,
        record=record.mailpiece_id,
        sender=record.sender_id,
        kind=fired.kind.value,
        occasion=fired.occasion,
        for_operator=fired.for_operator,
        fired_at=now,
        acknowledged_at=now if fired.kind in watches.NEWS else None,
    )
    return made is not None


def _save_next(record: CertifiedRecord, at: datetime | None) -> None:
    _set_next.run(at, record.mailpiece_id)


_set_next = prepared(lambda at, record: CertifiedRecord.update(look_at=at).where(CertifiedRecord.mailpiece == record))
