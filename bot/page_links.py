"""Makes and finds the links of track pages. A public link only shows; a personal one may also mute and stop."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, SQL, Node, fn

from bot.consent import suppressed
from bot.describe import Scan
from models.contact import Contact
from models.database import is_postgresql
from models.fields import moment
from models.mailpiece import Mailpiece, TrackingEvent
from models.page_link import PageLink
from models.prepared import prepared, row_of
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import SubscriptionState

LONGEST_TOKEN = 64


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens. `piece` has the columns of PIECE alone. A public link has no subscription and no language of
    its own, and is the sender's or the operator's to give: it shows everything.

    `row` is all that it was made from, as the database gave it: equal rows make equal pages.
    """

    row: tuple[Any, ...]
    link_id: int
    subscription_id: int | None
    language: str
    follows: bool
    sees_all: bool
    opted_out: bool
    piece: Mailpiece
    brand: str
    from_number: str

    @property
    def scans(self) -> list[Scan]:
        """Oldest first."""
        rows = json.loads(self.row[SCANS_AT] or "[]")
        rows.sort(key=lambda row: (row[1], row[0]))
        return [Scan(moment(at), *more) for _id, at, *more in rows]


#: What a page reads of a mailpiece, and of each of its scans.
PIECE = (
    Mailpiece.id, Mailpiece.carrier, Mailpiece.tracking_number, Mailpiece.milestone, Mailpiece.expected_on,
    Mailpiece.return_on, Mailpiece.answered_at, Mailpiece.next_poll_at, Mailpiece.patience, Mailpiece.registered_at,
)  # fmt: skip
SCAN = tuple(getattr(TrackingEvent, name) for name in Scan._fields)
_PIECE_NAMES = [column.name for column in PIECE]
SCANS_AT = 6 + len(PIECE)


def _opened_by(digest: Node) -> Any:
    """A personal link goes with its subscription when the number has become another piece's."""
    opted_out = suppressed([Contact.program], [Contact.channel], [Contact.phone_index], SQL("1"))
    its_piece = Mailpiece.id == fn.COALESCE(Subscription.mailpiece, PageLink.mailpiece)
    columns = PageLink.id, Subscription.id, Contact.language, Subscription.state, Subscription.proven
    found = PageLink.select(*columns, fn.EXISTS(opted_out), *PIECE, _scans())
    found = found.join(Subscription, JOIN.LEFT_OUTER).join(Contact, JOIN.LEFT_OUTER)
    found = found.join(Mailpiece, JOIN.INNER, on=its_piece)
    first = Program.select(Program.brand, Program.from_number).order_by(Program.id).limit(1).alias("program_shown")
    found = found.join(first, JOIN.CROSS).select_extend(first.c.brand, first.c.from_number)
    holds = PageLink.revoked_at.is_null() & Contact.erased_at.is_null()
    return found.where((PageLink.token_digest == digest) & holds).tuples()


def _scans() -> Any:
    """All in one value, as the text of a JSON list: rows cost the drivers more than the page that is made of them."""
    row, rows = (fn.json_build_array, fn.json_agg) if is_postgresql() else (fn.json_array, fn.json_group_array)
    listed = rows(row(TrackingEvent.id, *SCAN)).cast("text")
    return TrackingEvent.select(listed).where(TrackingEvent.mailpiece == Mailpiece.id)


_opened = prepared(_opened_by)


def make(mailpiece: Mailpiece, now: datetime, subscription: Subscription | None = None) -> str:
    """The token, which is not kept: 128 bits."""
    token = secrets.token_urlsafe(16)
    PageLink.create(token_digest=_digest(token), mailpiece=mailpiece, subscription=subscription, created_at=now)
    return token


def find(token: str) -> Opened | None:
    """None for one that was never made, was taken back, or whose person was erased, without a word about which."""
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    found = _opened.raw_rows(_digest(token))
    return opened(tuple(found[0])) if found else None


def opened(row: tuple[Any, ...]) -> Opened:
    link, subscription, language, state, proven, opted_out, *more = row
    of_piece = [column.python_value(value) for column, value in zip(PIECE, more, strict=False)]
    piece = row_of(Mailpiece, _PIECE_NAMES, of_piece)
    return Opened(
        row=row,
        link_id=link,
        subscription_id=subscription,
        language=language or "",
        follows=state == SubscriptionState.ACTIVE,
        sees_all=subscription is None or bool(proven) or piece.registered_at is None,
        opted_out=bool(opted_out),
        piece=piece,
        brand=row[SCANS_AT + 1],
        from_number=row[SCANS_AT + 2],
    )


def revoke(mailpiece: Mailpiece, now: datetime) -> int:
    """Every link to this piece; how many."""
    which = (PageLink.mailpiece == mailpiece) & PageLink.revoked_at.is_null()
    revoked: int = PageLink.update(revoked_at=now).where(which).execute()
    return revoked


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
