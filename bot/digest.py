"""One text for several pieces' low-value news that is due together. Writes through bot/outbox.py alone."""

from collections.abc import Sequence
from datetime import datetime

from bot import admission, listing, outbox, pacing, wording
from bot.consent import Allowed, Later, Refused
from bot.describe import current_milestone
from bot.wording import Wording
from models.contact import Contact
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage, OutboundSubject
from models.subscription import Subscription
from models.vocabulary import Purpose


def merge(parts: Sequence[OutboundMessage], now: datetime) -> OutboundMessage:
    """`parts` may all go now. One of them goes as it is; several become one row."""
    if len(parts) == 1:
        return parts[0]
    about = [part.subscription for part in parts if part.subscription is not None]
    return outbox.merge(parts, compose(parts[0].contact, about), now)


def compose(contact: Contact, subscriptions: Sequence[Subscription]) -> Wording:
    """Where each piece is, as many as fit into one segment."""
    items = [_item(subscription, contact.language) for subscription in subscriptions]
    check_word = contact.check_word or ""
    return listing.fit(pacing.DIGEST, contact.program.brand, items, contact.language, check_word=check_word)


def _item(subscription: Subscription, language: str) -> str:
    piece = subscription.mailpiece
    name = subscription.nickname or f"..{piece.tracking_number[-4:]}"
    return f"{name} {wording.state_words(current_milestone(piece), piece.carrier, language)}"


def judge(digest: OutboundMessage, now: datetime) -> Allowed | Refused | Later:
    """A digest that could not go at once is put together anew from what may still go."""
    left, last = [], Refused("superseded")
    for subscription in _subjects(digest):
        decision = admission.judge(digest.contact, Purpose.PUSH, pacing.DIGEST, subscription, now)
        if isinstance(decision, Later):
            return decision
        if isinstance(decision, Refused):
            last = decision
        else:
            left.append(subscription)
    if not left:
        return last
    said = compose(digest.contact, left)
    outbox.rewrite(digest, said, digest.not_before, left[0].consent_event_id)
    digest.body = said.text
    return Allowed(left[0].consent_event_id)


def _subjects(digest: OutboundMessage) -> list[Subscription]:
    rows = (
        OutboundSubject.select(OutboundSubject, Subscription, Mailpiece)
        .join(Subscription)
        .join(Mailpiece)
        .where(OutboundSubject.outbound == digest)
        .order_by(OutboundSubject.id)
    )
    return [row.subscription for row in rows]
