"""Picks up what was left behind: unanswered texts, requests whose outcome nobody wrote down, stop questions that
nobody answered."""

from datetime import datetime

from bot import inbox, opt_out, questions, settling
from config import crash_points, queues, time
from jobs.context import context
from models.database import database, unit_of_work


def run() -> int:
    """Returns how many things were picked up."""
    with unit_of_work():
        lost = settling.give_up_lost(time.now())
        crash_points.reached("sweep.lost_given_up")
        waiting = inbox.left_behind(time.now())
        answered = sum(inbox.answer(message_id, time.now(), context().first_look) for message_id in waiting)
        with database.atomic():
            silent = opt_out.stop_the_silent(time.now())
    if answered:
        queues.ring("deliver")
        queues.ring("poll")
    return lost + answered + silent


def due_since(now: datetime) -> datetime | None:
    """Since when something has been left behind; None when nothing is."""
    with unit_of_work():
        waits = [settling.lost_since(), inbox.left_behind_since(), questions.silent_since()]
    return min((since for since in waits if since is not None and since <= now), default=None)
