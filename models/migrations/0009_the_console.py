"""People who sign in, what they do on record, long work, the inbox, and how the console finds things. Frozen."""

from peewee import (
    BigIntegerField,
    BlobField,
    CharField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class Program(Model):
    class Meta:
        table_name = "program"


class Contact(Model):
    class Meta:
        table_name = "contact"


class Sender(Model):
    class Meta:
        table_name = "sender"


class InboundMessage(Model):
    class Meta:
        table_name = "inbound_message"


class ConsentEvent(Model):
    class Meta:
        table_name = "consent_event"


class Operator(Model):
    email = BlobField()
    email_index = CharField(unique=True)
    name = BlobField()
    role = CharField()
    sender = ForeignKeyField(Sender, null=True, on_delete="RESTRICT", backref="+")
    password_hash = BlobField(null=True)
    totp_secret = BlobField(null=True)
    totp_step = BigIntegerField(default=-1)
    recovery_codes = TextField(default="[]")
    oidc_subject = CharField(null=True, unique=True)
    invite_digest = CharField(null=True, unique=True)
    invite_expires_at = BigIntegerField(null=True)
    invited_by = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="+")
    created_at = BigIntegerField()
    joined_at = BigIntegerField(null=True)
    disabled_at = BigIntegerField(null=True)

    class Meta:
        table_name = "operator"


class ConsoleSession(Model):
    id_digest = CharField(unique=True)
    operator = ForeignKeyField(Operator, null=True, on_delete="CASCADE", backref="+")
    stage = CharField()
    method = CharField(default="password")
    network = CharField(default="")
    browser = BlobField(null=True)
    pending = BlobField(null=True)
    created_at = BigIntegerField()
    seen_at = BigIntegerField()
    proved_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    ended_because = CharField(default="")

    class Meta:
        table_name = "console_session"


class SignInTry(Model):
    key = CharField(unique=True)
    failures = IntegerField(default=0)
    last_at = BigIntegerField()
    wait_until = BigIntegerField()

    class Meta:
        table_name = "sign_in_try"


class AuditEntry(Model):
    operator = ForeignKeyField(Operator, null=True, on_delete="RESTRICT", backref="+")
    role = CharField(default="")
    action = CharField(index=True)
    object = CharField(default="", index=True)
    request_id = CharField(default="")
    recorded_at = BigIntegerField()
    evidence = BlobField(null=True)
    digest = BlobField(null=True)

    class Meta:
        table_name = "audit_entry"


class Inquiry(Model):
    inbound = ForeignKeyField(InboundMessage, unique=True, on_delete="RESTRICT", backref="+")
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    kind = CharField()
    state = CharField()
    owner = ForeignKeyField(Operator, null=True, on_delete="SET NULL", backref="+")
    created_at = BigIntegerField()
    answered_at = BigIntegerField(null=True)
    closed_at = BigIntegerField(null=True)

    class Meta:
        table_name = "inquiry"
        indexes = ((("state", "id"), False), (("kind", "id"), False), (("state", "kind", "id"), False))


class LongTask(Model):
    kind = CharField()
    operator = ForeignKeyField(Operator, on_delete="RESTRICT", backref="+")
    state = CharField()
    details = BlobField()
    place = BigIntegerField(default=0)
    done = IntegerField(default=0)
    total = IntegerField(default=0)
    said = TextField(default="")
    file_name = CharField(default="")
    file_size = BigIntegerField(default=0)
    created_at = BigIntegerField()
    started_at = BigIntegerField(null=True)
    finished_at = BigIntegerField(null=True)
    lease_until = BigIntegerField(null=True)
    expires_at = BigIntegerField(null=True, index=True)
    tries = IntegerField(default=0)
    part_count = IntegerField(default=0)

    class Meta:
        table_name = "long_task"
        indexes = ((("state", "id"), False), (("operator", "id"), False))


class LongTaskPart(Model):
    task = ForeignKeyField(LongTask, on_delete="CASCADE", backref="+")
    number = IntegerField()
    body = BlobField()

    class Meta:
        table_name = "long_task_part"
        indexes = ((("task", "number"), True),)


class OptOut(Model):
    event = ForeignKeyField(ConsentEvent, primary_key=True, on_delete="RESTRICT", backref="+")
    program = ForeignKeyField(Program, on_delete="RESTRICT", index=False, backref="+")
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", index=False, backref="+")
    kind = CharField()
    source = CharField()
    scope = CharField()
    language = CharField()
    rule = CharField()
    recorded_at = BigIntegerField()

    class Meta:
        table_name = "opt_out"
        indexes = tuple(
            ((name, "event"), False) for name in ("program", "contact", "kind", "source", "scope", "language", "rule")
        )


class OptOutWord(Model):
    word = CharField()
    event = ForeignKeyField(ConsentEvent, on_delete="RESTRICT", index=False, backref="+")

    class Meta:
        table_name = "opt_out_word"
        primary_key = CompositeKey("word", "event")
        indexes = ((("event",), False),)


class DayCount(Model):
    program = ForeignKeyField(Program, on_delete="RESTRICT", backref="+")
    on = DateField()
    what = CharField()
    count = IntegerField()

    class Meta:
        table_name = "day_count"
        indexes = ((("program", "on", "what"), True),)


KNOWN = [Program, Contact, Sender, InboundMessage, ConsentEvent]
NEW = [
    Operator,
    ConsoleSession,
    SignInTry,
    AuditEntry,
    Inquiry,
    LongTask,
    LongTaskPart,
    OptOut,
    OptOutWord,
    DayCount,
]
MORE = (
    'ALTER TABLE "contact" ADD COLUMN "last_four_index" VARCHAR(255)',
    'CREATE INDEX "contact_last_four_index" ON "contact" ("last_four_index")',
    'ALTER TABLE "mailpiece" ADD COLUMN "ending" VARCHAR(255)',
    'CREATE INDEX "mailpiece_ending" ON "mailpiece" ("ending")',
    'CREATE INDEX "mailpiece_milestone_id" ON "mailpiece" ("milestone", "id")',
    'DROP INDEX "mailpiece_sender_id"',
    'CREATE INDEX "mailpiece_sender_id_id" ON "mailpiece" ("sender_id", "id")',
    'CREATE INDEX "mailpiece_registered" ON "mailpiece" ("id") WHERE ("registered_at" IS NOT NULL)',
    'CREATE INDEX "mailpiece_failing" ON "mailpiece" ("id") WHERE ("failures" > 0)',
    'CREATE INDEX "inbound_message_intent_id" ON "inbound_message" ("intent", "id")',
    'CREATE INDEX "outbound_message_kind_id" ON "outbound_message" ("kind", "id")',
    'CREATE INDEX "outbound_message_in_trouble" ON "outbound_message" ("state", "id") '
    "WHERE (\"state\" IN ('unknown', 'undelivered', 'failed', 'dropped'))",
    'CREATE INDEX "open_question_waiting" ON "open_question" ("kind", "expires_at") WHERE ("closed_at" IS NULL)',
    'CREATE INDEX "outbound_message_code" ON "outbound_message" ("error_code", "id") WHERE ("error_code" IS NOT NULL)',
    # What is on record already stands in the log too.
    "INSERT INTO opt_out (event_id, program_id, contact_id, kind, source, scope, language, rule, recorded_at) "
    "SELECT e.id, c.program_id, e.contact_id, e.kind, e.source, e.scope, e.language, substr(e.rule, 1, 255), "
    "e.recorded_at FROM consent_event e JOIN contact c ON c.id = e.contact_id WHERE e.kind IN "
    "('revoked', 'provider_block', 'wrong_number', 'reassigned', 'erased', 'doubted', 'declined', 'standing_ended')",
)


def up(migrator, db):
    with db.bind_ctx([*KNOWN, *NEW]):
        db.create_tables(NEW)
    for statement in (*MORE, *fixed_guard("audit_entry", "Sqlite" in type(db).__name__)):
        db.execute_sql(statement)


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
