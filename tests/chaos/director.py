"""Plays schedules on a stack: at their moments people text, pieces are scanned, misfortunes strike. Judges nothing."""

import heapq
import itertools
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import psycopg

from sandbox.inbound import Inbound
from sandbox.journeys import Scan
from sandbox.places import DESTINATION
from sandbox.webhooks import Outcome
from tests.chaos import accounts
from tests.chaos.acts import Act, Schedule
from tests.chaos.facts import Scanned
from tests.chaos.stack import Stack
from tests.chaos.timepiece import SLOTS

TICK = 0.005
#: How often, in seconds of life, we look which texts without a 200 were taken in all the same.
WATCH = 0.5
#: After this long, in seconds of life, a piece that has arrived is asked about no more.
RETIRE_AFTER = 15.0


class _Nobody:
    """For texts that the provider takes and never tells us of."""

    def post(self, _url: str, _form: Any) -> Outcome:
        return Outcome("ct")


class Director:
    """In the main thread: it starts servers, which die with the thread that started them."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._due: list[tuple[float, int, Act]] = []
        self._order = itertools.count()
        self._waiting: list[tuple[Act, int, float]] = []
        self._people = ThreadPoolExecutor(24, thread_name_prefix="person")
        self._unheard = Inbound(stack.settings, stack.sandbox.book, _Nobody(), stack.clock.true)  # type: ignore[arg-type]
        self._frozen: dict[str, int] = {}
        self._holding: sqlite3.Connection | None = None
        self._travelling: dict[str, tuple[float, str]] = {}  # tracking number -> last scanned when, as what
        self._watched = 0.0
        self.wrong: list[tuple[datetime, datetime, float]] = []
        self._jumped: dict[str, tuple[datetime, float]] = {}

    def play(self, schedule: Schedule) -> None:
        began = time.monotonic()
        for act in schedule.acts:
            if act.after:
                self._waiting.append((act, self._stack.strikes.struck().count(act.after), began + act.at))
            else:
                heapq.heappush(self._due, (began + act.at, next(self._order), act))
        self._pass_time(began + schedule.seconds)
        self._retire()

    def _pass_time(self, until: float) -> None:
        while (now := time.monotonic()) < until:
            self._look_at_strikes(now)
            self._watch(now)
            while self._due and self._due[0][0] <= now:
                self._act(heapq.heappop(self._due)[2])
            time.sleep(TICK)

    def _look_at_strikes(self, now: float) -> None:
        if not self._waiting:
            return
        struck = self._stack.strikes.struck()
        for waiting in list(self._waiting):
            act, before, latest = waiting
            if struck.count(act.after) > before or now >= latest:
                self._waiting.remove(waiting)
                self._act(act)

    def _watch(self, now: float) -> None:
        if now < self._watched + WATCH or self._holding is not None:
            return
        self._watched = now
        diary = self._stack.diary
        unheard = diary.unheard()
        if not unheard:
            return
        names = ", ".join(f"'{sid}'" for sid in unheard)
        taken_in = f"""SELECT provider_reference FROM inbound_message WHERE state IN ('answered', 'silent')
            AND provider_reference IN ({names})"""
        with suppress(sqlite3.OperationalError, psycopg.Error):
            for row in accounts.query(self._stack.database_url, taken_in)[0]:
                diary.seen[row[0]] = self._stack.clock.true()

    def _act(self, act: Act) -> None:
        getattr(self, f"_do_{act.what}")(*act.args)

    # -- people and pieces ------------------------------------------------------------------------------------------

    def _do_text(self, phone: str, body: str) -> None:
        self._people.submit(self._stack.inbound.receive, phone, body)

    def _do_text_twice(self, phone: str, body: str) -> None:
        message, _ = self._unheard.receive(phone, body)
        url = f"{self._stack.settings.app_url}/sms/inbound#{self._stack.settings.inbound_overrides}"
        for _ in range(2):
            self._people.submit(self._stack.sandbox.webhooks.post, url, self._unheard.form(message))

    def _do_lose(self, phone: str, body: str) -> None:
        self._unheard.receive(phone, body)

    def _do_piece(self, number: str) -> None:
        self._stack.sandbox.pieces.set_up(number, "manual", 1.0)
        self._travelling[number] = (time.monotonic(), "accepted")

    def _do_scan(self, number: str, code: str, words: str, milestone: str) -> None:
        at = self._stack.clock.true()
        self._stack.sandbox.pieces.scan_by_hand(number, Scan(at, code, words, DESTINATION))
        self._stack.diary.scans.append(Scanned(number, milestone, at.replace(microsecond=0)))
        self._travelling[number] = (time.monotonic(), milestone)

    # -- our processes ----------------------------------------------------------------------------------------------

    def _do_kill(self, role: str) -> None:
        self._stack.order("kill", role)

    def _do_term(self, role: str) -> None:
        self._stack.order("term", role)

    def _do_freeze(self, role: str) -> None:
        pid = self._stack.life.pids.get(role)
        if pid is not None:
            self._frozen[role] = pid
            self._stack.signal(role, signal.SIGSTOP)

    def _do_thaw(self, role: str) -> None:
        if self._frozen.pop(role, None) == self._stack.life.pids.get(role):
            self._stack.signal(role, signal.SIGCONT)

    def _do_arm(self, point: str, what: str) -> None:
        self._stack.strikes.arm(point, what)

    def _do_jump(self, slot: str, seconds: float) -> None:
        now = self._stack.clock.true()
        begun = self._jumped.pop(slot, None)
        if begun is not None:
            self.wrong.append((begun[0], now, begun[1]))
        if seconds:
            self._jumped[slot] = (now, float(seconds))
        self._stack.clock.set_error(slot, float(seconds))

    # -- what we stand on -------------------------------------------------------------------------------------------

    def _do_fault(self, wish: dict[str, Any]) -> None:
        self._stack.sandbox.faults.order(wish)

    def _do_redis_flush(self) -> None:
        with suppress(Exception):
            if self._stack.redis is not None:
                self._stack.redis.flush()

    def _do_redis_kill(self) -> None:
        if self._stack.redis is not None:
            self._stack.redis.kill()

    def _do_redis_start(self) -> None:
        if self._stack.redis is not None and not self._stack.redis.is_up:
            self._stack.redis.start()

    def _do_database_kill(self) -> None:
        if self._stack.postgres is not None:
            self._stack.postgres.kill()
        elif self._holding is None:
            with suppress(sqlite3.OperationalError):  # somebody writes just now: then not
                held = sqlite3.connect(self._stack.database_url.removeprefix("sqlite:///"), timeout=0.2)
                held.execute("BEGIN IMMEDIATE")
                self._holding = held

    def _do_database_start(self) -> None:
        if self._stack.postgres is not None and not self._stack.postgres.is_up:
            self._stack.postgres.start()
        if self._holding is not None:
            self._holding.rollback()
            self._holding.close()
            self._holding = None

    # -- the end ----------------------------------------------------------------------------------------------------

    def settle(self, seconds: float) -> bool:
        """No more misfortunes; wait until nothing is left to do. False when that took longer than `seconds`."""
        self._pass_time(max([time.monotonic(), *(due for due, *_ in self._due), *(late for *_, late in self._waiting)]))
        self._pass_time(time.monotonic() + TICK)
        self._stack.strikes.disarm()
        self._stack.sandbox.faults.clear()
        for role in list(self._frozen):
            self._do_thaw(role)
        for slot in SLOTS:
            self._do_jump(slot, 0.0)
        self._do_redis_start()
        self._do_database_start()
        return self._rest(time.monotonic() + seconds)

    def _rest(self, deadline: float) -> bool:
        quiet = 0
        while time.monotonic() < deadline:
            self._watch(time.monotonic())
            quiet = quiet + 1 if self._is_restful() else 0
            if quiet >= 5:
                self._people.shutdown(wait=True)
                return True
            time.sleep(0.1)
        self._people.shutdown(wait=False, cancel_futures=True)
        return False

    def _is_restful(self) -> bool:
        left = """SELECT count(*) FROM outbound_message WHERE state IN ('queued', 'sending', 'unknown')
            UNION ALL SELECT count(*) FROM inbound_message WHERE state NOT IN ('answered', 'silent')"""
        stored, waiting = self._ask("SELECT provider_reference FROM inbound_message", left)
        known = {row[0] for row in stored}
        heard = all(text.sid in known for text in self._stack.sandbox.book.newest_first() if text.is_inbound)
        unfinished = self._stack.sandbox.book.unfinished()
        if self._stack.strikes.is_anybody_asleep():
            return False
        return heard and not unfinished and not any(row[0] for row in waiting) and not self._on_the_way()

    def _on_the_way(self) -> bool:
        """Is there a followed piece whose last scan we have not seen?"""
        seen = self._ask(
            """SELECT mailpiece.tracking_number, mailpiece.milestone FROM mailpiece
            JOIN subscription ON subscription.mailpiece_id = mailpiece.id WHERE subscription.state = 'active'"""
        )[0]
        return any(milestone != self._travelling.get(number, (0, milestone))[1] for number, milestone in seen)

    def _ask(self, *statements: str) -> list[list[tuple[Any, ...]]]:
        for _ in range(50):
            with suppress(sqlite3.OperationalError, psycopg.Error):
                return accounts.query(self._stack.database_url, *statements)
            time.sleep(0.1)
        raise RuntimeError("the database does not come back")

    def _retire(self) -> None:
        """Pieces that have arrived long ago would be asked about until the run ends: nobody looks for them any more."""
        long_ago = time.monotonic() - RETIRE_AFTER
        old = [number for number, (last, what) in self._travelling.items() if last < long_ago and what == "delivered"]
        if old and self._stack.plan.scale > 1 and self._holding is None:
            names = ", ".join(f"'{number}'" for number in old)
            retire = f"""UPDATE mailpiece SET next_poll_at = NULL WHERE next_poll_at IS NOT NULL
                AND milestone = 'delivered' AND tracking_number IN ({names})"""
            with suppress(sqlite3.OperationalError, psycopg.Error):
                accounts.query(self._stack.database_url, retire)


def settling(scale: float) -> float:
    """Seconds of life: the provider's list is asked at +60 and +300 s, a send is tried again after up to 6 minutes."""
    return 20.0 + timedelta(minutes=25).total_seconds() / scale
