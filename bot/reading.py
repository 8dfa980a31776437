"""What a text was understood to mean: one intent, what goes with it, and the rule that decided."""

from dataclasses import dataclass, field
from enum import StrEnum

from carriers.recognise import Candidate, NearMiss


class Intent(StrEnum):
    STOP_ALL = "stop_all"
    STOP_ONE = "stop_one"
    START = "start"
    HELP = "help"
    STATUS = "status"
    TRACK = "track"
    PIN = "pin"
    MISTYPED = "mistyped"
    GREEN_CARD = "green_card"
    UNSURE = "unsure"
    CARRIER = "carrier"
    PICTURE = "picture"
    YES = "yes"
    NO = "no"
    WRONG_NUMBER = "wrong_number"
    COMPLAINT = "complaint"
    WHY = "why"
    VERIFY = "verify"
    WORD = "word"
    QUIET = "quiet"
    AWAKE = "awake"
    NAME = "name"
    LANG = "lang"
    RESET = "reset"
    DONE = "done"
    KEYWORDS = "keywords"
    ALWAYS = "always"
    CODE = "code"
    UNRELATED = "unrelated"


@dataclass(frozen=True)
class Reading:
    """`rule` says in plain words what decided, and quotes our own words only, never the person's."""

    intent: Intent
    rule: str
    numbers: tuple[Candidate, ...] = ()
    last_four: tuple[str, ...] = ()
    pin: str = ""
    miss: NearMiss | None = field(default=None)
    certain: bool = True  # False: doubt between a stop and something else, with STOP_ALL only
    language: str = "und"  # en, es, fr; und for bare numbers, signs, and words of all three
    choice: str = ""  # which texts about a number: all, future, past, delivery, date
    code: str = ""  # of a form on our web page
    argument: str = ""  # what stands behind a command, as it was typed
