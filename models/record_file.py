"""Files of records and batches: receipts, scans, letters, what the post office answered. Never overwritten."""

from peewee import BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField

from models.batch import Batch
from models.certified_record import CertifiedRecord
from models.database import Table
from models.fields import EncryptedBytesField, EncryptedField, MomentField
from models.operator import Operator


class RecordFile(Table):
    """Of one record or of one batch. `kind`: records/file_kinds.py. `sha256` is of the original bytes. `active`: it
    holds something that would run where it is opened. `source`: upload, folder, import. `preview_of`: this is the
    re-encoded copy of another, for looking at."""

    record = ForeignKeyField(CertifiedRecord, null=True, on_delete="RESTRICT", backref="files")
    batch = ForeignKeyField(Batch, null=True, on_delete="RESTRICT", backref="files")
    kind = CharField()
    name = EncryptedField()
    media_type = CharField()
    size = BigIntegerField()
    sha256 = CharField()
    note = EncryptedField(null=True)
    active = BooleanField(default=False)
    source = CharField(default="upload")
    added_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT")
    added_at = MomentField()
    preview_of = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="previews")

    class Meta:
        indexes = ((("sha256",), False),)


class RecordFilePart(Table):
    """A piece of the bytes, in order; at most 256 KiB."""

    file = ForeignKeyField(RecordFile, index=False, on_delete="RESTRICT", backref="parts")
    number = IntegerField()
    body = EncryptedBytesField()

    class Meta:
        indexes = ((("file", "number"), True),)
