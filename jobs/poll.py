"""Asks carriers about mailpieces: first looks at once, the others when their time comes, in full batches.

The HTTP happens outside any transaction; each answer is applied on its own, so one broken row harms no other.
"""

import time as sleeping
from datetime import datetime, timedelta

import structlog

from carriers.answers import Asked, Failed, TrackResult
from carriers.in_turn import InTurn
from carriers.schedule import pause_seconds
from config import crash_points, queues, time
from jobs import budget, claims, quota, rhythms
from jobs.apply import apply, keep_exchange
from jobs.context import Context, context
from jobs.stopping import stopping
from models.database import unit_of_work
from models.mailpiece import Mailpiece

log = structlog.get_logger()

#: One run hands over after so many seconds, far below the job's timeout.
LONGEST_RUN_SECONDS = 20.0


def run() -> int:
    """Ask until nothing is due or no calls are left; returns how many pieces were asked about."""
    around = context()
    return sum(_ask_carrier(name, client, around) for name, client in around.carriers.items())


def _ask_carrier(name: str, client: InTurn, around: Context) -> int:
    asked, end = 0, sleeping.monotonic() + LONGEST_RUN_SECONDS
    while sleeping.monotonic() < end and not stopping.is_set():
        _gather(name, client.batch_size, around.settings.first_look_gather_seconds)
        pieces = _claim(name, client, around)
        if not pieces:
            return asked
        crash_points.reached("poll.claimed")
        _ask(client, pieces, around)
        crash_points.reached("poll.committed")
        asked += len(pieces)
        queues.ring("deliver")
    queues.ring("poll")
    return asked


def _gather(carrier: str, batch_size: int, longest: float) -> None:
    """Let first looks of the same second share a call: wait until the oldest is `longest` seconds old."""
    with unit_of_work():
        oldest = claims.oldest_first_look(carrier)
        full = oldest is not None and claims.first_looks(carrier).count() >= batch_size
    if oldest is not None and not full:
        wait = longest - (time.now() - oldest).total_seconds()
        if wait > 0:
            sleeping.sleep(min(wait, longest))


def _claim(carrier: str, client: InTurn, around: Context) -> list[Mailpiece]:
    """A call is taken from the budget before pieces are claimed; part of it is kept for first looks."""
    now, size, granted = time.now(), client.batch_size, around.settings.calls_per_hour(client.service)
    with unit_of_work():
        claims.retire_unwatched(carrier, size, now)
        if claims.oldest_due(carrier, size, now) is None:
            return []
        if not budget.take(client.service, granted, _reserve(carrier), now):
            log.info("no_calls_left", carrier=carrier)
            return []
        pieces = claims.claim(carrier, size, now)
        quota.look_out(carrier, pieces, size, granted, now)
        return pieces


def due_since(carrier: str, now: datetime) -> datetime | None:
    """Since when something is due that there is a call for, or stands there unwatched; None when nothing is."""
    client = context().carriers[carrier]
    since, granted = (
        claims.oldest_due(carrier, client.batch_size, now),
        context().settings.calls_per_hour(client.service),
    )
    if since and budget.is_left(client.service, granted, _reserve(carrier), now):
        return since
    return None if since else claims.oldest_unwatched(carrier, client.batch_size, now)


def _reserve(carrier: str) -> float:
    """First looks may take the last call; other looks leave their share alone."""
    return 0.0 if claims.oldest_first_look(carrier) is not None else context().settings.usps_first_look_share


def _ask(client: InTurn, pieces: list[Mailpiece], around: Context) -> None:
    result = client.track([Asked(piece.tracking_number, courier=piece.carrier) for piece in pieces])
    crash_points.reached("poll.asked")
    _say_what_the_operator_must_mend(client.name, result)
    _wait_if_asked_to(client.service, result)
    ceiling = around.settings.poll_ceiling_seconds or None
    with unit_of_work():
        rows = {id(exchange): keep_exchange(exchange) for exchange in result.exchanges}
        for piece in pieces:
            answer = result.answers.get(piece.tracking_number) or Failed(
                piece.tracking_number, "garbage", "the client gave no answer"
            )
            try:
                told_by = result.told_by.get(piece.tracking_number)
                apply(piece, answer, rows.get(id(told_by)), time.now(), ceiling, rhythm=rhythms.of(piece.carrier))
            except Exception as problem:
                log.exception("answer_not_applied", mailpiece=piece.id, problem=type(problem).__name__)
                claims.put_off(piece, time.now())


def _say_what_the_operator_must_mend(carrier: str, result: TrackResult) -> None:
    """A refusal of our application (a missing scope, a wrong secret) mends itself for nobody."""
    said = {
        answer.detail
        for answer in result.answers.values()
        if isinstance(answer, Failed) and answer.kind == "unauthorized"
    }
    for detail in said:
        log.error("carrier_refuses_us", carrier=carrier, what=detail)


def _wait_if_asked_to(service: str, result: TrackResult) -> None:
    """This carrier alone: the others are asked as before."""
    failed = [answer for answer in result.answers.values() if isinstance(answer, Failed)]
    seconds = pause_seconds([(answer.kind, answer.retry_after_seconds) for answer in failed], len(result.answers))
    if seconds > 0:
        log.warning("carrier_asks_us_to_wait", carrier=service, seconds=seconds)
        budget.pause(service, time.now() + timedelta(seconds=seconds))
