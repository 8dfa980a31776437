"""Segments begun per program and day: what the spend guard counts, in the claim's own transaction."""

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import MomentField
from models.program import Program


class Spending(Table):
    """`kind` is "push" (news and invitations) or "reply". `full_at`: when the day's cap was first reached, and the
    operator told."""

    program = ForeignKeyField(Program, on_delete="RESTRICT")
    spent_on = DateField()  # UTC
    kind = CharField()
    segments = IntegerField()
    full_at = MomentField(null=True)

    class Meta:
        indexes = ((("program", "spent_on", "kind"), True),)
