"""Where scans happen in the sandbox, and which clock hangs on the wall there.

Refuses to be an atlas: one zone a state, its most populous one."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

EASTERN = ZoneInfo("America/New_York")
STATES_OUTSIDE_EASTERN = {
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO MT NM UT WY ID",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR VI",
    "Pacific/Guam": "GU MP",
}
ZONES = {state: ZoneInfo(zone) for zone, states in STATES_OUTSIDE_EASTERN.items() for state in states.split()}


@dataclass(frozen=True)
class Place:
    """zone_state: whose clock a place without a state keeps; facilities are reported without one."""

    city: str | None
    state: str | None
    zip_code: str | None = None
    zone_state: str = ""

    @property
    def zone(self) -> ZoneInfo:
        return ZONES.get((self.state or self.zone_state).upper(), EASTERN)


# Seen in a recorded answer: a facility is a long city name with null state and ZIP, and a scan on the road has no
# place at all.
ORIGIN = Place("AUSTIN", "TX", "78701")
ORIGIN_HUB = Place("AUSTIN TX DISTRIBUTION CENTER", None, None, "TX")
ROAD = Place(None, None, None, "OH")
DESTINATION_HUB = Place("COLUMBUS OH DISTRIBUTION CENTER", None, None, "OH")
DESTINATION = Place("COLUMBUS", "OH", "43215")
