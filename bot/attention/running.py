"""Is the house itself in order: does the clock tick, do texts leave in time, is the ledger sealed, is money left,
and do more people leave than should?"""

from datetime import UTC, datetime, timedelta

from bot import dispatch, spending
from bot.attention.finding import Finding, plural
from bot.lag import span
from models import ledger_seal
from models.day_count import Counted, DayCount
from models.program import Program
from models.spending import Spending
from models.tick import last_tick

#: The clock writes its tick down each ten seconds.
STANDS_AFTER = timedelta(seconds=60)
TEXT_IS_LATE = timedelta(seconds=60)
#: Beyond the time at which sealing is due.
SEAL_IS_LATE = timedelta(seconds=60)
#: Of the day's cap; and the share of opt-outs at which the provider begins to look.
NEAR, OPT_OUT_RATE = 0.8, 0.01
#: Fewer texts or opt-outs in a day say nothing.
FEWEST_TEXTS, FEWEST_OPT_OUTS = 100, 3


def clock_stands(now: datetime) -> Finding | None:
    last = last_tick()
    if last is not None and now - last < STANDS_AFTER:
        return None
    since = f"since {last.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if last else "as far as this database knows"
    return Finding(
        "clock_stands",
        1,
        "The clock does not tick",
        f"It has not ticked {since}. Nobody rings for what is due: looks, reminders, sealing, and texts that wait.",
        "Start it (make run starts it; alone: flask clock) and look at its log. What waited is done then.",
    )


def texts_are_late(now: datetime) -> Finding | None:
    oldest = dispatch.oldest_due(now)
    if oldest is None or now - oldest <= TEXT_IS_LATE:
        return None
    return Finding(
        "texts_are_late",
        1,
        "Texts leave late",
        f"The text that waits longest could have left {span(now - oldest)} ago.",
        "See whether a number has stopped, whether a worker runs, and how many segments a second the number may send.",
    )


def ledger_is_late(now: datetime) -> Finding | None:
    due = ledger_seal.due_since(now)
    if due is None or now - due <= SEAL_IS_LATE:
        return None
    return Finding(
        "ledger_is_late",
        1,
        "The ledger is not sealed",
        f"Consent events and acts on record should have been sealed {span(now - due)} ago. They are stored; what is "
        "not sealed yet could still be changed without a trace.",
        "Run flask ledger seal and flask ledger verify; if they speak of a broken ledger, keep the database as it is "
        "and ask for help.",
    )


def spend_cap(now: datetime) -> Finding | None:
    said = [
        line
        for row in Spending.select(Spending, Program).join(Program).where(Spending.spent_on == _today(now))
        if (line := _spent(row))
    ]
    if not said:
        return None
    return Finding(
        "spend_cap",
        len(said),
        plural(len(said), "cap of the day is near or reached", "caps of the day are near or reached"),
        f"{'; '.join(said)}. At the cap texts wait for 00:00 UTC, or until they are no longer true. Answers to a STOP "
        "always go.",
        "See what was sent today. If that is as it should be, raise the cap in the settings; if not, find who causes "
        "it.",
    )


def _spent(row: Spending) -> str:
    cap = spending.caps(row.program).get(row.kind, 0)
    if not cap or row.segments < NEAR * cap:
        return ""
    what = "news" if row.kind == spending.PUSH else "answers"
    return f"{row.program.brand}: {row.segments:,} of {cap:,} segments for {what}"


def opt_out_rate(now: datetime) -> Finding | None:
    """By the counts of the day, which bot/tallying.py renews."""
    said = [line for program in Program.select() if (line := _rate(program, now))]
    if not said:
        return None
    return Finding(
        "opt_out_rate",
        len(said),
        plural(len(said), "program loses too many people today", "programs lose too many people today"),
        f"{'; '.join(said)}. Above 1 % providers and networks begin to filter a number.",
        "Read what the people wrote in the opt-out log, and which texts they had last.",
    )


def _rate(program: Program, now: datetime) -> str:
    counts = DayCount.select().where((DayCount.program == program.id) & (DayCount.on == _today(now)))
    found = {row.what: row.count for row in counts}
    left, sent = found.get(Counted.OPT_OUT, 0), found.get(Counted.TEXT_SENT, 0)
    if sent < FEWEST_TEXTS or left < FEWEST_OPT_OUTS or left <= OPT_OUT_RATE * sent:
        return ""
    return f"{program.brand}: {left:,} opt-outs for {sent:,} texts ({left / sent:.1%})"


def _today(now: datetime) -> object:
    return now.astimezone(UTC).date()
