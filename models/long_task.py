"""Work that takes longer than a page may: exports, erasures, imports. Rows, so that one can leave and come back."""

from peewee import BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField

from models.database import Table
from models.fields import EncryptedBytesField, EncryptedField, MomentField
from models.operator import Operator


class LongTask(Table):
    """`details`: encrypted JSON of what was asked. `place`: how far it has come, in its own terms. `done` of `total`
    is what the bar shows; a total of 0 is not known yet. `said`: what came of it, for the person. `tries`: how often
    it was taken up since it last came further. `part_count`: parts behind it belong to a step that never ended."""

    kind = CharField()
    operator = ForeignKeyField(Operator, on_delete="RESTRICT", backref="long_tasks")
    state = CharField()
    details = EncryptedField()
    place = BigIntegerField(default=0)
    done = IntegerField(default=0)
    total = IntegerField(default=0)
    said = TextField(default="")
    file_name = CharField(default="")
    file_size = BigIntegerField(default=0)
    created_at = MomentField()
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    lease_until = MomentField(null=True)
    expires_at = MomentField(null=True, index=True)
    tries = IntegerField(default=0)
    part_count = IntegerField(default=0)

    class Meta:
        indexes = ((("state", "id"), False), (("operator", "id"), False))


class LongTaskPart(Table):
    """A piece of the file that it makes, in order."""

    task = ForeignKeyField(LongTask, on_delete="CASCADE", backref="parts")
    number = IntegerField()
    body = EncryptedBytesField()

    class Meta:
        indexes = ((("task", "number"), True),)
