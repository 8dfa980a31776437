"""How much, and for how long: when a text stops being true, what replaces what, and how many pushes a day. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from models.vocabulary import Milestone, Purpose

GOODBYE, DIGEST, EXPECTED, HOLD_REMINDER, STATUS = "goodbye", "digest", "expected", "hold_reminder", "status_now"
#: To somebody of a sender's desk: about no single mailpiece.
DESK_ALERT = "desk_alert"
DELIVERIES = frozenset({Milestone.DELIVERED, Milestone.DELIVERED_AGENT})
#: Somebody has to do something, and soon.
ACTION = frozenset({Milestone.DELIVERY_ATTEMPTED, Milestone.AVAILABLE_FOR_PICKUP, HOLD_REMINDER})
#: The first status, when it comes later than the sign-up reply: the person asked for it themselves.
LATE_ANSWERS = frozenset({STATUS, "not_permitted"})
#: Never gathered into a digest and never capped. They do count: more of them leave less room for the rest.
EXEMPT = DELIVERIES | ACTION | LATE_ANSWERS
#: Low-value news, of which several pieces' share one text.
GATHERED = frozenset(Milestone) - EXEMPT

#: How long news of a person's several pieces waits for company.
GATHERING = timedelta(seconds=30)
CAP_PERIOD = timedelta(days=1)

#: 47 CFR 64.1200(a)(12): later than that it may not go at all.
GOODBYE_LASTS = timedelta(minutes=5)
REPLY_LASTS = timedelta(hours=4)
DELIVERED_LASTS = timedelta(hours=24)
NEWS_LASTS = timedelta(hours=12)
#: What stays true until somebody acts, and how a journey ends or goes wrong.
LASTING = timedelta(hours=48)
LASTING_KINDS = ACTION | {
    Milestone.HELD,
    Milestone.UNDELIVERABLE,
    Milestone.REFUSED,
    Milestone.UNCLAIMED,
    Milestone.RETURNING,
    Milestone.RETURNED,
    Milestone.LOST_RECOVERY,
    Milestone.DELAYED,
    Milestone.EXPIRED,
    "not_permitted",
    "standing_followed",
}
#: Nobody rings at a door later than this; whoever scans in the evening is believed for an hour all the same.
DELIVERY_DAY_ENDS = time(21)
LATE_SCAN_LASTS = timedelta(hours=1)

#: News of a piece's state: the latest one takes the place of those that still wait.
STATES = frozenset(Milestone) | {HOLD_REMINDER, STATUS}
#: Once this is known, the expected date is of no use.
DATE_IS_MOOT = (
    frozenset({Milestone.OUT_FOR_DELIVERY, Milestone.RETURNED})
    | DELIVERIES
    | (LASTING_KINDS & STATES) - {Milestone.DELAYED}
)


def expires_at(
    kind: str,
    purpose: Purpose,
    now: datetime,
    *,
    event_at: datetime | None = None,
    zone: tzinfo | None = None,
    expected_on: date | None = None,
) -> datetime:
    """Until when this text is true, by its meaning. `zone` is where the piece goes; `event_at` when it was scanned."""
    if kind == GOODBYE:
        return now + GOODBYE_LASTS
    if purpose in (Purpose.REPLY, Purpose.ESSENTIAL):
        return now + REPLY_LASTS
    if kind == Milestone.OUT_FOR_DELIVERY and zone is not None:
        return _end_of_delivery_day(event_at or now, zone)
    if kind == EXPECTED and expected_on is not None and zone is not None:
        return _midnight_after(expected_on, zone)
    if kind in DELIVERIES:
        return now + DELIVERED_LASTS
    return now + (LASTING if kind in LASTING_KINDS or purpose == Purpose.INVITE else NEWS_LASTS)


def _end_of_delivery_day(scanned_at: datetime, zone: tzinfo) -> datetime:
    ends = datetime.combine(scanned_at.astimezone(zone).date(), DELIVERY_DAY_ENDS, zone)
    return max(ends.astimezone(scanned_at.tzinfo), scanned_at + LATE_SCAN_LASTS)


def _midnight_after(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), zone)


def replaces(new: str, old: str) -> bool:
    """Does news of kind `new` make a waiting text of kind `old` about the same piece pointless?"""
    if old == EXPECTED:
        return new == EXPECTED or new in DATE_IS_MOOT
    return old in STATES and new in STATES


def room_at(begun: Sequence[datetime], most: int, now: datetime) -> datetime | None:
    """When the moving day has room for one more push; None when it has now. `most` 0 means no cap."""
    in_the_day = sorted(moment for moment in begun if moment > now - CAP_PERIOD)
    if not most or len(in_the_day) < most:
        return None
    return in_the_day[-most] + CAP_PERIOD
