"""Outbound messages (the outbox), what each is about, and delivery receipts as received. Rows are the queue."""

from peewee import SQL, BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from models.consent import ConsentEvent
from models.contact import Contact
from models.database import Table
from models.fields import EncryptedBytesField, EncryptedField, MomentField
from models.from_number import FromNumber
from models.inbound import InboundMessage
from models.subscription import Subscription
from models.vocabulary import OutboundState


class OutboundMessage(Table):
    """One text out. `reference` is ours and rides in the status callback; `provider_reference` is the provider's."""

    reference = CharField(unique=True)
    contact = ForeignKeyField(Contact, backref="outbound", on_delete="RESTRICT")
    consent_event = ForeignKeyField(ConsentEvent, on_delete="RESTRICT")
    subscription = ForeignKeyField(Subscription, null=True, on_delete="RESTRICT")
    in_reply_to = ForeignKeyField(InboundMessage, null=True, on_delete="RESTRICT")
    purpose = CharField()
    kind = CharField()
    occasion = CharField(default="")
    body = EncryptedField()
    body_index = CharField(default="")  # keyed, to tell an identical answer without reading it
    segments = IntegerField()
    priority = IntegerField()
    language = CharField()
    wording_version = CharField()
    state = CharField()
    reason = CharField(default="")
    created_at = MomentField()
    not_before = MomentField()
    expires_at = MomentField(null=True)
    event_at = MomentField(null=True)
    epoch = IntegerField(default=0)
    lease_until = MomentField(null=True)
    started_at = MomentField(null=True)
    tries = IntegerField(default=0)
    provider_reference = CharField(null=True, unique=True)
    provider_rank = IntegerField(default=-1)
    error_code = IntegerField(null=True)
    finished_at = MomentField(null=True)
    template_values = EncryptedField(null=True)  # the values of the sentence, for an approved template
    from_number = ForeignKeyField(FromNumber, null=True, index=False, on_delete="RESTRICT")  # whose drain sends it
    billed_segments = IntegerField(null=True)  # by the provider's count
    price_micros = BigIntegerField(null=True)  # millionths of price_unit; what we pay is positive
    price_unit = CharField(default="", constraints=[SQL("DEFAULT ''")])  # ISO 4217
    look_at = MomentField(null=True, index=True)  # when the provider is asked what became of it

    class Meta:
        indexes = (
            (("subscription", "kind", "occasion"), True),
            (("in_reply_to", "kind"), True),
            (("from_number", "state", "priority", "not_before"), False),
            (("contact", "state"), False),
            (("contact", "created_at"), False),
            (("kind", "id"), False),
        )
        constraints = [SQL("CHECK (segments > 0)")]


#: One in flight for each phone: people read our texts in the order we meant.
OutboundMessage.add_index(
    OutboundMessage.contact,
    name="outbound_message_in_flight",
    unique=True,
    where=(OutboundMessage.state == OutboundState.SENDING),
)
#: Those in doubt are few, and looked for often.
OutboundMessage.add_index(
    OutboundMessage.look_at,
    name="outbound_message_in_doubt",
    where=(OutboundMessage.state == OutboundState.UNKNOWN),
)
#: Texts in trouble are looked at by people, newest first; texts that go their way pay nothing for it.
OutboundMessage.add_index(
    OutboundMessage.state,
    OutboundMessage.id,
    OutboundMessage.reason,
    name="outbound_message_in_trouble",
    where=OutboundMessage.state.in_(
        [OutboundState.UNKNOWN, OutboundState.UNDELIVERED, OutboundState.FAILED, OutboundState.DROPPED]
    ),
)
#: The provider's error codes, for the same reason.
OutboundMessage.add_index(
    OutboundMessage.error_code,
    OutboundMessage.id,
    name="outbound_message_code",
    where=OutboundMessage.error_code.is_null(False),
)


class OutboundSubject(Table):
    """A sign-up reply waits for the first look of each number in it; `told` once a status is in the text."""

    outbound = ForeignKeyField(OutboundMessage, backref="subjects", on_delete="CASCADE")
    subscription = ForeignKeyField(Subscription, on_delete="RESTRICT")
    answered = BooleanField(default=False)

    class Meta:
        indexes = ((("outbound", "subscription"), True),)


class DeliveryReceipt(Table):
    """One word of the provider, once: a status callback as it came, or the answer to a question (then `raw` says so).
    Append-only; the message's state is computed by rank."""

    outbound = ForeignKeyField(OutboundMessage, null=True, backref="receipts", on_delete="RESTRICT")
    provider_reference = CharField()
    status = CharField()
    error_code = IntegerField(default=0)
    raw = EncryptedBytesField()
    received_at = MomentField()

    class Meta:
        indexes = ((("provider_reference", "status", "error_code"), True),)


class DeliveryAttempt(Table):
    """One try to hand a text to the provider, with what came of it."""

    outbound = ForeignKeyField(OutboundMessage, backref="attempts", on_delete="RESTRICT")
    started_at = MomentField()
    finished_at = MomentField(null=True)
    outcome = CharField(default="")
    detail = TextField(default="")
    provider_reference = CharField(default="", constraints=[SQL("DEFAULT ''")], index=True)
    missed_since = MomentField(null=True)  # from when on the provider shows nothing of it, by the provider's clock
