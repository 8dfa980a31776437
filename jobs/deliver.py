"""Drains the outbox: the only caller of the gateway's send. Runs until nothing may go; may run twice at once."""

import time as sleeping
from datetime import datetime

import structlog

from bot import dispatch
from config import queues, time
from jobs.context import Context, context
from jobs.stopping import stopping
from models.database import unit_of_work
from models.outbound import OutboundMessage

log = structlog.get_logger()

#: Without this Twilio tries a callback again only when it could not connect (connection overrides; never signed).
CALLBACK_RETRIES = "#ct=2000&rt=4000&rc=3&rp=ct,rt,5xx"

#: One run hands over after so many seconds, far below the job's timeout: a job that is cut short in the middle of a
#: request leaves a text in doubt.
LONGEST_RUN_SECONDS = 20.0


def run() -> int:
    """Send what is due; returns how many requests were made."""
    made, end = 0, sleeping.monotonic() + LONGEST_RUN_SECONDS
    while sleeping.monotonic() < end and not stopping.is_set():
        with unit_of_work():
            message = dispatch.claim(time.now())
        if message is None:
            return made
        _send(message, context())
        made += 1
    queues.ring("deliver")
    return made


def _send(message: OutboundMessage, around: Context) -> None:
    with unit_of_work():
        if not dispatch.may_still_go(message, time.now()):
            return
        envelope, expires_at = dispatch.envelope_of(message, time.now()), message.expires_at
    callback = f"{around.callback_url}?delivery={message.reference}{CALLBACK_RETRIES}"
    sent = around.gateway.send(
        envelope.to,
        envelope.sender,
        envelope.body,
        callback,
        _valid(expires_at),
        envelope.content_sid,
        envelope.content_variables,
    )
    with unit_of_work():
        dispatch.settle(message, sent, time.now())


def _valid(expires_at: datetime | None) -> int:
    return int((expires_at - time.now()).total_seconds()) if expires_at else 36_000
