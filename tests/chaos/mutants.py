"""The product with one fault built in, twelve ways: chaos must see each. Applied to running processes, never to files.

Each is applied before the rest of the product is imported, and imports for itself what it spoils.
"""

import threading
from collections.abc import Callable
from typing import Any


def no_recheck() -> None:
    """A text is judged when it is written, and not again when it goes."""
    from bot import departure, fence
    from bot.consent import Allowed

    departure._judge = lambda message, *_: Allowed(message.consent_event_id)
    for condition in ("AND (purpose = ", "AND (purpose <> ", "AND (kind = "):
        fence.BEGIN = fence.BEGIN.replace(condition, condition.replace("(", "(1 = 1 OR "))


def marked_before_post() -> None:
    """It counts as accepted before the provider was asked."""
    from jobs.deliver import Drain
    from models.outbound import OutboundMessage

    parcel = Drain._parcel

    def marked(self: Any, message: Any) -> Any:
        OutboundMessage.update(state="accepted", lease_until=None).where(OutboundMessage.id == message.id).execute()
        return parcel(self, message)

    Drain._parcel = marked  # type: ignore[method-assign]


def blind_retry() -> None:
    """What may have been sent is sent again."""
    from dataclasses import replace

    from bot import settling
    from bot.outcomes import Outcome

    settle = settling.settle

    def again(message: Any, sent: Any, now: Any) -> None:
        settle(message, replace(sent, outcome=Outcome.RETRY) if sent.outcome == Outcome.UNKNOWN else sent, now)

    settling.settle = again


def no_unique_key() -> None:
    """Nothing in the tables keeps one text from being stored, answered or told twice."""
    from models import migrate
    from models.database import database

    bring_up = migrate.migrate

    def without_keys(*given: Any) -> Any:
        applied = bring_up(*given)
        for table in ("inbound_message", "outbound_message"):
            for index in database.get_indexes(table):
                if index.unique and index.columns != ["id"]:
                    database.execute_sql(f'DROP INDEX IF EXISTS "{index.name}"')
        return applied

    migrate.migrate = without_keys


def deferred_begin() -> None:
    """SQLite's transactions read first and want to write later; on PostgreSQL rows are read without their locks."""
    from peewee import SqliteDatabase

    from models import database

    database._sqlite = lambda path: SqliteDatabase(path, pragmas=database.SQLITE_PRAGMAS, timeout=30)
    for lock in ("for_update", "take_turn", "skip_locked"):
        setattr(database, lock, lambda query, *_tables: query)


def no_epoch_check() -> None:
    """An answer is written down whoever's turn it is by now."""
    from bot import settling
    from models.outbound import OutboundMessage

    settling._is_ours = lambda message: OutboundMessage.id == message.id


def ack_before_commit() -> None:
    """The provider hears 2xx, and then we begin to write."""
    from bot import inbox, receipts
    from models.database import unit_of_work

    def later(work: Callable[..., Any]) -> Callable[..., bool]:
        def begin(*given: Any) -> bool:
            def run() -> None:
                with unit_of_work():
                    work(*given)

            threading.Timer(0.05, run).start()
            return True

        return begin

    inbox.answer = later(inbox.answer)
    receipts.take_in = later(receipts.take_in)


def swallowed_commit_error() -> None:
    """A transaction that could not be committed counts as committed."""
    import peewee

    leave = peewee._transaction.__exit__

    def as_if(self: Any, kind: Any, problem: Any, trace: Any) -> bool:
        try:
            leave(self, kind, problem, trace)
        except peewee.DatabaseError:
            return True
        return isinstance(problem, peewee.DatabaseError)

    peewee._transaction.__exit__ = as_if


def no_sweep() -> None:
    """Nobody picks up what a dead process left behind."""
    from bot import inbox, settling

    settling.lost_since = lambda: None
    settling.give_up_lost = lambda _: 0
    inbox.left_behind = lambda _: []
    inbox.left_behind_since = lambda: None


def order_by_wall_clock() -> None:
    """The word that came last counts, whatever it says."""
    from bot import receipts
    from config import time

    class ByArrival(dict[str, int]):
        def get(self, _status: str, _default: Any = None) -> int:
            return int(time.now().timestamp()) % 10**9

    receipts.RANKS = ByArrival()


def blind_events() -> None:
    """A look writes down all that the carrier lists, whatever is there, and no key refuses it."""
    from dataclasses import replace

    from jobs import apply
    from models import migrate
    from models.database import database

    bring_up, known = migrate.migrate, apply._known

    def without_key(*given: Any) -> Any:
        applied = bring_up(*given)
        for index in database.get_indexes("tracking_event"):
            if index.unique and index.columns != ["id"]:
                database.execute_sql(f'DROP INDEX IF EXISTS "{index.name}"')
        return applied

    migrate.migrate = without_key
    apply._known = lambda *given: replace(known(*given), fingerprints=frozenset())


def newest_scan_alone() -> None:
    """Of several new scans in one answer only the newest becomes a row."""
    from jobs import apply

    keep = apply._keep_events
    apply._keep_events = lambda piece, events, now: keep(piece, events[-1:], now)


MUTANTS: dict[str, Callable[[], None]] = {
    made.__name__.replace("_", "-"): made
    for made in (
        no_recheck,
        marked_before_post,
        blind_retry,
        no_unique_key,
        deferred_begin,
        no_epoch_check,
        ack_before_commit,
        swallowed_commit_error,
        no_sweep,
        order_by_wall_clock,
        blind_events,
        newest_scan_alone,
    )
}


def apply(name: str) -> None:
    """Raises KeyError for a name that is not in the list."""
    if name:
        MUTANTS[name]()
