"""Notice types: what kind of letter it is, what an office must be able to prove about one, and how long it keeps it."""

from peewee import BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from models.database import Table
from models.fields import MomentField
from models.sender import Sender


class NoticeType(Table):
    """`sender` is NULL for those of every department. `evidence` and `references` are JSON lists of keys
    (records/evidence.py, records/references.py): what must be on file, and which references a new record must carry.
    `never_accepted_days`: with no acceptance scan for so many days after it was registered, somebody is told.
    `calendar`: the courts' holidays, such as US-NY. `keep_years` is never shortened for records that are there."""

    sender = ForeignKeyField(Sender, null=True, on_delete="RESTRICT")
    key = CharField()
    name = CharField()
    evidence = TextField(default="[]")
    references = TextField(default="[]")
    mailing_class = CharField(default="First-Class Mail")
    options = CharField(default="certified")
    never_accepted_days = IntegerField(default=5)
    calendar = CharField(default="US")
    keep_years = IntegerField(default=7)
    active = BooleanField(default=True)
    created_at = MomentField()

    class Meta:
        indexes = ((("sender", "key"), True),)
