"""A sender's links to the opt-in page: signed, so that a guessed one costs us no look; expiring, and revocable."""

from dataclasses import dataclass
from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer

from models.batch import Batch, BatchPiece
from models.fields import derived_key
from models.mailpiece import Mailpiece
from models.sender_link import SenderLink

LONGEST_TOKEN = 100


@dataclass(frozen=True)
class Made:
    link: SenderLink
    token: str


def make(
    now: datetime,
    expires_at: datetime,
    *,
    piece: Mailpiece | None = None,
    batch: Batch | None = None,
    own: bool = False,
) -> Made:
    """For one piece of a sender, or for a batch; `own`: for the sender's own notices of the whole batch."""
    of = batch if batch is not None else piece
    link = SenderLink.create(
        sender=of.sender if of is not None else None,
        mailpiece=piece,
        batch=batch,
        is_own=own,
        created_at=now,
        expires_at=expires_at,
    )
    return Made(link, token_of(link))


def token_of(link: SenderLink) -> str:
    """The same each time, so that it need not be kept."""
    signed = _signer().dumps(link.id)
    return str(signed)


def find(token: str, now: datetime) -> SenderLink | None:
    """None for one that we did not sign, that ran out or was taken back, without a word about which."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        link_id = _signer().loads(token)
    except BadData:
        return None
    which = (SenderLink.id == link_id) & SenderLink.revoked_at.is_null() & (SenderLink.expires_at > now)
    found: SenderLink | None = SenderLink.get_or_none(which)
    return found


def revoke(link_id: int, now: datetime) -> bool:
    which = (SenderLink.id == link_id) & SenderLink.revoked_at.is_null()
    return bool(SenderLink.update(revoked_at=now).where(which).execute())


def piece_in(link: SenderLink, carrier: str, tracking_number: str) -> Mailpiece | None:
    """The newest piece of the link's batch that bears this number."""
    in_batch = BatchPiece.select(BatchPiece.mailpiece).where(BatchPiece.batch == link.batch)
    which = (Mailpiece.carrier == carrier) & (Mailpiece.tracking_number == tracking_number)
    found: Mailpiece | None = (
        Mailpiece.select().where(which & Mailpiece.id.in_(in_batch)).order_by(Mailpiece.era.desc()).first()
    )
    return found


def size(link: SenderLink) -> int:
    count: int = BatchPiece.select().where(BatchPiece.batch == link.batch).count()
    return count


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(derived_key("senders' links"), salt="sender link")
