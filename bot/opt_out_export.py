"""The opt-out log as a file, as long work: a CSV for spreadsheets, or a signed ZIP in which each row's place in the
ledger can be checked without us. Phones are masked in both; no evidence leaves the house here."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot import opt_out_search
from bot.hiding import hide_phones
from bot.opt_out_rows import LogRow, rows_of
from bot.phone import mask
from config import time
from models import csv_cells
from models.fields import microseconds
from models.long_steps import Details, Hold, Progress, Work
from models.long_task import LongTask
from models.opt_out import OptOut
from models.vocabulary import Role

WHO = frozenset({Role.OPERATOR, Role.ADMIN, Role.AUDITOR})
#: Rows of one step.
AT_ONCE = 250
#: column of the CSV -> key of the same value for programs
COLUMNS: dict[str, str] = {
    "Record": "record",
    "Recorded at (UTC)": "recorded_at",
    "Happened at (UTC)": "happened_at",
    "Program": "program",
    "Channel": "channel",
    "Phone (masked)": "phone",
    "What": "what",
    "Exact words": "words",
    "Operator's note": "note",
    "Rule that matched": "rule",
    "Language": "language",
    "Scope": "scope",
    "Who or what asked": "asked_by",
    "Confirmation": "confirmation",
    "State of the confirmation": "confirmation_state",
    "Texts blocked since": "blocked_since",
    "Ledger position": "position",
    "Ledger": "ledger",
}
ERASED = "(erased)"


def total(details: Details) -> int:
    return int(opt_out_search.from_details(details).query().count())


def chunk(details: Details, before: int, now: datetime) -> list[LogRow]:
    """The next rows, newest first, from those older than record `before`; 0: from the newest."""
    query = opt_out_search.from_details(details).query()
    query = query.where(OptOut.event < before) if before else query
    return rows_of(list(query.order_by(OptOut.event.desc()).limit(AT_ONCE)), now)


def chunks(details: Details, now: datetime) -> Iterator[list[LogRow]]:
    before = 0
    while found := chunk(details, before, now):
        yield found
        before = found[-1].event.id


def as_values(row: LogRow) -> dict[str, Any]:
    event, contact = row.event, row.contact
    words = hide_phones(row.said, contact.phone)
    return {
        "record": f"C-{event.id}",
        "recorded_at": _iso(event.recorded_at),
        "happened_at": _iso(event.happened_at),
        "program": row.program.brand,
        "channel": contact.channel,
        "phone": mask(contact.phone).lstrip("+") if contact.phone else ERASED,
        "what": row.kind,
        "words": ERASED if row.was_erased else "" if row.is_note else words,
        "note": words if row.is_note else "",
        "rule": event.rule,
        "language": event.language,
        "scope": row.scope,
        "asked_by": row.source,
        "confirmation": row.confirmation.kind if row.confirmation else row.without,
        "confirmation_state": row.confirmation.state.label if row.confirmation else "",
        "blocked_since": f"{row.blocked} or more" if row.or_more else row.blocked,
        "position": row.verdict.position,
        "ledger": row.verdict.badge.value if not row.verdict.faults else "; ".join(row.verdict.faults),
        "columns": _columns(row),
    }


def _columns(row: LogRow) -> dict[str, Any]:
    """As they stand in the leaf, for whoever compares."""
    event = row.event
    return {
        "kind": event.kind,
        "source": event.source,
        "scope": event.scope,
        "rule": event.rule,
        "language": event.language,
        "happened_at": microseconds(event.happened_at),
        "recorded_at": microseconds(event.recorded_at),
    }


def as_lines(rows: list[LogRow]) -> str:
    made = map(as_values, rows)
    return csv_cells.lines([values[key] for key in COLUMNS.values()] for values in made)


def heading() -> str:
    return csv_cells.BOM + csv_cells.lines([list(COLUMNS)])


def _csv_step(task: LongTask, details: Details, _hold: Hold) -> Progress:
    rows = chunk(details, task.place, time.now())
    said = heading() if not task.place else ""
    said += as_lines(rows)
    done, over = task.done + len(rows), len(rows) < AT_ONCE
    place = rows[-1].event.id if rows else max(task.place, 1)
    ended = f"{done} rows of the opt-out log, newest first. Phones are masked." if over else ""
    return Progress(place, done, said.encode(), over=over, said=ended)


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


CSV = Work("Opt-out log as CSV", total, _csv_step, WHO, "opt-out-log.csv")
