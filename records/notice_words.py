"""What a notice of the desk says, and in which group it stands. Pure: plain words, and never a recipient's name."""

from datetime import date
from typing import NamedTuple

from records.watches import Kind


class Group(NamedTuple):
    name: str
    kinds: frozenset[Kind]


#: In the order of the desk's home: what has a day by which it is too late comes first.
GROUPS: dict[str, Group] = {
    "deadlines": Group("Deadlines", frozenset({Kind.DEADLINE_WARNING, Kind.DEADLINE_PASSED})),
    "waiting": Group("Waiting to be picked up", frozenset({Kind.NOTICE_LEFT, Kind.RETURN_SOON})),
    "never_accepted": Group("Never accepted", frozenset({Kind.NEVER_ACCEPTED})),
    "overdue": Group("Overdue or stalled", frozenset({Kind.OVERDUE, Kind.STALLED})),
    "returned": Group(
        "Refused, unclaimed, returned",
        frozenset({Kind.REFUSED, Kind.UNCLAIMED, Kind.UNDELIVERABLE, Kind.RETURNING, Kind.RETURNED}),
    ),
    "lost": Group("Lost", frozenset({Kind.LOST})),
    "damaged": Group("Damaged", frozenset({Kind.DAMAGED})),
    "tasks": Group("Tasks due", frozenset({Kind.TASK_DUE})),
    "evidence": Group("Evidence running out", frozenset({Kind.EVIDENCE_GAP})),
}
#: Mail that went wrong, whichever way.
EXCEPTIONS = frozenset().union(*(GROUPS[key].kinds for key in ("overdue", "returned", "lost", "damaged")))
NEWS_NAME = "News"


class Dates(NamedTuple):
    """Of the record, as they are now."""

    posted_on: date | None = None
    expected_on: date | None = None
    return_on: date | None = None
    deadline_on: date | None = None
    obtainable_until: date | None = None


def group_of(kind: Kind) -> str:
    """Empty for news."""
    return next((key for key, group in GROUPS.items() if kind in group.kinds), "")


def said(kind: Kind, occasion: str, dates: Dates) -> str:
    """One or two sentences: what happened, and what to do."""
    if kind is Kind.DEADLINE_WARNING:
        return _warning(occasion)
    if kind is Kind.DEADLINE_PASSED:
        return f"It had to be delivered by {occasion.partition(' ')[0]} and was not: serve it again."
    if kind is Kind.RETURN_SOON:
        return _return_soon(occasion)
    if kind is Kind.EVIDENCE_GAP:
        return f"Something that must be on file is missing. The carrier keeps it until {occasion}: ask for it now."
    if kind is Kind.NOTICE_LEFT:
        until = f" It goes back on {dates.return_on}." if dates.return_on else ""
        return f"A notice was left, or it lies ready to be picked up.{until}"
    if kind is Kind.OVERDUE:
        expected = f" on {dates.expected_on}" if dates.expected_on else " by now"
        return f"It was expected{expected} and has not come. Look at its scans, or ask the carrier."
    return _SAID[kind]


def _warning(occasion: str) -> str:
    """`2026-12-01 5 for 7`: the day, and how many court days were left."""
    day, days, *_ = occasion.split(" ")
    if days == "0":
        return f"It must be delivered by {day}, and this is the last court day before it is too late."
    left = "1 court day" if days == "1" else f"{days} court days"
    return f"It must be delivered by {day}, or be served again: {left} left when this was told."


def _return_soon(occasion: str) -> str:
    day, days = occasion.split(" ")
    when = "the day after this was told" if days == "1" else f"{days} days after this was told"
    return f"It still waits at the post office and goes back on {day}, {when}. Remind the recipient."


_SAID: dict[Kind, str] = {
    Kind.ACCEPTED: "The carrier accepted it.",
    Kind.DELIVERED: "It was delivered.",
    Kind.NEVER_ACCEPTED: "The carrier has never accepted it. A label is not evidence of mailing: find the letter, mail "
    "it, or attach a stamped receipt.",
    Kind.REFUSED: "The recipient refused it. It goes back to you: keep the envelope unopened.",
    Kind.UNCLAIMED: "Nobody picked it up in time. It goes back to you: keep the envelope unopened.",
    Kind.UNDELIVERABLE: "It could not be delivered as addressed. Check the address.",
    Kind.RETURNING: "It is on its way back to you.",
    Kind.RETURNED: "It is back at its sender. Scan the envelope and attach it.",
    Kind.LOST: "The carrier has it at its mail recovery center. Open a search with the carrier.",
    Kind.DAMAGED: "A scan says that it was damaged. Ask the carrier, and think of mailing it again.",
    Kind.STALLED: "It is delayed, or has not been scanned for long. Ask the carrier.",
    Kind.TASK_DUE: "A task is due.",
}
