"""The same texts as one job each, on RQ and on Celery: what bench/one_job_per_text.py puts our drain beside.

A job claims its row as the product does (consent and caps looked at, state, attempt), sends with the product's client
and writes down what came of it with the product's own code. `python -m bench.peers rq` is RQ's default worker, with all
of this loaded before it forks; Celery's own command runs `bench.peers:celery`.
"""

import sys

import rq
from celery import Celery

from bot import admission, dispatch, fence, settling
from bot.consent import Allowed
from config import time
from config.logging import configure_logging
from config.queues import connect_redis
from config.secrets import load_keyring
from config.settings import Settings
from jobs.context import context, use_settings
from jobs.deliver import CALLBACK_RETRIES
from models.contact import Contact
from models.database import bind, database, unit_of_work
from models.fields import use_keyring
from models.outbound import DeliveryAttempt, OutboundMessage
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import OutboundState, Purpose

QUEUE = "texts"
settings = Settings()
celery = Celery("bench", broker=settings.redis_url.replace("unix://", "redis+socket://"))
celery.conf.task_ignore_result = True


def set_up() -> None:
    configure_logging("ERROR")
    bind(settings.database_url)
    use_keyring(lambda: load_keyring(settings.instance_dir))
    use_settings(settings)


def send_text(message_id: int) -> None:
    """The whole of one job."""
    with unit_of_work(), database.atomic():
        message = _claim(message_id)
        envelope = dispatch.envelope_of(message, time.now()) if message else None
    if message is None or envelope is None:
        return
    callback = f"{context().callback_url}?delivery={message.reference}{CALLBACK_RETRIES}"
    sent = context().gateway.send(envelope.to, envelope.sender, envelope.body, callback, 36_000)
    with unit_of_work():
        settling.settle_all([(message, sent)], time.now())


def _claim(message_id: int) -> OutboundMessage | None:
    now = time.now()
    message: OutboundMessage | None = (
        OutboundMessage.select(OutboundMessage, Contact, Program, Subscription)
        .join(Contact)
        .join(Program)
        .switch(OutboundMessage)
        .join(Subscription)
        .where((OutboundMessage.id == message_id) & (OutboundMessage.state == OutboundState.QUEUED))
        .for_update(of=OutboundMessage)
        .first()
    )
    if message is None:
        return None
    purpose = Purpose(message.purpose)
    allowed = admission.judge(message.contact, purpose, message.kind, message.subscription, now)
    if not isinstance(allowed, Allowed):
        return None
    message.state, message.started_at, message.lease_until = OutboundState.SENDING, now, now + fence.LEASE
    message.epoch, message.tries = message.epoch + 1, message.tries + 1
    changed = ("state", "started_at", "lease_until", "epoch", "tries")
    message.save(only=[OutboundMessage._meta.fields[name] for name in changed])
    DeliveryAttempt.create(outbound=message, started_at=now)
    return message


@celery.task(name=QUEUE)
def send_text_by_celery(message_id: int) -> None:
    send_text(message_id)


set_up()


if __name__ == "__main__":
    assert sys.argv[1:] == ["rq"], __doc__
    from bench import peers  # the same module under the name that the jobs bear

    connection = connect_redis(peers.settings.redis_url, patient=True)
    rq.Worker([QUEUE], connection=connection).work(logging_level="WARNING")
