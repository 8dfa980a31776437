"""Imports: a file of mailpieces, how its columns are read, and what came of its rows."""

from peewee import CharField, ForeignKeyField, IntegerField

from models.batch import Batch
from models.database import Table
from models.fields import EncryptedField, MomentField
from models.long_task import LongTask
from models.operator import Operator
from models.record_file import RecordFile
from models.sender import Sender


class ColumnMapping(Table):
    """A saved way to read a vendor's or an office's own file. `columns`: JSON of the headings that such files have, our
    field -> their heading, and the values for all rows."""

    sender = ForeignKeyField(Sender, on_delete="RESTRICT")
    name = CharField()
    columns = EncryptedField()
    made_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT")
    made_at = MomentField()

    class Meta:
        indexes = ((("sender", "name"), True),)


class RecordImport(Table):
    """`state`: uploaded, mapped, running, done, undone, failed. `choices`: JSON of the mapping and the values for all
    rows. `file` is the submission as it came. `dropped_name`: the file's name in a drop folder, a keyed index. `rows`
    is 0 until they were counted."""

    sender = ForeignKeyField(Sender, on_delete="RESTRICT")
    batch = ForeignKeyField(Batch, null=True, on_delete="RESTRICT")
    file = ForeignKeyField(RecordFile, null=True, index=False, on_delete="RESTRICT")
    task = ForeignKeyField(LongTask, null=True, on_delete="SET NULL")
    operator = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT")
    state = CharField()
    choices = EncryptedField(null=True)
    rows = IntegerField(default=0)
    good = IntegerField(default=0)
    bad = IntegerField(default=0)
    dropped_name = CharField(null=True, unique=True)
    created_at = MomentField()
    done_at = MomentField(null=True)
    undone_at = MomentField(null=True)
