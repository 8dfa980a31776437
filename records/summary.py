"""The two lines that head every record: what happened to the mailpiece, and what it was for. Pure."""

from dataclasses import dataclass
from datetime import date

from models.vocabulary import Milestone


@dataclass(frozen=True)
class Told:
    """What the lines are made of. `state`: the milestone in words; `place` and `at` of the newest scan, `at` by the
    wall clock of that place. `references`: (name of the kind, value)."""

    carrier: str
    tracking_number: str
    milestone: Milestone
    state: str
    registered_on: date
    mailed_on: date | None = None
    accepted_on: date | None = None
    ended_on: date | None = None
    at: str = ""
    place: str = ""
    signer: str = ""
    by_agent: bool = False
    return_on: date | None = None
    stamped_on: date | None = None
    notice_type: str = ""
    recipient: str = ""
    department: str = ""
    references: tuple[tuple[str, str], ...] = ()
    options: tuple[str, ...] = ()


def what_happened(told: Told) -> str:
    """One or two sentences; a label alone is never called mailed."""
    begun = f"{told.carrier} accepted it on {told.accepted_on}" if told.accepted_on else _not_accepted(told)
    return f"{begun}; {_since(told)}." if told.accepted_on else begun


def _not_accepted(told: Told) -> str:
    if told.stamped_on:
        return f"The post office stamped its sheet on {told.stamped_on}; {told.carrier} has not scanned it so far."
    if told.milestone == Milestone.LABEL_CREATED:
        return f"A label was made, and {told.carrier} has not accepted it so far: this is no evidence of mailing."
    return f"It was registered on {told.registered_on}, and {told.carrier} has shown no scan so far."


def _since(told: Told) -> str:
    where, when = (f" in {told.place}" if told.place else ""), (f", {told.at}" if told.at else "")
    if told.milestone in (Milestone.DELIVERED, Milestone.DELIVERED_AGENT):
        signed = f", signed by {told.signer}" if told.signer else ""
        agent = " (an agent of the addressee)" if told.by_agent else ""
        return f"delivered{where} on {told.ended_on}{_hour(told.at)}{signed}{agent}"
    if told.milestone == Milestone.RETURNED:
        return f"it came back to its sender on {told.ended_on}{where}"
    if told.milestone in (Milestone.DELIVERY_ATTEMPTED, Milestone.AVAILABLE_FOR_PICKUP) and told.return_on:
        return f"a notice was left{where}{when}, and it goes back after {told.return_on} unless it is picked up"
    return f"newest: {told.state}{where}{when}"


def _hour(at: str) -> str:
    """at 10:14, of 2026-08-07 10:14; a scan without an hour says none."""
    hour = at.partition(" ")[2]
    return f" at {hour}" if hour else ""


def what_for(told: Told) -> str:
    """Which letter, to whom, filed by what, by whom."""
    kind = told.notice_type or "Letter"
    filed = "; ".join(f"{name.lower()} {value}" for name, value in told.references)
    services = f", {', '.join(told.options)}" if told.options else ""
    mailed = f", mailed by the office's word on {told.mailed_on}" if told.mailed_on else ""
    return f"{kind} to {told.recipient}{f' ({filed})' if filed else ''}, from {told.department}{services}{mailed}."


def two_lines(told: Told) -> tuple[str, str]:
    return what_happened(told), what_for(told)
