"""What followers hear of, by what they chose. The one table; who chooses is bot/following.py."""

from bot.pacing import HOLD_REMINDER
from models.vocabulary import Milestone

_DELIVERIES = frozenset({Milestone.DELIVERED, Milestone.DELIVERED_AGENT})
_ENDS = _DELIVERIES | {Milestone.UNDELIVERABLE, Milestone.REFUSED, Milestone.UNCLAIMED, Milestone.RETURNED}
_ACTION = frozenset({Milestone.DELIVERY_ATTEMPTED, Milestone.AVAILABLE_FOR_PICKUP, HOLD_REMINDER})

#: What calls for an act, the day it comes, and the ends.
STANDARD = (
    _ACTION | _ENDS | {Milestone.OUT_FOR_DELIVERY, Milestone.DELAYED, Milestone.RETURNING, Milestone.LOST_RECOVERY}
)
#: Every step for which there is a sentence.
EVERY = STANDARD | {
    Milestone.LABEL_CREATED,
    Milestone.ACCEPTED,
    Milestone.IN_TRANSIT,
    Milestone.ARRIVED_LOCAL,
    Milestone.HELD,
    Milestone.FORWARDED,
}

#: choice -> the kinds of steps that are told. USPS Text Tracking's keywords (28777) for them stand beside it.
KINDS: dict[str, frozenset[str]] = {
    "standard": STANDARD,
    "all": EVERY,  # AA
    "future": EVERY,  # AF: the same, without what was before
    "delivery": _DELIVERIES | {Milestone.DELIVERY_ATTEMPTED, Milestone.AVAILABLE_FOR_PICKUP},  # DND
    "date": _DELIVERIES,  # DATE, WHEN: the expected date when it is known or changes, and that it has come
    "action": _ACTION | _ENDS,
}
#: Who hears of every scan, also of those that move no milestone.
TOLD_EACH_SCAN = frozenset({"all", "future"})
#: Who is told the expected date by itself.
TOLD_THE_DATE = frozenset({"date"})


def hears_of(choice: str, kind: str) -> bool:
    return kind in KINDS.get(choice, STANDARD)
