"""Reads what carriers' answers hold, as they really write it: texts with markup, four notations of a date, a list that
is a single thing. Pure; knows no carrier.
"""

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime

MAX_TEXT, MAX_RAW_TEXT = 200, 4_000
_TAG = re.compile(r"<[^<>]*>")
_INLINE_TAG = re.compile(r"</?(?:su[pb]|b|i|u|em|strong|span|font|a)\b[^<>]*>", re.IGNORECASE)
_DATES = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})(?![0-9])"),
    re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})(?![0-9])"),
    re.compile(r"(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?P<y>[0-9]{4})(?![0-9])"),
)

Fields = Mapping[str, object]


class PayloadFault(ValueError):
    """The item is not one that can be read at all."""


def as_json(body: bytes) -> object | None:
    """The parsed body, or None. One bad byte or raw control character must not cost 34 good answers."""
    try:
        text = body.decode("utf-8-sig", errors="replace")
        said: object = json.loads(text, strict=False, parse_int=_whole_number)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict | list) else None


def _whole_number(digits: str) -> int | str:
    """Python refuses to read an integer of thousands of digits (CVE-2020-10735), and with it the whole answer."""
    return int(digits) if len(digits) < 100 else digits


def canonical(item: object) -> bytes:
    """The item as JSON bytes that are the same for the same content: keys sorted, no spaces, UTF-8."""
    try:
        return json.dumps(item, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half a surrogate pair, escaped in the answer
        return json.dumps(item, sort_keys=True, separators=(",", ":")).encode()


def lowered(item: object) -> dict[str, object]:
    """Field names in lower case: USPS writes RRAMEnabled and RRAMenabled, uniqueMailPieceID and uniqueMailPieceId."""
    if not isinstance(item, Mapping):
        raise PayloadFault("the item is not an object")
    return {str(name).lower(): value for name, value in item.items()}


def clean(value: object) -> str:
    """Plain text: markup gone, entities decoded, control and invisible characters gone, spaces folded, 200 at most."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)[:MAX_RAW_TEXT]
    for _ in range(2):  # "&lt;SUP&gt;&amp;reg;" has been seen encoded twice
        text = html.unescape(_TAG.sub(" ", _INLINE_TAG.sub("", text)))
    text = "".join(" " if character.isspace() else character for character in text if not _is_hidden(character))
    return " ".join(_TAG.sub(" ", text).split())[:MAX_TEXT].rstrip()


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} and not character.isspace()


def as_bool(value: object) -> bool:
    """The specification says boolean; the service says "true"."""
    return value is True or str(value).strip().lower() in {"true", "y", "yes", "1"}


def as_date(value: object) -> date | None:
    """The calendar date at the head of any of the four notations USPS uses."""
    text = clean(value)
    for pattern in _DATES:
        if found := pattern.match(text):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def as_list(value: object) -> list[object]:
    """A list, a single thing that should have been one, or null."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def sub(fields: Fields, name: str) -> Fields:
    inner = fields.get(name)
    return lowered(inner) if isinstance(inner, Mapping) else {}


def fingerprint(code: str, at: datetime, text: str, city: str, state: str, zip_code: str) -> str:
    """The identity of a scan across fetches. Whole seconds: milliseconds come and go."""
    moment = at.astimezone(UTC).replace(microsecond=0).isoformat()
    joined = "|".join((code, moment, text, city, state, zip_code))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def moment(value: object) -> datetime | None:
    """ISO 8601 with or without zone, fraction or T. None for anything else."""
    try:
        return datetime.fromisoformat(clean(value))
    except ValueError:
        return None
