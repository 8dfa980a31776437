"""What people at the console may read of raw words: phones masked, of carriers' answers the impersonal fields alone.

What is stored stays whole. A field that nobody has named here is hidden, not shown.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from bot.hiding import hide_phones as hide_phones

HIDDEN = "(hidden)"
_ZIP = re.compile(r"(?<![\w-])\d{5}(?:-\d{4})?(?![\w-])")
#: Names of fields whose values concern nobody; whatever is personal in a name wins.
_OPEN = re.compile(
    r"tracking_?(number|code)|mail_?(class|type)|status\w*|event(type|code|timestamp|city|state|country)?|gmt\w*"
    r"|\w*dates?|\w*date(and)?times?|\w*time\w*|\w*code|\w*type|\w*description|message|detail|title|error\w*|reason"
    r"|city|state\w*|country\w*|services?|carrier|object|mode|authorizedagent|is\w+|count\w*|weight\w*|source|version"
)
_PERSONAL = re.compile(
    r"zip|postal|street|address|name|sign|phone|mail_?address|email|recipient|person|latitude|longitude|geo|image|photo"
    r"|url|contact|account|reference|note|secret|token|pin"
)


def form_fields(raw: bytes) -> list[tuple[str, str]]:
    """A status callback as it came, name by name; the account's id shows its end alone."""
    fields = parse_qsl(raw.decode(errors="replace"), keep_blank_values=True)
    return [(name, f"…{value[-4:]}" if "sid" in name.lower() else hide_phones(value)) for name, value in fields]


def answer_lines(body: bytes) -> str:
    """A carrier's answer about one piece, indented; of what may be about a person, the name of the field alone."""
    try:
        said = json.loads(body)
    except ValueError:
        return f"(not JSON: {len(body)} bytes, hidden)"
    return json.dumps(_open_part(said), ensure_ascii=False, indent=2)


def _open_part(said: Any, name: str = "") -> Any:
    if isinstance(said, Mapping):
        return {key: _open_part(value, str(key)) for key, value in said.items()}
    if isinstance(said, list):
        return [_open_part(one, name) for one in said]
    if said is None or isinstance(said, bool) or said == "":
        return said
    plain = name.replace("-", "_").lower()
    if _PERSONAL.search(plain) or not _OPEN.fullmatch(plain):
        return HIDDEN
    return _ZIP.sub("•••••", hide_phones(said)) if isinstance(said, str) and "tracking" not in plain else said


def hidden_fields(body: bytes) -> Iterator[str]:
    """Names of those that are not shown, for a test."""
    shown = answer_lines(body)
    for line in shown.splitlines():
        if HIDDEN in line and '"' in line:
            yield line.split('"')[1]
