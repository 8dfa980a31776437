"""What was texted between a person and us, as one conversation: newest last, read from its end, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from models.contact import Contact
from models.fields import microseconds, moment
from models.inbound import InboundMessage
from models.inquiry import Inquiry
from models.outbound import OutboundMessage

AT_ONCE = 30
THEIRS, OURS = 0, 1


@dataclass(frozen=True)
class Bubble:
    """One text: theirs (`inbound`) or ours (`outbound`). `inquiry`: the row of the inbox that it has, if any."""

    at: datetime
    inbound: InboundMessage | None = None
    outbound: OutboundMessage | None = None
    inquiry: Inquiry | None = None

    @property
    def place(self) -> tuple[int, int, int]:
        text: Any = self.inbound or self.outbound
        return (microseconds(self.at), THEIRS if self.inbound else OURS, text.id)


@dataclass(frozen=True)
class Thread:
    """`bubbles` oldest first. `older`: names where the page before begins, "" at the beginning of all."""

    bubbles: Sequence[Bubble]
    older: str


def read(contact: Contact, before: str = "") -> Thread:
    """The texts just before that place; the newest when none is named, or what is named is no place."""
    place = _place(before)
    found = [*_theirs(contact, place), *_ours(contact, place)]
    found.sort(key=lambda one: one.place)
    shown = found[-AT_ONCE:]
    older = "-".join(map(str, shown[0].place)) if len(found) > AT_ONCE else ""
    return Thread(_with_inquiries(shown), older)


def _place(before: str) -> tuple[int, int, int] | None:
    parts = before.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts):
        return None
    at, side, key = map(int, parts)
    return (at, side, key)


def _theirs(contact: Contact, place: tuple[int, int, int] | None) -> list[Bubble]:
    at, key = InboundMessage.received_at, InboundMessage.id
    which = (InboundMessage.contact == contact) & _before(at, key, THEIRS, place)
    rows = InboundMessage.select().where(which).order_by(at.desc(), key.desc()).limit(AT_ONCE + 1)
    return [Bubble(row.received_at, inbound=row) for row in rows]


def _ours(contact: Contact, place: tuple[int, int, int] | None) -> list[Bubble]:
    at, key = OutboundMessage.created_at, OutboundMessage.id
    which = (OutboundMessage.contact == contact) & _before(at, key, OURS, place)
    rows = OutboundMessage.select().where(which).order_by(at.desc(), key.desc()).limit(AT_ONCE + 1)
    return [Bubble(row.created_at, outbound=row) for row in rows]


def _before(at: Any, key: Any, side: int, place: tuple[int, int, int] | None) -> Any:
    """Texts of one moment stand theirs first, then in the order of their ids."""
    if place is None:
        return True
    then, which, last = moment(place[0]), place[1], place[2]
    if side == which:
        return (at < then) | ((at == then) & (key < last))
    return at <= then if side < which else at < then


def _with_inquiries(bubbles: Sequence[Bubble]) -> Sequence[Bubble]:
    ids = [one.inbound.id for one in bubbles if one.inbound is not None]
    rows = {row.inbound_id: row for row in Inquiry.select().where(Inquiry.inbound.in_(ids))} if ids else {}
    return [
        Bubble(one.at, one.inbound, one.outbound, rows.get(one.inbound.id) if one.inbound else None) for one in bubbles
    ]
