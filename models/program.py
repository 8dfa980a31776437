"""A program: one sending identity. Its wording, from-number and limits hang on it."""

from peewee import CharField

from models.database import Table
from models.fields import MomentField


class Program(Table):
    key = CharField(unique=True)
    brand = CharField()
    from_number = CharField(unique=True)
    help_contact = CharField()
    language = CharField(default="en")
    keywords_handled_by = CharField(default="app")
    regions = CharField()
    created_at = MomentField()
