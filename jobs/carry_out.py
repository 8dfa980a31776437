"""Long work that somebody at the console asked for: exports, erasures, imports; and the end of their old files.

On a queue of its own: a text must never wait behind an export.
"""

from datetime import datetime

from config import queues, time
from jobs.stopping import stopping
from models import long_work
from models.database import unit_of_work

#: One run hands over after so many seconds; a single step of a file that is made whole may take longer.
LONGEST_RUN_SECONDS = 15.0


def run() -> int:
    """Returns how many steps were done and files deleted."""
    with unit_of_work():
        deleted = long_work.delete_old_files(time.now())
        steps = long_work.carry_on(LONGEST_RUN_SECONDS, stopping.is_set)
        waits = long_work.due_since(time.now()) is not None
    if waits and not stopping.is_set():
        queues.ring("carry_out")
    return deleted + steps


def due_since(now: datetime) -> datetime | None:
    """Since when somebody's work waits, or an old file is still kept; None when neither is so."""
    with unit_of_work():
        return long_work.due_since(now)
