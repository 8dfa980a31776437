"""Slow care: forgets sign-ins of long ago and what imports left behind, and asks the provider, where that is switched
on, whether phones with old consent have changed hands."""

from datetime import UTC, datetime, timedelta

import structlog

from bot import reassigned
from config import time
from jobs.context import context
from models.database import database, unit_of_work
from models.operator import forget_old_sign_ins, old_sign_ins_since
from records import import_keeping

log = structlog.get_logger()

#: After a question without an answer, how long before the next.
PAUSE = timedelta(hours=1)


class _Pause:
    """Of this process alone: another one finds out for itself, with one question."""

    until = datetime(1970, 1, 1, tzinfo=UTC)


_pause = _Pause()


def run() -> int:
    """Returns how many things were done."""
    with unit_of_work(), database.atomic():
        forgotten = forget_old_sign_ins(time.now())
    with unit_of_work(), database.atomic():
        forgotten += import_keeping.delete_old(time.now())
    return forgotten + ask_about_phones()


def ask_about_phones() -> int:
    """Returns how many phones were asked about. Stops at the first question without an answer."""
    after = _after()
    if after is None:
        return 0
    with unit_of_work():
        waiting = reassigned.due(time.now(), after)
    for asked, (contact, since) in enumerate(waiting):
        answer = context().gateway.changed_hands(contact.phone, since.date())
        if not answer:
            log.warning("reassigned_number_not_answered", contact=contact.id)
            _pause.until = time.now() + PAUSE
            return asked
        with unit_of_work(), database.atomic():
            reassigned.take_in(contact, answer, since, time.now())
    return len(waiting)


def due_since(now: datetime) -> datetime | None:
    """Since when something should have been done; None when nothing is due."""
    with unit_of_work():
        waits = [old_sign_ins_since(now), import_keeping.old_since(now), _phones_due_since(now)]
    return min((since for since in waits if since is not None), default=None)


def _phones_due_since(now: datetime) -> datetime | None:
    """Since when a phone should have been asked about; None when none is, or when this is switched off."""
    after = _after()
    return None if after is None or now < _pause.until else reassigned.due_since(now, after)


def _after() -> timedelta | None:
    days = context().settings.reassigned_after_days
    return timedelta(days=days) if days else None
