"""Keeping records: legal holds, which outrank every period, and drills that show that a record is found in time."""

from peewee import CharField, ForeignKeyField, IntegerField

from models.certified_record import CertifiedRecord
from models.database import Table
from models.fields import EncryptedField, MomentField
from models.operator import Operator
from models.sender import Sender


class LegalHold(Table):
    """While it stands, the record is not purged. Released holds stay, with who and why."""

    record = ForeignKeyField(CertifiedRecord, on_delete="RESTRICT", backref="holds")
    reason = EncryptedField()
    placed_by = ForeignKeyField(Operator, index=False, on_delete="RESTRICT", backref="+")
    placed_at = MomentField()
    released_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    released_at = MomentField(null=True)
    release_reason = EncryptedField(null=True)


class RetrievalDrill(Table):
    """Somebody who did not register it had to produce the packet of a piece 60 to 90 days old. `number` counts the
    department's drills. `packet_sha256` and `seconds` are set once the packet is there."""

    sender = ForeignKeyField(Sender, index=False, on_delete="RESTRICT")
    number = IntegerField()
    record = ForeignKeyField(CertifiedRecord, on_delete="RESTRICT")
    done_by = ForeignKeyField(Operator, index=False, on_delete="RESTRICT", backref="+")
    begun_at = MomentField()
    found_at = MomentField(null=True)
    produced_at = MomentField(null=True)
    given_up_at = MomentField(null=True)
    seconds = IntegerField(null=True)
    packet_sha256 = CharField(default="")

    class Meta:
        indexes = ((("sender", "number"), True),)
