"""A contact: one phone within one program. The phone itself is encrypted; `phone_index` finds it."""

from datetime import datetime
from typing import Any

from peewee import SQL, CharField, ForeignKeyField

from models.database import Table, database, raw_rows
from models.fields import EncryptedField, MomentField, phone_index
from models.prepared import add, prepared
from models.program import Program

#: The ways by which a phone may reach us: consent is for each apart.
CHANNELS = ("sms", "whatsapp", "rcs")
#: Rows of one transaction when an index is made for those from before it.
AT_ONCE = 500


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
    last_four_index = CharField(null=True, index=True)  # keyed, of the phone's last four digits

    class Meta:
        indexes = ((("program", "channel", "phone_index"), True),)


def find_or_make_contact(program: Program, phone: str, now: datetime, channel: str = "sms") -> Contact:
    """`phone` is +E164. Safe under concurrency: a second maker finds the first one's row."""
    key = phone_index(phone)
    values = {
        "channel": channel,
        "phone": phone,
        "phone_index": key,
        "last_four_index": last_four_index(phone[-4:]),
        "language": program.language,
        "created_at": now,
    }
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


def has_phone(index: str) -> Any:
    """The condition of contacts whose phone has this keyed index, in every program and on every channel: spelled by
    the first columns of their index, without which each search would read the whole table."""
    programs = [key for (key,) in raw_rows(Program.select(Program.id))]
    return Contact.program.in_(programs) & Contact.channel.in_(CHANNELS) & (Contact.phone_index == index)


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


def last_four_index(digits: str) -> str:
    """`digits`: the last four of a phone."""
    return phone_index(f"last4:{digits}")


def index_last_fours() -> int:
    """Contacts from before their last digits had an index. Part of the release step: a portion at a time, so that it
    may be interrupted. Who was erased has an empty one."""
    done = 0
    without = Contact.select(Contact.id, Contact.phone).where(Contact.last_four_index.is_null())
    while some := list(without.limit(AT_ONCE)):
        with database.atomic():
            for contact in some:
                _set_last_four.run(last_four_index(contact.phone[-4:]) if contact.phone else "", contact.id)
        done += len(some)
    return done


_set_last_four = prepared(
    lambda index, contact: Contact.update(last_four_index=index).where(
        (Contact.id == contact) & Contact.last_four_index.is_null()
    )
)


def index_check_words() -> int:
    """Words that were chosen before there was an index of them. Part of the release step."""
    without = Contact.check_word.is_null(False) & Contact.check_word_index.is_null()
    unindexed = list(Contact.select().where(without))
    for contact in unindexed:
        set_check_word(contact, contact.check_word)
    return len(unindexed)
