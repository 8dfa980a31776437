"""Turns what happened to a mailpiece into texts for those who follow it: each kind once, told things never again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot import following, outbox, wording
from bot.describe import current_milestone, shown
from carriers.milestones import Step
from models.contact import Contact
from models.mailpiece import Mailpiece, TrackingEvent
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import AnswerState, Milestone, Purpose, SubscriptionState

#: What a follower hears of unless they choose otherwise: what calls for an act, and the ends.
STANDARD = frozenset(
    {
        Milestone.OUT_FOR_DELIVERY,
        Milestone.DELIVERY_ATTEMPTED,
        Milestone.AVAILABLE_FOR_PICKUP,
        "hold_reminder",
        Milestone.DELAYED,
        Milestone.DELIVERED,
        Milestone.DELIVERED_AGENT,
        Milestone.UNDELIVERABLE,
        Milestone.REFUSED,
        Milestone.UNCLAIMED,
        Milestone.RETURNING,
        Milestone.RETURNED,
        Milestone.LOST_RECOVERY,
    }
)
#: Attempts that leave no notice and nothing at the counter: no access (30), business closed (51).
TRIED_WITHOUT_NOTICE = frozenset({"30", "51"})
#: An older step found together with a newer one is still told while it is this fresh; after that it is superseded.
STILL_NEWS = timedelta(minutes=10)


def tell(piece: Mailpiece, steps: Sequence[Step], now: datetime) -> int:
    """Post what each follower should hear. Returns how many texts were posted (dropped ones count too)."""
    followers = (
        Subscription.select(Subscription, Contact, Program)
        .join(Contact)
        .join(Program)
        .where((Subscription.mailpiece == piece) & (Subscription.state == SubscriptionState.ACTIVE))
    )
    return sum(_tell_one(_with(piece, subscription), steps, now) for subscription in followers)


def _with(piece: Mailpiece, subscription: Subscription) -> Subscription:
    subscription.mailpiece = piece
    return subscription


def _tell_one(subscription: Subscription, steps: Sequence[Step], now: datetime) -> int:
    if following.complete_waiting_reply(subscription, now):
        return 1
    answer = subscription.mailpiece.answer
    if answer == AnswerState.NOT_PERMITTED and subscription.told_answer in ("", AnswerState.NOT_FOUND):
        return _tell_state(subscription, "not_permitted", now)
    if answer != AnswerState.FOUND:
        return 0
    if subscription.told_answer != AnswerState.FOUND:
        if current_milestone(subscription.mailpiece) in (Milestone.UNKNOWN, Milestone.NOT_FOUND):
            return 0  # nothing that we could say: nobody is texted about a code we do not know
        return _tell_state(subscription, "status_now", now)
    return _tell_steps(subscription, steps, now)


def _tell_state(subscription: Subscription, key: str, now: datetime) -> int:
    """The first status, when it comes later than the sign-up reply."""
    parts = shown(subscription)
    said = wording.say(
        key,
        subscription.contact.language,
        brand=subscription.contact.program.brand,
        piece=parts.piece,
        state=parts.state,
        place=parts.place,
        when=parts.when,
    )
    occasion = f"consent-{subscription.consent_event_id}"
    posted = outbox.post(_draft(subscription, said, key, occasion, subscription.mailpiece.last_event_at), now)
    following.mark_told(subscription)
    return 1 if posted else 0


def _tell_steps(subscription: Subscription, steps: Sequence[Step], now: datetime) -> int:
    told = subscription.told_through
    news = [step for step in steps if step.kind in STANDARD and (told is None or step.event.occurred_at >= told)]
    posted = 0
    for position, step in enumerate(news):
        old = position < len(news) - 1 and now - step.event.occurred_at > STILL_NEWS
        event = TrackingEvent.get(
            (TrackingEvent.mailpiece == subscription.mailpiece) & (TrackingEvent.fingerprint == step.event.fingerprint)
        )
        draft = _draft(subscription, _news(subscription, step, event), step.kind, step.occasion, event.occurred_at)
        posted += 1 if outbox.post(draft, now, drop="superseded" if old else "") else 0
    if news:
        following.mark_told(subscription)
    return posted


def _news(subscription: Subscription, step: Step, event: TrackingEvent) -> wording.Wording:
    parts = shown(subscription, event, step.milestone)
    no_notice = step.kind == Milestone.DELIVERY_ATTEMPTED and event.code in TRIED_WITHOUT_NOTICE
    return wording.say(
        "tried_without_notice" if no_notice else step.kind,
        subscription.contact.language,
        brand=subscription.contact.program.brand,
        piece=parts.piece,
        last_four=parts.last_four,
        place=parts.place,
        when=parts.when,
        until=parts.until,
    )


def _draft(
    subscription: Subscription, said: wording.Wording, kind: str, occasion: str, event_at: datetime | None
) -> outbox.Draft:
    return outbox.Draft(
        contact=subscription.contact,
        consent_event=subscription.consent_event_id,
        purpose=Purpose.PUSH,
        wording=said,
        kind=kind,
        occasion=occasion,
        subscription=subscription,
        event_at=event_at,
    )
