"""What texts cost, by program, by day and for each delivered mailpiece: plain queries over what the provider billed.

A text that was tried again shows what its last try cost. A text about several pieces is shared out among them.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot import outcomes
from models.database import run_sql
from models.fields import microseconds
from models.vocabulary import Milestone, OutboundState

#: What the provider was given counts; the rest costs nothing.
COUNTS = f"""
COUNT(*), SUM(CASE WHEN o.state = '{OutboundState.DELIVERED}' THEN 1 ELSE 0 END),
SUM(COALESCE(o.billed_segments, o.segments) * 1.0 / share.pieces), SUM(o.price_micros * 1.0 / share.pieces),
SUM(CASE WHEN o.price_micros IS NULL THEN 1 ELSE 0 END)
"""
WHOLE = "CROSS JOIN (SELECT 1 AS pieces) share"
BY_PROGRAM = f"""
SELECT p.key, o.price_unit, {COUNTS} FROM outbound_message o
JOIN contact c ON c.id = o.contact_id JOIN program p ON p.id = c.program_id {WHOLE}
WHERE o.provider_reference IS NOT NULL AND o.started_at >= ? GROUP BY p.key, o.price_unit ORDER BY p.key
"""  # noqa: S608 - nothing but words of ours is put in
BY_DAY = f"""
SELECT o.started_at / 86400000000, o.price_unit, {COUNTS} FROM outbound_message o {WHOLE}
WHERE o.provider_reference IS NOT NULL AND o.started_at >= ? GROUP BY 1, o.price_unit ORDER BY 1
"""  # noqa: S608 - as above
#: A text is about the piece of its subscription, or about each that it names, or about that of the consent behind it.
BY_MAILPIECE = f"""
WITH about AS (
    SELECT o.id AS outbound_id, s.mailpiece_id FROM outbound_message o
    JOIN subscription s ON s.id = o.subscription_id WHERE o.provider_reference IS NOT NULL
    UNION
    SELECT o.id, s.mailpiece_id FROM outbound_message o
    JOIN outbound_subject named ON named.outbound_id = o.id
    JOIN subscription s ON s.id = named.subscription_id WHERE o.provider_reference IS NOT NULL
    UNION
    SELECT o.id, e.mailpiece_id FROM outbound_message o
    JOIN consent_event e ON e.id = o.consent_event_id AND e.mailpiece_id IS NOT NULL
    WHERE o.provider_reference IS NOT NULL AND o.subscription_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM outbound_subject named WHERE named.outbound_id = o.id)
), share AS (SELECT outbound_id, COUNT(*) AS pieces FROM about GROUP BY outbound_id)
SELECT m.tracking_number, o.price_unit, {COUNTS} FROM about
JOIN mailpiece m ON m.id = about.mailpiece_id JOIN share ON share.outbound_id = about.outbound_id
JOIN outbound_message o ON o.id = about.outbound_id
WHERE m.milestone IN ('{Milestone.DELIVERED}', '{Milestone.DELIVERED_AGENT}')
AND COALESCE(m.milestone_at, m.created_at) >= ? GROUP BY m.id, m.tracking_number, o.price_unit ORDER BY m.id
"""  # noqa: S608 - as above
QUERIES = {"program": BY_PROGRAM, "day": BY_DAY, "mailpiece": BY_MAILPIECE}
ERRORS = """
SELECT error_code, COUNT(*) FROM outbound_message WHERE error_code IS NOT NULL AND created_at >= ?
GROUP BY error_code ORDER BY 2 DESC, 1
"""


@dataclass
class Cost:
    """`cost` is by currency; texts that have no price yet are counted apart and cost nothing here."""

    key: str
    texts: int = 0
    delivered: int = 0
    segments: float = 0.0
    cost: dict[str, float] = field(default_factory=dict)
    unpriced: int = 0


@dataclass(frozen=True)
class Failures:
    """Texts whose last word was this error."""

    code: int
    texts: int
    meaning: str


def by(what: str, now: datetime, days: int) -> list[Cost]:
    """`what`: program, day (UTC) or mailpiece (the delivered ones)."""
    rows = run_sql(QUERIES[what], (microseconds(now - timedelta(days=days)),)).fetchall()
    found: dict[str, Cost] = {}
    for key, unit, *counts in rows:
        name = _day(key) if what == "day" else str(key)
        _add(found.setdefault(name, Cost(name)), unit, counts)
    return list(found.values())


def _add(cost: Cost, unit: str, counts: list[Any]) -> None:
    texts, delivered, segments, micros, unpriced = counts
    cost.texts, cost.delivered = cost.texts + int(texts), cost.delivered + int(delivered)
    cost.segments, cost.unpriced = round(cost.segments + float(segments), 2), cost.unpriced + int(unpriced)
    if micros is not None:
        cost.cost[unit] = round(cost.cost.get(unit, 0.0) + float(micros) / 1_000_000, 6)


def _day(since_1970: int) -> str:
    return f"{date.fromordinal(date(1970, 1, 1).toordinal() + int(since_1970))}"


def each(costs: list[Cost]) -> dict[str, float]:
    """The average of all, by currency."""
    sums: dict[str, float] = {}
    for cost in costs:
        for unit, amount in cost.cost.items():
            sums[unit] = sums.get(unit, 0.0) + amount
    return {unit: round(amount / len(costs), 6) for unit, amount in sums.items()}


def failures(now: datetime, days: int) -> list[Failures]:
    """The most frequent first; codes that we do not know say so."""
    rows = run_sql(ERRORS, (microseconds(now.astimezone(UTC) - timedelta(days=days)),)).fetchall()
    return [Failures(int(code), int(texts), outcomes.meaning(int(code))) for code, texts in rows]
