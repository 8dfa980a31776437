"""The first tables. Frozen: later changes come in later files, and this one imports nothing of models/."""

from peewee import (
    SQL,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    DateField,
    FloatField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)


class Program(Model):
    key = CharField(unique=True)
    brand = CharField()
    from_number = CharField(unique=True)
    help_contact = CharField()
    language = CharField()
    keywords_handled_by = CharField()
    regions = CharField()
    created_at = BigIntegerField()

    class Meta:
        table_name = "program"


class Contact(Model):
    program = ForeignKeyField(Program, on_delete="RESTRICT", backref="+")
    channel = CharField()
    phone = BlobField()
    phone_index = CharField()
    language = CharField()
    created_at = BigIntegerField()

    class Meta:
        table_name = "contact"
        indexes = ((("program", "channel", "phone_index"), True),)


class InboundMessage(Model):
    provider_reference = CharField(unique=True)
    program = ForeignKeyField(Program, on_delete="RESTRICT", backref="+")
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    body = BlobField()
    media_count = IntegerField()
    opt_out_type = CharField()
    received_at = BigIntegerField()
    source = CharField()
    state = CharField()
    intent = CharField()
    rule = TextField()
    tries = IntegerField()
    next_try_at = BigIntegerField(null=True)
    answered_at = BigIntegerField(null=True)

    class Meta:
        table_name = "inbound_message"
        indexes = (
            (("contact", "received_at"), False),
            (("state", "next_try_at"), False),
        )


class Mailpiece(Model):
    carrier = CharField()
    tracking_number = CharField()
    era = IntegerField()
    carrier_piece_id = CharField(null=True)
    format = CharField()
    answer = CharField()
    milestone = CharField()
    milestone_at = BigIntegerField(null=True)
    milestone_on = DateField(null=True)
    visits = TextField()
    last_event_at = BigIntegerField(null=True)
    expected_on = DateField(null=True)
    return_on = DateField(null=True)
    service = CharField()
    created_at = BigIntegerField()
    answered_at = BigIntegerField(null=True)
    next_poll_at = BigIntegerField(null=True)
    first_look_at = BigIntegerField(null=True)
    poll_epoch = IntegerField()
    failures = IntegerField()
    registered_at = BigIntegerField(null=True)
    pin_index = CharField(null=True)

    class Meta:
        table_name = "mailpiece"
        indexes = (
            (("carrier", "tracking_number", "era"), True),
            (("next_poll_at",), False),
            (("first_look_at",), False),
        )


class Exchange(Model):
    service = CharField()
    method = CharField()
    path = CharField()
    status = IntegerField(null=True)
    started_at = BigIntegerField()
    duration_ms = FloatField()
    request_bytes = IntegerField()
    response_bytes = IntegerField()
    error = TextField(null=True)
    headers = TextField()

    class Meta:
        table_name = "exchange"
        indexes = ((("service", "started_at"), False),)


class CarrierSlice(Model):
    mailpiece = ForeignKeyField(Mailpiece, on_delete="RESTRICT", backref="+")
    exchange = ForeignKeyField(Exchange, on_delete="SET NULL", backref="+", null=True)
    sha256 = CharField()
    body = BlobField(null=True)
    same_as = ForeignKeyField("self", on_delete="RESTRICT", backref="+", null=True)
    fetched_at = BigIntegerField()

    class Meta:
        table_name = "carrier_slice"
        indexes = ((("mailpiece", "fetched_at"), False),)


class TrackingEvent(Model):
    mailpiece = ForeignKeyField(Mailpiece, on_delete="RESTRICT", backref="+")
    fingerprint = CharField()
    occurred_at = BigIntegerField()
    local_time = CharField()
    utc_offset_minutes = IntegerField(null=True)
    code = CharField()
    text = CharField()
    city = CharField()
    state = CharField()
    country = CharField()
    signer = BlobField(null=True)
    by_agent = BooleanField()
    milestone = CharField()
    seen_at = BigIntegerField()

    class Meta:
        table_name = "tracking_event"
        indexes = (
            (("mailpiece", "fingerprint"), True),
            (("mailpiece", "occurred_at"), False),
        )


class ConsentEvent(Model):
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    kind = CharField()
    scope = CharField()
    mailpiece = ForeignKeyField(Mailpiece, on_delete="RESTRICT", backref="+", null=True)
    source = CharField()
    inbound = ForeignKeyField(InboundMessage, on_delete="RESTRICT", backref="+", null=True)
    rule = TextField()
    language = CharField()
    wording_key = CharField()
    wording_version = CharField()
    state_before = CharField()
    note = BlobField(null=True)
    happened_at = BigIntegerField()
    recorded_at = BigIntegerField()

    class Meta:
        table_name = "consent_event"
        indexes = ((("contact", "happened_at"), False),)


class Suppression(Model):
    program = ForeignKeyField(Program, on_delete="RESTRICT", backref="+")
    channel = CharField()
    phone_index = CharField()
    reason = CharField()
    consent_event = ForeignKeyField(ConsentEvent, on_delete="RESTRICT", backref="+")
    since = BigIntegerField()
    lifted_at = BigIntegerField(null=True)
    lifted_by = ForeignKeyField(ConsentEvent, on_delete="RESTRICT", backref="+", null=True)

    class Meta:
        table_name = "suppression"
        indexes = ((("program", "channel", "phone_index"), False),)


class Subscription(Model):
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    mailpiece = ForeignKeyField(Mailpiece, on_delete="RESTRICT", backref="+")
    state = CharField()
    choices = CharField()
    nickname = BlobField(null=True)
    proven = BooleanField()
    consent_event = ForeignKeyField(ConsentEvent, on_delete="RESTRICT", backref="+")
    told_answer = CharField()
    told_through = BigIntegerField(null=True)
    created_at = BigIntegerField()
    ended_at = BigIntegerField(null=True)

    class Meta:
        table_name = "subscription"
        indexes = (
            (("contact", "mailpiece"), True),
            (("mailpiece", "state"), False),
        )


class OpenQuestion(Model):
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    kind = CharField()
    mailpiece = ForeignKeyField(Mailpiece, on_delete="RESTRICT", backref="+", null=True)
    asked_at = BigIntegerField()
    expires_at = BigIntegerField()
    closed_at = BigIntegerField(null=True)
    answer = CharField()

    class Meta:
        table_name = "open_question"
        indexes = ((("contact", "closed_at"), False),)


class OutboundMessage(Model):
    reference = CharField(unique=True)
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", backref="+")
    consent_event = ForeignKeyField(ConsentEvent, on_delete="RESTRICT", backref="+")
    subscription = ForeignKeyField(Subscription, on_delete="RESTRICT", backref="+", null=True)
    in_reply_to = ForeignKeyField(InboundMessage, on_delete="RESTRICT", backref="+", null=True)
    purpose = CharField()
    kind = CharField()
    occasion = CharField()
    body = BlobField()
    body_index = CharField()
    segments = IntegerField()
    priority = IntegerField()
    language = CharField()
    wording_version = CharField()
    state = CharField()
    reason = CharField()
    created_at = BigIntegerField()
    not_before = BigIntegerField()
    expires_at = BigIntegerField(null=True)
    event_at = BigIntegerField(null=True)
    epoch = IntegerField()
    lease_until = BigIntegerField(null=True)
    started_at = BigIntegerField(null=True)
    tries = IntegerField()
    provider_reference = CharField(null=True, unique=True)
    provider_rank = IntegerField()
    error_code = IntegerField(null=True)
    finished_at = BigIntegerField(null=True)

    class Meta:
        table_name = "outbound_message"
        indexes = (
            (("subscription", "kind", "occasion"), True),
            (("in_reply_to", "kind"), True),
            (("state", "not_before"), False),
            (("contact", "created_at"), False),
        )
        constraints = [SQL("CHECK (segments > 0)")]


class OutboundSubject(Model):
    outbound = ForeignKeyField(OutboundMessage, on_delete="CASCADE", backref="+")
    subscription = ForeignKeyField(Subscription, on_delete="RESTRICT", backref="+")
    answered = BooleanField()

    class Meta:
        table_name = "outbound_subject"
        indexes = ((("outbound", "subscription"), True),)


class DeliveryReceipt(Model):
    outbound = ForeignKeyField(OutboundMessage, on_delete="RESTRICT", backref="+", null=True)
    provider_reference = CharField()
    status = CharField()
    error_code = IntegerField()
    raw = BlobField()
    received_at = BigIntegerField()

    class Meta:
        table_name = "delivery_receipt"
        indexes = ((("provider_reference", "status", "error_code"), True),)


class DeliveryAttempt(Model):
    outbound = ForeignKeyField(OutboundMessage, on_delete="RESTRICT", backref="+")
    started_at = BigIntegerField()
    finished_at = BigIntegerField(null=True)
    outcome = CharField()
    detail = TextField()

    class Meta:
        table_name = "delivery_attempt"


class OAuthToken(Model):
    service = CharField(primary_key=True)
    token = BlobField()
    scope = CharField()
    expires_at = BigIntegerField()

    class Meta:
        table_name = "o_auth_token"


class CallBudget(Model):
    service = CharField(primary_key=True)
    calls = FloatField()
    refilled_at = BigIntegerField()

    class Meta:
        table_name = "call_budget"


TABLES = [
    Program,
    Contact,
    InboundMessage,
    Mailpiece,
    Exchange,
    CarrierSlice,
    TrackingEvent,
    ConsentEvent,
    Suppression,
    Subscription,
    OpenQuestion,
    OutboundMessage,
    OutboundSubject,
    DeliveryReceipt,
    DeliveryAttempt,
    OAuthToken,
    CallBudget,
]

OutboundMessage.add_index(
    OutboundMessage.contact,
    name="outbound_message_in_flight",
    unique=True,
    where=(OutboundMessage.state == "sending"),
)

#: Facts: a row that is there stays as it is.
APPEND_ONLY = ("consent_event", "delivery_receipt")


def up(migrator, db):
    with db.bind_ctx(TABLES):
        db.create_tables(TABLES)
    for table in APPEND_ONLY:
        for statement in guards(table, type(db).__name__):
            db.execute_sql(statement)


def guards(table, kind):
    if "Sqlite" in kind:
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
