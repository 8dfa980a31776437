"""Drains the outbox: the only caller of the gateway's send. Runs until nothing may go; may run twice at once."""

from datetime import datetime

import structlog

from bot import dispatch
from config import time
from jobs.context import Context, context
from models.database import unit_of_work
from models.outbound import OutboundMessage

log = structlog.get_logger()

#: One run hands over after so many texts, so that a long queue never makes a long job.
MOST_IN_A_RUN = 500


def run() -> int:
    """Send what is due; returns how many requests were made."""
    made = 0
    while made < MOST_IN_A_RUN:
        with unit_of_work():
            message = dispatch.claim(time.now())
        if message is None:
            break
        _send(message, context())
        made += 1
    return made


def _send(message: OutboundMessage, around: Context) -> None:
    with unit_of_work():
        to, program = dispatch.address_of(message)
        body, expires_at = message.body, message.expires_at
    sent = around.gateway.send(
        to, program.from_number, body, f"{around.callback_url}?delivery={message.reference}", _valid(expires_at)
    )
    with unit_of_work():
        dispatch.settle(message, sent, time.now())


def _valid(expires_at: datetime | None) -> int:
    return int((expires_at - time.now()).total_seconds()) if expires_at else 36_000
