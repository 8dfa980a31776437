"""The opt-out log as it is searched: one row for each consent event that ends, doubts or refuses texts.

A copy for finding: what is said of the event stands in the event. Only models/opt_out_log.py writes it.
"""

from peewee import CharField, CompositeKey, ForeignKeyField

from models.consent import ConsentEvent
from models.contact import Contact
from models.database import Table
from models.fields import MomentField
from models.program import Program


class OptOut(Table):
    """Its order is that of the events' ids, which is the order in which they were written down."""

    event = ForeignKeyField(ConsentEvent, primary_key=True, on_delete="RESTRICT")
    program = ForeignKeyField(Program, on_delete="RESTRICT", index=False)
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", index=False)
    kind = CharField()
    source = CharField()
    scope = CharField()
    language = CharField()
    rule = CharField()
    recorded_at = MomentField()

    class Meta:
        indexes = (
            (("program", "event"), False),
            (("contact", "event"), False),
            (("kind", "event"), False),
            (("source", "event"), False),
            (("scope", "event"), False),
            (("language", "event"), False),
            (("rule", "event"), False),
        )


class OptOutWord(Table):
    """A word of the person's own text, as a keyed index: finds the log's rows by their words without storing them. An
    empty one says that the row was looked at and has no words."""

    word = CharField()
    event = ForeignKeyField(ConsentEvent, on_delete="RESTRICT", index=False)

    class Meta:
        primary_key = CompositeKey("word", "event")
        indexes = ((("event",), False),)
