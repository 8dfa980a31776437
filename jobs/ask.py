"""Does what people asked for on web pages: texts the one question or code, follows a batch, forgets what is old."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from peewee import OperationalError, fn

from bot import batch_notices, web_questions, web_requests
from config import queues, time
from jobs.stopping import stopping
from models.database import database, skip_locked, unit_of_work
from models.vocabulary import WebKind, WebState
from models.web_request import WebRequest

log = structlog.get_logger()

#: One run does so many things and then lets others have their turn.
MOST = 200
#: What was typed into a page is done or refused by then; a request that nobody got to in time texts nobody.
TOO_LATE = timedelta(minutes=15)
_ASKS = WebRequest.kind.in_([WebKind.QUESTION, WebKind.PREFERENCES]) & (WebRequest.state == WebState.WAITING)
_ASKS &= WebRequest.phone.is_null(False)
_SPREADS = (WebRequest.kind == WebKind.BATCH) & (WebRequest.state == WebState.OPEN)


def run() -> int:
    """Returns how many things were done."""
    done = 0
    with unit_of_work():
        while done < MOST and not stopping.is_set() and (_decide_one() or _spread_one()):
            done += 1
        with database.atomic():
            done += web_requests.purge(time.now())
    if done:
        queues.ring("deliver")
    return done


def _decide_one() -> bool:
    return _take_one(_ASKS, _decide)


def _decide(request: WebRequest, now: datetime) -> None:
    if now - request.created_at > TOO_LATE:
        web_requests.settle(request, WebState.REFUSED, now, "nobody got to it in time")
    else:
        web_questions.decide(request, now)


def _spread_one() -> bool:
    return _take_one(_SPREADS, batch_notices.follow_some)


def _take_one(which: Any, do: Callable[[WebRequest, datetime], object]) -> bool:
    """In a transaction of its own. One that fails is put aside: it must not hold up all that come after it."""
    with database.atomic():
        request = skip_locked(WebRequest.select().where(which).order_by(WebRequest.id).limit(1)).first()
        if request is None:
            return False
        try:
            with database.atomic():
                do(request, time.now())
        except OperationalError:
            raise  # the database's trouble, not the request's: tried again
        except Exception as problem:
            log.exception("web_request_failed", request=request.id, problem=type(problem).__name__)
            web_requests.settle(request, WebState.REFUSED, time.now(), f"failed: {type(problem).__name__}")
        return True


def due_since(now: datetime) -> datetime | None:
    """Since when something waits for us; None when nothing does."""
    with unit_of_work():
        waits = WebRequest.select(fn.MIN(WebRequest.created_at)).where(_ASKS | _SPREADS).scalar()
        return waits or web_requests.purge_due_since(now)
