"""Keeps our standing orders at carriers: made when they are missing, looked at each day, made anew before they end.

USPS deletes an order that brought nothing for 30 days and suspends one whose address does not answer; EasyPost disables
a webhook that failed for long. Whatever stands or not, looks go on: an order only makes them rarer.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from carriers import easypost_webhooks
from carriers.answers import Exchange
from carriers.asking import NoAnswer
from carriers.usps_subscriptions import Wish
from config import time
from config.settings import Settings
from jobs import standing
from jobs.apply import keep_exchange
from jobs.context import context, easypost_of, subscriptions_of
from models.carrier_push import CarrierPush
from models.database import unit_of_work
from models.vocabulary import PushState

log = structlog.get_logger()

LOOKED_AT_EVERY = timedelta(days=1)
#: Silent for so long, a USPS order is made anew: its 30 days begin again.
RENEWED_AFTER = timedelta(days=7)
SETTLES_WITHIN = timedelta(minutes=10)
AFTER_A_FAILURE = timedelta(hours=1)
#: An order that is younger is not made anew, whatever it says: each takes several of the few calls that there are.
AT_MOST_EVERY = timedelta(hours=1)
#: For what was never done: long ago, so that the clock does it when no worker comes.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
#: While one process looks at an order no other does.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class Order:
    """`what`: the Mailer ID at USPS; EasyPost has one order for all."""

    service: str
    what: str = ""


def wanted(settings: Settings) -> list[Order]:
    orders = [Order("usps", mailer_id) for mailer_id in settings.mailer_ids]
    if settings.webhook_secrets("easypost") and settings.easypost_api_key.get_secret_value():
        orders.append(Order("easypost"))
    return orders


def run() -> int:
    """Returns how many orders were looked at."""
    looked_at = 0
    for order in wanted(context().settings):
        with unit_of_work():
            row = _claim(order, time.now())
        if row is not None:
            _keep(row, context().settings)
            looked_at += 1
    return looked_at


def due_since(now: datetime) -> datetime | None:
    """Since when an order should have been looked at; None when none should."""
    orders = wanted(context().settings)
    if not orders:
        return None
    with unit_of_work():
        known = {Order(row.service, row.what): row.next_check_at for row in CarrierPush.select()}
    return min((at for order in orders if (at := known.get(order, LONG_AGO)) <= now), default=None)


def renew_all() -> None:
    """At the next run every order is made anew, whatever it says: after a change of secret or address. USPS would keep
    one for another address beside the new one, and allows ten: the old ones go first."""
    exchanges: list[Exchange] = []
    with unit_of_work():
        old = [row.provider_id for row in CarrierPush.select() if row.service == "usps" and row.provider_id]
    for order in old:
        subscriptions_of(context().settings).delete(order, exchanges)
    _keep_all(exchanges)
    with unit_of_work():
        CarrierPush.update(provider_id="", renewed_at=None, next_check_at=time.now()).execute()


def at_usps() -> Iterator[str]:
    """What USPS lists for each of our Mailer IDs, in words; somebody else's orders among them."""
    settings, exchanges = context().settings, list[Exchange]()
    for mailer_id in settings.mailer_ids:
        listed = subscriptions_of(settings).listed(mailer_id, exchanges)
        if isinstance(listed, NoAnswer):
            yield f"{mailer_id}: {listed.detail}"
            continue
        for one in listed:
            ours = "ours" if one.listener_url == address_of("usps", settings) else one.listener_url
            yield f"{mailer_id}: {one.id} {one.status}, {ours}"
        if not listed:
            yield f"{mailer_id}: USPS lists no order"
    _keep_all(exchanges)


def take_back(order: str) -> str | None:
    """Delete an order at USPS; in one sentence why that failed."""
    exchanges: list[Exchange] = []
    problem = subscriptions_of(context().settings).delete(order, exchanges)
    _keep_all(exchanges)
    if problem is None:
        with unit_of_work():
            CarrierPush.update(provider_id="", next_check_at=time.now()).where(
                CarrierPush.provider_id == order
            ).execute()
    return problem.detail if problem else None


def _keep_all(exchanges: list[Exchange]) -> None:
    with unit_of_work():
        for exchange in exchanges:
            keep_exchange(exchange)


def _claim(order: Order, now: datetime) -> CarrierPush | None:
    values = dict(service=order.service, what=order.what, state=PushState.ASKED, next_check_at=now)
    CarrierPush.insert(values).on_conflict_ignore().execute()
    which = (CarrierPush.service == order.service) & (CarrierPush.what == order.what)
    due = which & (CarrierPush.next_check_at <= now)
    if not CarrierPush.update(next_check_at=now + LEASE).where(due).execute():
        return None
    row: CarrierPush = CarrierPush.get(which)
    return row


def _keep(row: CarrierPush, settings: Settings) -> None:
    exchanges: list[Exchange] = []
    now = time.now()
    outcome = (_keep_usps if row.service == "usps" else _keep_easypost)(row, settings, exchanges, now)
    if isinstance(outcome, NoAnswer):
        log.error("standing_order_failed", carrier=row.service, what=row.what, problem=outcome.detail)
        row.state, row.problem, row.next_check_at = PushState.FAILED, outcome.detail, now + AFTER_A_FAILURE
    else:
        row.problem, row.next_check_at = "", now + outcome
    with unit_of_work():
        for exchange in exchanges:
            keep_exchange(exchange)
        fields = ("provider_id", "state", "problem", "renewed_at", "next_check_at")
        row.save(only=[getattr(CarrierPush, name) for name in fields])
    standing.read_again()


def _keep_usps(row: CarrierPush, settings: Settings, exchanges: list[Exchange], now: datetime) -> timedelta | NoAnswer:
    """How long until the next look at it."""
    at_usps = subscriptions_of(settings)
    if row.provider_id:
        seen = at_usps.standing(row.provider_id, exchanges)
        if isinstance(seen, NoAnswer):
            return seen
        if seen.is_alive and not _is_silent(row, now):
            row.state = PushState.ENABLED
            return LOOKED_AT_EVERY
        if row.renewed_at is not None and now - row.renewed_at < AT_MOST_EVERY:
            return NoAnswer("garbage", f"USPS says {seen.status or 'nothing'}: did our address answer its handshake?")
        log.info("standing_order_renewed", carrier="usps", what=row.what, was=seen.status)
    secret = settings.webhook_secrets("usps")[0]
    made = at_usps.renew(Wish(row.what, address_of("usps", settings), secret, settings.usps_alert_email), exchanges)
    if isinstance(made, NoAnswer):
        return made
    row.provider_id, row.state, row.renewed_at = made, PushState.ASKED, now
    return SETTLES_WITHIN


def _is_silent(row: CarrierPush, now: datetime) -> bool:
    heard = max((at for at in (row.last_event_at, row.renewed_at) if at is not None), default=None)
    return heard is None or now - heard >= RENEWED_AFTER


def _keep_easypost(
    row: CarrierPush, settings: Settings, exchanges: list[Exchange], now: datetime
) -> timedelta | NoAnswer:
    client = easypost_of(settings)
    if client is None:
        return NoAnswer("unauthorized", "EASYPOST_API_KEY is not set")
    secret, url = settings.webhook_secrets("easypost")[0], address_of("easypost", settings)
    kept = easypost_webhooks.keep(client, url, secret, row.provider_id, exchanges)
    if isinstance(kept, NoAnswer):
        return kept
    if kept != row.provider_id:
        row.provider_id, row.renewed_at = kept, now
    row.state = PushState.ENABLED
    return LOOKED_AT_EVERY


def address_of(service: str, settings: Settings) -> str:
    return f"{settings.public_base_url}/carriers/{service}"
