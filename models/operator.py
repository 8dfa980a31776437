"""People who sign in to the console, their sessions, and the failed tries that make the next one wait.

No secret stands here that would let its reader in: sessions, invitations and recovery codes are digests, passwords are
argon2id, the secret of the one-time codes is encrypted.
"""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField

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
