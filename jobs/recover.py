"""Compares the provider's list of inbound texts with ours, each minute and after a start, and takes in what we lack."""

from datetime import datetime

import structlog

from bot import recovery
from bot.gateway import Away, Listed, NotAllowed
from config import crash_points, queues, time
from jobs.context import context
from models.database import unit_of_work
from models.program import Program

log = structlog.get_logger()


def run() -> int:
    """Returns how many texts were found that had never reached us."""
    with unit_of_work():
        programs = recovery.due(time.now())
    found = sum(_compare(program, since) for program, since in programs)
    queues.ring("deliver")  # news may have waited for this
    if found:
        queues.ring("poll")
    return found


def _compare(program: Program, since: datetime) -> int:
    began = time.now()
    try:
        listed = _listed(program, since)
    except Away as problem:
        log.warning("inbound_list_away", problem=str(problem))
        with unit_of_work():
            recovery.note_failure(program, time.now())
        return 0
    except NotAllowed as problem:
        # Without the right to list we can never compare: then news must not wait for it for ever.
        log.error(
            "operator_needed", what="Twilio does not let us list inbound texts: lost ones stay lost", code=str(problem)
        )
        listed = []
    crash_points.reached("recover.listed")
    with unit_of_work():
        found = recovery.take_in(listed, program, time.now(), context().first_look)
        recovery.note(program, began, time.now())
    if found:
        log.warning("inbound_recovered", texts=found)
    return found


def _listed(program: Program, since: datetime) -> list[Listed]:
    gateway = context().gateway
    listed = gateway.listed(program.from_number, since)
    if program.whatsapp_from:
        listed += gateway.listed(f"whatsapp:{program.whatsapp_from}", since)
    return listed


def due_since(now: datetime) -> datetime | None:
    with unit_of_work():
        return recovery.due_since(now)
