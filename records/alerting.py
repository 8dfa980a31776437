"""Who of the desk is due a text that mailings need them: at once where a day comes near, else one digest a morning.

What a text has counted is never counted by another; one person is texted once an hour at most. Sends nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peewee import fn

from models.operator import Operator
from models.record_watch import AlertPhone, DeskNotice
from models.vocabulary import Role
from records.calendar_days import local_day, zone_of
from records.notices import OPEN
from records.watches import DAY, NEWS, URGENT, Kind, morning_of

#: Notices that one text looks through: a desk with more of them open is told "99" anyway.
MOST = 2_000
NOT_OFTENER = timedelta(hours=1)
#: Kinds whose occasion begins with the day that matters.
DATED = URGENT | {Kind.EVIDENCE_GAP}


@dataclass(frozen=True)
class Due:
    """`count`: mailings with something open. `first_on`: the first day that matters, from today on. `through`: the
    newest notice that it counts."""

    phone: AlertPhone
    since: datetime
    count: int
    first_on: date | None
    through: int

    @property
    def occasion(self) -> str:
        return f"through {self.through}"


def due(now: datetime) -> list[Due]:
    counted = [_counted(phone, since, now) for phone, since in _waiting() if since <= now]
    return [one for one in counted if one.count]


def due_since(now: datetime) -> datetime | None:
    """Asked each second, so nothing is counted for it."""
    return min((since for _, since in _waiting() if since <= now), default=None)


def take(due: Due, now: datetime) -> bool:
    """In the caller's transaction. False when somebody else has taken it: then they text."""
    same = (AlertPhone.id == due.phone.id) & (AlertPhone.told_through == due.phone.told_through)
    if not AlertPhone.update(told_through=due.through, texted_at=now).where(same).execute():
        return False
    new = theirs(due.phone.operator) & OPEN & (DeskNotice.id > due.phone.told_through)
    new &= (DeskNotice.id <= due.through) & DeskNotice.texted_at.is_null()
    DeskNotice.update(texted_at=now).where(new).execute()
    return True


def theirs(who: Operator) -> Any:
    """What is for them by name, and what is for their whole department."""
    by_name = DeskNotice.for_operator == who.id
    if who.role != Role.SENDER or who.sender_id is None:
        return by_name
    return (DeskNotice.sender == who.sender_id) & (by_name | DeskNotice.for_operator.is_null())


def _waiting() -> Iterator[tuple[AlertPhone, datetime]]:
    """(whose phone, from when on they may be texted of what no text has counted yet)"""
    for phone in AlertPhone.select(AlertPhone, Operator).join(Operator).where(Operator.disabled_at.is_null()):
        new = _needing(phone.operator) & (DeskNotice.id > phone.told_through)
        is_urgent = DeskNotice.kind.in_([kind.value for kind in URGENT])
        first, urgent = _earliest(new), _earliest(new & is_urgent)
        if first is not None:
            yield phone, _when(phone, first, urgent)


def _needing(who: Operator) -> Any:
    return OPEN & theirs(who) & DeskNotice.kind.not_in([kind.value for kind in NEWS])


def _earliest(which: Any) -> datetime | None:
    found: datetime | None = DeskNotice.select(fn.MIN(DeskNotice.fired_at)).where(which).scalar()
    return found


def _counted(phone: AlertPhone, since: datetime, now: datetime) -> Due:
    newest = list(DeskNotice.select().where(_needing(phone.operator)).order_by(DeskNotice.id.desc()).limit(MOST))
    today = local_day(now, zone_of(phone.contact.program))
    days = [day for one in newest if (day := day_of(one)) is not None and day >= today]
    return Due(
        phone=phone,
        since=since,
        count=len({one.record_id for one in newest}),
        first_on=min(days, default=None),
        through=max((one.id for one in newest), default=phone.told_through),
    )


def day_of(notice: DeskNotice) -> date | None:
    """The day that matters of a notice that has one."""
    return date.fromisoformat(notice.occasion[:10]) if Kind(notice.kind) in DATED else None


def _when(phone: AlertPhone, first: datetime, urgent: datetime | None) -> datetime:
    """Urgent ones at once, within the hour's one text; the others with the next digest of a morning."""
    zone = zone_of(phone.contact.program)
    day = local_day(first, zone)
    if morning_of(day, zone) < first:
        day += DAY
    if phone.texted_at is not None:
        day = max(day, local_day(phone.texted_at, zone) + DAY)
    digest = morning_of(day, zone)
    if urgent is None:
        return digest
    return min(digest, max(urgent, phone.texted_at + NOT_OFTENER) if phone.texted_at else urgent)
