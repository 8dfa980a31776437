"""Reads the two accounts: the provider's out of the sandbox's own books, ours out of the tables. Judges nothing.

Rows are read by plain SQL: the product's models have no part in the verdict on it.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from sandbox.server import Sandbox
from sandbox.webhooks import Outcome
from tests.chaos.facts import (
    AttemptRow,
    FollowedRow,
    InboundRow,
    Ours,
    OutboundRow,
    Provider,
    Scanned,
    TextedIn,
    TextedOut,
    Told,
)
from tests.chaos.timepiece import Timepiece

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Diary:
    """What our webhooks answered to the provider, written down as it happens."""

    def __init__(self, sandbox: Sandbox, clock: Timepiece) -> None:
        self._sandbox, self._clock = sandbox, clock
        self._guard = Lock()
        self.taken: dict[str, datetime] = {}
        self.seen: dict[str, datetime] = {}
        self.told: list[Told] = []
        self.scans: list[Scanned] = []
        self._post = sandbox.webhooks.post
        sandbox.webhooks.post = self._listen  # type: ignore[method-assign]

    def _listen(self, url: str, params: Any) -> Outcome:
        outcome = self._post(url, params)
        if outcome.kind == "ok":
            sid, status = params["MessageSid"], params.get("MessageStatus")
            with self._guard:
                if status is None:
                    self.taken.setdefault(sid, self._clock.true())
                else:
                    self.told.append(Told(sid, status))
        return outcome

    def unheard(self) -> list[str]:
        """Texts in without a 2xx of ours that were not seen to be taken in either."""
        messages = self._sandbox.book.newest_first()
        return [
            each.sid for each in messages if each.is_inbound and each.sid not in self.taken.keys() | self.seen.keys()
        ]

    def provider(self) -> Provider:
        messages = list(reversed(self._sandbox.book.newest_first()))
        return Provider(
            texts_in=tuple(
                TextedIn(each.sid, str(each.from_number), each.body, each.created_at, taken, self.seen.get(each.sid))
                for each in messages
                if each.is_inbound
                for taken in (self.taken.get(each.sid),)
            ),
            texts_out=tuple(
                TextedOut(each.sid, each.to, each.body, each.created_at, reference_in(each.status_callback))
                for each in messages
                if not each.is_inbound
            ),
            told=tuple(self.told),
            scans=tuple(self.scans),
        )


def reference_in(callback: str | None) -> str:
    return parse_qs(urlsplit(callback or "").query).get("delivery", [""])[0]


INBOUND = "SELECT id, provider_reference, contact_id, state, rule, received_at, answered_at FROM inbound_message"
OUTBOUND = """SELECT id, reference, contact_id, subscription_id, in_reply_to_id, purpose, kind, occasion, state, reason,
    created_at, expires_at, finished_at, started_at, provider_reference, priority, body_index FROM outbound_message"""
ATTEMPTS = "SELECT outbound_id, started_at, outcome FROM delivery_attempt"
FOLLOWED = """SELECT subscription.id, subscription.contact_id, mailpiece.tracking_number, subscription.state,
    subscription.created_at FROM subscription JOIN mailpiece ON mailpiece.id = subscription.mailpiece_id"""
RECEIPTS = "SELECT provider_reference, status FROM delivery_receipt"


def ours(database_url: str) -> Ours:
    inbound, outbound, attempts, followed, receipts = query(
        database_url, INBOUND, OUTBOUND, ATTEMPTS, FOLLOWED, RECEIPTS
    )
    return Ours(
        texts_in=tuple(InboundRow(*row[:5], moment(row[5]), _maybe(row[6])) for row in inbound),
        texts_out=tuple(
            OutboundRow(*row[:10], moment(row[10]), *map(_maybe, row[11:14]), *row[14:]) for row in outbound
        ),
        attempts=tuple(AttemptRow(row[0], moment(row[1]), row[2]) for row in attempts),
        followed=tuple(FollowedRow(*row[:4], moment(row[4])) for row in followed),
        receipts=frozenset((row[0], row[1]) for row in receipts),
    )


def moment(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)


def _maybe(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else moment(microseconds)


def query(database_url: str, *statements: str) -> list[list[tuple[Any, ...]]]:
    """The rows of each statement; of one that gives none, an empty list."""
    if database_url.startswith("sqlite:///"):
        with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"), timeout=2)) as lite, lite:
            return [lite.execute(statement).fetchall() for statement in statements]
    with psycopg.connect(database_url, connect_timeout=5) as post:
        return [_rows(post.execute(statement)) for statement in statements]  # type: ignore[call-overload]


def _rows(cursor: Any) -> list[tuple[Any, ...]]:
    rows: Iterable[tuple[Any, ...]] = cursor.fetchall() if cursor.description else []
    return list(rows)
