"""What waits for each job: how much, since when, whether that is too long, and what to do then. Reads few rows.

Every job of config/queues.py has its line here; a test sees to it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from bot import dispatch, inbox, questions, quota, reconcile, recovery, settling, tallying, timeliness
from bot.attention.finding import MOST
from config.queues import QUEUES
from models import ledger_seal, long_work
from models.carrier_lessons import LearntRhythm
from models.carrier_push import CarrierPush, CarrierUpdate
from models.certified_record import CertifiedRecord
from models.fields import moment
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.long_task import LongTask
from models.outbound import OutboundMessage
from models.vocabulary import InboundState, OutboundState, WebKind, WebState
from models.web_request import WebRequest

Since = Callable[[datetime], datetime | None]
Count = Callable[[datetime], int]

_WORKER = "See whether the process of this queue runs, and what its log says; the clock does the work while it is away."


@dataclass(frozen=True)
class Kind:
    """One job. `does`: for whom, in a sentence. `since`: the oldest that waits; `count`: how much waits, counted to
    MOST; None where counting says nothing. `late_after`: from when on somebody should look; `do`: at what."""

    does: str
    since: Since
    late_after: timedelta
    do: str = _WORKER
    count: Count | None = None


@dataclass(frozen=True)
class Waiting:
    job: str
    queue: str
    kind: Kind
    since: datetime | None
    count: int | None
    is_late: bool


def waiting(now: datetime) -> list[Waiting]:
    """Each job with what waits for it, in the order of the queues."""
    return [_waiting(job, queue, now) for queue, jobs in QUEUES.items() for job in jobs]


def _waiting(job: str, queue: str, now: datetime) -> Waiting:
    kind = KINDS[job]
    since = kind.since(now)
    count = kind.count(now) if kind.count is not None and since is not None else None
    return Waiting(job, queue, kind, since, count, since is not None and now - since > kind.late_after)


def _at_most(query: Any) -> int:
    """Counted to one more than MOST."""
    return int(query.limit(MOST + 1).count())


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((at for at in moments if at is not None), default=None)


# -- texts -------------------------------------------------------------------------------------------------------------


def _texts_due(now: datetime) -> int:
    numbers = [one.id for one in FromNumber.select(FromNumber.id)]
    due = (OutboundMessage.state == OutboundState.QUEUED) & (OutboundMessage.not_before <= now)
    return _at_most(OutboundMessage.select(OutboundMessage.id).where(OutboundMessage.from_number.in_(numbers) & due))


def _left_behind_since(now: datetime) -> datetime | None:
    due = (inbox.left_behind_since(), questions.silent_since(), settling.lost_since())
    return _earliest(*(at for at in due if at is not None and at <= now))


def _unanswered(now: datetime) -> int:
    waits = InboundMessage.state.in_([InboundState.RECEIVED, InboundState.FAILED])
    return _at_most(InboundMessage.select(InboundMessage.id).where(waits))


def _to_ask_about(now: datetime) -> int:
    return _at_most(OutboundMessage.select(OutboundMessage.id).where(OutboundMessage.look_at <= now))


# -- carriers and pages ------------------------------------------------------------------------------------------------


def _looks_since(now: datetime) -> datetime | None:
    """Since when the look that waits longest is late; what waits for company is not."""
    carriers = {carrier: way.service for carrier, way in quota.ways().items()}
    late = max((one.late_seconds for one in timeliness.asking(carriers, now)), default=0.0)
    return now - timedelta(seconds=late) if late > 0 else None


def _updates_since(now: datetime) -> datetime | None:
    found: datetime | None = CarrierUpdate.select(fn.MIN(CarrierUpdate.next_try_at)).scalar()
    return found if found is not None and found <= now else None


def _updates(now: datetime) -> int:
    return _at_most(CarrierUpdate.select(CarrierUpdate.id).where(CarrierUpdate.next_try_at <= now))


def _asked_on_pages() -> Any:
    asks = WebRequest.kind.in_([WebKind.QUESTION, WebKind.PREFERENCES]) & (WebRequest.state == WebState.WAITING)
    spreads = (WebRequest.kind == WebKind.BATCH) & (WebRequest.state == WebState.OPEN)
    return (asks & WebRequest.phone.is_null(False)) | spreads


def _pages_since(now: datetime) -> datetime | None:
    found: datetime | None = WebRequest.select(fn.MIN(WebRequest.created_at)).where(_asked_on_pages()).scalar()
    return found


def _pages(now: datetime) -> int:
    return _at_most(WebRequest.select(WebRequest.id).where(_asked_on_pages()))


def _orders_since(now: datetime) -> datetime | None:
    found: datetime | None = CarrierPush.select(fn.MIN(CarrierPush.next_check_at)).scalar()
    return found if found is not None and found <= now else None


def _rhythms_since(now: datetime) -> datetime | None:
    """Learning is switched on where something was learnt once."""
    learnt: datetime | None = LearntRhythm.select(fn.MIN(LearntRhythm.learnt_at)).scalar()
    due = learnt + timedelta(days=7) if learnt is not None else None
    return due if due is not None and due <= now else None


def _records_since(now: datetime) -> datetime | None:
    waits = CertifiedRecord.look_at.is_null(False)
    found: datetime | None = CertifiedRecord.select(fn.MIN(CertifiedRecord.look_at)).where(waits).scalar()
    return found if found is not None and found <= now else None


def _records(now: datetime) -> int:
    return _at_most(CertifiedRecord.select(CertifiedRecord.mailpiece).where(CertifiedRecord.look_at <= now))


def _words_since(now: datetime) -> datetime | None:
    waits = CertifiedRecord.words_wait_since.is_null(False)
    found: datetime | None = CertifiedRecord.select(fn.MIN(CertifiedRecord.words_wait_since)).where(waits).scalar()
    return found


def _words(now: datetime) -> int:
    waits = CertifiedRecord.words_wait_since.is_null(False)
    return _at_most(CertifiedRecord.select(CertifiedRecord.mailpiece).where(waits))


# -- the house itself --------------------------------------------------------------------------------------------------


def _unsealed_since(now: datetime) -> datetime | None:
    return _earliest(*(moment(at) for at in ledger_seal.waiting_since()))


def _unsealed(now: datetime) -> int:
    return len(ledger_seal.waiting_since())


def _long_work(now: datetime) -> int:
    return _at_most(LongTask.select(LongTask.id).where(LongTask.state.in_(long_work.UNFINISHED)))


KINDS: Mapping[str, Kind] = {
    "deliver": Kind(
        "hands texts to the provider",
        dispatch.oldest_due,
        timedelta(seconds=60),
        "See below whether a number has stopped or pauses; then its pace, and the log of the urgent worker.",
        _texts_due,
    ),
    "poll": Kind(
        "asks carriers about mailpieces",
        _looks_since,
        timedelta(hours=1),
        "See below whether a carrier pauses us, and whether the calls that it grants are enough.",
    ),
    "apply_update": Kind(
        "applies what carriers told us by themselves", _updates_since, timedelta(minutes=5), count=_updates
    ),
    "ask": Kind("sends what people asked for on our pages", _pages_since, timedelta(minutes=2), count=_pages),
    "sweep": Kind(
        "picks up texts that were not answered, and stop questions without an answer",
        _left_behind_since,
        timedelta(minutes=2),
        "See the failed answers below; each says which text it is.",
        _unanswered,
    ),
    "recover": Kind(
        "compares the provider's list of inbound texts with ours",
        recovery.due_since,
        timedelta(minutes=3),
        "News waits while this is late, for a STOP may lie at the provider. See the log and the provider's status.",
    ),
    "reconcile": Kind(
        "asks the provider what became of texts", reconcile.due_since, timedelta(minutes=10), count=_to_ask_about
    ),
    "subscribe": Kind("keeps our standing orders at carriers", _orders_since, timedelta(hours=2)),
    "rhythms": Kind("learns how often each carrier has news", _rhythms_since, timedelta(days=2)),
    "seal": Kind(
        "seals the ledger",
        _unsealed_since,
        timedelta(minutes=3),
        "Run flask ledger verify. The log of the worker says why it does not seal; nothing is lost meanwhile.",
        _unsealed,
    ),
    "upkeep": Kind(
        "forgets old sign-ins, and asks whether phones have changed hands, where that is on",
        lambda now: None,
        timedelta(days=1),
    ),
    "tally": Kind("counts the day for charts and rates", tallying.due_since, timedelta(hours=1)),
    "watch": Kind(
        "looks at records: watches, deadlines, tasks, seals",
        _records_since,
        timedelta(minutes=30),
        "After a large import this takes minutes. The log says record_not_looked_at where one cannot be read.",
        _records,
    ),
    "index_words": Kind(
        "takes the names and streets of new records into the search for misspelt words",
        _words_since,
        timedelta(minutes=10),
        "After a large import this takes minutes. What is spelt right is found all the same.",
        _words,
    ),
    "purge": Kind("purges records whose time is over", lambda now: None, timedelta(days=1)),
    "carry_out": Kind(
        "carries out exports, erasures and imports",
        long_work.due_since,
        timedelta(minutes=5),
        "See whether the slow worker runs; the clock carries on while it is away.",
        _long_work,
    ),
}
