"""Senders: who mailed. Recipients are never told more of them than the brand; they are never told who a phone is."""

from peewee import CharField, ForeignKeyField

from models.database import Table
from models.fields import EncryptedField, MomentField
from models.program import Program


class Sender(Table):
    """`attestation` says who vouched, in which words, that recipients gave them their phones for this."""

    program = ForeignKeyField(Program, backref="senders", on_delete="RESTRICT")
    key = CharField()
    name = CharField()
    attested_at = MomentField(null=True)
    attestation = EncryptedField(null=True)
    created_at = MomentField()

    class Meta:
        indexes = ((("program", "key"), True),)
