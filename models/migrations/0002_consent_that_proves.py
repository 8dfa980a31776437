"""Evidence and ledger beside consent, senders, quiet hours and caps. Frozen, as every migration.

Columns are added with a DEFAULT in the schema itself: SQLite can then add them without building the table anew.
"""

from peewee import BigIntegerField, BlobField, CharField, CompositeKey, ForeignKeyField, IntegerField, Model, TextField

TEXT, WHOLE = "VARCHAR(255) NOT NULL DEFAULT ''", "INTEGER NOT NULL DEFAULT {}"
MOMENT, BLOB, DAY = "{moment}", "{blob}", "DATE"

#: table -> its new columns, in order.
COLUMNS = {
    "program": (
        ("zone", TEXT),
        ("quiet_from", WHOLE.format(21)),
        ("quiet_until", WHOLE.format(8)),
        ("pushes_a_day", WHOLE.format(6)),
        ("pushes_a_day_per_piece", WHOLE.format(3)),
        ("invites_by_text", "{bool} NOT NULL DEFAULT false"),
        ("invites_a_day", WHOLE.format(20)),
        ("whatsapp_from", TEXT),
        ("whatsapp_templates", "TEXT NOT NULL DEFAULT ''"),
    ),
    "contact": (("zone", TEXT), ("quiet_hours", TEXT), ("check_word", BLOB), ("erased_at", MOMENT)),
    "inbound_message": (("sent_at", MOMENT),),
    "mailpiece": (("sender_id", "INTEGER REFERENCES sender (id) ON DELETE RESTRICT"),),
    "consent_event": (
        ("subject", TEXT),
        ("evidence", BLOB),
        ("digest", BLOB),
        ("sender_id", "INTEGER REFERENCES sender (id) ON DELETE RESTRICT"),
    ),
    "subscription": (("told_expected_on", DAY),),
    "outbound_message": (("template_values", BLOB),),
}


class Program(Model):
    class Meta:
        table_name = "program"


class Contact(Model):
    class Meta:
        table_name = "contact"


class Sender(Model):
    program = ForeignKeyField(Program, on_delete="RESTRICT", backref="+")
    key = CharField()
    name = CharField()
    attested_at = BigIntegerField(null=True)
    attestation = BlobField(null=True)
    created_at = BigIntegerField()

    class Meta:
        table_name = "sender"
        indexes = ((("program", "key"), True),)


class Erasure(Model):
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    subject = CharField()
    erased_events = TextField()
    report = TextField()
    evidence = BlobField(null=True)
    digest = BlobField(null=True)
    recorded_at = BigIntegerField()

    class Meta:
        table_name = "erasure"


class LedgerLeaf(Model):
    position = BigIntegerField(primary_key=True)
    kind = CharField()
    row_id = BigIntegerField()
    leaf_hash = BlobField()

    class Meta:
        table_name = "ledger_leaf"
        indexes = ((("kind", "row_id"), True),)


class LedgerNode(Model):
    height = IntegerField()
    position = BigIntegerField()
    hash = BlobField()

    class Meta:
        table_name = "ledger_node"
        primary_key = CompositeKey("height", "position")


class LedgerHead(Model):
    size = BigIntegerField(primary_key=True)
    root = BlobField()
    sealed_at = BigIntegerField()
    key_id = CharField()
    signature = BlobField()

    class Meta:
        table_name = "ledger_head"


class LedgerMark(Model):
    kind = CharField(primary_key=True)
    passed = BigIntegerField()

    class Meta:
        table_name = "ledger_mark"


NEW_TABLES = [Sender, Erasure, LedgerLeaf, LedgerNode, LedgerHead, LedgerMark]

#: table -> the one column that an erasure may empty.
ERASABLE = {"consent_event": "evidence", "delivery_receipt": "raw"}
#: No row of these ever changes or goes.
FIXED = ("erasure", "ledger_leaf", "ledger_node", "ledger_head")


def up(migrator, db):
    sqlite = "Sqlite" in type(db).__name__
    with db.bind_ctx([*NEW_TABLES, Program, Contact]):
        db.create_tables(NEW_TABLES)
    for table in ERASABLE:
        for statement in unguard(table, sqlite):
            db.execute_sql(statement)
    words = (
        {"blob": "BLOB", "bool": "INTEGER", "moment": "INTEGER"}
        if sqlite
        else {"blob": "BYTEA", "bool": "BOOLEAN", "moment": "BIGINT"}
    )
    for table, columns in COLUMNS.items():
        for name, kind in columns:
            db.execute_sql(f'ALTER TABLE "{table}" ADD COLUMN "{name}" {kind.format(**words)}')
    for table in ("mailpiece", "consent_event"):
        db.execute_sql(f'CREATE INDEX "{table}_sender_id" ON "{table}" ("sender_id")')
    db.execute_sql('CREATE INDEX "consent_event_subject" ON "consent_event" ("subject")')
    db.execute_sql('ALTER TABLE "consent_event" DROP COLUMN "note"')
    for table, column in ERASABLE.items():
        for statement in erasable_guard(table, column, sqlite, [row.name for row in db.get_columns(table)]):
            db.execute_sql(statement)
    for table in FIXED:
        for statement in fixed_guard(table, sqlite):
            db.execute_sql(statement)


def unguard(table, sqlite):
    if sqlite:
        return [f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_no_delete"]
    return [f"DROP TRIGGER {table}_guard ON {table}"]


def erasable_guard(table, column, sqlite, names):
    """Every column stays, but `column` may be emptied once: an erasure. The ledger tells who did and when."""
    said = f"{table} is append-only"
    if sqlite:
        same = " AND ".join(f'NEW."{name}" IS OLD."{name}"' for name in names if name != column)
        emptied = f'coalesce(length(OLD."{column}"), 0) > 0 AND length(coalesce(NEW."{column}", x\'\')) = 0'
        yield (
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN NOT ({same} AND {emptied}) "
            f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END"
        return
    yield (
        f"CREATE FUNCTION {table}_keeps_its_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f'IF length(OLD."{column}") > 0 AND length(coalesce(NEW."{column}", \'\')) = 0 '
        f"AND to_jsonb(NEW) - '{column}' = to_jsonb(OLD) - '{column}' THEN RETURN NEW; END IF; "
        f"RAISE EXCEPTION '{said}'; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_keeps_its_rows()"
    )
    yield (
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )


def fixed_guard(table, sqlite):
    if sqlite:
        for act in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    yield (
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()"
    )
