"""How records are found: saved searches, and words with a letter missing. The words of records themselves stand in the
table record_words, which only records/word_index.py reads and writes: FTS5 on SQLite, arrays on PostgreSQL."""

from peewee import CharField, CompositeKey, ForeignKeyField

from models.database import Table
from models.fields import EncryptedField, MomentField
from models.operator import Operator
from models.sender import Sender


class SavedSearch(Table):
    """`key` is a random word for its address, shared inside the team. `query`: the address's own query string."""

    sender = ForeignKeyField(Sender, null=True, on_delete="RESTRICT")
    key = CharField(unique=True)
    name = EncryptedField()
    query = EncryptedField()
    made_by = ForeignKeyField(Operator, index=False, on_delete="RESTRICT")
    made_at = MomentField()


class WordForm(Table):
    """`form`: the keyed hash of a word, or of what is left of it without one letter; `word`: that of the whole word.
    Both of one department."""

    form = CharField()
    word = CharField()

    class Meta:
        primary_key = CompositeKey("form", "word")
