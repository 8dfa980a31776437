"""Mailpieces and what carriers said about them: tracking events, the raw slice of every answer, exchanges."""

from peewee import SQL, BooleanField, CharField, DateField, FloatField, ForeignKeyField, IntegerField, TextField

from models.database import Table
from models.fields import EncryptedBytesField, EncryptedField, MomentField
from models.sender import Sender
from models.vocabulary import AnswerState, Milestone


class Mailpiece(Table):
    """One letter or parcel. Numbers are reused: `era` counts the pieces that bore this one."""

    carrier = CharField()
    tracking_number = CharField()
    era = IntegerField(default=1)
    carrier_piece_id = CharField(null=True)
    format = CharField(default="")
    answer = CharField(default=AnswerState.NEVER_ASKED)
    milestone = CharField(default=Milestone.UNKNOWN)
    milestone_at = MomentField(null=True)
    milestone_on = DateField(null=True)
    visits = TextField(default="{}")
    last_event_at = MomentField(null=True)
    expected_on = DateField(null=True)
    return_on = DateField(null=True)
    service = CharField(default="")
    created_at = MomentField()
    answered_at = MomentField(null=True)
    next_poll_at = MomentField(null=True)
    first_look_at = MomentField(null=True)
    poll_epoch = IntegerField(default=0)
    failures = IntegerField(default=0)
    registered_at = MomentField(null=True)
    pin_index = CharField(null=True)
    sender = ForeignKeyField(Sender, null=True, backref="mailpieces", on_delete="RESTRICT")
    patience = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])  # of the next look (carriers/schedule.py)
    pushed_at = MomentField(null=True)  # the carrier tells us of this piece by itself, since it last did

    class Meta:
        indexes = (
            (("carrier", "tracking_number", "era"), True),
            (("first_look_at",), False),
        )


#: Looks are chosen from this index alone (jobs/claims.py).
Mailpiece.add_index(
    Mailpiece.carrier,
    Mailpiece.patience,
    Mailpiece.next_poll_at,
    Mailpiece.id,
    Mailpiece.registered_at,
    name="mailpiece_next_look",
    where=Mailpiece.next_poll_at.is_null(False),
)


class Exchange(Table):
    """One outside HTTP request, kept for the operator. Paths and headers carry no personal data and no secrets."""

    service = CharField()
    method = CharField()
    path = CharField()
    status = IntegerField(null=True)
    started_at = MomentField()
    duration_ms = FloatField()
    request_bytes = IntegerField(default=0)
    response_bytes = IntegerField(default=0)
    error = TextField(null=True)
    headers = TextField(default="{}")

    class Meta:
        indexes = ((("service", "started_at"), False),)


class CarrierSlice(Table):
    """The part of one answer that belongs to one mailpiece, raw. An answer equal to an earlier one points to it."""

    mailpiece = ForeignKeyField(Mailpiece, backref="slices", on_delete="RESTRICT")
    exchange = ForeignKeyField(Exchange, null=True, on_delete="SET NULL")
    sha256 = CharField()
    body = EncryptedBytesField(null=True)
    same_as = ForeignKeyField("self", null=True, on_delete="RESTRICT")
    fetched_at = MomentField()

    class Meta:
        indexes = ((("mailpiece", "fetched_at"), False),)


class TrackingEvent(Table):
    """One scan as the carrier reported it."""

    mailpiece = ForeignKeyField(Mailpiece, backref="events", on_delete="RESTRICT")
    fingerprint = CharField()
    occurred_at = MomentField()
    local_time = CharField(default="")
    utc_offset_minutes = IntegerField(null=True)
    code = CharField(default="")
    text = CharField(default="")
    city = CharField(default="")
    state = CharField(default="")
    country = CharField(default="")
    signer = EncryptedField(null=True)
    by_agent = BooleanField(default=False)
    milestone = CharField()
    seen_at = MomentField()

    class Meta:
        indexes = ((("mailpiece", "fingerprint"), True), (("mailpiece", "occurred_at"), False))
