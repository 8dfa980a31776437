"""Seals: the digest of a record as it stood, as a leaf of the ledger. Append-only; late evidence makes another one."""

from peewee import BlobField, CharField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import EncryptedBytesField, MomentField
from models.mailpiece import Mailpiece


class RecordSeal(Table):
    """`what`: sealed, late or purged. `content_sha256`: of the record's canonical JSON (records/content.py). `evidence`
    says why, and names nobody. It outlives the record: a purge leaves its last one as a tombstone."""

    mailpiece = ForeignKeyField(Mailpiece, on_delete="RESTRICT", index=False)
    number = IntegerField()
    what = CharField()
    content_sha256 = CharField()
    recorded_at = MomentField()
    evidence = EncryptedBytesField(null=True)
    digest = BlobField(null=True)

    class Meta:
        indexes = ((("mailpiece", "number"), True),)


class SealedContent(Table):
    """What a seal is the digest of, word for word: canonical JSON. A purge deletes it; the seal stays."""

    seal = ForeignKeyField(RecordSeal, primary_key=True, on_delete="RESTRICT")
    body = EncryptedBytesField()
