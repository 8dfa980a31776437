"""Compares what an office listed as one batch with what the carrier has: each piece by name, and totals that tie out.

Pure. A stamped sheet is kept apart from the carrier's own scans, and a label is no acceptance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    ACCEPTED = "accepted"
    MISSING = "missing"  # listed, and no scan shows that the carrier has it
    UNDONE = "undone"  # taken back by the office before it was mailed


@dataclass(frozen=True)
class Listed:
    """One piece of a batch. `recipient` is empty where it was listed by its number alone (`certified` is False), and
    where its record was purged. `accepted_on`: by the first scan of a carrier that has it."""

    piece: int
    tracking_number: str
    recipient: str = ""
    certified: bool = True
    accepted_on: date | None = None
    undone: bool = False

    @property
    def standing(self) -> Standing:
        if self.undone:
            return Standing.UNDONE
        return Standing.ACCEPTED if self.accepted_on else Standing.MISSING


@dataclass(frozen=True)
class Totals:
    """`listed` is all of the others but `by_number`, which counts those of any standing that have no record."""

    listed: int = 0
    accepted: int = 0
    missing: int = 0
    undone: int = 0
    by_number: int = 0

    @property
    def tie_out(self) -> bool:
        return self.listed == self.accepted + self.missing + self.undone


@dataclass(frozen=True)
class Reconciled:
    totals: Totals
    accepted: tuple[Listed, ...]
    missing: tuple[Listed, ...]
    undone: tuple[Listed, ...]


def reconcile(pieces: Iterable[Listed]) -> Reconciled:
    """In the order in which they were listed. A piece that is listed twice is one piece."""
    once = list({one.piece: one for one in pieces}.values())
    by = {standing: tuple(one for one in once if one.standing is standing) for standing in Standing}
    accepted, missing, undone = by[Standing.ACCEPTED], by[Standing.MISSING], by[Standing.UNDONE]
    totals = Totals(len(once), len(accepted), len(missing), len(undone), sum(not one.certified for one in once))
    return Reconciled(totals, accepted, missing, undone)


def verdict(totals: Totals, stamped: bool) -> str:
    """One sentence for the head of a batch."""
    if not totals.listed:
        return "Nothing is listed in this batch yet."
    if totals.undone == totals.listed:
        return "This batch was taken back; nothing of it counts as mailed."
    if not totals.missing:
        return f"The carrier has accepted all {totals.accepted:,} pieces that were listed."
    sheet = "; the stamped sheet alone speaks for these" if stamped else ""
    some = "piece has" if totals.missing == 1 else "pieces have"
    return f"{totals.missing:,} of {totals.listed - totals.undone:,} {some} no acceptance scan{sheet}."
