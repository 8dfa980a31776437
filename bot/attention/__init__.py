"""What needs a person now: a table of checks, each a question to the database that reads few rows. Changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.attention import running, texts, ways
from bot.attention.finding import Finding as Finding
from models.database import database

Look = Callable[[datetime], Finding | None]
#: In the order in which a person should look at them: people first, then what keeps texts from people.
CHECKS: dict[str, Look] = {
    "unclear_opt_outs": texts.unclear_opt_outs,
    "failed_answers": texts.failed_answers,
    "unknown_sends": texts.unknown_sends,
    "stopped_numbers": ways.stopped_numbers,
    "clock_stands": running.clock_stands,
    "texts_are_late": running.texts_are_late,
    "spend_cap": running.spend_cap,
    "opt_out_rate": running.opt_out_rate,
    "ledger_is_late": running.ledger_is_late,
    "carriers_failing": ways.carriers_failing,
    "looks_are_late": ways.looks_are_late,
    "schema_drift": ways.schema_drift,
    "web_questions_closed": texts.web_questions_closed,
    "open_inquiries": texts.open_inquiries,
}
#: How long this process believes what it saw: every page asks.
GOOD_FOR = timedelta(seconds=5)


@dataclass(frozen=True)
class _Seen:
    at: datetime
    where: Any
    found: tuple[Finding, ...]


class _Newest:
    """Of this process alone."""

    seen: _Seen | None = None


def findings(now: datetime) -> list[Finding]:
    """All that needs a person, looked at anew."""
    found = [finding for look in CHECKS.values() if (finding := look(now)) is not None]
    _Newest.seen = _Seen(now, database.obj, tuple(found))
    return found


def count(now: datetime) -> int:
    """How many of the checks found something; at most some seconds old."""
    seen = _Newest.seen
    if seen is None or seen.where is not database.obj or not timedelta(0) <= now - seen.at < GOOD_FOR:
        return len(findings(now))
    return len(seen.found)
