"""Standing orders at carriers, the updates they bring, and what answers had that was unexpected. Frozen."""

from peewee import BigIntegerField, BlobField, CharField, ForeignKeyField, IntegerField, Model, TextField


class Mailpiece(Model):
    class Meta:
        table_name = "mailpiece"


class CarrierPush(Model):
    service = CharField()
    what = CharField()
    provider_id = CharField()
    state = CharField()
    problem = TextField()
    renewed_at = BigIntegerField(null=True)
    last_event_at = BigIntegerField(null=True)
    next_check_at = BigIntegerField()

    class Meta:
        table_name = "carrier_push"
        indexes = ((("service", "what"), True),)


class CarrierUpdate(Model):
    service = CharField()
    sha256 = CharField()
    body = BlobField(null=True)
    state = CharField()
    problem = TextField()
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="SET NULL", backref="+")
    tries = IntegerField()
    received_at = BigIntegerField()
    next_try_at = BigIntegerField(null=True)

    class Meta:
        table_name = "carrier_update"
        indexes = ((("service", "sha256"), True), (("next_try_at",), False), (("received_at",), False))


class SchemaDrift(Model):
    service = CharField()
    kind = CharField()
    what = CharField()
    count = IntegerField()
    first_seen_at = BigIntegerField()
    last_seen_at = BigIntegerField()
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="SET NULL", backref="+")

    class Meta:
        table_name = "schema_drift"
        indexes = ((("service", "kind", "what"), True),)


class LearntRhythm(Model):
    carrier = CharField(unique=True)
    table = TextField()
    pieces = IntegerField()
    learnt_at = BigIntegerField()

    class Meta:
        table_name = "learnt_rhythm"


def up(migrator, db):
    tables = [CarrierPush, CarrierUpdate, SchemaDrift, LearntRhythm]
    with db.bind_ctx([Mailpiece, *tables]):
        db.create_tables(tables)
    moment = "INTEGER" if "Sqlite" in type(db).__name__ else "BIGINT"
    db.execute_sql(f'ALTER TABLE "mailpiece" ADD COLUMN "pushed_at" {moment}')
