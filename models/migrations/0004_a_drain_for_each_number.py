"""From-numbers with their drains, what each day was spent, and what the provider billed. Frozen, as every migration."""

from peewee import BigIntegerField, CharField, DateField, FloatField, ForeignKeyField, IntegerField, Model


class Program(Model):
    class Meta:
        table_name = "program"


class FromNumber(Model):
    program = ForeignKeyField(Program, on_delete="RESTRICT", backref="+")
    channel = CharField()
    address = CharField()
    segments_per_second = FloatField()
    holder = CharField()
    lease_until = BigIntegerField(null=True)
    paced_until = BigIntegerField(null=True)
    paused_until = BigIntegerField(null=True)
    stopped_because = CharField()
    stopped_at = BigIntegerField(null=True)

    class Meta:
        table_name = "from_number"
        indexes = ((("program", "channel"), True),)


class Spending(Model):
    program = ForeignKeyField(Program, on_delete="RESTRICT", backref="+")
    spent_on = DateField()
    kind = CharField()
    segments = IntegerField()
    full_at = BigIntegerField(null=True)

    class Meta:
        table_name = "spending"
        indexes = ((("program", "spent_on", "kind"), True),)


#: table -> its new columns, in order.
COLUMNS = {
    "program": (
        ("push_segments_a_day", "INTEGER NOT NULL DEFAULT 20000"),
        ("reply_segments_a_day", "INTEGER NOT NULL DEFAULT 10000"),
    ),
    "contact": (("unreachable_at", "{moment}"),),
    "delivery_attempt": (
        ("provider_reference", "VARCHAR(255) NOT NULL DEFAULT ''"),
        ("missed_since", "{moment}"),
    ),
    "outbound_message": (
        ("from_number_id", "INTEGER REFERENCES from_number (id) ON DELETE RESTRICT"),
        ("billed_segments", "INTEGER"),
        ("price_micros", "{moment}"),
        ("price_unit", "VARCHAR(255) NOT NULL DEFAULT ''"),
        ("look_at", "{moment}"),
    ),
}
INDEXES = {
    "outbound_message_drain": ("from_number_id", "state", "priority", "not_before"),
    "outbound_message_contact_state": ("contact_id", "state"),
    "outbound_message_look_at": ("look_at",),
}
IN_DOUBT = 'CREATE INDEX "outbound_message_in_doubt" ON "outbound_message" ("look_at") WHERE ("state" = \'unknown\')'
OF_ATTEMPTS = 'CREATE INDEX "delivery_attempt_provider_reference" ON "delivery_attempt" ("provider_reference")'
#: The address of each program on each channel; the pace is set from the settings at each release.
ADDRESSES = """
    INSERT INTO from_number (program_id, channel, address, segments_per_second, holder, stopped_because)
    SELECT id, '{channel}', {column}, 1, '', '' FROM program WHERE {column} <> ''
"""
OF_ITS_CONTACT = """
    UPDATE outbound_message SET from_number_id = (
        SELECT from_number.id FROM from_number JOIN contact
        ON contact.program_id = from_number.program_id AND contact.channel = from_number.channel
        WHERE contact.id = outbound_message.contact_id)
"""


def up(migrator, db):
    moment = "INTEGER" if "Sqlite" in type(db).__name__ else "BIGINT"
    with db.bind_ctx([Program, FromNumber, Spending]):
        db.create_tables([FromNumber, Spending])
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{name}" {kind.format(moment=moment)}')
    for channel, column in (("sms", "from_number"), ("whatsapp", "whatsapp_from")):
        db.execute_sql(ADDRESSES.format(channel=channel, column=column))
    db.execute_sql(OF_ITS_CONTACT)
    # What was in doubt before anybody asked the provider is asked about now; so is what never came to an end.
    db.execute_sql("UPDATE outbound_message SET look_at = started_at WHERE state IN ('unknown', 'accepted', 'sent')")
    db.execute_sql('DROP INDEX "outboundmessage_state_not_before"')
    for name, columns in INDEXES.items():
        quoted = ", ".join(f'"{column}"' for column in columns)
        db.execute_sql(f'CREATE INDEX "{name}" ON "outbound_message" ({quoted})')
    db.execute_sql(OF_ATTEMPTS)
    db.execute_sql(IN_DOUBT)
