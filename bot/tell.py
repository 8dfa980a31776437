"""Turns what happened to a mailpiece into texts for those who follow it: each kind once, told things never again."""

from collections.abc import Sequence
from datetime import datetime

from bot import choices, following, outbox, pacing, signup, wording
from bot.describe import Shown, current_milestone, day, newest_event, shown
from bot.zones import zone_of_event
from carriers.milestones import Step
from models.contact import Contact
from models.mailpiece import Mailpiece, TrackingEvent
from models.outbound import OutboundMessage
from models.program import Program
from models.subscription import Subscription
from models.vocabulary import AnswerState, Milestone, Purpose, SubscriptionState

#: Attempts that leave no notice and nothing at the counter: no access (30), business closed (51).
TRIED_WITHOUT_NOTICE = frozenset({"30", "51"})


def tell(piece: Mailpiece, steps: Sequence[Step], now: datetime) -> int:
    """Post what each follower should hear. Returns how many texts were posted (dropped ones count too)."""
    listening = Subscription.state.in_([SubscriptionState.ACTIVE, SubscriptionState.ONCE])
    followers = (
        Subscription.select(Subscription, Contact, Program)
        .join(Contact)
        .join(Program)
        .where((Subscription.mailpiece == piece) & listening)
    )
    return sum(_tell_one(_with(piece, subscription), steps, now) for subscription in followers)


def _with(piece: Mailpiece, subscription: Subscription) -> Subscription:
    subscription.mailpiece = piece
    return subscription


def _tell_one(subscription: Subscription, steps: Sequence[Step], now: datetime) -> int:
    if signup.complete_waiting_reply(subscription, now):
        return 1
    if subscription.state != SubscriptionState.ACTIVE:
        return 0  # it asked once and follows nothing
    answer = subscription.mailpiece.answer
    if answer == AnswerState.NOT_PERMITTED and subscription.told_answer in ("", AnswerState.NOT_FOUND):
        return _tell_state(subscription, "not_permitted", now)
    if answer != AnswerState.FOUND:
        return 0
    if subscription.told_answer != AnswerState.FOUND and subscription.choices == "future":
        following.mark_told(subscription)  # they asked for what is still to come alone
        return 0
    if subscription.told_answer != AnswerState.FOUND:
        if current_milestone(subscription.mailpiece) in (Milestone.UNKNOWN, Milestone.NOT_FOUND):
            return 0  # nothing that we could say: nobody is texted about a code we do not know
        return _tell_state(subscription, pacing.STATUS, now)
    return _tell_date(subscription, now) + _tell_steps(subscription, steps, now)


def _tell_state(subscription: Subscription, key: str, now: datetime) -> int:
    """The first status, when it comes later than the sign-up reply. It is true for as long as the state it names."""
    parts, piece = shown(subscription), subscription.mailpiece
    said = _say(subscription, key, parts)
    true_as = current_milestone(piece) if key == pacing.STATUS else key
    draft = _draft(
        subscription,
        said,
        kind=key,
        occasion=f"consent-{subscription.consent_event_id}",
        event_at=piece.last_event_at,
        expires_at=_expires_at(subscription, true_as, newest_event(piece), now),
        values=_values(subscription, parts, parts.state),
    )
    following.mark_told(subscription)
    return 1 if outbox.post(draft, now) else 0


def _tell_steps(subscription: Subscription, steps: Sequence[Step], now: datetime) -> int:
    """Of several steps found in one look the last is told; the others leave a row that says so."""
    told = subscription.told_through
    drafts = [
        _news(subscription, _event_of(subscription, step), step.kind, step.occasion, step.milestone, now)
        for step in steps
        if choices.hears_of(subscription.choices, step.kind) and (told is None or step.event.occurred_at >= told)
    ]
    if subscription.choices in choices.TOLD_EACH_SCAN:
        drafts += _other_scans(subscription, {step.event.fingerprint for step in steps}, now)
        drafts.sort(key=lambda draft: draft.event_at or now)
    if drafts:
        following.mark_told(subscription)  # before the outbox, in the order in which a STOP takes their rows
    posted = 0
    for draft in drafts:
        drop = "" if draft is drafts[-1] else "superseded"
        posted += 1 if outbox.post(draft, now, drop=drop) else 0
    return posted


def _other_scans(subscription: Subscription, in_steps: set[str], now: datetime) -> list[outbox.Draft]:
    """The scans since the last word that moved no milestone: whoever chose each scan hears of them too."""
    new = TrackingEvent.mailpiece == subscription.mailpiece
    if subscription.told_through is not None:
        new &= TrackingEvent.occurred_at > subscription.told_through
    return [
        _news(subscription, event, event.milestone, f"scan {event.fingerprint}", Milestone(event.milestone), now)
        for event in TrackingEvent.select().where(new).order_by(TrackingEvent.occurred_at)
        if event.fingerprint not in in_steps and choices.hears_of(subscription.choices, event.milestone)
    ]


def _event_of(subscription: Subscription, step: Step) -> TrackingEvent:
    event: TrackingEvent = TrackingEvent.get(
        (TrackingEvent.mailpiece == subscription.mailpiece) & (TrackingEvent.fingerprint == step.event.fingerprint)
    )
    return event


def _news(
    subscription: Subscription, event: TrackingEvent, kind: str, occasion: str, milestone: Milestone, now: datetime
) -> outbox.Draft:
    parts = shown(subscription, event, milestone)
    no_notice = kind == Milestone.DELIVERY_ATTEMPTED and event.code in TRIED_WITHOUT_NOTICE
    return _draft(
        subscription,
        _say(subscription, "tried_without_notice" if no_notice else kind, parts),
        kind=kind,
        occasion=occasion,
        event_at=event.occurred_at,
        expires_at=_expires_at(subscription, kind, event, now),
        values=_values(subscription, parts, parts.state),
    )


def _tell_date(subscription: Subscription, now: datetime) -> int:
    """The expected date, to whoever chose it: when it becomes known, and when it changes."""
    piece, language = subscription.mailpiece, subscription.contact.language
    expected = piece.expected_on
    if subscription.choices not in choices.TOLD_THE_DATE or expected in (None, subscription.told_expected_on):
        return 0
    if current_milestone(piece) in pacing.DATE_IS_MOOT:
        return 0
    parts = shown(subscription)
    told = OutboundMessage.select().where(
        (OutboundMessage.subscription == subscription)
        & (OutboundMessage.kind == pacing.EXPECTED)
        & OutboundMessage.occasion.startswith(expected.isoformat())
    )
    again = told.count()  # a date that went and came back is news
    draft = _draft(
        subscription,
        _say(subscription, pacing.EXPECTED, parts, day(expected, language)),
        kind=pacing.EXPECTED,
        occasion=f"{expected.isoformat()} again {again}" if again else expected.isoformat(),
        event_at=piece.last_event_at,
        expires_at=_expires_at(subscription, pacing.EXPECTED, newest_event(piece), now),
        values=_values(subscription, parts, parts.state, day(expected, language)),
    )
    subscription.told_expected_on = expected
    subscription.save(only=[Subscription.told_expected_on])
    return 1 if outbox.post(draft, now) else 0


def _expires_at(subscription: Subscription, kind: str, event: TrackingEvent | None, now: datetime) -> datetime:
    piece = subscription.mailpiece
    return pacing.expires_at(
        kind,
        Purpose.PUSH,
        now,
        event_at=event.occurred_at if event else None,
        zone=zone_of_event(event, piece, subscription.contact.program.zone),
        expected_on=piece.expected_on,
    )


def _say(subscription: Subscription, key: str, parts: Shown, on_day: str = "") -> wording.Wording:
    contact = subscription.contact
    return wording.say(
        key,
        contact.language,
        brand=contact.program.brand,
        check_word=contact.check_word or "",
        piece=parts.piece,
        last_four=parts.last_four,
        state=parts.state,
        place=parts.place,
        when=parts.when,
        until=parts.until,
        day=on_day,
    )


def _values(subscription: Subscription, parts: Shown, state: str, when: str = "") -> dict[str, str]:
    """What an approved template may say of it."""
    return {
        "brand": subscription.contact.program.brand,
        "piece": parts.piece,
        "state": state,
        "place": parts.place,
        "when": when or parts.when,
    }


def _draft(
    subscription: Subscription,
    said: wording.Wording,
    *,
    kind: str,
    occasion: str,
    event_at: datetime | None,
    expires_at: datetime,
    values: dict[str, str],
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
        expires_at=expires_at,
        values=values,
    )
