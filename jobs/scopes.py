"""Asked once, when the clock starts: does USPS let this application do what it is configured for?"""

import structlog

from carriers.answers import Exchange
from jobs.apply import keep_exchange
from jobs.context import context, usps_of
from models.database import unit_of_work

log = structlog.get_logger()


def missing() -> str | None:
    """In one line what is in the way, and what to ask USPS for; None when nothing is."""
    exchanges: list[Exchange] = []
    problem = usps_of(context().settings).missing(exchanges)
    with unit_of_work():
        for exchange in exchanges:
            keep_exchange(exchange)
    return problem


def tell() -> None:
    problem = missing()
    if problem:
        log.error("usps_lacks_something", what=problem)
