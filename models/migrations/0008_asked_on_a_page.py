"""What people ask for on web pages, senders' links and batches. Frozen, as every migration."""

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
)


class Contact(Model):
    class Meta:
        table_name = "contact"


class Sender(Model):
    class Meta:
        table_name = "sender"


class Mailpiece(Model):
    class Meta:
        table_name = "mailpiece"


class Batch(Model):
    sender = ForeignKeyField(Sender, on_delete="RESTRICT", backref="+")
    name = CharField()
    created_at = BigIntegerField()

    class Meta:
        table_name = "batch"
        indexes = ((("sender", "name"), True),)


class BatchPiece(Model):
    batch = ForeignKeyField(Batch, on_delete="RESTRICT", backref="+")
    mailpiece = ForeignKeyField(Mailpiece, unique=True, on_delete="RESTRICT", backref="+")

    class Meta:
        table_name = "batch_piece"


class SenderLink(Model):
    sender = ForeignKeyField(Sender, on_delete="RESTRICT", backref="+")
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="RESTRICT", backref="+")
    batch = ForeignKeyField(Batch, null=True, on_delete="RESTRICT", backref="+")
    is_own = BooleanField(default=False)
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    revoked_at = BigIntegerField(null=True)

    class Meta:
        table_name = "sender_link"


class WebRequest(Model):
    kind = CharField()
    state = CharField()
    reason = CharField(default="")
    code_index = CharField(null=True, index=True)
    pin_index = CharField(null=True)
    browser = CharField(null=True, index=True)
    tries = IntegerField(default=0)
    phone = BlobField(null=True)
    phone_index = CharField(null=True, index=True)
    block = CharField(null=True)
    network = CharField(default="")
    wide_network = CharField(default="")
    nonce = CharField(null=True, unique=True)
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL", backref="+")
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="RESTRICT", backref="+")
    sender_link = ForeignKeyField(SenderLink, null=True, on_delete="RESTRICT", backref="+")
    details = BlobField(null=True)
    created_at = BigIntegerField()
    expires_at = BigIntegerField()
    done_at = BigIntegerField(null=True)

    class Meta:
        table_name = "web_request"
        indexes = (
            (("kind", "state", "created_at"), False),
            (("network", "created_at"), False),
            (("wide_network", "created_at"), False),
        )


class Tick(Model):
    at = BigIntegerField()

    class Meta:
        table_name = "tick"


def up(migrator, db):
    with db.bind_ctx([Contact, Sender, Mailpiece, Batch, BatchPiece, SenderLink, WebRequest, Tick]):
        db.create_tables([Batch, BatchPiece, SenderLink, WebRequest, Tick])
    db.execute_sql('ALTER TABLE "contact" ADD COLUMN "check_word_index" VARCHAR(255)')
    db.execute_sql('CREATE INDEX "contact_check_word_index" ON "contact" ("check_word_index")')
    moment = "BIGINT" if isinstance(db, PostgresqlDatabase) else "INTEGER"
    db.execute_sql(f'ALTER TABLE "program" ADD COLUMN "questions_since" {moment}')
