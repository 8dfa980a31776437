"""What carriers send that we did not expect, counted: a new code, a field of another kind, a scan without a time."""

from peewee import CharField, ForeignKeyField, IntegerField

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
