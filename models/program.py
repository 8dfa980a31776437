"""A program: one sending identity. Its wording, from-number and limits hang on it.

Hours are whole hours of the contact's own day; a cap of 0 means none.
"""

from peewee import SQL, BooleanField, CharField, IntegerField, TextField

from models.database import Table
from models.fields import MomentField
from models.prepared import prepared


class Program(Table):
    key = CharField(unique=True)
    brand = CharField()
    from_number = CharField(unique=True)
    help_contact = CharField()
    language = CharField(default="en")
    keywords_handled_by = CharField(default="app")
    regions = CharField()
    created_at = MomentField()
    zone = CharField(default="", constraints=[SQL("DEFAULT ''")])
    quiet_from = IntegerField(default=21, constraints=[SQL("DEFAULT 21")])
    quiet_until = IntegerField(default=8, constraints=[SQL("DEFAULT 8")])
    pushes_a_day = IntegerField(default=6, constraints=[SQL("DEFAULT 6")])
    pushes_a_day_per_piece = IntegerField(default=3, constraints=[SQL("DEFAULT 3")])
    invites_by_text = BooleanField(default=False, constraints=[SQL("DEFAULT false")])
    invites_a_day = IntegerField(default=20, constraints=[SQL("DEFAULT 20")])
    whatsapp_from = CharField(default="", constraints=[SQL("DEFAULT ''")])
    whatsapp_templates = TextField(default="", constraints=[SQL("DEFAULT ''")])
    push_segments_a_day = IntegerField(default=20_000, constraints=[SQL("DEFAULT 20000")])
    reply_segments_a_day = IntegerField(default=10_000, constraints=[SQL("DEFAULT 10000")])
    questions_since = MomentField(null=True)  # questions from the web are judged from here on (bot/web_limits.py)


def first_program() -> Program | None:
    """Whose pages and commands these are while there is no choice of programs."""
    found: Program | None = _first.first()
    return found


_first = prepared(lambda: Program.select().order_by(Program.id).limit(1))
