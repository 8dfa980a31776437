"""Passwords: what a good one is, and argon2id. A password is never kept, logged or sent anywhere.

Parameters: OWASP Password Storage, argon2id with at least 19 MiB; the number of passes is ours. NIST SP 800-63B: length
and a list of common ones, no rules about kinds of characters, no expiry.
"""

import threading
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST, LONGEST = 12, 128
#: zxcvbn's scale from 0 to 4: below this it is found within a few million guesses, lists of common ones included.
WEAKEST = 3
_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
#: Each check takes 32 MiB and a core: a crowd at the door shall not take the machine.
_few_at_once = threading.BoundedSemaphore(2)
#: Checked for accounts that are not there, so that the answer takes as long.
_NOBODYS = _hasher.hash("nobody has this password")


def fault_of(password: str, about: Sequence[str] = ()) -> str:
    """What is wrong with it, in a sentence; empty when it will do. `about`: words that belong to this account."""
    if len(password) < SHORTEST:
        return f"It has {len(password)} characters; {SHORTEST} are needed. Several words make a good one."
    if len(password) > LONGEST:
        return f"It has more than {LONGEST} characters, which we do not keep."
    judged = zxcvbn(password[:72], user_inputs=[word for word in about if word], max_length=72)
    if judged["score"] < WEAKEST:
        warning = (judged["feedback"]["warning"] or "").rstrip(".")
        return (
            f"It is easily guessed. {warning + '. ' if warning else ''}Take several words that have nothing in common."
        )
    return ""


def hash_of(password: str) -> str:
    with _few_at_once:
        return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Takes as long when there is none stored."""
    with _few_at_once:
        try:
            good = _hasher.verify(stored or _NOBODYS, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return good and stored is not None


def is_outdated(stored: str) -> bool:
    """Made with weaker parameters than today's: hashed anew at the next sign-in."""
    return _hasher.check_needs_rehash(stored)
