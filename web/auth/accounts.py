"""Accounts of the console: invited, joined, changed, disabled. There is no default one, and never no admin.

Each act is in force with the caller's transaction; the caller writes it down.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from models.database import take_turn
from models.fields import phone_index
from models.inquiry import Inquiry
from models.operator import ConsoleSession, Operator
from models.sender import Sender
from models.vocabulary import InquiryState, Role, Stage
from web.auth import passwords

#: How long a one-time link is good for.
INVITE_LASTS = timedelta(hours=48)
LONGEST_NAME, LONGEST_EMAIL = 80, 200


class Refused(Exception):
    """What cannot be done, and why, in a sentence for the person."""


def email_index(email: str) -> str:
    return phone_index(f"operator:{email.strip().lower()}")


def find(email: str) -> Operator | None:
    found: Operator | None = Operator.get_or_none(Operator.email_index == email_index(email))
    return found


def by_invite(token: str, now: datetime) -> Operator | None:
    """Whose one-time link this is; None when it is made up, used or too old."""
    found: Operator | None = Operator.get_or_none(Operator.invite_digest == _digest(token))
    if found is None or found.disabled_at is not None or (found.invite_expires_at or now) <= now:
        return None
    return found


def invite(
    email: str, name: str, role: Role, sender: Sender | None, now: datetime, by: Operator | None = None
) -> tuple[Operator, str]:
    """A new account and the token of its one-time link. Raises Refused."""
    email, name = email.strip(), " ".join(name.split())[:LONGEST_NAME]
    local, at, host = email.partition("@")
    if not (local and at and "." in host) or any(sign.isspace() for sign in email) or len(email) > LONGEST_EMAIL:
        raise Refused("That is no e-mail address; nobody was invited.")
    check_department(role, sender)
    known = find(email)
    if known is not None:
        raise Refused("There is an account of that address already; invite it again, or change its role.")
    columns = {"email": email, "email_index": email_index(email), "name": name or local, "role": role}
    made = Operator.create(**columns, sender=sender, invited_by=by, created_at=now)
    return made, new_link(made, now)


def check_department(role: Role, sender: Sender | None) -> None:
    if (role == Role.SENDER) != (sender is not None):
        raise Refused("A sender's person belongs to one department, and nobody else does; nothing was changed.")


def new_link(who: Operator, now: datetime) -> str:
    """The token of a new one-time link: earlier ones are worth nothing any more."""
    token = secrets.token_urlsafe(32)
    who.invite_digest, who.invite_expires_at = _digest(token), now + INVITE_LASTS
    who.save(only=[Operator.invite_digest, Operator.invite_expires_at])
    return token


def start_over(who: Operator, now: datetime) -> str:
    """For somebody who has lost password, phone and recovery codes: all of it goes, and a new link sets it anew."""
    who.password_hash = who.totp_secret = None
    who.recovery_codes, who.oidc_subject = "[]", None
    who.save(only=[Operator.password_hash, Operator.totp_secret, Operator.recovery_codes, Operator.oidc_subject])
    return new_link(who, now)


def join(who: Operator, password: str, now: datetime) -> str:
    """Their first password, by their one-time link, which is used up by it. What is wrong with it, or nothing."""
    fault = set_password(who, password)
    if fault:
        return fault
    who.invite_digest = who.invite_expires_at = None
    who.joined_at = who.joined_at or now
    who.save(only=[Operator.invite_digest, Operator.invite_expires_at, Operator.joined_at])
    return ""


def set_password(who: Operator, password: str) -> str:
    """What is wrong with it, or nothing: then it holds."""
    fault = passwords.fault_of(password, [who.email, *who.email.split("@"), *who.name.split()])
    if not fault:
        who.password_hash = passwords.hash_of(password)
        who.save(only=[Operator.password_hash])
    return fault


def change_role(who: Operator, role: Role, sender: Sender | None, now: datetime) -> None:
    """Their sessions end: what they may see changes with the next sign-in. Raises Refused."""
    check_department(role, sender)
    if role != Role.ADMIN:
        _keep_an_admin(who)
    who.role, who.sender = role, sender
    who.save(only=[Operator.role, Operator.sender])
    _end_sessions(who, now, "the role was changed")


def disable(who: Operator, now: datetime) -> None:
    """Out at once. Their acts stay on record; what they had taken from the inbox is free again. Raises Refused."""
    _keep_an_admin(who)
    who.disabled_at, who.invite_digest = who.disabled_at or now, None
    who.save(only=[Operator.disabled_at, Operator.invite_digest])
    _end_sessions(who, now, "the account was disabled")
    Inquiry.update(owner=None).where((Inquiry.owner == who) & (Inquiry.state != InquiryState.CLOSED)).execute()


def enable(who: Operator) -> None:
    who.disabled_at = None
    who.save(only=[Operator.disabled_at])


def active_admins() -> list[Operator]:
    """Who has joined and may still come in. Their rows are held, so that two cannot disable each other."""
    active = (Operator.role == Role.ADMIN) & Operator.disabled_at.is_null() & Operator.joined_at.is_null(False)
    return list(take_turn(Operator.select().where(active).order_by(Operator.id)))


def nobody_has_joined() -> bool:
    return not Operator.select().where(Operator.joined_at.is_null(False)).exists()


def _keep_an_admin(who: Operator) -> None:
    if [one.id for one in active_admins()] == [who.id]:
        raise Refused("This is the last admin: make somebody else one first. Nothing was changed.")


def _end_sessions(who: Operator, now: datetime, because: str) -> None:
    theirs = (ConsoleSession.operator == who) & (ConsoleSession.stage != Stage.ENDED)
    ended = {"stage": Stage.ENDED, "ended_at": now, "ended_because": because, "pending": None}
    ConsoleSession.update(**ended).where(theirs).execute()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
