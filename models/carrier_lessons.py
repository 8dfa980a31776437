"""What carriers' answers taught us: what was unexpected in them, counted, and the rhythm in which news comes."""

from peewee import CharField, ForeignKeyField, IntegerField, TextField

from models.database import Table
from models.fields import MomentField
from models.mailpiece import Mailpiece


class SchemaDrift(Table):
    """`what` names a field or a code, never what a field held. `mailpiece`: the last one, whose slice shows it."""

    service = CharField()
    kind = CharField()
    what = CharField()
    count = IntegerField()
    first_seen_at = MomentField()
    last_seen_at = MomentField()
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="SET NULL")

    class Meta:
        indexes = ((("service", "kind", "what"), True),)


class LearntRhythm(Table):
    """Of one carrier. `table` is JSON: rates of news by stage, day and hour (carriers/learning.py); empty while there
    were too few pieces."""

    carrier = CharField(unique=True)
    table = TextField(default="")
    pieces = IntegerField()
    learnt_at = MomentField()
