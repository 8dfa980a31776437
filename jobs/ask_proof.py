"""Asks USPS for one proof of delivery, by a call of the hourly budget; records/proof_requests.py decides about which.

Repeats nothing: where no call is left, or USPS wants us to wait, whoever asks is told to come back.
"""

from datetime import timedelta

from carriers import usps_proof
from carriers.answers import Exchange
from carriers.asking import NoAnswer
from carriers.usps_proof import Accepted, Piece, Requester
from config import time
from jobs import budget
from jobs.apply import keep_exchange
from jobs.context import context, usps_of
from models.database import unit_of_work
from models.long_steps import Later

#: A bucket of calls refills within minutes; asked again after so many seconds.
NO_CALLS_SECONDS = 20.0
THROTTLED_SECONDS = 60.0


def ask(piece: Piece, requester: Requester) -> Accepted | NoAnswer:
    """Raises Later; ValueError for no e-mail address."""
    settings = context().settings
    if not budget.take("usps", settings.calls_per_hour("usps"), settings.usps_first_look_share / 2, time.now()):
        raise Later(NO_CALLS_SECONDS)  # a person waits: before other looks, after first looks
    exchanges: list[Exchange] = []
    try:
        outcome = usps_proof.request_proof(settings.usps_api_base_url, usps_of(settings), piece, requester, exchanges)
    finally:
        with unit_of_work():
            for exchange in exchanges:
                keep_exchange(exchange)
    if isinstance(outcome, NoAnswer) and outcome.kind == "throttled":
        seconds = outcome.retry_after or THROTTLED_SECONDS
        budget.pause("usps", time.now() + timedelta(seconds=seconds))
        raise Later(seconds)
    return outcome
