"""Certified records: the evidence file of one mailpiece that a sender registered, its addresses and its references.

A record has the key of its mailpiece, so that whatever is said of the piece is found by it. Addresses are never
overwritten: an edit is a version, and the database refuses anything else.
"""

from peewee import CharField, DateField, ForeignKeyField, IntegerField

from models.database import Table
from models.fields import EncryptedBytesField, EncryptedField, MomentField
from models.mailpiece import Mailpiece
from models.notice_type import NoticeType
from models.operator import Operator
from models.sender import Sender


class CertifiedRecord(Table):
    """`source`: form, scan, paste, import, folder. `options`: keys of service options (records/options.py), a space
    between. Kept apart: `label_made_at` (USPS knows of a label), `accepted_at` (USPS took it), `mailed_on` (the office
    says so). `outcome`: how it ended, as a milestone; empty until it has. `look_at`: when records' own job looks again.
    `missing`: keys of evidence that its profile asks for and that is not on file; `obtainable_until`: the last day on
    which the next of them can still be had. `seals`: how many there are. `held`: legal holds in force."""

    mailpiece = ForeignKeyField(Mailpiece, primary_key=True, on_delete="RESTRICT")
    sender = ForeignKeyField(Sender, index=False, on_delete="RESTRICT")
    notice_type = ForeignKeyField(NoticeType, index=False, on_delete="RESTRICT")
    source = CharField()
    created_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT")
    created_at = MomentField()
    mailing_class = CharField(default="")
    options = CharField(default="")
    external_id = EncryptedField(null=True)
    external_index = CharField(null=True)
    crm_url = EncryptedField(null=True)
    mailed_on = DateField(null=True)
    label_made_at = MomentField(null=True)
    accepted_at = MomentField(null=True)
    outcome = CharField(default="")
    ended_at = MomentField(null=True)
    look_at = MomentField(null=True)
    missing = CharField(default="")
    obtainable_until = DateField(null=True)
    seals = IntegerField(default=0)
    held = IntegerField(default=0)
    keep_until = DateField(null=True)
    purged_at = MomentField(null=True)
    words_wait_since = MomentField(null=True)

    class Meta:
        indexes = (
            (("sender", "mailpiece"), False),
            (("notice_type", "mailpiece"), False),
            (("sender", "mailed_on"), False),
            (("sender", "external_index"), True),
        )


CertifiedRecord.add_index(
    CertifiedRecord.look_at, name="certified_record_due", where=CertifiedRecord.look_at.is_null(False)
)
CertifiedRecord.add_index(
    CertifiedRecord.sender,
    CertifiedRecord.obtainable_until,
    name="certified_record_gaps",
    where=CertifiedRecord.obtainable_until.is_null(False),
)
CertifiedRecord.add_index(
    CertifiedRecord.keep_until, name="certified_record_to_purge", where=CertifiedRecord.keep_until.is_null(False)
)
#: All that reports count by stands in it, in the order in which it is counted: none of them reads a row.
CertifiedRecord.add_index(
    CertifiedRecord.sender,
    CertifiedRecord.outcome,
    CertifiedRecord.missing,
    CertifiedRecord.created_at,
    CertifiedRecord.mailed_on,
    name="certified_record_report",
    where=CertifiedRecord.purged_at.is_null(),
)
#: Whose names and streets are not in the index of misspelt words yet.
CertifiedRecord.add_index(
    CertifiedRecord.words_wait_since,
    name="certified_record_words_wait",
    where=CertifiedRecord.words_wait_since.is_null(False),
)


class RecordAddress(Table):
    """`block`: the exact bytes that were on the label, lines and all. Version 1 is what was registered."""

    record = ForeignKeyField(CertifiedRecord, index=False, on_delete="RESTRICT", backref="addresses")
    version = IntegerField()
    recipient = EncryptedField()
    block = EncryptedBytesField()
    reason = EncryptedField(null=True)
    made_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT")
    made_at = MomentField()

    class Meta:
        indexes = ((("record", "version"), True),)


class RecordReference(Table):
    """A client, matter, tenant, property, account or whatever else the office files by; as many as it wants.
    `value_index`: keyed, of the department and the normalised value."""

    record = ForeignKeyField(CertifiedRecord, on_delete="RESTRICT", backref="references")
    kind = CharField()
    value = EncryptedField()
    value_index = CharField()
    made_at = MomentField()

    class Meta:
        indexes = ((("value_index", "record"), False),)
