"""Applies what carriers told us by themselves to the mailpieces it is about, and says what could not be read.

One broken update harms no other. The body goes once it is applied: the mailpiece keeps its slice.
"""

from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from peewee import fn

from carriers.answers import Found
from carriers.pushes import TELLERS, Told, UnreadableUpdate
from config import queues, time
from jobs.apply import apply
from jobs.context import context
from jobs.stopping import stopping
from models.carrier_push import CarrierPush, CarrierUpdate
from models.database import database, skip_locked, unit_of_work
from models.mailpiece import Mailpiece
from models.vocabulary import PushState, UpdateState

log = structlog.get_logger()

AT_ONCE = 50
#: An update that nobody finished is taken up again after this.
LEASE = timedelta(seconds=30)
MOST_TRIES = 6
#: What is done with is kept so long, without its body, to know a repeat; what nobody could read, with it.
REPEATS_KNOWN_FOR, UNREADABLE_KEPT_FOR = timedelta(days=7), timedelta(days=90)


def run() -> int:
    """Returns how many updates were dealt with."""
    done = 0
    while not stopping.is_set():
        with unit_of_work():
            updates = _claim(time.now())
        if not updates:
            break
        for update in updates:
            with unit_of_work():
                _take_in(update, time.now())
        done += len(updates)
    if done:
        with unit_of_work():
            _forget(time.now())
        queues.ring("deliver")
    return done


def due_since(now: datetime) -> datetime | None:
    """Since when an update waits; None when none does."""
    with unit_of_work():
        due = CarrierUpdate.next_try_at <= now
        found: datetime | None = CarrierUpdate.select(fn.MIN(CarrierUpdate.next_try_at)).where(due).scalar()
    return found


def _claim(now: datetime) -> list[CarrierUpdate]:
    """In the order in which they came in."""
    due = CarrierUpdate.select().where(CarrierUpdate.next_try_at <= now).order_by(CarrierUpdate.id).limit(AT_ONCE)
    with database.atomic():
        updates = list(skip_locked(due))
        claimed = dict(tries=CarrierUpdate.tries + 1, next_try_at=now + LEASE)
        CarrierUpdate.update(claimed).where(CarrierUpdate.id.in_([one.id for one in updates])).execute()
    return updates


def _take_in(update: CarrierUpdate, now: datetime) -> None:
    try:
        told = TELLERS[update.service].read(bytes(update.body or b""))
    except UnreadableUpdate as problem:
        log.error("carrier_update_unreadable", carrier=update.service, update=update.id, problem=str(problem))
        _end(update, UpdateState.UNREADABLE, str(problem))
        return
    try:
        applied = [piece for one in told if (piece := _apply(update.service, one, now)) is not None]
    except Exception as problem:
        log.exception("carrier_update_not_applied", update=update.id, problem=type(problem).__name__)
        if update.tries + 1 >= MOST_TRIES:
            _end(update, UpdateState.UNREADABLE, f"could not be applied: {type(problem).__name__}")
        return
    _note_order(update.service, told, now)
    _end(update, UpdateState.APPLIED if applied else UpdateState.IGNORED, piece=applied[0] if applied else None)


def _apply(service: str, told: Told, now: datetime) -> Mailpiece | None:
    """None when it is about a piece that we do not keep, or tells nothing of it."""
    if not isinstance(told.answer, Found):
        return None
    piece = _piece(service, told.tracking_number)
    if piece is None:
        return None
    # An update may be a single scan: what it leaves out is not gone.
    answer = replace(
        told.answer,
        expected_on=told.answer.expected_on or piece.expected_on,
        service=told.answer.service or piece.service,
    )
    ceiling = context().settings.poll_ceiling_seconds or None
    for _ in range(2):  # a look may claim the piece between our reading and our writing
        if apply(piece, answer, None, now, ceiling, pushed=True) is not None:
            return piece
        piece = Mailpiece.get_by_id(piece.id)
    raise RuntimeError("the mailpiece is being claimed all the time")


def _piece(service: str, tracking_number: str) -> Mailpiece | None:
    """The newest that bears this number: an older one has come to its end."""
    courier = TELLERS[service].of_courier
    whose = [courier] if courier else list(context().carriers)
    which = Mailpiece.carrier.in_(whose) & (Mailpiece.tracking_number == tracking_number)
    found: Mailpiece | None = Mailpiece.select().where(which).order_by(Mailpiece.id.desc()).first()
    return found


def _note_order(service: str, told: list[Told], now: datetime) -> None:
    """The standing order that brought it works; USPS deletes one that is silent for a month."""
    orders = {one.order for one in told}
    mine = CarrierPush.service == service
    if any(orders):
        mine &= CarrierPush.provider_id.in_(list(orders))
    elif service == "usps":
        return
    CarrierPush.update(last_event_at=now, state=PushState.ENABLED, problem="").where(mine).execute()


def _end(update: CarrierUpdate, state: UpdateState, problem: str = "", piece: Mailpiece | None = None) -> None:
    """What could not be read keeps its body: the operator may want to see it."""
    ended = dict(state=state, problem=problem, mailpiece=piece, next_try_at=None)
    if state is not UpdateState.UNREADABLE:
        ended["body"] = None
    CarrierUpdate.update(ended).where(CarrierUpdate.id == update.id).execute()


def _forget(now: datetime) -> None:
    done = CarrierUpdate.state.in_([UpdateState.APPLIED, UpdateState.IGNORED])
    old = (CarrierUpdate.received_at < now - REPEATS_KNOWN_FOR) & done
    CarrierUpdate.delete().where(old | (CarrierUpdate.received_at < now - UNREADABLE_KEPT_FOR)).execute()
