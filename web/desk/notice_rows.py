"""What a record's page says of its watches: notices, deadline, tasks, and the forms to set them. Changes nothing."""

from typing import Any

from flask import request

from models.certified_record import CertifiedRecord
from models.operator import Operator
from models.record_watch import DeskNotice
from models.vocabulary import Role
from records import court_days, deadlines, notices, reminders
from records.calendar_days import zone_of
from records.notice_words import Dates, said
from records.watches import NEWS, Kind
from web.desk.zones import zones_with

#: A record's page shows so many of what was told, the newest.
MOST_SHOWN = 30


def said_of(notice: DeskNotice, record: CertifiedRecord) -> str:
    piece = record.mailpiece
    return said(Kind(notice.kind), notice.occasion, Dates(expected_on=piece.expected_on, return_on=piece.return_on))


def watch_parts(who: Operator, record: CertifiedRecord) -> dict[str, Any]:
    """Values for templates/desk/notice_part.html, deadline_part.html and task_part.html."""
    people = deadlines.people_for(record)
    told = notices.of_record(record)[:MOST_SHOWN]
    deadline = deadlines.of(record)
    return {
        "watching": {
            "record": record,
            "acts": Role(who.role) in (Role.SENDER, Role.ADMIN),
            "told": [_told(one, record) for one in told],
            "deadline": deadline,
            "closed_because": deadlines.CLOSINGS.get(deadline.closed_because, "") if deadline else "",
            "tasks": reminders.of(record),
            "people": [(one.id, one.name) for one in people],
            "calendars": list(court_days.calendars().items()),
            "zones": zones_with(zone_of(record.sender.program)),
            "closings": [pair for pair in deadlines.CLOSINGS.items() if pair[0] != deadlines.DELIVERED_IN_TIME],
            "typed": _typed(who, record),
        }
    }


def _told(one: DeskNotice, record: CertifiedRecord) -> dict[str, Any]:
    is_news = Kind(one.kind) in NEWS
    return {
        "notice": one,
        "said": said_of(one, record),
        "is_open": one.acknowledged_at is None,
        "for_whom": one.for_operator.name if one.for_operator is not None else "",
        "seen_by": one.acknowledged_by.name if one.acknowledged_by is not None else "",
        "is_over": not is_news and one.acknowledged_at is not None and one.acknowledged_by_id is None,
    }


def _typed(who: Operator, record: CertifiedRecord) -> dict[str, str]:
    """What a form of this page said when something was wrong with it; else what it begins with."""
    if request.method == "POST":
        return request.form.to_dict()
    zone = zone_of(record.sender.program)
    begin = {
        "zone": zone,
        "task_zone": zone,
        "task_owner": str(who.id),
        "calendar": record.notice_type.calendar,
        "warn_days": "10 5 2 0",
    }
    deadline = deadlines.open_one(record)
    if deadline is not None:
        begin |= {"by_on": deadline.by_on.isoformat(), "calendar": deadline.calendar, "zone": deadline.zone}
        begin |= {
            "warn_days": deadline.warn_days,
            "deadline_note": deadline.note or "",
            "backup": str(deadline.backup_id or ""),
        }
    owner = deadline.owner_id if deadline is not None else who.id
    return {**begin, "owner": str(owner), "due_time": "09:00"}
