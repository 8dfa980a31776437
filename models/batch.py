"""Batches: mailpieces that a sender mailed together."""

from peewee import CharField, ForeignKeyField

from models.database import Table
from models.fields import MomentField
from models.mailpiece import Mailpiece
from models.sender import Sender


class Batch(Table):
    """`name` is the sender's own; it stands in no text and on no page for recipients."""

    sender = ForeignKeyField(Sender, backref="batches", on_delete="RESTRICT")
    name = CharField()
    created_at = MomentField()

    class Meta:
        indexes = ((("sender", "name"), True),)


class BatchPiece(Table):
    batch = ForeignKeyField(Batch, backref="pieces", on_delete="RESTRICT")
    mailpiece = ForeignKeyField(Mailpiece, unique=True, on_delete="RESTRICT")
