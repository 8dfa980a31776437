"""Who of us saw, changed or exported what: leaves of the ledger, never edited. Only models/auditing.py writes."""

from peewee import BlobField, CharField, ForeignKeyField

from models.database import Table
from models.fields import EncryptedBytesField, MomentField
from models.operator import Operator


class AuditEntry(Table):
    """`action` is a short word such as `contact.unmask`; `object` names a row, such as `contact 17`, never a person.
    `operator` is NULL for acts at the command line and for sign-ins of nobody we know. `evidence`: JSON with who it
    was by name, their address, their reason, and what was before and after."""

    operator = ForeignKeyField(Operator, null=True, on_delete="RESTRICT", index=False)
    role = CharField(default="")
    action = CharField()
    object = CharField(default="")
    request_id = CharField(default="")
    recorded_at = MomentField()
    evidence = EncryptedBytesField(null=True)
    digest = BlobField(null=True)

    class Meta:
        indexes = ((("operator", "id"), False), (("action", "id"), False), (("object", "id"), False))
