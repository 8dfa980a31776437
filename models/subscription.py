"""Subscriptions: this contact wants the milestones of this mailpiece."""

from peewee import BooleanField, CharField, DateField, ForeignKeyField

from models.consent import ConsentEvent
from models.contact import Contact
from models.database import Table
from models.fields import EncryptedField, MomentField
from models.mailpiece import Mailpiece


class Subscription(Table):
    contact = ForeignKeyField(Contact, backref="subscriptions", on_delete="RESTRICT")
    mailpiece = ForeignKeyField(Mailpiece, backref="subscriptions", on_delete="RESTRICT")
    state = CharField()
    choices = CharField(default="standard")
    nickname = EncryptedField(null=True)
    proven = BooleanField(default=False)  # the sender or a PIN confirmed this person: everything may be shown
    consent_event = ForeignKeyField(ConsentEvent, on_delete="RESTRICT")
    told_answer = CharField(default="")  # the AnswerState that we last told this person
    told_through = MomentField(null=True)  # everything up to this scan time counts as told
    created_at = MomentField()
    ended_at = MomentField(null=True)
    told_expected_on = DateField(null=True)  # in the zone of the piece's destination

    class Meta:
        indexes = ((("contact", "mailpiece"), True), (("mailpiece", "state"), False))
