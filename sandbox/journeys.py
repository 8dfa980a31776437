"""One mailpiece on its way: which of its scans have been made by now, at its speed.

Pure: refuses to read the clock or to keep anything. A scan's time is the wall clock of its appearance, never later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.places import Place
from sandbox.scenarios import SCENARIOS, Scenario


@dataclass(frozen=True)
class Scan:
    at: datetime
    code: str | None
    text: str
    place: Place


@dataclass(frozen=True)
class Mailpiece:
    tracking_number: str
    scenario_name: str
    speed: float
    started_at: datetime
    hand_scans: tuple[Scan, ...] = ()
    # A number first heard of by a hand scan has no counter scan before it.
    by_hand_alone: bool = False

    @property
    def scenario(self) -> Scenario:
        return SCENARIOS[self.scenario_name]

    def plan(self) -> list[Scan]:
        """Every scan of its script with the moment at which it shows, in order."""
        if self.by_hand_alone:
            return []
        hidden = self.scenario.hidden_for
        return [
            Scan(self.started_at + self._at_speed(hidden + step.after), step.code, step.text, step.place)
            for step in self.scenario.steps
        ]

    def scans(self, now: datetime) -> list[Scan]:
        """Made by now, oldest first; of two in the same moment the script's comes first."""
        made = [scan for scan in (*self.plan(), *self.hand_scans) if scan.at <= now]
        return sorted(made, key=lambda scan: scan.at)

    def _at_speed(self, life: timedelta) -> timedelta:
        return timedelta(seconds=life.total_seconds() / self.speed)
