"""Phone addresses: the E.164 form, whether we answer a phone of that country, its zones. Looks nothing up outside."""

import re
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from phonenumbers import PhoneNumberType, timezone

from models.contact import Contact

#: Providers put the channel before the address; identity is the bare phone, consent is per channel.
PREFIXES = {"whatsapp:": "whatsapp", "rcs:": "rcs"}
#: Numbers that belong to no place.
NOWHERE = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.VOIP,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.PAGER,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)
_NORTH_AMERICAN = re.compile(r"\+1[2-9][0-9]{9}")
#: A number that may be in more zones than this says nothing about where its owner is.
MOST_ZONES = 6


def split_address(address: str) -> tuple[str, str]:
    """`whatsapp:+1202…` → ("whatsapp", "+1202…"); a bare address is SMS."""
    for prefix, channel in PREFIXES.items():
        if address.startswith(prefix):
            return channel, address[len(prefix) :]
    return "sms", address


@lru_cache(maxsize=16_384)
def e164(address: str) -> str | None:
    """The E.164 form of a phone that could exist, else None (short codes and named senders are nobody to answer)."""
    if not address.startswith("+") or not address[1:].isascii() or not address[1:].isdigit():
        return None
    if _NORTH_AMERICAN.fullmatch(address):
        return address
    try:
        parsed = phonenumbers.parse(address, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=16_384)
def region_of(phone: str) -> str:
    """The country of an E.164 phone. "+1" alone says little: +1 876 is Jamaica. A number in no country's plan (not
    assigned, or reserved for fiction) counts as the calling code's main country: nobody can be billed for it."""
    parsed = _parsed(phone)
    return phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )


@lru_cache(maxsize=16_384)
def zones_of(phone: str) -> tuple[str, ...]:
    """Names of the zones in which the number is at home; none when it is at home nowhere, or everywhere."""
    try:
        parsed = _parsed(phone)
    except phonenumbers.NumberParseException:
        return ()
    if phonenumbers.number_type(parsed) in NOWHERE:
        return ()
    found = tuple(timezone.time_zones_for_geographical_number(parsed))
    return found if len(found) <= MOST_ZONES and timezone.UNKNOWN_TIMEZONE not in found else ()


def _parsed(phone: str) -> phonenumbers.PhoneNumber:
    """In North America nothing is to be found out: country and number stand there, in their only form."""
    if _NORTH_AMERICAN.fullmatch(phone):
        return phonenumbers.PhoneNumber(country_code=1, national_number=int(phone[2:]))
    return phonenumbers.parse(phone, None)


def own_zone(contact: Contact) -> ZoneInfo | None:
    """The one zone of this person's day: what they told us, else their number's; None when that may be several."""
    at_home = zones_of(contact.phone)
    return named_zone(contact.zone) or (named_zone(at_home[0]) if len(at_home) == 1 else None)


def named_zone(name: str) -> ZoneInfo | None:
    """None for an empty or unknown name."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def mask(phone: str) -> str:
    return f"+…{phone[-4:]}"
