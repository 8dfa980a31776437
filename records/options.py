"""Mailing classes and service options of a piece, as offices buy them. The stored words are the keys."""

import re
from collections.abc import Iterable, Sequence

#: key -> what people call it.
OPTIONS: dict[str, str] = {
    "certified": "Certified Mail",
    "restricted": "Restricted Delivery",
    "adult_signature": "Adult Signature Required",
    "receipt_paper": "Return Receipt (green card)",
    "receipt_electronic": "Return Receipt (electronic)",
    "signature_confirmation": "Signature Confirmation",
    "registered": "Registered Mail",
    "insured": "Insurance",
    "certificate": "Certificate of Mailing",
    "extended_retention": "Tracking Plus (kept longer)",
}
CLASSES: Sequence[str] = (
    "First-Class Mail",
    "Priority Mail",
    "Priority Mail Express",
    "USPS Marketing Mail",
    "Ground Advantage",
    "International",
    "Other",
)
#: Options by which the carrier takes a signature.
SIGNED_FOR = frozenset(
    {"certified", "restricted", "adult_signature", "signature_confirmation", "registered", "receipt_paper"}
    | {"receipt_electronic"}
)
RECEIPTS = frozenset({"receipt_paper", "receipt_electronic"})

#: How they stand in files of others: (pattern, key), the first that fits.
_SAID = (
    (r"electronic.*(return|receipt)|return receipt.*electr|\berr\b|\brre\b", "receipt_electronic"),
    (r"return receipt|green card|\brr\b|3811", "receipt_paper"),
    (r"adult", "adult_signature"),
    (r"restrict|\brd\b", "restricted"),
    (r"signature conf|\bsc\b", "signature_confirmation"),
    (r"certificate of mail", "certificate"),
    (r"certif|\bcm\b", "certified"),
    (r"regist", "registered"),
    (r"insur", "insured"),
    (r"tracking plus|retention", "extended_retention"),
)


def names_of(keys: Iterable[str]) -> list[str]:
    wanted = set(keys)
    return [name for key, name in OPTIONS.items() if key in wanted]


def stored(keys: Iterable[str]) -> str:
    """One spelling: in the order of the table, a space between."""
    wanted = set(keys)
    return " ".join(key for key in OPTIONS if key in wanted)


def read_options(said: str) -> tuple[list[str], list[str]]:
    """(keys, what was not understood) of a cell such as "Certified; Return Receipt Electronic"."""
    known, unknown = list[str](), list[str]()
    for part in filter(None, (one.strip() for one in re.split(r"[;,|+/\n]", said))):
        key = option_of(part)
        (known if key else unknown).append(key or part)
    return known, unknown


def option_of(said: str) -> str:
    """The key of one option as people write it; empty when it is none that we know."""
    plain = " ".join(said.lower().replace("_", " ").split())
    for key, name in OPTIONS.items():
        if plain in (key.replace("_", " "), name.lower()):
            return key
    return next((key for pattern, key in _SAID if re.search(pattern, plain)), "")
