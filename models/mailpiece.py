"""Mailpieces and what carriers said about them: tracking events, the raw slice of every answer, exchanges."""

from peewee import SQL, BooleanField, CharField, DateField, FloatField, ForeignKeyField, IntegerField, TextField

from models.database import Table, database, raw_rows
from models.fields import EncryptedBytesField, EncryptedField, MomentField
from models.prepared import prepared
from models.sender import Sender
from models.vocabulary import AnswerState, Milestone

#: Rows of one transaction when endings are kept for those from before.
AT_ONCE = 500


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
    sender = ForeignKeyField(Sender, null=True, backref="mailpieces", index=False, on_delete="RESTRICT")
    patience = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])  # of the next look (carriers/schedule.py)
    pushed_at = MomentField(null=True)  # the carrier tells us of this piece by itself, since it last did
    ending = CharField(null=True, index=True)  # the number from its end, so that its last digits find it

    class Meta:
        indexes = (
            (("carrier", "tracking_number", "era"), True),
            (("first_look_at",), False),
            (("milestone", "id"), False),
            (("sender", "id"), False),
        )


def ending_of(tracking_number: str) -> str:
    """What a piece is found by from the end of its number."""
    return tracking_number[::-1]


def keep_endings() -> int:
    """Pieces from before their endings were kept. Part of the release step, a portion at a time."""
    done = 0
    without = Mailpiece.select(Mailpiece.id, Mailpiece.tracking_number).where(Mailpiece.ending.is_null())
    while some := raw_rows(without.limit(AT_ONCE)):
        with database.atomic():
            for piece, tracking_number in some:
                _set_ending.run(ending_of(tracking_number), piece)
        done += len(some)
    return done


_set_ending = prepared(lambda ending, piece: Mailpiece.update(ending=ending).where(Mailpiece.id == piece))


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
#: Registered by a sender; and those that the carrier gave no answer about lately.
Mailpiece.add_index(Mailpiece.id, name="mailpiece_registered", where=Mailpiece.registered_at.is_null(False))
Mailpiece.add_index(
    Mailpiece.sender, Mailpiece.id, name="mailpiece_registered_by", where=Mailpiece.registered_at.is_null(False)
)
Mailpiece.add_index(Mailpiece.id, name="mailpiece_failing", where=Mailpiece.failures > 0)


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
        indexes = ((("service", "started_at"), False), (("service", "id"), False))


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
