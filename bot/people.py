"""Finds people for whoever of us looks for them: by whole phone, last four, a message's reference, a record, a number.

A phone is looked for by its keyed index alone. Changes nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.describe import CARRIER_NAMES
from bot.phone import e164, split_address
from carriers.recognise import recognise
from models.consent import ConsentEvent
from models.contact import Contact, has_phone, last_four_index
from models.fields import phone_index
from models.inbound import InboundMessage
from models.ledger import Erasure
from models.mailpiece import Mailpiece
from models.outbound import OutboundMessage

#: Contacts of one phone, and pieces that bear one number: more than these are not listed.
MOST = 50
_RECORD = re.compile(r"(?i)^\s*C-?\s*(\d{1,18})\s*$")
_LAST_FOUR = re.compile(r"^\s*(?:\.\.|…)?\s*(\d{4})\s*$")
_MESSAGE_ID = re.compile(r"^\s*(?:SM|MM)[0-9a-fA-F]{32}\s*$")
_REFERENCE = re.compile(r"^\s*[A-Za-z0-9_\-]{16,64}\s*$")


class By(StrEnum):
    PHONE = "phone"
    LAST_FOUR = "last_four"
    RECORD = "record"
    REFERENCE = "reference"
    NUMBER = "number"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Found:
    """`by`: as what the words were looked for. `contacts` few enough to name; of a last four there is `last_four`, of a
    tracking number its `pieces`, whose followers may be many."""

    by: By
    contacts: Sequence[int] = ()
    last_four: str = ""
    pieces: Sequence[int] = ()


def look_for(words: str, regions: str = "US") -> Found:
    """`words` as typed: at most what a form takes. A phone without its country is one of the program's."""
    if said := _RECORD.match(words):
        event = ConsentEvent.get_or_none(ConsentEvent.id == int(said[1]))
        return Found(By.RECORD, [event.contact_id] if event else [])
    if said := _LAST_FOUR.match(words):
        return Found(By.LAST_FOUR, last_four=said[1])
    phone = typed_phone(words, regions)
    if phone is not None:
        contacts = of_phone(phone)
        if contacts or "+" in words:
            return Found(By.PHONE, contacts)
    by_number = _by_number(words)
    if by_number.pieces:
        return by_number
    if _REFERENCE.match(words):
        contacts = _by_reference(words.strip())
        if contacts or not _is_mostly_digits(words):
            return Found(By.REFERENCE, contacts)
    return Found(By.PHONE) if phone is not None else by_number


def _is_mostly_digits(words: str) -> bool:
    """As tracking numbers are; a message id has letters among them."""
    return 2 * sum(map(str.isdigit, words)) > len(words) and not _MESSAGE_ID.match(words)


def typed_phone(words: str, regions: str) -> str | None:
    """+E164 of what was typed, with or without its country; None when it is no phone."""
    _, address = split_address(words.strip())
    digits = re.sub(r"[^\d+]", "", address)
    if re.search(r"[A-Za-z]", address) or not 8 <= len(digits) <= 16:
        return None
    if digits.startswith("+"):
        return e164(digits)
    if {"US", "CA"} & set(regions.split(",")):
        national = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
        return e164(f"+1{national}") if len(national) == 10 else None
    return e164(f"+{digits}")


def of_phone(phone: str) -> list[int]:
    """Contacts that have this phone now, and those of it that were erased; in the order in which they came."""
    index = phone_index(phone)
    now_theirs = {key for (key,) in _ids(Contact.select(Contact.id).where(has_phone(index)))}
    erased = {key for (key,) in _ids(Erasure.select(Erasure.contact).where(Erasure.subject == index))}
    return sorted(now_theirs | erased)[:MOST]


def has_last_four(last_four: str) -> Any:
    """The condition of contacts whose phones end so."""
    return Contact.last_four_index == last_four_index(last_four)


def same_phone(contact: Contact) -> list[Contact]:
    """The other contacts of this person's phone: in other programs and on other channels."""
    same = has_phone(contact.phone_index) & (Contact.id != contact.id)
    return list(Contact.select().where(same).order_by(Contact.id).limit(MOST))


def _by_number(words: str) -> Found:
    numbers = {number.tracking_number for number in recognise(words)}
    typed = re.sub(r"[\s\-]", "", words).upper()
    numbers |= {typed} if 8 <= len(typed) <= 40 and any(char.isdigit() for char in typed) else set()
    if not numbers:
        return Found(By.NOTHING)
    bear_it = Mailpiece.select(Mailpiece.id).where(
        Mailpiece.carrier.in_(list(CARRIER_NAMES)) & Mailpiece.tracking_number.in_(list(numbers))
    )
    return Found(By.NUMBER, pieces=[key for (key,) in _ids(bear_it.order_by(Mailpiece.id.desc()).limit(MOST))])


def _by_reference(reference: str) -> list[int]:
    """Ours of a text, or the provider's of a text in or out."""
    out = (OutboundMessage.reference == reference) | (OutboundMessage.provider_reference == reference)
    contacts = _ids(OutboundMessage.select(OutboundMessage.contact).where(out))
    contacts += _ids(
        InboundMessage.select(InboundMessage.contact).where(InboundMessage.provider_reference == reference)
    )
    return sorted({key for (key,) in contacts})


def _ids(query: Any) -> list[tuple[int]]:
    return list(query.tuples())
