"""Makes and finds the links of track pages. A public link only shows; a personal one may also mute and stop."""

import hashlib
import secrets
from datetime import datetime

from models.mailpiece import Mailpiece
from models.page_link import PageLink
from models.subscription import Subscription

LONGEST_TOKEN = 64


def make(mailpiece: Mailpiece, now: datetime, subscription: Subscription | None = None) -> str:
    """The token, which is not kept: 128 bits."""
    token = secrets.token_urlsafe(16)
    PageLink.create(token_digest=_digest(token), mailpiece=mailpiece, subscription=subscription, created_at=now)
    return token


def find(token: str) -> PageLink | None:
    """None for one that was never made, was taken back, or whose person was erased, without a word about which."""
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    which = (PageLink.token_digest == _digest(token)) & PageLink.revoked_at.is_null()
    found: PageLink | None = PageLink.get_or_none(which)
    was_erased = found is not None and found.subscription is not None and found.subscription.contact.erased_at
    return None if was_erased else found


def piece_of(link: PageLink) -> Mailpiece:
    """A personal link goes with its subscription when the number has become another piece's."""
    piece: Mailpiece = link.subscription.mailpiece if link.subscription is not None else link.mailpiece
    return piece


def revoke(mailpiece: Mailpiece, now: datetime) -> int:
    """Every link to this piece; how many."""
    which = (PageLink.mailpiece == mailpiece) & PageLink.revoked_at.is_null()
    revoked: int = PageLink.update(revoked_at=now).where(which).execute()
    return revoked


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
