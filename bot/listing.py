"""Several mailpieces, or several scans of one, in one segment: as many as fit, then how many more there are."""

from collections.abc import Sequence

from bot import wording
from bot.describe import current_milestone, day, place_of, shown
from bot.wording import Wording
from models.mailpiece import TrackingEvent
from models.subscription import Subscription
from models.vocabulary import AnswerState, Milestone

#: A person's own list is never longer than this many texts.
MOST_PAGES = 9


def list_wording(
    key: str,
    brand: str,
    subscriptions: Sequence[Subscription],
    language: str,
    pending: Sequence[Subscription] = (),
) -> Wording:
    """As many items as one segment holds, then how many more there are."""
    return fit(key, brand, [_item(subscription, subscription in pending) for subscription in subscriptions], language)


def fit(key: str, brand: str, items: Sequence[str], language: str, **values: str) -> Wording:
    said = wording.say(key, language, brand=brand, items="", **values)
    for count in range(len(items), 0, -1):
        more = [wording.part("more_items", language, count=str(len(items) - count))] if count < len(items) else []
        said = wording.say(key, language, brand=brand, items="; ".join([*items[:count], *more]), **values)
        if said.segments == 1:
            break
    return said


def pages(brand: str, subscriptions: Sequence[Subscription], language: str) -> list[Wording]:
    """The whole list as texts of one segment each; all but the last say how to get the next."""
    left, done = [_item(subscription, False) for subscription in subscriptions], list[Wording]()
    while left and len(done) < MOST_PAGES:
        page = wording.say("list_items", language, brand=brand, items="; ".join(left))
        count = len(left)
        while page.segments > 1 and count > 1:
            count -= 1
            page = wording.say(
                "list_items_more", language, brand=brand, items="; ".join(left[:count]), next=str(len(done) + 2)
            )
        done.append(page)
        left = left[count:]
    return done


def _item(subscription: Subscription, pending: bool) -> str:
    piece, language = subscription.mailpiece, subscription.contact.language
    name = subscription.nickname or f"..{piece.tracking_number[-4:]}"
    if pending or piece.answer == AnswerState.NEVER_ASKED:
        return name
    if piece.answer == AnswerState.NOT_PERMITTED:
        return f"{name} {wording.part('state_not_open', language)}"
    return f"{name} {wording.state_words(current_milestone(piece), language)}"


def past_scans(subscription: Subscription, language: str, places: bool = True) -> list[str]:
    """`Nov 20 in transit Memphis TN`, newest first; equal neighbours once. A stranger to a registered piece sees state
    and city only."""
    piece = subscription.mailpiece
    full = subscription.proven or piece.registered_at is None
    events = TrackingEvent.select().where(TrackingEvent.mailpiece == piece).order_by(TrackingEvent.occurred_at.desc())
    said: list[str] = []
    for event in events.limit(40):
        if event.milestone == Milestone.UNKNOWN:
            continue
        parts = [
            day(event.occurred_at.date(), language) if full else "",
            wording.state_words(Milestone(event.milestone), language),
            place_of(event) if places else "",
        ]
        line = " ".join(part for part in parts if part)
        if line not in said[-1:]:
            said.append(line)
    return said


def past_wording(subscription: Subscription, language: str, pending: bool) -> Wording:
    """The answer to NUMBER AP."""
    brand, parts = subscription.contact.program.brand, shown(subscription)
    if subscription.mailpiece.answer == AnswerState.NOT_PERMITTED and not pending:
        return wording.say("not_permitted", language, brand=brand, piece=parts.piece)
    if pending:
        return wording.say("look_later", language, brand=brand, piece=parts.piece)
    scans = past_scans(subscription, language)
    if not scans:
        return wording.say("past_none", language, brand=brand, piece=parts.piece)
    return fit("past_scans", brand, scans, language, piece=parts.piece)
