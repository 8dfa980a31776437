"""Seals what was appended to the ledger since the last time, and writes the signed heads outside the database too."""

from datetime import datetime

import structlog

from models import heads, heads_file, ledger_seal
from models.database import unit_of_work
from models.ledger_tree import LedgerBroken

log = structlog.get_logger()

#: One run hands over after so many seconds, far below the job's timeout.
LONGEST_RUN_SECONDS = 15.0


def run() -> int:
    """Returns how many rows were sealed."""
    with unit_of_work():
        try:
            sealed = ledger_seal.seal_waiting(LONGEST_RUN_SECONDS)
        except LedgerBroken as problem:
            log.error("ledger_broken", what=str(problem))
            return 0
        write_heads()
    return sealed


def write_heads() -> None:
    """After the commit. What cannot be written now is written by the next run."""
    path = heads.heads_file()
    if path is None:
        return
    try:
        heads_file.write_missing(path)
    except OSError as problem:
        log.error("heads_file_not_written", problem=type(problem).__name__)


def due_since(now: datetime) -> datetime | None:
    """Since when rows have waited long enough, or are many enough; None when nothing is due."""
    with unit_of_work():
        return ledger_seal.due_since(now)
