"""What an office files a mailing by: client, matter, tenant, property, account, and kinds of its own."""

import hmac
import re

from models.fields import derived_key
from records.spelling import plain_words

#: kind -> what people call it. Others are as the office calls them.
KINDS: dict[str, str] = {
    "client": "Client",
    "matter": "Matter or case",
    "tenant": "Tenant",
    "property": "Property",
    "account": "Account",
}
LONGEST_KIND, LONGEST_VALUE, MOST = 40, 300, 20


def kind_of(said: str) -> str:
    """One spelling of a kind: "Loan No." -> "loan no"."""
    plain = " ".join(re.sub(r"[^0-9a-z]+", " ", said.lower()).split())[:LONGEST_KIND].strip()
    return next((key for key, name in KINDS.items() if plain in (key, *name.lower().split(" or "))), plain)


def name_of(kind: str) -> str:
    return KINDS.get(kind, kind[:1].upper() + kind[1:])


def index_of(sender_id: int, value: str) -> str:
    """Keyed, of one department: equal however it is spaced, dashed or capitalised."""
    said = f"{sender_id} {' '.join(plain_words(value))}".encode()
    return hmac.digest(derived_key("record references"), said, "sha256").hex()
