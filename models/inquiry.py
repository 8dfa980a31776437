"""Texts that only a person can answer: the operators' inbox."""

from peewee import CharField, ForeignKeyField

from models.contact import Contact
from models.database import Table
from models.fields import MomentField
from models.inbound import InboundMessage
from models.operator import Operator


class Inquiry(Table):
    """`kind` and `state`: see models/vocabulary.py. One for a text; words of compliance never come here."""

    inbound = ForeignKeyField(InboundMessage, unique=True, on_delete="RESTRICT", backref="inquiries")
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="inquiries")
    kind = CharField()
    state = CharField()
    owner = ForeignKeyField(Operator, null=True, on_delete="SET NULL")
    created_at = MomentField()
    answered_at = MomentField(null=True)
    closed_at = MomentField(null=True)

    class Meta:
        indexes = ((("state", "id"), False), (("kind", "id"), False), (("state", "kind", "id"), False))
