"""Links to track pages. The token itself is nowhere: whoever has a dump cannot open a page."""

from peewee import CharField, ForeignKeyField

from models.database import Table
from models.fields import MomentField
from models.mailpiece import Mailpiece
from models.subscription import Subscription


class PageLink(Table):
    """`token_digest` is SHA-256. With a subscription it is personal: it may also mute and stop."""

    token_digest = CharField(unique=True)
    mailpiece = ForeignKeyField(Mailpiece, on_delete="RESTRICT")
    subscription = ForeignKeyField(Subscription, null=True, on_delete="CASCADE")
    created_at = MomentField()
    revoked_at = MomentField(null=True)
