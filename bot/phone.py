"""Phone addresses: the E.164 form, and whether we answer a phone of that country. Looks nothing up outside."""

import phonenumbers

#: Providers put the channel before the address; identity is the bare phone, consent is per channel.
PREFIXES = {"whatsapp:": "whatsapp", "rcs:": "rcs"}


def split_address(address: str) -> tuple[str, str]:
    """`whatsapp:+1202…` → ("whatsapp", "+1202…"); a bare address is SMS."""
    for prefix, channel in PREFIXES.items():
        if address.startswith(prefix):
            return channel, address[len(prefix) :]
    return "sms", address


def e164(address: str) -> str | None:
    """The E.164 form of a phone that could exist, else None (short codes and named senders are nobody to answer)."""
    if not address.startswith("+") or not address[1:].isascii() or not address[1:].isdigit():
        return None
    try:
        parsed = phonenumbers.parse(address, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def region_of(phone: str) -> str:
    """The country of an E.164 phone. "+1" alone says little: +1 876 is Jamaica. A number in no country's plan (not
    assigned, or reserved for fiction) counts as the calling code's main country: nobody can be billed for it."""
    parsed = phonenumbers.parse(phone, None)
    return phonenumbers.region_code_for_number(parsed) or phonenumbers.region_code_for_country_code(
        parsed.country_code or 0
    )


def mask(phone: str) -> str:
    return f"+…{phone[-4:]}"
