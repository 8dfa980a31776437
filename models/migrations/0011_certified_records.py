"""Certified records: evidence files, their words, watches, imports, seals. Frozen, as every migration."""

import json
import time

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    CompositeKey,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class Sender(Model):
    class Meta:
        table_name = "sender"


class Operator(Model):
    class Meta:
        table_name = "operator"


class Mailpiece(Model):
    class Meta:
        table_name = "mailpiece"


class Contact(Model):
    class Meta:
        table_name = "contact"


class Batch(Model):
    class Meta:
        table_name = "batch"


class LongTask(Model):
    class Meta:
        table_name = "long_task"


class NoticeType(Model):
    sender = ForeignKeyField(Sender, null=True, on_delete="RESTRICT", backref="+")
    key = CharField()
    name = CharField()
    evidence = TextField(default="[]")
    references = TextField(default="[]")
    mailing_class = CharField(default="First-Class Mail")
    options = CharField(default="certified")
    never_accepted_days = IntegerField(default=5)
    calendar = CharField(default="US")
    keep_years = IntegerField(default=7)
    active = BooleanField(default=True)
    created_at = BigIntegerField()

    class Meta:
        table_name = "notice_type"
        indexes = ((("sender", "key"), True),)


class CertifiedRecord(Model):
    mailpiece = ForeignKeyField(Mailpiece, primary_key=True, on_delete="RESTRICT", backref="+")
    sender = ForeignKeyField(Sender, index=False, on_delete="RESTRICT", backref="+")
    notice_type = ForeignKeyField(NoticeType, index=False, on_delete="RESTRICT", backref="+")
    source = CharField()
    created_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    created_at = BigIntegerField()
    mailing_class = CharField(default="")
    options = CharField(default="")
    external_id = BlobField(null=True)
    external_index = CharField(null=True)
    crm_url = BlobField(null=True)
    mailed_on = DateField(null=True)
    label_made_at = BigIntegerField(null=True)
    accepted_at = BigIntegerField(null=True)
    outcome = CharField(default="")
    ended_at = BigIntegerField(null=True)
    look_at = BigIntegerField(null=True)
    missing = CharField(default="")
    obtainable_until = DateField(null=True)
    seals = IntegerField(default=0)
    held = IntegerField(default=0)
    keep_until = DateField(null=True)
    purged_at = BigIntegerField(null=True)
    words_wait_since = BigIntegerField(null=True)

    class Meta:
        table_name = "certified_record"
        indexes = (
            (("sender", "mailpiece"), False),
            (("notice_type", "mailpiece"), False),
            (("sender", "mailed_on"), False),
            (("sender", "external_index"), True),
        )


class RecordAddress(Model):
    record = ForeignKeyField(CertifiedRecord, index=False, on_delete="RESTRICT", backref="+")
    version = IntegerField()
    recipient = BlobField()
    block = BlobField()
    reason = BlobField(null=True)
    made_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    made_at = BigIntegerField()

    class Meta:
        table_name = "record_address"
        indexes = ((("record", "version"), True),)


class RecordReference(Model):
    record = ForeignKeyField(CertifiedRecord, on_delete="RESTRICT", backref="+")
    kind = CharField()
    value = BlobField()
    value_index = CharField()
    made_at = BigIntegerField()

    class Meta:
        table_name = "record_reference"
        indexes = ((("value_index", "record"), False),)


class RecordFile(Model):
    record = ForeignKeyField(CertifiedRecord, null=True, on_delete="RESTRICT", backref="+")
    batch = ForeignKeyField(Batch, null=True, on_delete="RESTRICT", backref="+")
    kind = CharField()
    name = BlobField()
    media_type = CharField()
    size = BigIntegerField()
    sha256 = CharField()
    note = BlobField(null=True)
    active = BooleanField(default=False)
    source = CharField(default="upload")
    added_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    added_at = BigIntegerField()
    preview_of = ForeignKeyField("self", null=True, on_delete="RESTRICT", backref="+")

    class Meta:
        table_name = "record_file"
        indexes = ((("sha256",), False),)


class RecordFilePart(Model):
    file = ForeignKeyField(RecordFile, index=False, on_delete="RESTRICT", backref="+")
    number = IntegerField()
    body = BlobField()

    class Meta:
        table_name = "record_file_part"
        indexes = ((("file", "number"), True),)


class RecordSeal(Model):
    mailpiece = ForeignKeyField(Mailpiece, index=False, on_delete="RESTRICT", backref="+")
    number = IntegerField()
    what = CharField()
    content_sha256 = CharField()
    recorded_at = BigIntegerField()
    evidence = BlobField(null=True)
    digest = BlobField(null=True)

    class Meta:
        table_name = "record_seal"
        indexes = ((("mailpiece", "number"), True),)


class SealedContent(Model):
    seal = ForeignKeyField(RecordSeal, primary_key=True, on_delete="RESTRICT", backref="+")
    body = BlobField()

    class Meta:
        table_name = "sealed_content"


class DeskNotice(Model):
    record = ForeignKeyField(CertifiedRecord, index=False, on_delete="RESTRICT", backref="+")
    sender = ForeignKeyField(Sender, index=False, on_delete="RESTRICT", backref="+")
    kind = CharField()
    occasion = CharField(default="")
    for_operator = ForeignKeyField(Operator, null=True, on_delete="RESTRICT", backref="+")
    fired_at = BigIntegerField()
    acknowledged_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    acknowledged_at = BigIntegerField(null=True)
    texted_at = BigIntegerField(null=True)

    class Meta:
        table_name = "desk_notice"
        indexes = ((("record", "kind", "occasion"), True), (("sender", "id"), False))


class RecordDeadline(Model):
    record = ForeignKeyField(CertifiedRecord, unique=True, on_delete="RESTRICT", backref="+")
    by_on = DateField()
    calendar = CharField()
    zone = CharField()
    warn_days = CharField(default="10 5 2 0")
    note = BlobField(null=True)
    owner = ForeignKeyField(Operator, index=False, on_delete="RESTRICT", backref="+")
    backup = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    made_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)
    closed_because = CharField(default="")

    class Meta:
        table_name = "record_deadline"
        indexes = ((("by_on",), False),)


class RecordTask(Model):
    record = ForeignKeyField(CertifiedRecord, on_delete="RESTRICT", backref="+")
    title = BlobField()
    owner = ForeignKeyField(Operator, on_delete="RESTRICT", backref="+")
    made_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    made_at = BigIntegerField()
    due_at = BigIntegerField()
    zone = CharField()
    done_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    done_at = BigIntegerField(null=True)

    class Meta:
        table_name = "record_task"


class AlertPhone(Model):
    operator = ForeignKeyField(Operator, unique=True, on_delete="RESTRICT", backref="+")
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    since = BigIntegerField()
    told_through = BigIntegerField(default=0)
    texted_at = BigIntegerField(null=True)

    class Meta:
        table_name = "alert_phone"


class CalendarLink(Model):
    token_digest = CharField(unique=True)
    operator = ForeignKeyField(Operator, on_delete="RESTRICT", backref="+")
    created_at = BigIntegerField()
    revoked_at = BigIntegerField(null=True)

    class Meta:
        table_name = "calendar_link"


class LegalHold(Model):
    record = ForeignKeyField(CertifiedRecord, on_delete="RESTRICT", backref="+")
    reason = BlobField()
    placed_by = ForeignKeyField(Operator, index=False, on_delete="RESTRICT", backref="+")
    placed_at = BigIntegerField()
    released_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    released_at = BigIntegerField(null=True)
    release_reason = BlobField(null=True)

    class Meta:
        table_name = "legal_hold"


class RetrievalDrill(Model):
    sender = ForeignKeyField(Sender, index=False, on_delete="RESTRICT", backref="+")
    number = IntegerField()
    record = ForeignKeyField(CertifiedRecord, on_delete="RESTRICT", backref="+")
    done_by = ForeignKeyField(Operator, index=False, on_delete="RESTRICT", backref="+")
    begun_at = BigIntegerField()
    found_at = BigIntegerField(null=True)
    produced_at = BigIntegerField(null=True)
    given_up_at = BigIntegerField(null=True)
    seconds = IntegerField(null=True)
    packet_sha256 = CharField(default="")

    class Meta:
        table_name = "retrieval_drill"
        indexes = ((("sender", "number"), True),)


class SavedSearch(Model):
    sender = ForeignKeyField(Sender, null=True, on_delete="RESTRICT", backref="+")
    key = CharField(unique=True)
    name = BlobField()
    query = BlobField()
    made_by = ForeignKeyField(Operator, index=False, on_delete="RESTRICT", backref="+")
    made_at = BigIntegerField()

    class Meta:
        table_name = "saved_search"


class WordForm(Model):
    form = CharField()
    word = CharField()

    class Meta:
        table_name = "word_form"
        primary_key = CompositeKey("form", "word")


class ColumnMapping(Model):
    sender = ForeignKeyField(Sender, on_delete="RESTRICT", backref="+")
    name = CharField()
    columns = BlobField()
    made_by = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    made_at = BigIntegerField()

    class Meta:
        table_name = "column_mapping"
        indexes = ((("sender", "name"), True),)


class RecordImport(Model):
    sender = ForeignKeyField(Sender, on_delete="RESTRICT", backref="+")
    batch = ForeignKeyField(Batch, null=True, on_delete="RESTRICT", backref="+")
    file = ForeignKeyField(RecordFile, null=True, index=False, on_delete="RESTRICT", backref="+")
    task = ForeignKeyField(LongTask, null=True, on_delete="SET NULL", backref="+")
    operator = ForeignKeyField(Operator, null=True, index=False, on_delete="RESTRICT", backref="+")
    state = CharField()
    choices = BlobField(null=True)
    rows = IntegerField(default=0)
    good = IntegerField(default=0)
    bad = IntegerField(default=0)
    dropped_name = CharField(null=True, unique=True)
    created_at = BigIntegerField()
    done_at = BigIntegerField(null=True)
    undone_at = BigIntegerField(null=True)

    class Meta:
        table_name = "record_import"


KNOWN = [Sender, Operator, Mailpiece, Contact, Batch, LongTask]
NEW = [
    NoticeType,
    CertifiedRecord,
    RecordAddress,
    RecordReference,
    RecordFile,
    RecordFilePart,
    RecordSeal,
    SealedContent,
    DeskNotice,
    RecordDeadline,
    RecordTask,
    AlertPhone,
    CalendarLink,
    LegalHold,
    RetrievalDrill,
    SavedSearch,
    WordForm,
    ColumnMapping,
    RecordImport,
]

MORE = (
    'ALTER TABLE "batch" ADD COLUMN "mailed_on" DATE',
    'ALTER TABLE "batch" ADD COLUMN "made_by_id" INTEGER REFERENCES "operator" ("id") ON DELETE RESTRICT',
    'ALTER TABLE "batch" ADD COLUMN "stamped_at" {moment}',
    'ALTER TABLE "batch" ADD COLUMN "undone_at" {moment}',
    'CREATE INDEX "certified_record_due" ON "certified_record" ("look_at") WHERE ("look_at" IS NOT NULL)',
    'CREATE INDEX "certified_record_gaps" ON "certified_record" ("sender_id", "obtainable_until") '
    'WHERE ("obtainable_until" IS NOT NULL)',
    'CREATE INDEX "certified_record_report" ON "certified_record" ("sender_id", "outcome", "missing", "created_at", '
    '"mailed_on") WHERE ("purged_at" IS NULL)',
    'CREATE INDEX "certified_record_words_wait" ON "certified_record" ("words_wait_since") '
    'WHERE ("words_wait_since" IS NOT NULL)',
    'CREATE INDEX "certified_record_to_purge" ON "certified_record" ("keep_until") WHERE ("keep_until" IS NOT NULL)',
    'CREATE INDEX "desk_notice_open_of" ON "desk_notice" ("sender_id", "id") WHERE ("acknowledged_at" IS NULL)',
    'CREATE INDEX "desk_notice_open" ON "desk_notice" ("id") WHERE ("acknowledged_at" IS NULL)',
)
#: Without content of its own: it holds where a hash stands, and the hashes say nothing without the key.
WORDS = (
    "CREATE VIRTUAL TABLE record_words USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
)
#: Arrays of whole numbers take half the room of a tsvector, and half the time. `rowid`: as FTS5 calls it.
WORDS_PG = (
    "CREATE TABLE record_words (rowid BIGINT PRIMARY KEY, words BIGINT[] NOT NULL)",
    "CREATE INDEX record_words_words ON record_words USING gin (words)",
)
#: Of every department, until an office makes its own: (key, name, evidence, required references).
EVERYBODYS = (
    ("letter", "Letter", ["accepted", "receipt", "delivery"], []),
    ("tenant_notice", "Tenant notice", ["accepted", "receipt", "letter", "delivery", "signature"], ["tenant"]),
    (
        "legal",
        "Legal correspondence",
        ["accepted", "receipt", "letter", "delivery", "signature", "return_receipt"],
        ["matter"],
    ),
    ("collections", "Collections", ["accepted", "receipt", "letter", "delivery"], ["account"]),
    ("tax", "Tax document", ["accepted", "stamped_manifest", "delivery"], []),
)


def up(migrator, db):
    is_sqlite = "Sqlite" in type(db).__name__
    with db.bind_ctx([*KNOWN, *NEW]):
        db.create_tables(NEW)
        now = time.time_ns() // 1000
        for key, name, evidence, references in EVERYBODYS:
            NoticeType.insert(
                key=key, name=name, evidence=json.dumps(evidence), references=json.dumps(references), created_at=now
            ).execute()
    for statement in (*MORE, *(WORDS if is_sqlite else WORDS_PG)):
        db.execute_sql(statement.replace("{moment}", "INTEGER" if is_sqlite else "BIGINT"))
    for statement in (*fixed_guard("record_seal", is_sqlite), *never_overwritten(is_sqlite)):
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


def never_overwritten(sqlite):
    """Addresses and files are deleted by a purge, and by nothing changed."""
    for table in ("record_address", "record_file_part"):
        if sqlite:
            yield (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is never overwritten'); END"
            )
            continue
        yield (
            f"CREATE FUNCTION {table}_is_never_overwritten() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} is never overwritten'; END $$"
        )
        yield (
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_never_overwritten()"
        )
