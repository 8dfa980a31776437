"""What an office waits for: deadlines, tasks and reminders of a record, and the notices that its watches gave."""

from peewee import BigIntegerField, CharField, DateField, ForeignKeyField

from models.certified_record import CertifiedRecord
from models.contact import Contact
from models.database import Table
from models.fields import EncryptedField, MomentField
from models.operator import Operator
from models.sender import Sender


class DeskNotice(Table):
    """A watch fired: at most once for one record, kind and occasion. `for_operator`: whom it is for; the whole
    department where nobody is named. `texted_at`: when it went to their phone, for which they asked."""

    record = ForeignKeyField(CertifiedRecord, index=False, on_delete="RESTRICT", backref="notices")
    sender = ForeignKeyField(Sender, index=False, on_delete="RESTRICT")
    kind = CharField()
    occasion = CharField(default="")
    for_operator = ForeignKeyField(Operator, null=True, on_delete="RESTRICT", backref="+")
    fired_at = MomentField()
    acknowledged_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    acknowledged_at = MomentField(null=True)
    texted_at = MomentField(null=True)

    class Meta:
        indexes = ((("record", "kind", "occasion"), True), (("sender", "id"), False))


#: What nobody has acknowledged yet: of a department, and of all.
DeskNotice.add_index(
    DeskNotice.sender, DeskNotice.id, name="desk_notice_open_of", where=DeskNotice.acknowledged_at.is_null()
)
DeskNotice.add_index(DeskNotice.id, name="desk_notice_open", where=DeskNotice.acknowledged_at.is_null())


class RecordDeadline(Table):
    """It must be delivered by `by_on`, or be served again. Days before it are court days of `calendar`. `warn_days`: on
    how many court days before, a space between. The zone in which a day begins is `zone`."""

    record = ForeignKeyField(CertifiedRecord, unique=True, on_delete="RESTRICT", backref="deadlines")
    by_on = DateField()
    calendar = CharField()
    zone = CharField()
    warn_days = CharField(default="10 5 2 0")
    note = EncryptedField(null=True)
    owner = ForeignKeyField(Operator, index=False, on_delete="RESTRICT", backref="+")
    backup = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    made_at = MomentField()
    closed_at = MomentField(null=True)
    closed_because = CharField(default="")

    class Meta:
        indexes = ((("by_on",), False),)


class RecordTask(Table):
    """A reminder or a task: what, whose, due when. `zone` is the one in which its hour was said."""

    record = ForeignKeyField(CertifiedRecord, on_delete="RESTRICT", backref="tasks")
    title = EncryptedField()
    owner = ForeignKeyField(Operator, on_delete="RESTRICT", backref="+")
    made_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    made_at = MomentField()
    due_at = MomentField()
    zone = CharField()
    done_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    done_at = MomentField(null=True)


class AlertPhone(Table):
    """Whose phone the desk may text with their notices: a contact that has agreed to it by its own text.
    `told_through`: the newest notice that a text has counted, so that none is told twice."""

    operator = ForeignKeyField(Operator, unique=True, on_delete="RESTRICT")
    contact = ForeignKeyField(Contact, on_delete="RESTRICT")
    since = MomentField()
    told_through = BigIntegerField(default=0)
    texted_at = MomentField(null=True)


class CalendarLink(Table):
    """A feed of deadlines and tasks for one person's calendar. The token itself is nowhere."""

    token_digest = CharField(unique=True)
    operator = ForeignKeyField(Operator, on_delete="RESTRICT")
    created_at = MomentField()
    revoked_at = MomentField(null=True)
