"""What an office can show about a mailing, what it decided it must be able to show, and what is still to be had. Pure.

Never calls a label "mailed": that USPS took the piece is shown by its acceptance scan or a sheet that it stamped.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from models.notice_type import NoticeType
from models.vocabulary import Milestone
from records.options import RECEIPTS, SIGNED_FOR

#: What can be on file, in the order of a piece's life: key -> what people call it.
EVIDENCE: dict[str, str] = {
    "letter": "A copy of the letter",
    "receipt": "A stamped receipt of mailing (PS 3800)",
    "stamped_manifest": "The stamped sheet of its batch (PS 3877)",
    "accepted": "Acceptance by the carrier",
    "delivery": "How it ended: delivered or come back",
    "signature": "Who signed",
    "return_receipt": "The return receipt",
    "proof_of_delivery": "The carrier's proof of delivery",
    "returned_envelope": "The returned envelope",
}
#: USPS keeps plain scans so long, and signatures so long, by what it says to the public.
SCANS_KEPT, SIGNATURES_KEPT = timedelta(days=120), timedelta(days=730)
DELIVERED = frozenset({Milestone.DELIVERED, Milestone.DELIVERED_AGENT})
CAME_BACK = frozenset({Milestone.RETURNED})
FINAL = DELIVERED | CAME_BACK | {Milestone.CANCELLED, Milestone.LOST_RECOVERY, Milestone.EXPIRED}
#: An end by itself, or on its way to one.
FAILED = CAME_BACK | {Milestone.REFUSED, Milestone.UNCLAIMED, Milestone.RETURNING, Milestone.UNDELIVERABLE}


class State(StrEnum):
    HAVE = "have"
    WAITING = "waiting"  # asked for by the profile or bought, and still to come
    MISSING = "missing"  # asked for, not on file, and it does not come by itself
    NEVER = "never"  # never asked for


@dataclass(frozen=True)
class Facts:
    """What is known of a record. Days are those of the office's zone. `files`: kinds on file, of it and its batch."""

    registered_on: date
    today: date
    milestone: Milestone
    options: frozenset[str] = frozenset()
    accepted_on: date | None = None
    ended_on: date | None = None
    outcome: str = ""
    signer: bool = False
    files: frozenset[str] = frozenset()
    in_batch: bool = False
    stamped: bool = False
    never_accepted_days: int = 5


@dataclass(frozen=True)
class Item:
    """`until`: the last day on which it can still be had from the carrier; None where the office has it itself."""

    key: str
    name: str
    state: State
    said: str
    required: bool = False
    until: date | None = None


@dataclass(frozen=True)
class Score:
    have: int
    required: int
    items: Sequence[Item] = field(default_factory=tuple)

    @property
    def is_whole(self) -> bool:
        return self.have == self.required


def profile_of(notice_type: NoticeType) -> list[str]:
    """Keys of EVIDENCE that this kind of letter must be able to show."""
    wanted: list[str] = json.loads(notice_type.evidence)
    return [key for key in EVIDENCE if key in wanted]


def checklist(facts: Facts, profile: Sequence[str]) -> list[Item]:
    """One item for each kind of evidence, whether asked for or not."""
    return [_item(key, facts, key in profile and _applies(key, facts)) for key in EVIDENCE]


def score(items: Sequence[Item]) -> Score:
    required = [item for item in items if item.required]
    return Score(sum(item.state is State.HAVE for item in required), len(required), tuple(items))


def gaps(items: Sequence[Item]) -> list[Item]:
    """What is asked for, not on file, and does not come by itself."""
    return [item for item in items if item.required and item.state is State.MISSING]


def _applies(key: str, facts: Facts) -> bool:
    """A returned envelope is asked for where one came back; a signature where somebody took the piece."""
    if key == "returned_envelope":
        return facts.milestone in CAME_BACK
    if key == "stamped_manifest":
        return facts.in_batch
    if key in ("signature", "return_receipt", "proof_of_delivery"):
        return facts.milestone not in CAME_BACK
    return True


def _item(key: str, facts: Facts, required: bool) -> Item:
    name, has = EVIDENCE[key], _HAS[key](facts)
    if has:
        return Item(key, name, State.HAVE, has, required)
    if not required and not _was_bought(key, facts):
        return Item(key, name, State.NEVER, "Nobody asked for it.", required)
    until = _until(key, facts)
    if not _is_due(key, facts):
        return Item(key, name, State.WAITING, _WAITS[key], required, until)
    if until is not None and facts.today > until:
        said = f"The carrier kept it until {until}; now it can only come from you."
        return Item(key, name, State.MISSING, said, required)
    return Item(key, name, State.MISSING, _GET_IT[key], required, until)


def _was_bought(key: str, facts: Facts) -> bool:
    if key == "return_receipt":
        return bool(facts.options & RECEIPTS) and facts.milestone not in CAME_BACK
    if key == "signature":
        return bool(facts.options & SIGNED_FOR) and facts.milestone not in CAME_BACK
    return key in ("accepted", "delivery")


def _has_accepted(facts: Facts) -> str:
    return f"Accepted on {facts.accepted_on}." if facts.accepted_on else ""


def _has_ended(facts: Facts) -> str:
    return f"It ended on {facts.ended_on}." if facts.outcome in DELIVERED | CAME_BACK and facts.ended_on else ""


def _has_signature(facts: Facts) -> str:
    if facts.signer:
        return "The carrier's scan names the signer."
    held = facts.files & {"green_card", "return_receipt", "proof_of_delivery"}
    return "A receipt on file carries the signature." if held else ""


def _has_stamp(facts: Facts) -> str:
    return "The stamped sheet is on file." if facts.stamped or "ps3877" in facts.files else ""


def _has_receipt(facts: Facts) -> str:
    if "ps3800" in facts.files:
        return "The receipt is on file."
    return "The stamped sheet of its batch stands for it." if _has_stamp(facts) else ""


def _has_return_receipt(facts: Facts) -> str:
    return "It is on file." if facts.files & {"green_card", "return_receipt"} else ""


_HAS = {
    "letter": lambda facts: "It is on file." if "letter" in facts.files else "",
    "receipt": _has_receipt,
    "stamped_manifest": _has_stamp,
    "accepted": _has_accepted,
    "delivery": _has_ended,
    "signature": _has_signature,
    "return_receipt": _has_return_receipt,
    "proof_of_delivery": lambda facts: "It is on file." if "proof_of_delivery" in facts.files else "",
    "returned_envelope": lambda facts: "It is on file." if "returned_envelope" in facts.files else "",
}
_WAITS = {
    "letter": "Attach it within a day.",
    "receipt": "Attach it within a day of mailing.",
    "stamped_manifest": "Attach it within a day of mailing.",
    "accepted": "The carrier has not scanned it yet.",
    "delivery": "It is on its way.",
    "signature": "It comes with delivery.",
    "return_receipt": "Expected, not yet received.",
    "proof_of_delivery": "It can be asked for after delivery.",
    "returned_envelope": "Keep it when it comes.",
}
_GET_IT = {
    "letter": "Attach the letter.",
    "receipt": "Attach the stamped receipt.",
    "stamped_manifest": "Attach the sheet that the post office stamped.",
    "accepted": "No acceptance scan: this is no evidence of mailing. Attach a stamped receipt, or mail it again.",
    "delivery": "The carrier's scans stop short of an end. Ask it while it keeps them.",
    "signature": "Ask the carrier for its proof of delivery, or attach the receipt.",
    "return_receipt": "Expected, not received. Attach it, or ask the carrier for it.",
    "proof_of_delivery": "Ask the carrier for it.",
    "returned_envelope": "Attach a scan of the envelope.",
}
#: A return receipt takes so long after delivery.
RECEIPT_TAKES, OWN_PAPER_TAKES, LONGEST_WAY = timedelta(days=10), timedelta(days=1), timedelta(days=60)


def _is_due(key: str, facts: Facts) -> bool:
    """Should it be there by now?"""
    if key in ("letter", "receipt", "stamped_manifest"):
        return facts.today > facts.registered_on + OWN_PAPER_TAKES
    if key == "accepted":
        return facts.today > facts.registered_on + timedelta(days=facts.never_accepted_days)
    if key == "delivery":
        return bool(facts.outcome) or facts.today > facts.registered_on + LONGEST_WAY
    if facts.ended_on is None:
        return False
    return key != "return_receipt" or facts.today > facts.ended_on + RECEIPT_TAKES


def _until(key: str, facts: Facts) -> date | None:
    if key in ("accepted", "delivery"):
        return (facts.accepted_on or facts.registered_on) + SCANS_KEPT
    if key in ("signature", "return_receipt", "proof_of_delivery") and facts.ended_on is not None:
        return facts.ended_on + SIGNATURES_KEPT
    return None
