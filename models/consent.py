"""Consent events, appended and never edited, and suppressions, which outrank them. Only bot/consent.py writes."""

from peewee import CharField, ForeignKeyField, TextField

from models.contact import Contact
from models.database import Table
from models.fields import EncryptedField, MomentField
from models.inbound import InboundMessage
from models.mailpiece import Mailpiece
from models.program import Program


class ConsentEvent(Table):
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
    note = EncryptedField(null=True)
    happened_at = MomentField()
    recorded_at = MomentField()

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
