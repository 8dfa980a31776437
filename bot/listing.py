"""Several mailpieces, or several scans of one, in one segment: as many as fit, then how many more there are."""

from collections.abc import Callable, Sequence

from bot import wording
from bot.describe import day, place_of, shown
from bot.wording import Wording
from models.database import raw_rows
from models.mailpiece import Mailpiece, TrackingEvent
from models.subscription import Subscription
from models.vocabulary import AnswerState, Milestone

#: A person's own list is never longer than this many texts.
MOST_PAGES = 9
#: More items than this fit into no segment, however short: "; " and one letter each.
MOST_ITEMS = 54
#: Characters; longer than this is no single segment, so nothing longer is measured.
LONGEST_MEASURED = 200


def list_wording(
    key: str,
    brand: str,
    subscriptions: Sequence[Subscription],
    language: str,
    pending: Sequence[Subscription] = (),
) -> Wording:
    """As many items as one segment holds, then how many more there are."""
    waiting = {subscription.id for subscription in pending}
    scanned = _scanned([subscription.mailpiece for subscription in subscriptions[:MOST_ITEMS]])
    items = [_item(one, one.id in waiting, language, scanned) for one in subscriptions[:MOST_ITEMS]]
    return fit(key, brand, items, language, unnamed=len(subscriptions) - len(items))


def fit(key: str, brand: str, items: Sequence[str], language: str, unnamed: int = 0, **values: str) -> Wording:
    """As many of the items as one segment holds, then how many more there are; `unnamed` are more that have no item."""
    everything = len(items) + unnamed

    def said(count: int) -> Wording:
        left = everything - count
        more = [wording.part("more_items", language, count=str(left))] if left else []
        return wording.say(key, language, brand=brand, items="; ".join([*items[:count], *more]), **values)

    # Where all fit, nothing need be said of more, so that is no step of the way up.
    if not unnamed and sum(map(len, items)) <= LONGEST_MEASURED and (whole := said(len(items))).segments == 1:
        return whole
    return _most(said, len(items))[0]


def _most(said: Callable[[int], Wording], items: int) -> tuple[Wording, int]:
    """The text with the most items that is one segment, and how many they are. It grows item by item: however many
    there are, only as many are measured as one segment can hold. The first is named whatever its length."""
    best, named = said(min(1, items)), min(1, items)
    for count in range(2, items + 1):
        longer = said(count)
        if longer.segments > 1:
            break
        best, named = longer, count
    return best, named


def pages(
    brand: str, subscriptions: Sequence[Subscription], language: str, most: int = MOST_PAGES, late: str = ""
) -> list[Wording]:
    """The first `most` pages of the list, each of one segment; all but the last say how to get the next. What the last
    page that we give cannot name, it counts. `late`: by how much we are behind with what is listed, if we are."""
    suffix = "_behind" if late else ""
    scanned = _scanned([subscription.mailpiece for subscription in subscriptions[: most * MOST_ITEMS]])
    done, named = list[Wording](), 0
    while named < len(subscriptions) and len(done) < min(most, MOST_PAGES):
        some = subscriptions[named : named + MOST_ITEMS]
        items = [_item(one, False, language, scanned) for one in some]
        beyond = len(subscriptions) - named - len(items)
        if len(done) == MOST_PAGES - 1:
            done.append(fit(f"list_items{suffix}", brand, items, language, unnamed=beyond, span=late))
            break

        def say(key: str, named: Sequence[str], next_page: str = str(len(done) + 2)) -> Wording:
            values = {"items": "; ".join(named), "next": next_page, "span": late}
            return wording.say(f"{key}{suffix}", language, brand=brand, **values)

        page, count = _page(say, items, whole=not beyond)
        done.append(page)
        named += count
    return done


def _page(say: Callable[[str, Sequence[str]], Wording], items: Sequence[str], whole: bool) -> tuple[Wording, int]:
    """A page and how many items it names; `whole`: these are all that are left."""
    if whole and sum(map(len, items)) <= LONGEST_MEASURED:
        page = say("list_items", items)
        if page.segments == 1 or len(items) == 1:
            return page, len(items)
    most = max(1, len(items) - 1) if whole else len(items)
    return _most(lambda count: say("list_items_more", items[:count]), most)


def _scanned(pieces: Sequence[Mailpiece]) -> frozenset[int]:
    """Which of them have a scan, in one query at most: of those with a time of the last one we know it without."""
    unsure = [piece.id for piece in pieces if piece.last_event_at is None]
    seen = TrackingEvent.select(TrackingEvent.mailpiece).where(TrackingEvent.mailpiece.in_(unsure)).distinct()
    found = {row_id for (row_id,) in raw_rows(seen)} if unsure else set()
    return frozenset(found | {piece.id for piece in pieces if piece.last_event_at is not None})


def _item(subscription: Subscription, pending: bool, language: str, scanned: frozenset[int]) -> str:
    piece = subscription.mailpiece
    name = subscription.nickname or f"..{piece.tracking_number[-4:]}"
    if pending or piece.answer == AnswerState.NEVER_ASKED:
        return name
    if piece.answer == AnswerState.NOT_PERMITTED:
        return f"{name} {wording.part('state_not_open', language)}"
    milestone = Milestone(piece.milestone) if piece.id in scanned else Milestone.NOT_FOUND  # known by its label alone
    return f"{name} {wording.state_words(milestone, piece.carrier, language)}"


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
            wording.state_words(Milestone(event.milestone), piece.carrier, language),
            place_of(event) if places else "",
        ]
        line = " ".join(part for part in parts if part)
        if line not in said[-1:]:
            said.append(line)
    return said


def past_wording(subscription: Subscription, language: str, pending: bool) -> Wording:
    """The answer to NUMBER AP."""
    brand, parts, carrier = subscription.contact.program.brand, shown(subscription), subscription.mailpiece.carrier
    if pending:
        return wording.say(wording.for_courier("look_later", carrier), language, brand=brand, piece=parts.piece)
    if subscription.mailpiece.answer == AnswerState.NOT_PERMITTED:
        return wording.say(wording.for_courier("not_permitted", carrier), language, brand=brand, piece=parts.piece)
    scans = past_scans(subscription, language)
    if not scans:
        return wording.say("past_none", language, brand=brand, piece=parts.piece)
    return fit("past_scans", brand, scans, language, piece=parts.piece)
