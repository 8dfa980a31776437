"""A sender's links to the opt-in page: for one mailpiece, for a batch, or for the sender's own notices of a batch."""

from peewee import BooleanField, ForeignKeyField

from models.batch import Batch
from models.database import Table
from models.fields import MomentField
from models.mailpiece import Mailpiece
from models.sender import Sender


class SenderLink(Table):
    """One of `mailpiece` and `batch` is set. `is_own`: whoever opts in here follows the whole batch."""

    sender = ForeignKeyField(Sender, backref="links", on_delete="RESTRICT")
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="RESTRICT")
    batch = ForeignKeyField(Batch, null=True, on_delete="RESTRICT")
    is_own = BooleanField(default=False)
    created_at = MomentField()
    expires_at = MomentField()
    revoked_at = MomentField(null=True)
