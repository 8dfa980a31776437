"""Links to track pages. Frozen, as every migration."""

from peewee import BigIntegerField, CharField, ForeignKeyField, Model


class Mailpiece(Model):
    class Meta:
        table_name = "mailpiece"


class Subscription(Model):
    class Meta:
        table_name = "subscription"


class PageLink(Model):
    token_digest = CharField(unique=True)
    mailpiece = ForeignKeyField(Mailpiece, on_delete="RESTRICT", backref="+")
    subscription = ForeignKeyField(Subscription, null=True, on_delete="CASCADE", backref="+")
    created_at = BigIntegerField()
    revoked_at = BigIntegerField(null=True)

    class Meta:
        table_name = "page_link"


def up(migrator, db):
    with db.bind_ctx([Mailpiece, Subscription, PageLink]):
        db.create_tables([PageLink])
