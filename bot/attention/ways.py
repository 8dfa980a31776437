"""Trouble on the ways out: from-numbers that have stopped, carriers that do not answer or changed what they send,
calls that do not suffice."""

from datetime import datetime, timedelta

from bot import quota, timeliness
from bot.attention.finding import Finding, how_many, plural
from bot.lag import span
from models.carrier_calls import CallBudget
from models.carrier_lessons import SchemaDrift
from models.carrier_push import CarrierPush
from models.database import raw_rows
from models.from_number import FromNumber
from models.mailpiece import Exchange
from models.vocabulary import PushState

#: A strange answer needs eyes while it is news.
DRIFT_IS_NEWS = timedelta(days=3)
#: Of the newest exchanges of a service within the hour so many, and at least half of them, failed.
LOOK_AT, FEWEST, LATELY = 20, 5, timedelta(hours=1)
#: The look that waits longest is so late: then it is counted whether the calls suffice.
LATE = timedelta(hours=1)


def stopped_numbers(now: datetime) -> Finding | None:
    stopped = list(FromNumber.select().where(FromNumber.stopped_because != ""))
    if not stopped:
        return None
    why = "; ".join(f"{one.address}: {one.stopped_because}" for one in stopped)
    return Finding(
        "stopped_numbers",
        len(stopped),
        plural(len(stopped), "number that we text from has stopped", "numbers that we text from have stopped"),
        f"The provider takes nothing from it. {why}. Nothing is lost: the texts wait, and one is tried each minute.",
        "Mend it at the provider, or in the settings. The next try that succeeds lets the rest go.",
    )


def schema_drift(now: datetime) -> Finding | None:
    count = how_many(SchemaDrift.select().where(SchemaDrift.last_seen_at > now - DRIFT_IS_NEWS), SchemaDrift.id)
    if not count:
        return None
    return Finding(
        "schema_drift",
        count,
        plural(count, "surprise in what carriers send", "surprises in what carriers send"),
        "A field or a code that our readers do not know. Each answer is kept whole; an unknown code texts nobody.",
        "Look at a mailpiece that shows it. Once its meaning is known, add it to the carrier's table and run "
        "flask reparse.",
    )


def carriers_failing(now: datetime) -> Finding | None:
    services = sorted({way.service for way in quota.ways().values()} | _push_services())
    troubles = [trouble for service in services for trouble in _troubles(service, now)]
    if not troubles:
        return None
    return Finding(
        "carriers_failing",
        len(troubles),
        plural(len(troubles), "carrier does not do as it should", "troubles with carriers"),
        f"{'; '.join(troubles)}. Looks are made again by themselves; news comes later meanwhile.",
        "See its newest exchanges. 401 or 403: check the credentials and what the application may do. 429: too many "
        "calls. Nothing at all: the carrier or the line is down.",
    )


def _push_services() -> set[str]:
    return {row.service for row in CarrierPush.select(CarrierPush.service)}


def _troubles(service: str, now: datetime) -> list[str]:
    found = []
    paused = CallBudget.get_or_none((CallBudget.service == service) & (CallBudget.refilled_at > now))
    if paused is not None:
        found.append(f"{service} is not asked before {paused.refilled_at:%H:%M:%S} UTC, as it wished or refused us")
    newest = _newest(service, now)
    failed = sum(1 for status in newest if status is None or status >= 400 and status != 404)
    if len(newest) >= FEWEST and failed * 2 >= len(newest):
        found.append(f"{failed} of the last {len(newest)} requests to {service} failed")
    orders = CarrierPush.select().where((CarrierPush.service == service) & (CarrierPush.state == PushState.FAILED))
    found += [f"the standing order at {service} {row.what} does not stand: {row.problem}" for row in orders]
    return found


def _newest(service: str, now: datetime) -> list[int | None]:
    """Statuses of the newest exchanges; none where there was no answer."""
    lately = (Exchange.service == service) & (Exchange.started_at > now - LATELY)
    newest = Exchange.select(Exchange.status).where(lately).order_by(Exchange.started_at.desc()).limit(LOOK_AT)
    return [status for (status,) in raw_rows(newest)]


def looks_are_late(now: datetime) -> Finding | None:
    """Only then is it counted whether the calls suffice, which reads every piece that is asked about."""
    late = [one for one in _asking(now) if one.late_seconds > LATE.total_seconds()]
    if not late:
        return None
    said = [_how_late(one) for one in late]
    return Finding(
        "looks_are_late",
        len(late),
        plural(len(late), "carrier is asked too late", "carriers are asked too late"),
        f"{'; '.join(said)}. People hear of news by as much later; what they ask says so.",
        "Where calls are too few, ask the carrier for a higher quota, or have it push its news. Where they suffice, "
        "the worker that polls was away and is catching up.",
    )


def _asking(now: datetime) -> list[timeliness.Asking]:
    return timeliness.asking({carrier: way.service for carrier, way in quota.ways().items()}, now)


def _how_late(one: timeliness.Asking) -> str:
    way = quota.ways()[one.carrier]
    calls = quota.needed(one.carrier, way)
    enough = "too few" if calls > way.granted else "enough"
    late = span(timedelta(seconds=one.late_seconds))
    return (
        f"{one.carrier}: the longest wait is {late} too long; {way.granted:,} calls an hour are granted, {calls:,} "
        f"needed: {enough}"
    )
