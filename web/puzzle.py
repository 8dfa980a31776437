"""A sum that costs a browser about a second and costs us one hash to check: what keeps a script from asking for a text
ten thousand times. No outside service, no picture, nothing for the person to do.

The browser seeks a number such that SHA-256 of "challenge:number" begins with enough zero bits (web/static/opt_in.js).
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from models.fields import derived_key, microseconds, moment

#: 2^16 hashes on average: about a second on a phone. For tests and for busy hours others may be asked.
BITS = 16
GOOD_FOR = timedelta(hours=2)
LONGEST = 300


def challenge(now: datetime, bits: int = BITS) -> str:
    signed = _signer().dumps([secrets.token_urlsafe(9), bits, microseconds(now)])
    return str(signed)


def solved(given: str, answer: str, now: datetime) -> str | None:
    """The nonce, which may be used once, of a challenge of ours that this answers in time; None for anything else."""
    if len(given) > LONGEST or not answer.isascii() or not answer.isdigit() or len(answer) > 20:
        return None
    try:
        nonce, bits, made = _signer().loads(given)
    except BadData:
        return None
    if not timedelta(0) <= now - moment(made) <= GOOD_FOR:
        return None
    digest = hashlib.sha256(f"{given}:{answer}".encode()).digest()
    return str(nonce) if int.from_bytes(digest, "big") >> (256 - bits) == 0 else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(derived_key("puzzles"), salt="puzzle")
