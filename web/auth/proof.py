"""A fresh proof that the person is still there, asked for before what is grave: a one-time code, else the password."""

from datetime import datetime

from models.auditing import note
from models.operator import ConsoleSession, Operator
from web.auth import one_time_codes, passwords, throttle
from web.console import session

#: The form field that carries it, and the one for where the person came from.
FIELD, BACK = "proof", "back"


def way(who: Operator) -> str:
    """`code`, `password`, or `again` for people who sign in through somebody else and have neither."""
    if who.totp_secret:
        return "code"
    return "password" if who.password_hash else "again"


def try_it(who: Operator, seen: ConsoleSession, typed: str, now: datetime) -> str:
    """Empty when it is good, and noted with the session; else what is wrong, in a sentence."""
    if not typed or way(who) == "again":
        return "Not shown yet."
    wait = throttle.begin_try(who.email_index, seen.network, now)
    if wait is not None:
        return f"Too many tries: wait {round((wait - now).total_seconds())} seconds."
    good = one_time_codes.use(who, typed, now) if who.totp_secret else passwords.fits(who.password_hash, typed)
    if not good:
        note(session.actor(who), "sign_in.proof_failed", f"operator {who.id}", now)
        return "That was not right, or it was used already. Nothing was done yet."
    throttle.succeed(who.email_index, seen.network, now)
    session.prove(seen, now)
    return ""
