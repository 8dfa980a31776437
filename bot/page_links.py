"""Makes and finds the links of track pages. A public link only shows; a personal one may also mute and stop."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN, SQL, Node, fn

from bot.consent import suppressed
from bot.describe import Scan
from models.contact import Contact
from models.fields import moment
from models.mailpiece import Mailpiece, TrackingEvent
from models.page_link import PageLink
from models.prepared import prepared, row_of
from models.subscription import Subscription
from models.vocabulary import SubscriptionState

LONGEST_TOKEN = 64


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link opens. `piece` has the columns of PIECE alone. A public link has no subscription and no language of
    its own, and is the sender's or the operator's to give: it shows everything."""

    link_id: int
    subscription_id: int | None
    language: str
    follows: bool
    sees_all: bool
    opted_out: bool
    piece: Mailpiece


#: What a page reads of a mailpiece, and of each of its scans.
PIECE = (
    Mailpiece.id, Mailpiece.carrier, Mailpiece.tracking_number, Mailpiece.milestone, Mailpiece.expected_on,
    Mailpiece.return_on, Mailpiece.answered_at, Mailpiece.next_poll_at, Mailpiece.patience, Mailpiece.registered_at,
)  # fmt: skip
SCAN = tuple(getattr(TrackingEvent, name) for name in Scan._fields)
_PIECE_NAMES = [column.name for column in PIECE]


def _opened_by(digest: Node) -> Any:
    """A personal link goes with its subscription when the number has become another piece's."""
    opted_out = suppressed([Contact.program], [Contact.channel], [Contact.phone_index], SQL("1"))
    its_piece = Mailpiece.id == fn.COALESCE(Subscription.mailpiece, PageLink.mailpiece)
    columns = PageLink.id, Subscription.id, Contact.language, Subscription.state, Subscription.proven
    found = PageLink.select(*columns, fn.EXISTS(opted_out), *PIECE)
    found = found.join(Subscription, JOIN.LEFT_OUTER).join(Contact, JOIN.LEFT_OUTER)
    found = found.join(Mailpiece, JOIN.INNER, on=its_piece)
    holds = PageLink.revoked_at.is_null() & Contact.erased_at.is_null()
    return found.where((PageLink.token_digest == digest) & holds).tuples()


_opened = prepared(_opened_by)
_scans = prepared(
    lambda piece: (
        TrackingEvent.select(*SCAN)
        .where(TrackingEvent.mailpiece == piece)
        .order_by(TrackingEvent.occurred_at, TrackingEvent.id)
    )
)


def make(mailpiece: Mailpiece, now: datetime, subscription: Subscription | None = None) -> str:
    """The token, which is not kept: 128 bits."""
    token = secrets.token_urlsafe(16)
    PageLink.create(token_digest=_digest(token), mailpiece=mailpiece, subscription=subscription, created_at=now)
    return token


def find(token: str) -> Opened | None:
    """None for one that was never made, was taken back, or whose person was erased, without a word about which."""
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    found = _opened.first(_digest(token))
    if found is None:
        return None
    link, subscription, language, state, proven, opted_out, *of_piece = found
    piece = row_of(Mailpiece, _PIECE_NAMES, of_piece)
    return Opened(
        link_id=link,
        subscription_id=subscription,
        language=language or "",
        follows=state == SubscriptionState.ACTIVE,
        sees_all=subscription is None or proven or piece.registered_at is None,
        opted_out=bool(opted_out),
        piece=piece,
    )


def scans_of(piece: Mailpiece) -> list[Scan]:
    """Oldest first."""
    return [Scan(moment(at), *more) for at, *more in _scans.raw_rows(piece.id)]


def revoke(mailpiece: Mailpiece, now: datetime) -> int:
    """Every link to this piece; how many."""
    which = (PageLink.mailpiece == mailpiece) & PageLink.revoked_at.is_null()
    revoked: int = PageLink.update(revoked_at=now).where(which).execute()
    return revoked


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
