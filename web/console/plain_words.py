"""What the codes in our tables are called where operators read them. A code without a name here stands as it is."""

from collections.abc import Mapping

LANGUAGE_NAMES: Mapping[str, str] = {"en": "English", "es": "Spanish", "fr": "French"}
CHANNEL_NAMES: Mapping[str, str] = {"sms": "SMS", "whatsapp": "WhatsApp"}


def language_name(code: str) -> str:
    return LANGUAGE_NAMES.get(code, code)


def spaced(word: str) -> str:
    """`out_for_delivery` as people write it."""
    return word.replace("_", " ")


def channel_name(code: str) -> str:
    return CHANNEL_NAMES.get(code, code)
