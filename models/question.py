"""Open questions: what we last asked a contact, so that YES, NO or START has something to mean. A stop closes them."""

from peewee import CharField, ForeignKeyField

from models.contact import Contact
from models.database import Table
from models.fields import MomentField
from models.mailpiece import Mailpiece


class OpenQuestion(Table):
    contact = ForeignKeyField(Contact, backref="questions", on_delete="RESTRICT")
    kind = CharField()
    mailpiece = ForeignKeyField(Mailpiece, null=True, on_delete="RESTRICT")
    asked_at = MomentField()
    expires_at = MomentField()
    closed_at = MomentField(null=True)
    answer = CharField(default="")

    class Meta:
        indexes = ((("contact", "closed_at"), False),)


#: Few are open at a time: those that run out, and those that wait for a person, are looked for often.
OpenQuestion.add_index(
    OpenQuestion.kind,
    OpenQuestion.expires_at,
    name="open_question_waiting",
    where=OpenQuestion.closed_at.is_null(),
)
