"""How many of what a made-up history has, and which row belongs to which: arithmetic alone, the same on both databases.

Events are counted from 0; five make a block: three sign-ups by number, one question, one other act. Ids are counts + 1.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.fields import microseconds

DAYS = 400
EVENTS, TEXTS_PER_EVENT, BLOCK, SIGN_UPS = 1_000_000, 5, 5, 3
#: Fewer say nothing.
LEAST_BLOCKS = 200
#: Every tenth is spoken to so: seven in English, two in Spanish, one in French.
LANGUAGES = ("en", "en", "en", "en", "en", "en", "en", "es", "es", "fr")
#: Of ten contacts so many belong to each of the programs.
PROGRAMS = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3)
#: Spreads neighbours far apart; prime.
STRIDE = 7919
#: Different texts of each kind for one language.
VARIANTS = 6


@dataclass(frozen=True)
class Plan:
    """`blocks` of five events; everything else follows. `began` and `now` in µs since 1970."""

    blocks: int
    began: int
    now: int

    @property
    def events(self) -> int:
        return self.blocks * BLOCK

    @property
    def texts(self) -> int:
        return self.events * TEXTS_PER_EVENT

    @property
    def pieces(self) -> int:
        return self.blocks * SIGN_UPS

    @property
    def contacts(self) -> int:
        return self.blocks

    @property
    def step(self) -> int:
        """µs from one event to the next."""
        return (self.now - self.began) // self.events

    @property
    def day(self) -> int:
        """About so many events in a day; whole blocks."""
        return max(BLOCK, self.events // DAYS // BLOCK * BLOCK)

    def at(self, event: int) -> int:
        return self.began + event * self.step


def plan_of(scale: float, now: datetime) -> Plan:
    blocks = max(LEAST_BLOCKS, round(EVENTS * scale) // BLOCK)
    return Plan(blocks, microseconds(now - timedelta(days=DAYS)), microseconds(now))


# -- the same as SQL: `k` is the name of a column that counts events --------------------------------------------------


def rest(dividend: str, divisor: str) -> str:
    """The remainder of whole numbers: drivers take a percent sign for a place of a value."""
    return f"(({dividend}) - ({dividend}) / ({divisor}) * ({divisor}))"


def contact_of(k: str) -> str:
    """The id of somebody who was there by then."""
    return f"(1 + {rest(f'({k}) * {STRIDE}', f'({k}) / {BLOCK} + 1')})"


def piece_of(k: str) -> str:
    """Of a sign-up: the id of its mailpiece, and of its subscription."""
    return f"(1 + {SIGN_UPS} * (({k}) / {BLOCK}) + {rest(k, str(BLOCK))})"


def program_of(contact: str) -> str:
    return _choose(rest(contact, "10"), [str(one) for one in PROGRAMS])


def language_of(contact: str) -> str:
    return _choose(rest(contact, "10"), [f"'{one}'" for one in LANGUAGES])


def moment_of(plan: Plan, k: str) -> str:
    return f"({plan.began} + ({k}) * {plan.step})"


def _choose(what: str, values: list[str]) -> str:
    cases = " ".join(f"WHEN {place} THEN {value}" for place, value in enumerate(values))
    return f"(CASE {what} {cases} END)"
