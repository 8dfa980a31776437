"""Jobs and ticks: what waits and since when, what went wrong, what each of it means and what to do. Changes nothing."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response
from peewee import SQL

from bot import backlog, drains, quota, text_states, timeliness
from bot.attention.finding import MOST
from bot.describe import carrier_name
from config import queues, time
from models.carrier_lessons import SchemaDrift
from models.carrier_push import CarrierPush, CarrierUpdate
from models.contact import Contact
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.operator import Operator
from models.outbound import OutboundMessage
from models.tick import EVERY, last_tick
from models.vocabulary import InboundState, PushState, UpdateState
from web.access import by_role
from web.console.page import show

work_pages = Blueprint("work", __name__, url_prefix="/console/work")

#: Of each trouble the newest so many.
MOST_SHOWN = 20
#: A clock that was silent for so long stands.
STANDS_AFTER = EVERY * 6
#: kind of a drift -> (what it is, what it means)
DRIFTS = {
    "field": (
        "a field of another kind",
        "A known field came otherwise than before: what it says may be missing to us.",
    ),
    "time": ("a scan without a time", "A scan could not be placed in time, so it is kept in the raw answer alone."),
    "code": ("a code that we do not know", "It became “not known to us”, and nobody was texted because of it."),
    "unreadable": ("an answer that cannot be read", "Nothing of it was used; the carrier is asked again later."),
}
ORDERS = {
    PushState.ASKED: ("asked for", "wait"),
    PushState.ENABLED: ("stands", "good"),
    PushState.FAILED: ("does not stand", "bad"),
}
#: The index outbound_message_in_doubt in its own words: SQLite uses it for nothing less.
_IN_DOUBT: Any = SQL("state = 'unknown' AND look_at IS NOT NULL")


@work_pages.get("")
@by_role
def page(who: Operator) -> Response:
    now = time.now()
    last = last_tick()
    return show(
        "work.html",
        who,
        title="Jobs and ticks",
        last_tick=last,
        stands=last is None or now - last > STANDS_AFTER,
        redis=queues.is_there(),
        waiting=backlog.waiting(now),
        most=MOST,
        numbers=[_number(one, now) for one in FromNumber.select().order_by(FromNumber.id)],
        carriers=_carriers(now),
        orders=[{"order": one, "badge": ORDERS[PushState(one.state)]} for one in CarrierPush.select()],
        failed=_failed(),
        unsure=_unsure(),
        drifts=[{"drift": one, "words": DRIFTS.get(one.kind, (one.kind, ""))} for one in _drifts()],
        unreadable=_unreadable(),
    )


def _number(number: FromNumber, now: datetime) -> dict[str, Any]:
    """One that has stopped names why; the text of a provider's code says what to do."""
    held = number.lease_until is not None and number.lease_until >= now and bool(number.holder)
    return {
        "number": number,
        "pauses": number.paused_until if drains.is_paused(number, now) else None,
        "is_drained": held,
    }


def _carriers(now: datetime) -> list[dict[str, Any]]:
    ways = quota.ways()
    asking = timeliness.asking({carrier: way.service for carrier, way in ways.items()}, now)
    return [
        {
            "name": carrier_name(one.carrier),
            "service": ways[one.carrier].service,
            "granted": ways[one.carrier].granted,
            "late": timedelta(seconds=round(max(0.0, one.late_seconds))),
            "is_late": one.late_seconds > backlog.KINDS["poll"].late_after.total_seconds(),
            "paused_until": one.paused_until,
        }
        for one in asking
    ]


def _failed() -> list[dict[str, Any]]:
    waits = InboundMessage.state == InboundState.FAILED
    rows = list(InboundMessage.select().where(waits).order_by(InboundMessage.next_try_at).limit(MOST_SHOWN))
    contacts = _contacts(rows)
    words = text_states.INBOUND[InboundState.FAILED]
    return [{"text": one, "contact": contacts[one.contact_id], "words": words} for one in rows]


def _unsure() -> list[dict[str, Any]]:
    rows = list(OutboundMessage.select().where(_IN_DOUBT).order_by(OutboundMessage.look_at).limit(MOST_SHOWN))
    contacts = _contacts(rows)
    return [
        {
            "text": one,
            "contact": contacts[one.contact_id],
            "words": text_states.words_of(one.state, one.reason, one.error_code),
        }
        for one in rows
    ]


def _drifts() -> list[SchemaDrift]:
    return list(SchemaDrift.select().order_by(SchemaDrift.last_seen_at.desc()).limit(MOST_SHOWN))


def _unreadable() -> list[CarrierUpdate]:
    """Among the newest updates: what cannot be read is kept for 90 days."""
    newest = CarrierUpdate.select().where(CarrierUpdate.received_at >= time.now() - timedelta(days=3))
    rows = newest.order_by(CarrierUpdate.received_at.desc()).limit(500)
    return [one for one in rows if one.state == UpdateState.UNREADABLE][:MOST_SHOWN]


def _contacts(rows: Sequence[Any]) -> dict[int, Contact]:
    ids = {row.contact_id for row in rows}
    return {one.id: one for one in Contact.select().where(Contact.id.in_(list(ids)))} if ids else {}
