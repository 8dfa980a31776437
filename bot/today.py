"""Today in numbers, for the console's home: counts of the UTC day, how long news takes, what waits. Reads few rows."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot import dispatch, timeliness
from bot.timeliness import Timeliness
from models.day_count import Counted, DayCount
from models.tick import last_tick


@dataclass(frozen=True)
class Today:
    """`counts` as bot/tallying.py counts them, at `counted_at` last; None before the day was first counted. `waits`:
    how long the text that could go has waited."""

    on: date
    counts: dict[str, int]
    counted_at: datetime | None
    timeliness: Timeliness
    waits: timedelta
    ticked_at: datetime | None

    @property
    def opt_out_rate(self) -> float | None:
        """Opt-outs for each text that the provider took; None of none."""
        sent = self.counts.get(Counted.TEXT_SENT, 0)
        return self.counts.get(Counted.OPT_OUT, 0) / sent if sent else None


def look(now: datetime) -> Today:
    on = now.astimezone(UTC).date()
    counts, counted_at = _counts(on)
    oldest = dispatch.oldest_due(now)
    return Today(
        on,
        counts,
        counted_at,
        timeliness.measure(now),
        now - oldest if oldest else timedelta(0),
        last_tick(),
    )


def _counts(on: date) -> tuple[dict[str, int], datetime | None]:
    """Of all programs together."""
    found: Counter[str] = Counter()
    minutes = []
    for row in DayCount.select().where(DayCount.on == on):
        if row.what == Counted.MINUTE:
            minutes.append(row.count)
        else:
            found[row.what] += row.count
    begin = datetime(on.year, on.month, on.day, tzinfo=UTC)
    return dict(found), begin + timedelta(minutes=min(minutes)) if minutes else None
