"""The filters of the opt-out log, from an address and back to one. No phone and no word of a person stands in it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from bot import opt_out_search
from bot.opt_out_rows import KINDS, SCOPES, SOURCES
from bot.opt_out_search import Search
from bot.phone import e164
from bot.wording import LANGUAGES
from models.program import Program
from web.console.plain_words import language_name

#: Filters that are plain words, and what is allowed in each; None: any short word.
_WORDS: dict[str, Any] = {"source": SOURCES, "scope": SCOPES, "language": LANGUAGES, "kind": KINDS, "rule": None}
_LONGEST = 255
_PHONE_SIGNS = str.maketrans("", "", " ().-\u2010\u2011\u2012\u2013/\u00a0")


def read(said: Mapping[str, str]) -> Search:
    """What is no sensible value narrows nothing."""
    words = {name: said.get(name, "")[:_LONGEST] for name in _WORDS}
    kept = {name: word for name, word in words.items() if _WORDS[name] is None or word in _WORDS[name]}
    return Search(
        since=_day(said.get("since", "")),
        until=_day(said.get("until", "")),
        program=whole(said.get("program", "")),
        contacts=tuple(filter(None, map(whole, said.get("contact", "").split(",")))),
        last_four=_last_four(said.get("last_four", "")),
        words=opt_out_search.read_indexes(said.get("w", "")),
        nobody=said.get("nobody") == "1",
        **kept,
    )


def as_values(search: Search) -> dict[str, str]:
    """What stands in the address, and in hidden fields of forms; only what narrows."""
    values = {name: getattr(search, name) for name in _WORDS}
    values |= {
        "since": search.since.isoformat() if search.since else "",
        "until": search.until.isoformat() if search.until else "",
        "program": str(search.program or ""),
        "contact": ",".join(map(str, search.contacts)),
        "last_four": search.last_four,
        "w": ",".join(search.words),
        "nobody": "1" if search.nobody else "",
    }
    return {name: value for name, value in values.items() if value}


def address(path: str, values: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(values)}" if values else path


def options() -> dict[str, list[tuple[str, str]]]:
    """What each filter offers."""
    return {
        "program": [(str(one.id), one.brand) for one in Program.select().order_by(Program.id)],
        "source": list(SOURCES.items()),
        "scope": list(SCOPES.items()),
        "language": [(code, language_name(code)) for code in LANGUAGES],
        "kind": list(KINDS.items()),
        "rule": [(rule, rule) for rule in opt_out_search.rules()],
    }


def found_by(typed: Mapping[str, str]) -> dict[str, str]:
    """A phone, its last four, or words that somebody typed, as what stands in an address instead of them. Raises
    ValueError with what to do when the phone is none."""
    found: dict[str, str] = {}
    if phone := typed.get("phone", "").strip():
        found |= _of_phone(phone)
    if words := opt_out_search.indexes_of(typed.get("words", "")):
        found["w"] = ",".join(words)
    return found


def _of_phone(typed: str) -> dict[str, str]:
    digits = typed.translate(_PHONE_SIGNS)
    if four := _last_four(digits.lstrip("…")):
        return {"last_four": four}
    phone = e164(digits) or e164(f"+1{digits}" if len(digits) == 10 else f"+{digits}")
    if phone is None:
        raise ValueError("A phone looks like +1 202 555 0100, or is its last four digits. Nothing was searched.")
    contacts = opt_out_search.contacts_of(phone)
    return {"contact": ",".join(map(str, contacts))} if contacts else {"nobody": "1"}


def _last_four(said: str) -> str:
    return said if len(said) == 4 and said.isascii() and said.isdigit() else ""


def whole(said: str) -> int:
    """0 for what is no whole number that could be an id."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else 0


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
