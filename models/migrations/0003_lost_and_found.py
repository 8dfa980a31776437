"""Up to when the provider's list of inbound texts was compared with ours. Frozen, as every migration."""

from peewee import BigIntegerField, ForeignKeyField, Model


class Program(Model):
    class Meta:
        table_name = "program"


class ProviderSweep(Model):
    program = ForeignKeyField(Program, unique=True, on_delete="RESTRICT", backref="+")
    swept_through = BigIntegerField()
    tried_at = BigIntegerField()

    class Meta:
        table_name = "provider_sweep"


def up(migrator, db):
    with db.bind_ctx([Program, ProviderSweep]):
        db.create_tables([ProviderSweep])
