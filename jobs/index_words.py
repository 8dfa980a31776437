"""Takes the names and streets of new records into the index of misspelt words. What is spelt right is found at once."""

import time as passing
from datetime import datetime

from jobs.stopping import stopping
from models.database import unit_of_work
from records import word_forms

#: One run hands over after so many seconds.
LONGEST_RUN_SECONDS = 15.0


def run() -> int:
    """Returns how many records were taken in."""
    end, done = passing.monotonic() + LONGEST_RUN_SECONDS, 0
    while passing.monotonic() < end and not stopping.is_set():
        with unit_of_work():
            some = word_forms.take_in()
        if not some:
            break
        done += some
    return done


def due_since(now: datetime) -> datetime | None:
    """Since when a record should have been taken in; None when none is due."""
    with unit_of_work():
        since = word_forms.waits_since()
    if since is None or since + word_forms.GATHERED > now:
        return None
    return since + word_forms.GATHERED
