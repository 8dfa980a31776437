"""Drains the outbox: the only caller of the gateway's send. One drain for each from-number, several side by side, here
and on other machines. Runs until nothing may go; may run twice at once.
"""

import queue
import secrets
import sys
import time as sleeping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog
from peewee import DatabaseError, InterfaceError

from bot import dispatch, drains, fence, settling
from bot.dispatch import Ahead, Envelope
from bot.fence import Begun
from bot.gateway import Sent
from bot.outcomes import Outcome
from config import queues, time
from config.crash_points import reached
from jobs.context import Context, context
from jobs.stopping import stopping
from models.database import database, is_postgresql, unit_of_work
from models.from_number import FromNumber
from models.outbound import OutboundMessage

log = structlog.get_logger()

#: Without this Twilio tries a callback again only when it could not connect (connection overrides; never signed).
CALLBACK_RETRIES = "#ct=2000&rt=4000&rc=3&rp=ct,rt,5xx"
#: One run hands over after so many seconds, far below the job's timeout: a job that is cut short in the middle of a
#: request leaves a text in doubt.
LONGEST_RUN_SECONDS = 20.0
#: How often a run looks for numbers that have become due beside those it drains, and a drain renews its lease.
LOOK_SECONDS = 0.1
#: Numbers drained at once by one process.
MOST_NUMBERS = 8
#: The drain shares the interpreter with its senders: with Python's own 5 ms each statement waits so long for its turn.
TURN_SECONDS = 0.0002
#: Texts that a drain keeps at hand beyond those that it begins at once.
MOST_AHEAD = 64
#: After the first answer, how long to wait for others that can be written down with it.
TOGETHER_SECONDS = 0.03
#: After so many texts in a row whose fate Twilio did not tell, the number waits a while.
MOST_IN_DOUBT, DOUBT_PAUSE = 16, timedelta(seconds=30)
#: Between the fence and the request no more than this may pass, time that the machine slept included.
FRESH_SECONDS = 2.0
#: How often what the provider answered is written down again while the database is away: as long as claims last.
MOST_WRITES = 60


@dataclass(frozen=True)
class Parcel:
    """One begun text with all that its request needs: the thread that makes it touches no database."""

    message: OutboundMessage
    envelope: Envelope
    callback: str
    valid_seconds: int
    fenced: float = 0.0  # by time.uptime()


#: After these nothing else of that number goes for a while.
HOLDS = frozenset({Outcome.SLOW_DOWN, Outcome.OPERATOR})
#: What became of a parcel; None: no request was made.
Answered = tuple[OutboundMessage, Sent | None]


def run() -> int:
    """Send what is due; returns how many requests were made."""
    sys.setswitchinterval(TURN_SECONDS)
    made, end = 0, sleeping.monotonic() + LONGEST_RUN_SECONDS
    running: dict[int, Future[int]] = {}
    idle: set[int] = set()  # numbers from which nothing could go after all: the next run looks again
    with ThreadPoolExecutor(MOST_NUMBERS, thread_name_prefix="drain") as side_by_side:
        while _begin_drains(side_by_side, running, idle, end) or running:
            done, _ = wait(running.values(), timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for number in [number for number, drain in running.items() if drain in done]:
                sent = running.pop(number).result()
                made += sent
                idle |= set() if sent else {number}
    if sleeping.monotonic() >= end:
        queues.ring("deliver")
    return made


def _begin_drains(
    side_by_side: ThreadPoolExecutor, running: dict[int, Future[int]], idle: set[int], end: float
) -> bool:
    """A drain for each number that nobody drains and that has something to send. False when there was none."""
    if sleeping.monotonic() >= end or stopping.is_set():
        return False
    with unit_of_work():
        fresh = [one for one in dispatch.waiting(time.now()) if one.id not in running and one.id not in idle]
    for number in fresh[: MOST_NUMBERS - len(running)]:
        running[number.id] = side_by_side.submit(_drain, number, end)
    return bool(fresh)


def _drain(number: FromNumber, end: float) -> int:
    try:
        return Drain(number, context(), end).run()
    finally:
        if not is_postgresql():
            database.close()  # this thread's own


class Drain:
    """The one who sends from this number: claims a few texts, hands each to a thread, writes down what came of them.

    Ends when nothing is left, when its lease is lost, when told to stop, or at `end` (monotonic); what is on its way
    then is waited for.
    """

    def __init__(self, number: FromNumber, around: Context, end: float) -> None:
        self.number, self.around, self.end = number, around, end
        self.holder = secrets.token_urlsafe(12)
        self.threads = around.settings.senders_at_once
        #: As many again are begun as can be sent at once, so that no thread waits for the database.
        self.most = 2 * self.threads
        self.answers: queue.SimpleQueue[Answered] = queue.SimpleQueue()
        self.on_the_way = self.made = self.in_doubt = 0
        self.held = False  # Twilio has asked us to wait, or refuses us: what no thread has taken up stays here
        self.ahead = Ahead([], 0, time.now())

    def run(self) -> int:
        with unit_of_work():
            if not drains.take(self.number, self.holder, time.now()):
                return 0
        reached("deliver.leased")
        with ThreadPoolExecutor(self.threads, thread_name_prefix="send") as senders:
            try:
                self._until_nothing_is_left(senders)
            finally:
                while self.on_the_way:
                    self._settle(self._answered(LOOK_SECONDS))
        reached("deliver.released")
        with unit_of_work():
            drains.release(self.number, self.holder)
        return self.made

    def _until_nothing_is_left(self, senders: ThreadPoolExecutor) -> None:
        while not stopping.is_set() and sleeping.monotonic() < self.end:
            begun = self._begin(senders)
            if begun.lost or not (self.on_the_way or begun.again_at):
                return
            before = time.now()
            pause = (begun.again_at - before).total_seconds() if begun.again_at else LOOK_SECONDS
            answered = self._answered(min(max(pause, 0.0), 1.0))
            self._settle(answered)
            if not answered and not self.on_the_way and time.now() <= before:
                return  # the clock stands still or went back: the next run sees what is due by it

    def _begin(self, senders: ThreadPoolExecutor) -> Begun:
        """Begin what may begin now, and hand it to the threads."""
        if self.held and self.on_the_way:
            return Begun()
        self.held = False  # it is written down now, and the fence knows
        with unit_of_work():
            now = time.now()
            self._look_ahead(now)
            ahead, free = self.ahead, self.most - self.on_the_way
            begun = fence.begin(self.number, self.holder, ahead.texts, ahead.seen, free, now)
            parcels = [self._parcel(message) for message in begun.texts]
        del ahead.texts[: begun.tried]
        reached("deliver.fenced")
        fenced = time.uptime()
        for parcel in parcels:
            self.on_the_way += 1
            senders.submit(self._send, replace(parcel, fenced=fenced))
        return begun

    def _look_ahead(self, now: datetime) -> None:
        """Keep some texts at hand that were just found to be allowed. An answer that has come since goes first."""
        known = {message.id for message in self.ahead.texts}
        if known and self.ahead.is_fresh(now) and not dispatch.has_answers_due(self.number, known, now):
            return
        soon = int(self.number.segments_per_second * dispatch.AHEAD_LASTS.total_seconds() / 2)
        self.ahead = dispatch.look_ahead(self.number, max(1, min(soon, MOST_AHEAD)), now)

    def _parcel(self, message: OutboundMessage) -> Parcel:
        expires_at = message.expires_at
        return Parcel(
            message=message,
            envelope=dispatch.envelope_of(message, time.now()),
            callback=f"{self.around.callback_url}?delivery={message.reference}{CALLBACK_RETRIES}",
            valid_seconds=int((expires_at - time.now()).total_seconds()) if expires_at else 36_000,
        )

    def _send(self, parcel: Parcel) -> None:
        """In a thread of its own. Whatever happens, an answer is put down."""
        sent: Sent | None = Sent(Outcome.UNKNOWN, detail="the request broke off")
        try:
            sent = None if self.held else request(parcel, self.around)
            self.held |= sent is not None and sent.outcome in HOLDS
        except Exception as problem:
            log.exception("request_broke_off", outbound=parcel.message.id, problem=type(problem).__name__)
        finally:
            self.answers.put((parcel.message, sent))

    def _answered(self, longest: float) -> list[Answered]:
        """What the threads have brought: as soon as there is enough of it, or a moment after the first answer."""
        found: list[Answered] = []
        end = sleeping.monotonic() + longest
        while self.on_the_way > len(found) or longest:
            try:
                found.append(self.answers.get(timeout=max(0.0, end - sleeping.monotonic())))
            except queue.Empty:
                break
            end = min(end, sleeping.monotonic() + TOGETHER_SECONDS)
            if self.most - self.on_the_way + len(found) >= self.threads / 2:
                break
        return found

    def _settle(self, answered: list[Answered]) -> None:
        """Write it down. While the database is away it is kept here and tried again: better late than in doubt."""
        self.on_the_way -= len(answered)
        self.made += sum(sent is not None for _, sent in answered)
        self._count_doubts(answered)
        for attempt in range(MOST_WRITES):
            try:
                return self._write(answered)
            except (DatabaseError, InterfaceError) as problem:
                log.warning("answers_not_written", texts=len(answered), problem=type(problem).__name__)
                if attempt == MOST_WRITES - 1:
                    raise
                sleeping.sleep(0.5)

    def _count_doubts(self, answered: list[Answered]) -> None:
        """Twilio seems to be ill: rather wait than leave a whole queue in doubt."""
        for _, sent in answered:
            self.in_doubt = self.in_doubt + 1 if sent is not None and sent.outcome == Outcome.UNKNOWN else 0
        if self.in_doubt >= MOST_IN_DOUBT:
            log.warning("number_pauses", number=self.number.id, seconds=DOUBT_PAUSE.total_seconds())
            with unit_of_work():
                drains.pause(self.number, time.now() + DOUBT_PAUSE)
            self.in_doubt = 0

    def _write(self, answered: list[Answered]) -> None:
        if not answered:
            return
        with unit_of_work():
            settling.settle_all([(message, sent) for message, sent in answered if sent is not None], time.now())
            for message, sent in answered:
                if sent is None:
                    settling.give_back(message, time.now())


def request(parcel: Parcel, around: Context) -> Sent | None:
    """One text to the provider. None when too much time has passed since its fence: then none is made."""
    reached("deliver.requesting")
    if time.uptime() - parcel.fenced > FRESH_SECONDS:
        return None
    envelope = parcel.envelope
    sent = around.gateway.send(
        envelope.to,
        envelope.sender,
        envelope.body,
        parcel.callback,
        parcel.valid_seconds,
        envelope.content_sid,
        envelope.content_variables,
    )
    reached("deliver.answered")
    return sent
