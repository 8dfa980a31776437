"""Which tracking numbers the pretended USPS takes seriously, and made-up ones to try it with.

Refuses to be Waypost's recogniser: it knows only the shapes of USPS labels and their check digits."""

from __future__ import annotations

import re
import secrets

from sandbox.scenarios import RULE, SCENARIOS

LONGEST = 40
S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
ROUTED = re.compile(r"420(?:[0-9]{5}|[0-9]{9})(9[1-5][0-9]{20}|9[1-5][0-9]{24})")
CERTIFIED = re.compile(r"9589|9407|9414|7[0-2][0-9]{18}$")
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
# Paper Certified Mail labels since 2023 begin like the first; the second is an ordinary parcel label.
CERTIFIED_HEAD, PARCEL_HEAD = "9589071052700", "9400111899560"


def tidy(number: str) -> str:
    """Capital letters and digits alone, without the 420 + ZIP in front: two ways to write one mailpiece are one."""
    plain = re.sub(r"[\s\-.\u2010-\u2015\u200b-\u200d\ufeff]", "", number).upper()
    routed = ROUTED.fullmatch(plain)
    return routed[1] if routed else plain


def is_well_formed(number: str) -> bool:
    return re.fullmatch(r"[0-9A-Z]{8,40}", number) is not None


def is_usps(number: str) -> bool:
    """A tidy number whose check digit is right for USPS."""
    if S10.fullmatch(number):
        return _s10_check(number[2:10]) == int(number[10])
    if not re.fullmatch(r"[0-9]{20}|9[1-5][0-9]{20}|9[1-5][0-9]{24}", number):
        return False
    # Twenty digits are the old labels; without their prefix 91 the sum holds only with it (USPS Publication 91).
    return _mod10(number[:-1]) == number[-1] or (len(number) == 20 and _mod10("91" + number[:-1]) == number[-1])


def is_certified(number: str) -> bool:
    return CERTIFIED.match(number) is not None


def rule_for(number: str) -> str:
    digits = [character for character in number if character.isdigit()]
    return RULE[digits[-1]]


def make_sample(scenario: str) -> str | None:
    """A fresh number, valid to its check digit, that the rule sends on this journey; None when none does."""
    wanted = [digit for digit, name in RULE.items() if name == scenario]
    if not wanted:
        return None
    head = CERTIFIED_HEAD if SCENARIOS[scenario].accountable else PARCEL_HEAD
    while True:
        body = head + f"{secrets.randbelow(10**8):08d}"
        if _mod10(body) in wanted:
            return body + _mod10(body)


def _mod10(digits: str) -> str:
    """Weights 3 and 1 from the right (USPS Publication 199)."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def _s10_check(digits: str) -> int:
    rest = 11 - sum(int(d) * weight for d, weight in zip(digits, S10_WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)
