"""One-time codes from an app (TOTP, RFC 6238) and the recovery codes for when the phone is lost."""

import hashlib
import json
import secrets
from datetime import datetime

import pyotp
import segno

from models.operator import Operator

STEP_SECONDS = 30
RECOVERY_CODES = 10
#: Letters and digits that are not taken for one another.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_secret() -> str:
    return pyotp.random_base32()


def address_of(secret: str, email: str, brand: str) -> str:
    """What the app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=brand)


def qr_of(address: str) -> str:
    """An SVG picture, to stand in the page."""
    picture: str = segno.make(address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    return picture


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Which half minute this code belongs to: the one at hand or one beside it, for clocks that differ."""
    typed = "".join(code.split())
    if len(typed) != 6 or not typed.isdecimal() or not typed.isascii():
        return None
    here = int(now.timestamp()) // STEP_SECONDS
    asked = pyotp.TOTP(secret)
    return next(
        (step for step in (here, here - 1, here + 1) if asked.verify(typed, for_time=step * STEP_SECONDS)), None
    )


def use(who: Operator, code: str, now: datetime) -> bool:
    """Does this code let them in? Each one does once: also when two come at the same moment."""
    step = step_of(who.totp_secret, code, now) if who.totp_secret else None
    if step is None:
        return False
    unused = (Operator.id == who.id) & (Operator.totp_step < step)
    used: int = Operator.update(totp_step=step).where(unused).execute()
    return used == 1


def new_recovery_codes(who: Operator) -> list[str]:
    """Shown once; the old ones are worth nothing any more. The caller's transaction."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    who.recovery_codes = json.dumps([_digest(code) for code in codes])
    who.save(only=[Operator.recovery_codes])
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_recovery_code(who: Operator, code: str) -> bool:
    """Each one works once: also when two come at the same moment."""
    before = Operator.get_by_id(who.id).recovery_codes
    left = json.loads(before)
    digest = _digest(code)
    if digest not in left:
        return False
    left.remove(digest)
    same = (Operator.id == who.id) & (Operator.recovery_codes == before)
    used: int = Operator.update(recovery_codes=json.dumps(left)).where(same).execute()
    return used == 1


def left(who: Operator) -> int:
    return len(json.loads(who.recovery_codes))


def _digest(code: str) -> str:
    """SHA-256 will do: ten random characters of thirty cannot be guessed."""
    plain = "".join(letter for letter in code.lower() if letter in _LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()
