"""Turns what happened to a mailpiece into texts for those who follow it: each kind once, told things never again.

Many may follow one piece: what they need is read for some hundreds at once, decided without asking, and stored at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from bot import choices, followers, following, outbox, pacing, signup
from bot.bulletin import Bulletin, Item
from bot.draft import Draft
from bot.followers import Page
from carriers.milestones import Step
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage
from models.subscription import Subscription
from models.vocabulary import AnswerState, Milestone, SubscriptionState


@dataclass(frozen=True)
class Word:
    """What one follower is to hear. `told`: all that is known then counts as told; `date_told`: the expected date."""

    drafts: Sequence[Draft] = ()
    told: bool = False
    date_told: bool = False


NOTHING = Word()


def tell(piece: Mailpiece, steps: Sequence[Step], now: datetime) -> int:
    """Post what each follower should hear. Returns how many texts were posted (dropped ones count too)."""
    known, posted = None, 0
    for page in followers.pages(piece):
        known = known or Bulletin(piece, steps, now)
        posted += _tell_page(page, known, now)
    return posted


def tell_given_up(piece: Mailpiece, now: datetime) -> int:
    """Once, to each follower: nothing was scanned for so long that the carrier is asked no more."""
    known, posted = Bulletin(piece, (), now), 0
    for page in followers.pages(piece):
        since = f"since {piece.last_event_at or piece.created_at:%Y-%m-%d}"
        active = [one for one in page.followers if one.state == SubscriptionState.ACTIVE]
        drafts = [known.draft(known.given_up, one, since) for one in active]
        posted += len(outbox.post_many(drafts, now, page.numbers))
    return posted


def _tell_page(page: Page, known: Bulletin, now: datetime) -> int:
    waiting = signup.waiting_replies(page.awaited) if page.awaited else {}
    in_reply = {
        one.id for one in page.awaited if one.id in waiting and signup.complete_waiting_reply(one, waiting[one.id], now)
    }
    # Whoever is not active asked once and follows nothing.
    active = [one for one in page.followers if one.id not in in_reply and one.state == SubscriptionState.ACTIVE]
    dates_told = _dates_told(known, active)
    words = [(one, word_for(one, known, dates_told.get(one.id, 0))) for one in active]
    # Before the outbox, in the order in which a STOP takes their rows.
    following.mark_date_told(known.piece, [one for one, word in words if word.date_told])
    following.mark_all_told(known.piece, [one for one, word in words if word.told])
    posted = outbox.post_many([draft for _, word in words for draft in word.drafts], now, page.numbers)
    return len(in_reply) + sum(row is not None for row in posted)


def word_for(subscription: Subscription, known: Bulletin, dates_told: int) -> Word:
    """By what this person chose and was told. `dates_told`: how often this expected date was told before."""
    answer, told = known.piece.answer, subscription.told_answer
    if answer == AnswerState.NOT_PERMITTED and told in ("", AnswerState.NOT_FOUND):
        return _state(subscription, known, known.not_permitted)
    if answer != AnswerState.FOUND:
        return NOTHING
    if told != AnswerState.FOUND and subscription.choices == "future":
        return Word(told=True)  # they asked for what is still to come alone
    if told != AnswerState.FOUND:
        if known.milestone in (Milestone.UNKNOWN, Milestone.NOT_FOUND):
            return NOTHING  # nothing that we could say: nobody is texted about a code we do not know
        return _state(subscription, known, known.status)
    of_date = _of_date(subscription, known, dates_told)
    of_steps = _of_steps(subscription, known)
    return Word([*of_date, *of_steps], told=bool(of_steps), date_told=bool(of_date))


def _state(subscription: Subscription, known: Bulletin, item: Item) -> Word:
    """The first status, when it comes later than the sign-up reply. It is true for as long as the state it names."""
    return Word([known.draft(item, subscription, f"consent-{subscription.consent_event_id}")], told=True)


def _of_steps(subscription: Subscription, known: Bulletin) -> list[Draft]:
    """Of several steps found in one look the last is told; the others leave a row that says so."""
    told, choice = subscription.told_through, subscription.choices
    items = [
        item
        for step, item in zip(known.news, known.steps, strict=True)
        if choices.hears_of(choice, step.kind) and (told is None or step.event.occurred_at >= told)
    ]
    if choice in choices.TOLD_EACH_SCAN:
        # The scans since the last word that moved no milestone: whoever chose each scan hears of them too.
        since = [item for item in known.scans if told is None or (item.event_at or known.now) > told]
        items += [item for item in since if choices.hears_of(choice, item.kind)]
        items.sort(key=lambda item: item.event_at or known.now)
    return [known.draft(item, subscription, drop="" if item is items[-1] else "superseded") for item in items]


def _of_date(subscription: Subscription, known: Bulletin, told_before: int) -> list[Draft]:
    """The expected date, to whoever chose it: when it becomes known, and when it changes."""
    if not _wants_date(subscription, known.piece) or known.milestone in pacing.DATE_IS_MOOT:
        return []
    again = f" again {told_before}" if told_before else ""  # a date that went and came back is news
    return [known.draft(known.expected, subscription, known.expected_on + again)]


def _wants_date(subscription: Subscription, piece: Mailpiece) -> bool:
    chosen = subscription.choices in choices.TOLD_THE_DATE
    return chosen and piece.expected_on not in (None, subscription.told_expected_on)


def _dates_told(known: Bulletin, subscriptions: Sequence[Subscription]) -> Mapping[int, int]:
    """Subscription id -> how often it was told the date that is expected now."""
    wanting = [subscription.id for subscription in subscriptions if _wants_date(subscription, known.piece)]
    if not wanting:
        return {}
    of_date = (OutboundMessage.kind == pacing.EXPECTED) & OutboundMessage.occasion.startswith(known.expected_on)
    counted: Any = (
        OutboundMessage.select(OutboundMessage.subscription, fn.COUNT(OutboundMessage.id))
        .where(OutboundMessage.subscription.in_(wanting) & of_date)
        .group_by(OutboundMessage.subscription)
    )
    return dict(counted.tuples())
