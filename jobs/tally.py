"""Counts each day's opt-ins, opt-outs and texts, so that no page has to. What was not counted yet is caught up with."""

from datetime import datetime

from bot import tallying
from config import time
from models.database import unit_of_work

#: One run hands over after so many seconds; a day takes a fraction of one.
LONGEST_RUN_SECONDS = 15.0


def run() -> int:
    """Returns how many days were counted."""
    with unit_of_work():
        return tallying.count_what_is_due(time.now(), LONGEST_RUN_SECONDS)


def due_since(now: datetime) -> datetime | None:
    """Since when today should have been counted again; None when it was lately."""
    with unit_of_work():
        return tallying.due_since(now)
