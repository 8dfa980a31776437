"""Consent events, appended and never edited, and suppressions, which outrank them. Only bot/consent.py writes."""

from peewee import SQL, BlobField, CharField, ForeignKeyField, TextField

from models.contact import Contact
from models.database import Table
from models.fields import EncryptedBytesField, MomentField
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.program import Program
from models.sender import Sender


class ConsentEvent(Table):
    """A leaf of the ledger (models/ledger.py says what its hash covers). `evidence` is all that is personal in it:
    JSON with a salt; `digest` is the SHA-256 of that JSON, which stays when an erasure empties `evidence`."""

    contact = ForeignKeyField(Contact, backref="consent_events", on_delete="RESTRICT")
    kind = CharField()
    scope = CharField()
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="RESTRICT")
    source = CharField()
    inbound = ForeignKeyField(InboundMessage, null=True, on_delete="RESTRICT")
    rule = TextField(default="")
    language = CharField(default="")
    wording_key = CharField(default="")
    wording_version = CharField(default="")
    state_before = CharField(default="")
    happened_at = MomentField()
    recorded_at = MomentField()
    subject = CharField(default="", index=True, constraints=[SQL("DEFAULT ''")])
    evidence = EncryptedBytesField(null=True)
    digest = BlobField(null=True)
    sender = ForeignKeyField(Sender, null=True, on_delete="RESTRICT")

    class Meta:
        indexes = ((("contact", "happened_at"), False),)


class Suppression(Table):
    """We must not text this phone. Kept by keyed index, so it outlives the contact; never expires by itself."""

    program = ForeignKeyField(Program, on_delete="RESTRICT")
    channel = CharField(default="sms")
    phone_index = CharField()
    reason = CharField()
    consent_event = ForeignKeyField(ConsentEvent, on_delete="RESTRICT")
    since = MomentField()
    lifted_at = MomentField(null=True)
    lifted_by = ForeignKeyField(ConsentEvent, null=True, on_delete="RESTRICT")

    class Meta:
        indexes = ((("program", "channel", "phone_index"), False),)
