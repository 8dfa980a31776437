"""Notice types as an office makes them: what must be on file, which references are asked for, how long records stay.

Refuses to shorten what is kept already: a shorter period holds for mailings to come.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.notice_type import NoticeType
from models.operator import Operator
from models.sender import Sender
from models.vocabulary import Role
from records import court_days, references
from records.evidence import EVIDENCE
from records.options import CLASSES, OPTIONS, stored

LONGEST_NAME = 80
MOST_YEARS, MOST_DAYS = 99, 90


class Refused(Exception):
    """What cannot be done, in a sentence for the person."""


@dataclass(frozen=True)
class Wanted:
    """What the form says, read and judged."""

    name: str
    evidence: tuple[str, ...]
    references: tuple[str, ...]
    mailing_class: str
    options: tuple[str, ...]
    never_accepted_days: int
    calendar: str
    keep_years: int
    active: bool


def may_edit(who: Operator, notice_type: NoticeType) -> bool:
    """Everybody's are an admin's; a department's own are its people's too."""
    if who.role == Role.ADMIN:
        return True
    return who.role == Role.SENDER and who.sender_id is not None and notice_type.sender_id == who.sender_id


def visible(who: Operator) -> list[NoticeType]:
    """Everybody's, and one's department's; an admin and an auditor see all."""
    return list(visible_rows(who).order_by(NoticeType.sender.is_null(False), NoticeType.name))


def visible_rows(who: Operator) -> Any:
    """The same as a query, in no order."""
    if who.role != Role.SENDER:
        return NoticeType.select()
    return NoticeType.select().where(NoticeType.sender.is_null() | (NoticeType.sender == who.sender_id))


def make(sender: Sender | None, wanted: Wanted, now: datetime) -> NoticeType:
    """In the caller's transaction. Raises Refused."""
    key = re.sub(r"[^a-z0-9]+", "_", wanted.name.lower()).strip("_")[:60]
    same = NoticeType.sender.is_null() if sender is None else NoticeType.sender == sender
    if not key or NoticeType.select().where(same & (NoticeType.key == key)).exists():
        raise Refused("There is a notice type of that name already, or the name has no letters; nothing was made.")
    made: NoticeType = NoticeType.create(sender=sender, key=key, created_at=now, **_columns(wanted))
    return made


def change(notice_type: NoticeType, wanted: Wanted) -> bool:
    """In the caller's transaction. True when records that are there are to be kept longer now. Raises Refused."""
    longer = wanted.keep_years > notice_type.keep_years
    NoticeType.update(_columns(wanted)).where(NoticeType.id == notice_type.id).execute()
    return longer


def _columns(wanted: Wanted) -> dict[str, Any]:
    return {
        "name": wanted.name,
        "evidence": json.dumps(list(wanted.evidence)),
        "references": json.dumps(list(wanted.references)),
        "mailing_class": wanted.mailing_class,
        "options": stored(wanted.options),
        "never_accepted_days": wanted.never_accepted_days,
        "calendar": wanted.calendar,
        "keep_years": wanted.keep_years,
        "active": wanted.active,
    }


def read(form: Any) -> Wanted:
    """`form`: a MultiDict. Raises Refused."""
    name = " ".join(form.get("name", "").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused(f"A notice type has a name of 1 to {LONGEST_NAME} characters; nothing was changed.")
    calendar, mailing_class = form.get("calendar", ""), form.get("mailing_class", "")
    if calendar not in court_days.calendars() or mailing_class not in CLASSES:
        raise Refused("Choose the calendar and the mailing class from the lists; nothing was changed.")
    own = [references.kind_of(one) for one in form.get("own_references", "").split(",")]
    return Wanted(
        name=name,
        evidence=tuple(key for key in EVIDENCE if key in form.getlist("evidence")),
        references=tuple(dict.fromkeys([*form.getlist("references"), *filter(None, own)])),
        mailing_class=mailing_class,
        options=tuple(key for key in OPTIONS if key in form.getlist("options")),
        never_accepted_days=_whole(form.get("never_accepted_days", ""), MOST_DAYS, "days without an acceptance scan"),
        calendar=calendar,
        keep_years=_whole(form.get("keep_years", ""), MOST_YEARS, "years"),
        active=form.get("active") == "yes",
    )


def _whole(said: str, most: int, what: str) -> int:
    if not (said.isascii() and said.isdecimal() and 1 <= int(said[:4]) <= most and len(said) <= 4):
        raise Refused(f"Say 1 to {most} {what}; nothing was changed.")
    return int(said)
