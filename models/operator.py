"""People who sign in to the console, their sessions, and the failed tries that make the next one wait.

No secret stands here that would let its reader in: sessions, invitations and recovery codes are digests, passwords are
argon2id, the secret of the one-time codes is encrypted.
"""

from datetime import datetime, timedelta

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField, fn

from models.database import Table
from models.fields import EncryptedField, MomentField
from models.sender import Sender


class Operator(Table):
    """`role`: see models/vocabulary.Role; a sender's people belong to one `sender`, their department. `totp_step` is
    the last half minute whose code was used. `recovery_codes`: JSON list of digests. `oidc_subject`: issuer and
    subject, where they sign in through somebody else."""

    email = EncryptedField()
    email_index = CharField(unique=True)
    name = EncryptedField()
    role = CharField()
    sender = ForeignKeyField(Sender, null=True, on_delete="RESTRICT")
    password_hash = EncryptedField(null=True)
    totp_secret = EncryptedField(null=True)
    totp_step = BigIntegerField(default=-1)
    recovery_codes = TextField(default="[]")
    oidc_subject = CharField(null=True, unique=True)
    invite_digest = CharField(null=True, unique=True)
    invite_expires_at = MomentField(null=True)
    invited_by = ForeignKeyField("self", null=True, on_delete="RESTRICT")
    created_at = MomentField()
    joined_at = MomentField(null=True)
    disabled_at = MomentField(null=True)


class ConsoleSession(Table):
    """One browser that signs in or has signed in. `stage`: see models/vocabulary.Stage. `proved_at`: when the person
    last showed that they are there, which grave acts ask for. `pending`: encrypted JSON of a sign-in under way."""

    id_digest = CharField(unique=True)
    operator = ForeignKeyField(Operator, null=True, on_delete="CASCADE", backref="sessions")
    stage = CharField()
    method = CharField(default="password")
    network = CharField(default="")
    browser = EncryptedField(null=True)
    pending = EncryptedField(null=True)
    created_at = MomentField()
    seen_at = MomentField()
    proved_at = MomentField(null=True)
    ended_at = MomentField(null=True)
    ended_because = CharField(default="")


class SignInTry(Table):
    """Failures for one key: a keyed index of an account or of a network. They wear off; nobody is locked out."""

    key = CharField(unique=True)
    failures = IntegerField(default=0)
    last_at = MomentField()
    wait_until = MomentField()


#: Failed tries count for an hour; sessions stay a month, so that a person can be told where they were signed in.
TRIES_STAY, SESSIONS_STAY, SLACK = timedelta(days=1), timedelta(days=30), timedelta(days=1)


def forget_old_sign_ins(now: datetime) -> int:
    """Deletes failures that count no more and sessions of long ago; gives how many. Who signed in when stays in the
    audit trail."""
    tries = SignInTry.delete().where(SignInTry.last_at < now - TRIES_STAY).execute()
    sessions = ConsoleSession.delete().where(ConsoleSession.created_at < now - SESSIONS_STAY).execute()
    return int(tries) + int(sessions)


def old_sign_ins_since(now: datetime) -> datetime | None:
    """Since when some have been there a day too long; None while there are none."""
    tried = SignInTry.select(fn.MIN(SignInTry.last_at)).scalar()
    opened = ConsoleSession.select(fn.MIN(ConsoleSession.created_at)).scalar()
    ends = [at + stay + SLACK for at, stay in ((tried, TRIES_STAY), (opened, SESSIONS_STAY)) if at is not None]
    due = min(ends, default=now + SLACK)
    return due if due <= now else None
