"""Phones that changed hands: a consent given by an earlier owner allows nothing to the new one.

Asks nobody itself: `jobs/upkeep` brings the provider's answer, from the FCC's Reassigned Numbers Database.
"""

from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from bot import consent, opt_out
from models.consent import ConsentEvent
from models.contact import Contact, set_check_word
from models.subscription import Subscription
from models.vocabulary import ConsentKind, Source, SubscriptionState

#: Acts that show who holds the phone, and our own questions about that.
SHOWS_WHO = ConsentEvent.source.in_([Source.INBOUND_TEXT, Source.WEB]) | (ConsentEvent.kind == ConsentKind.CHECKED)


def due(now: datetime, after: timedelta, limit: int = 20) -> list[tuple[Contact, datetime]]:
    """Contacts with something to be texted about whose last act is older than `after`, with the time of that act."""
    rows = _last_acts(now, after).order_by(fn.MAX(ConsentEvent.happened_at)).limit(limit)
    return [(Contact.get_by_id(contact_id), last) for contact_id, last in rows.tuples()]


def due_since(now: datetime, after: timedelta) -> datetime | None:
    rows = list(_last_acts(now, after).order_by(fn.MAX(ConsentEvent.happened_at)).limit(1).tuples())
    return rows[0][1] + after if rows else None


def _last_acts(now: datetime, after: timedelta) -> Any:
    following = Subscription.select(Subscription.contact).where(Subscription.state == SubscriptionState.ACTIVE)
    last = fn.MAX(ConsentEvent.happened_at)
    return (
        ConsentEvent.select(ConsentEvent.contact, last)
        .where(SHOWS_WHO & ConsentEvent.contact.in_(following))
        .group_by(ConsentEvent.contact)
        .having(last <= ConsentEvent.happened_at.db_value(now - after))
    )


def take_in(contact: Contact, answer: str, since: datetime, now: datetime) -> None:
    """Keep the provider's answer ("yes", "no", "no data") as evidence.

    A yes ends everything; the check word was another person's.
    """
    changed_hands = answer == "yes"
    event = consent.record(
        contact,
        ConsentKind.REASSIGNED if changed_hands else ConsentKind.CHECKED,
        now,
        source=Source.PROVIDER,
        rule=f"was this number given to somebody else since {since:%Y-%m-%d}? The provider says: {answer}",
    )
    if changed_hands:
        set_check_word(contact, None)
        opt_out.end_everything(contact, event, now, "reassigned")
