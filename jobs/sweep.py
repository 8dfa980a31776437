"""Picks up what a process that died left behind: unanswered texts, and requests whose outcome nobody wrote down."""

from datetime import datetime

from bot import dispatch, inbox
from config import queues, time
from jobs.context import context
from models.database import unit_of_work


def run() -> int:
    """Returns how many things were picked up."""
    with unit_of_work():
        lost = dispatch.give_up_lost(time.now())
        waiting = inbox.left_behind(time.now())
        answered = sum(inbox.answer(message_id, time.now(), context().first_look) for message_id in waiting)
    if answered:
        queues.ring("deliver")
        queues.ring("poll")
    return lost + answered


def due_since(now: datetime) -> datetime | None:
    """Since when something has been left behind; None when nothing is."""
    with unit_of_work():
        waits = [dispatch.lost_since(), inbox.left_behind_since()]
    return min((since for since in waits if since is not None and since <= now), default=None)
