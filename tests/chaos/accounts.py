"""Reads the two accounts: the provider's out of the sandbox's own books, ours out of the tables. Judges nothing.

Rows are read by plain SQL: the product's models have no part in the verdict on it.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from sandbox.server import Sandbox
from sandbox.webhooks import Outcome
from sandbox.wire import Request, Response
from tests.chaos.facts import (
    AttemptRow,
    FollowedRow,
    InboundRow,
    Ours,
    OutboundRow,
    Provider,
    Scan,
    Scanned,
    Shown,
    TextedIn,
    TextedOut,
    Told,
)
from tests.chaos.timepiece import Timepiece

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TRACKING = "/tracking/v3r2/tracking"


class Diary:
    """What our webhooks answered to the provider and what the carrier answered to us, written down as it happens."""

    def __init__(self, sandbox: Sandbox, clock: Timepiece) -> None:
        self._sandbox, self._clock = sandbox, clock
        self._guard = Lock()
        self.taken: dict[str, datetime] = {}
        self.seen: dict[str, datetime] = {}
        self.told: list[Told] = []
        self.scans: list[Scanned] = []
        self._post = sandbox.webhooks.post
        sandbox.webhooks.post = self._listen  # type: ignore[method-assign]
        self._shown: dict[tuple[str, str], Shown] = {}
        self._handle = sandbox.handle
        sandbox.handle = self._look_on  # type: ignore[method-assign]

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

    def _look_on(self, request: Request) -> Response:
        response = self._handle(request)
        if request.path == TRACKING and response.status in (200, 207):
            shown = [_shown(item) for item in json.loads(response.body)]
            with self._guard:
                self._shown |= {(one.tracking_number, one.digest): one for one in shown}
        return response

    def _listed(self) -> Iterator[Scan]:
        now = self._clock.true()
        for piece in self._sandbox.pieces.all():
            for scan in piece.scans(now):
                yield Scan(piece.tracking_number, scan.code or "", scan.text, scan.at.replace(microsecond=0))

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
            listed=tuple(self._listed()),
            shown=tuple(self._shown.values()),
        )


def _shown(item: dict[str, Any]) -> Shown:
    """One item of an answer: its digest is that of the JSON with sorted keys and no spaces, which our rows keep."""
    plain = json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    number, events = item["trackingNumber"], item.get("trackingEvents") or []
    scans = [
        Scan(number, event["eventCode"] or "", event["eventType"], datetime.fromisoformat(event["GMTTimestamp"]))
        for event in (events if isinstance(events, list) else [events])
    ]
    return Shown(number, hashlib.sha256(plain.encode()).hexdigest(), frozenset(scans))


def reference_in(callback: str | None) -> str:
    return parse_qs(urlsplit(callback or "").query).get("delivery", [""])[0]


INBOUND = "SELECT id, provider_reference, contact_id, state, rule, received_at, answered_at FROM inbound_message"
OUTBOUND = """SELECT id, reference, contact_id, subscription_id, in_reply_to_id, purpose, kind, occasion, state, reason,
    created_at, expires_at, finished_at, started_at, provider_reference, priority, body_index FROM outbound_message"""
ATTEMPTS = "SELECT outbound_id, started_at, outcome FROM delivery_attempt"
FOLLOWED = """SELECT subscription.id, subscription.contact_id, mailpiece.tracking_number, subscription.state,
    subscription.created_at FROM subscription JOIN mailpiece ON mailpiece.id = subscription.mailpiece_id"""
RECEIPTS = "SELECT provider_reference, status FROM delivery_receipt"
EVENTS = """SELECT mailpiece.tracking_number, tracking_event.code, tracking_event.text, tracking_event.occurred_at
    FROM tracking_event JOIN mailpiece ON mailpiece.id = tracking_event.mailpiece_id"""
SLICES = """SELECT mailpiece.tracking_number, carrier_slice.sha256
    FROM carrier_slice JOIN mailpiece ON mailpiece.id = carrier_slice.mailpiece_id"""


def ours(database_url: str) -> Ours:
    inbound, outbound, attempts, followed, receipts, events, slices = query(
        database_url, INBOUND, OUTBOUND, ATTEMPTS, FOLLOWED, RECEIPTS, EVENTS, SLICES
    )
    return Ours(
        texts_in=tuple(InboundRow(*row[:5], moment(row[5]), _maybe(row[6])) for row in inbound),
        texts_out=tuple(
            OutboundRow(*row[:10], moment(row[10]), *map(_maybe, row[11:14]), *row[14:]) for row in outbound
        ),
        attempts=tuple(AttemptRow(row[0], moment(row[1]), row[2]) for row in attempts),
        followed=tuple(FollowedRow(*row[:4], moment(row[4])) for row in followed),
        receipts=frozenset((row[0], row[1]) for row in receipts),
        events=tuple(Scan(*row[:3], moment(row[3])) for row in events),
        slices=frozenset((row[0], row[1]) for row in slices),
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
