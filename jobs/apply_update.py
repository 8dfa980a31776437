"""Applies what carriers told us by themselves to the mailpieces it is about, and says what could not be read.

One broken update harms no other. The body goes once it is applied: the mailpiece keeps its slice.
"""

import time as sleeping
from datetime import datetime, timedelta

import structlog
from peewee import fn

from carriers.answers import Failed, Found
from carriers.pushes import TELLERS, Told, UnreadableUpdate
from carriers.schedule import ENDED
from carriers.slices import drift_in
from config import queues, time
from jobs import drift, rhythms
from jobs.apply import How, apply
from jobs.context import context
from jobs.stopping import stopping
from models.carrier_push import CarrierPush, CarrierUpdate
from models.database import database, skip_locked, unit_of_work
from models.mailpiece import Mailpiece
from models.vocabulary import PushState, UpdateState

log = structlog.get_logger()

AT_ONCE = 50
#: One run hands over after so many seconds, far below the job's timeout.
LONGEST_RUN_SECONDS = 20.0
#: An update that nobody finished is taken up again after this.
LEASE = timedelta(seconds=30)
MOST_TRIES = 6
#: What is done with is kept so long, without its body, to know a repeat; what nobody could read, with it.
REPEATS_KNOWN_FOR, UNREADABLE_KEPT_FOR = timedelta(days=7), timedelta(days=90)


def run() -> int:
    """Returns how many updates were dealt with. What is left over after a while waits for the next ring."""
    done, end = 0, sleeping.monotonic() + LONGEST_RUN_SECONDS
    while not stopping.is_set():
        if sleeping.monotonic() >= end:
            queues.ring("apply_update")
            break
        with unit_of_work():
            updates = _claim(time.now())
        if not updates:
            break
        for update in updates:
            with unit_of_work():
                _take_in(update, time.now())
        done += len(updates)
        queues.ring("deliver")
    if done:
        with unit_of_work():
            _forget(time.now())
    return done


def due_since(now: datetime) -> datetime | None:
    """Since when an update waits; None when none does."""
    with unit_of_work():
        due = CarrierUpdate.next_try_at <= now
        found: datetime | None = CarrierUpdate.select(fn.MIN(CarrierUpdate.next_try_at)).where(due).scalar()
    return found


def _claim(now: datetime) -> list[CarrierUpdate]:
    """In the order in which they came in."""
    due = CarrierUpdate.select().where(CarrierUpdate.next_try_at <= now)
    due = due.order_by(CarrierUpdate.next_try_at, CarrierUpdate.id).limit(AT_ONCE)
    with database.atomic():
        updates = list(skip_locked(due))
        claimed = dict(tries=CarrierUpdate.tries + 1, next_try_at=now + LEASE)
        CarrierUpdate.update(claimed).where(CarrierUpdate.id.in_([one.id for one in updates])).execute()
    return updates


class _Early(Exception):
    """Its piece is about to be looked at for the first time: that look tells more."""


def _take_in(update: CarrierUpdate, now: datetime) -> None:
    tries = update.tries + 1
    if tries > MOST_TRIES:  # whoever tried it before did not live to say so
        _end(update, UpdateState.UNREADABLE, "could not be applied: each try broke off")
        return
    try:
        told = TELLERS[update.service].read(bytes(update.body or b""))
        applied = [piece for one in told if (piece := _apply(one, now, is_last=tries >= MOST_TRIES)) is not None]
        _note_order(update.service, told, now)
        _end(update, UpdateState.APPLIED if applied else UpdateState.IGNORED, piece=applied[0] if applied else None)
    except _Early:
        return
    except UnreadableUpdate as problem:
        log.error("carrier_update_unreadable", carrier=update.service, update=update.id, problem=str(problem))
        _end(update, UpdateState.UNREADABLE, str(problem))
    except Exception as problem:
        log.exception("carrier_update_not_applied", update=update.id, problem=type(problem).__name__)
        if tries >= MOST_TRIES:
            _end(update, UpdateState.UNREADABLE, f"could not be applied: {type(problem).__name__}")


def _apply(told: Told, now: datetime, is_last: bool) -> Mailpiece | None:
    """None when it is about a piece that we do not keep, or tells nothing of it."""
    piece = _piece(told)
    if piece is None:
        return None
    if isinstance(told.answer, Failed):
        drift.count_unreadable(piece, now)
        raise UnreadableUpdate(told.answer.detail)
    if not isinstance(told.answer, Found):
        return None
    if not told.answer.events:
        if any(one.kind == "time" for one in drift_in(told.answer.slice)[1]):
            raise UnreadableUpdate("none of its scans has a time that can be read")
        return None
    if not told.is_whole:
        if piece.first_look_at is not None and not is_last:
            raise _Early
        if piece.milestone in ENDED or piece.next_poll_at is None:
            # It may be of a new piece that bears the number: only a whole answer tells them apart.
            Mailpiece.update(next_poll_at=now, patience=0).where(Mailpiece.id == piece.id).execute()
            queues.ring("poll")
            return piece
    return _write(piece, told, now)


def _write(piece: Mailpiece, told: Told, now: datetime) -> Mailpiece:
    how, ceiling = How.TOLD if told.is_whole else How.TOLD_A_SCAN, context().settings.poll_ceiling_seconds or None
    for _ in range(2):  # a look may claim the piece between our reading and our writing
        if apply(piece, told.answer, None, now, ceiling, how, rhythms.of(piece.carrier)) is not None:
            return piece
        piece = Mailpiece.get_by_id(piece.id)
    raise RuntimeError("the mailpiece is being claimed all the time")


def _piece(told: Told) -> Mailpiece | None:
    """The newest that bears this number: an older one has come to its end. Where nobody says whose number it is, none
    when several carriers' pieces bear it."""
    whose = [told.courier] if told.courier else list(context().carriers)
    which = Mailpiece.carrier.in_(whose) & (Mailpiece.tracking_number == told.tracking_number)
    found = list(Mailpiece.select().where(which).order_by(Mailpiece.id.desc()))
    return found[0] if found and len({piece.carrier for piece in found}) == 1 else None


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
