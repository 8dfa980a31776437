"""Inbound messages: every text we were given, stored before it is answered, once per provider reference."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from models.contact import Contact
from models.database import Table
from models.fields import EncryptedField, MomentField
from models.program import Program


class InboundMessage(Table):
    provider_reference = CharField(unique=True)
    program = ForeignKeyField(Program, on_delete="RESTRICT")
    contact = ForeignKeyField(Contact, backref="inbound", on_delete="RESTRICT")
    body = EncryptedField()
    media_count = IntegerField(default=0)
    opt_out_type = CharField(default="")
    received_at = MomentField()
    source = CharField(default="webhook")
    state = CharField()
    intent = CharField(default="")
    rule = TextField(default="")
    tries = IntegerField(default=0)
    next_try_at = MomentField(null=True)
    answered_at = MomentField(null=True)
    sent_at = MomentField(null=True)  # when the provider says the person sent it, where that is known

    class Meta:
        indexes = (
            (("contact", "received_at"), False),
            (("state", "next_try_at"), False),
            (("intent", "id", "program"), False),
        )
