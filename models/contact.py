"""A contact: one phone within one program. The phone itself is encrypted; `phone_index` finds it."""

from datetime import datetime

from peewee import SQL, CharField, ForeignKeyField

from models.database import Table
from models.fields import EncryptedField, MomentField, phone_index
from models.prepared import add, prepared
from models.program import Program


class Contact(Table):
    program = ForeignKeyField(Program, backref="contacts", on_delete="RESTRICT")
    channel = CharField(default="sms")
    phone = EncryptedField()
    phone_index = CharField()
    language = CharField(default="en")
    created_at = MomentField()
    zone = CharField(default="", constraints=[SQL("DEFAULT ''")])
    quiet_hours = CharField(default="", constraints=[SQL("DEFAULT ''")])  # "", "none", or "22-7"
    check_word = EncryptedField(null=True)
    erased_at = MomentField(null=True)
    unreachable_at = MomentField(
        null=True
    )  # the network says nothing reaches this phone; their next text proves it wrong
    check_word_index = CharField(null=True, index=True)  # keyed, so that "is this text real?" finds it

    class Meta:
        indexes = ((("program", "channel", "phone_index"), True),)


def find_or_make_contact(program: Program, phone: str, now: datetime, channel: str = "sms") -> Contact:
    """`phone` is +E164. Safe under concurrency: a second maker finds the first one's row."""
    key = phone_index(phone)
    values = {"channel": channel, "phone": phone, "phone_index": key, "language": program.language, "created_at": now}
    contact: Contact = (
        _by_phone.first(program, channel, key)
        or add(Contact, program=program, **values)
        or _by_phone.first(program, channel, key)
    )
    return contact


_by_phone = prepared(
    lambda program, channel, key: Contact.select().where(
        (Contact.program == program) & (Contact.channel == channel) & (Contact.phone_index == key)
    )
)


def find_contact(program: Program, phone: str, channel: str = "sms") -> Contact | None:
    return Contact.get_or_none(
        (Contact.program == program) & (Contact.channel == channel) & (Contact.phone_index == phone_index(phone))
    )


def set_check_word(contact: Contact, word: str | None) -> None:
    """With its index. The caller's transaction; an empty one takes it away."""
    contact.check_word, contact.check_word_index = word or None, word_index(word) if word else None
    contact.save(only=[Contact.check_word, Contact.check_word_index])


def word_index(word: str) -> str:
    return phone_index(f"word:{word}")


def index_check_words() -> int:
    """Words that were chosen before there was an index of them. Part of the release step."""
    without = Contact.check_word.is_null(False) & Contact.check_word_index.is_null()
    unindexed = list(Contact.select().where(without))
    for contact in unindexed:
        set_check_word(contact, contact.check_word)
    return len(unindexed)
