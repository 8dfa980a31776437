"""Batches: mailpieces that a sender mailed together."""

from peewee import CharField, DateField, ForeignKeyField

from models.database import Table
from models.fields import MomentField
from models.mailpiece import Mailpiece
from models.operator import Operator
from models.sender import Sender


class Batch(Table):
    """`name` is the sender's own; it stands in no text and on no page for recipients. `stamped_at`: when the sheet that
    the post office stamped was attached. `undone_at`: it was taken back as a whole, before anything was mailed."""

    sender = ForeignKeyField(Sender, backref="batches", on_delete="RESTRICT")
    name = CharField()
    created_at = MomentField()
    mailed_on = DateField(null=True)
    made_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT")
    stamped_at = MomentField(null=True)
    undone_at = MomentField(null=True)

    class Meta:
        indexes = ((("sender", "name"), True),)


class BatchPiece(Table):
    batch = ForeignKeyField(Batch, backref="pieces", on_delete="RESTRICT")
    mailpiece = ForeignKeyField(Mailpiece, unique=True, on_delete="RESTRICT")
