"""Reminders that a piece still waits at the post office, for those who follow it: some days before it goes back.

Each step goes once, and none once the piece has moved on. The carrier's own reminder of the day stands for ours.
"""

import json
from dataclasses import replace
from datetime import date, datetime, time

from bot import choices, followers, outbox, pacing
from bot.bulletin import Bulletin
from bot.describe import WAITING
from bot.draft import Draft
from bot.zones import zone_of_event
from models.mailpiece import Mailpiece
from models.subscription import Subscription
from models.vocabulary import SubscriptionState


def remind(mailpiece_id: int, return_on: date, days: int, now: datetime) -> int:
    """In the caller's transaction. Returns how many texts were posted (dropped ones count too)."""
    piece: Mailpiece = Mailpiece.get_by_id(mailpiece_id)
    if piece.milestone not in WAITING:
        return 0
    piece.return_on = return_on  # where the carrier named no day the text says ours; the row stays as it is
    posted, known = 0, Bulletin(piece, (), now)
    for page in followers.pages(piece):
        wanting = [one for one in page.followers if _wants(one)]
        if wanting and not _reminded_today(known, now):
            drafts = [_draft(known, one, return_on, days) for one in wanting]
            posted += sum(row is not None for row in outbox.post_many(drafts, now, page.numbers))
    return posted


def _wants(subscription: Subscription) -> bool:
    is_active = subscription.state == SubscriptionState.ACTIVE
    return is_active and choices.hears_of(subscription.choices, pacing.HOLD_REMINDER)


def _reminded_today(known: Bulletin, now: datetime) -> bool:
    told_on: int = json.loads(known.piece.visits).get(f"day:{pacing.HOLD_REMINDER}", 0)
    return told_on == now.astimezone(zone_of_event(known.newest, known.piece)).date().toordinal()


def _draft(known: Bulletin, subscription: Subscription, return_on: date, days: int) -> Draft:
    """It is true no longer than until the day on which the piece goes back."""
    zone = zone_of_event(known.newest, known.piece, subscription.contact.program.zone)
    draft = known.draft(known.still_waiting, subscription, f"return {return_on} {days}")
    ends = datetime.combine(return_on, time(0), zone)
    return replace(draft, expires_at=min(draft.expires_at, ends) if draft.expires_at else ends)
