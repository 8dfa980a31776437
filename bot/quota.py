"""Whom we ask about which carrier's numbers, how many calls an hour that costs us, and whether those suffice.

Said once at the start from the settings (jobs/context.py); counting reads rows and asks nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peewee import fn

from carriers.schedule import calls_needed
from models.mailpiece import Mailpiece
from models.vocabulary import Milestone


@dataclass(frozen=True)
class Way:
    """Who answers first for a courier's numbers, how many numbers one call takes, and calls granted an hour."""

    service: str
    batch_size: int
    granted: int


_ways: Mapping[str, Way] = {}


def use_ways(ways: Mapping[str, Way]) -> None:
    """By courier: those alone that somebody answers for."""
    global _ways
    _ways = dict(ways)


def ways() -> Mapping[str, Way]:
    return _ways


def asked_about(carrier: str) -> dict[Milestone, int]:
    """How many pieces are asked about, by milestone. Reads them all: not for every call."""
    counted: Any = (
        Mailpiece.select(Mailpiece.milestone, fn.COUNT(Mailpiece.id))
        .where((Mailpiece.carrier == carrier) & Mailpiece.next_poll_at.is_null(False))
        .group_by(Mailpiece.milestone)
    )
    return {Milestone(milestone): count for milestone, count in counted.tuples()}


def needed(carrier: str, way: Way) -> int:
    """Calls an hour without which pieces are looked at too late. Reads all that are asked about."""
    return calls_needed(asked_about(carrier), way.batch_size)
