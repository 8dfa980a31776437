"""Asks the provider what became of texts in doubt, of those without a final word, and what they cost."""

import time as sleeping
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

import structlog
from peewee import IntegrityError

from bot import pricing, reconcile
from bot.gateway import Away, Listed, NotAllowed, Seen
from bot.reconcile import Question
from config import queues, time
from config.crash_points import reached
from jobs.context import context
from jobs.stopping import stopping
from models.database import database, unit_of_work

log = structlog.get_logger()

#: One run hands over after so many seconds: other jobs of the queue want their turn.
LONGEST_RUN_SECONDS = 20.0
#: Questions claimed at once, of which so many are asked at the same time.
AT_ONCE, THREADS = 32, 8


@dataclass(frozen=True)
class Answer:
    """`asked_at` is our clock just before the request; `problem` says why there is no answer."""

    question: Question
    said: Seen | Listed | None
    asked_at: datetime
    problem: Exception | None = None


class _Told:
    """What this process has told the operator already."""

    in_doubt: frozenset[int] = frozenset()
    not_allowed = False


def run() -> int:
    """Returns how many questions were answered."""
    end = sleeping.monotonic() + LONGEST_RUN_SECONDS
    try:
        answered = _settle_doubts(end) + _ask_prices(end)
    except Away as problem:
        log.warning("provider_list_away", problem=str(problem))
        answered = 0
        with unit_of_work():
            reconcile.put_off(time.now())
    if not _goes_on(end):
        queues.ring("reconcile")
    _tell_operator()
    return answered


def _settle_doubts(end: float) -> int:
    """Raises Away when a whole portion of questions went without an answer."""
    answered = 0
    with ThreadPoolExecutor(THREADS, thread_name_prefix="ask") as askers:
        while _goes_on(end) and (questions := _claim()):
            answers = list(askers.map(_ask, questions))
            reached("reconcile.listed")
            answered += _take_in(answers)
    return answered


def _goes_on(end: float) -> bool:
    return sleeping.monotonic() < end and not stopping.is_set()


def _claim() -> list[Question]:
    with unit_of_work():
        return reconcile.claim(time.now(), AT_ONCE)


def _ask(question: Question) -> Answer:
    """In a thread of its own, which touches no database."""
    gateway, asked_at = context().gateway, time.now()
    try:
        if question.provider_reference:
            return Answer(question, gateway.fetch(question.provider_reference), asked_at)
        return Answer(question, gateway.created_since(question.to, question.since), asked_at)
    except (Away, NotAllowed) as problem:
        return Answer(question, None, asked_at, problem)


def _take_in(answers: list[Answer]) -> int:
    """What was not answered is asked again in half a minute, and nothing is concluded from it."""
    good = [answer for answer in answers if answer.problem is None]
    fates = [_decide(answer) for answer in good]
    if "goes_again" in fates:
        queues.ring("deliver")
    problems = [answer.problem for answer in answers if answer.problem is not None]
    if good:
        _Told.not_allowed = False
    elif any(isinstance(problem, NotAllowed) for problem in problems):
        _not_allowed(problems[0])
    if problems and not good:
        raise Away(str(problems[0]))
    return len(good)


def _decide(answer: Answer) -> str:
    outbound = answer.question.message.id
    try:
        with unit_of_work(), database.atomic():
            fate = reconcile.take_in(answer.question, answer.said, answer.asked_at, time.now())
            reached("reconcile.decided")
    except IntegrityError:  # somebody else has just taken this message for another text of the same words
        fate = "in_doubt"
    log.info("outbound_reconciled", outbound=outbound, fate=fate)
    return fate


def _not_allowed(problem: Exception) -> None:
    if not _Told.not_allowed:
        log.error("operator_needed", what="Twilio does not let us look up messages: doubts stay", code=str(problem))
    _Told.not_allowed = True


# -- prices ------------------------------------------------------------------------------------------------------------


def _claim_window() -> pricing.Window | None:
    with unit_of_work():
        return pricing.claim(time.now())


def _ask_prices(end: float) -> int:
    """How many texts now have their price. Raises Away."""
    priced = 0
    while _goes_on(end) and (window := _claim_window()):
        try:
            for some in _portions(context().gateway.sent_between(window.sender, window.since, window.until)):
                with unit_of_work():
                    priced += pricing.take_in(some, time.now())
        except NotAllowed as problem:
            _not_allowed(problem)
        with unit_of_work():
            pricing.close(window, time.now())
    return priced


def _portions(listed: Iterable[Listed]) -> Iterator[list[Listed]]:
    messages = iter(listed)
    while some := list(islice(messages, pricing.AT_ONCE)):
        yield some


# -- the operator ------------------------------------------------------------------------------------------------------


def _tell_operator() -> None:
    """Once for each text whose fate is not known after ten minutes."""
    with unit_of_work():
        in_doubt = frozenset(reconcile.in_doubt_for_long(time.now()))
    if new := in_doubt - _Told.in_doubt:
        log.error("operator_needed", what="texts of which nobody knows whether they went", texts=len(new))
    _Told.in_doubt = in_doubt


def due_since(now: datetime) -> datetime | None:
    with unit_of_work():
        return reconcile.due_since(now)
