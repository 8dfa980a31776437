"""Every sentence as people read it, in each language: with usual values and with the longest, its size, and what the
rules of bot/wording_lint.py say. Also which of its versions went out when. Changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from peewee import fn

from bot import wording, wording_lint
from bot.segments import measure
from bot.wordings import PARTS, SENTENCES
from models.outbound import OutboundMessage
from models.vocabulary import Milestone

#: What a person usually reads in the place of each value.
USUAL = {
    "piece": "USPS ..3456",
    "carrier": "FedEx", "options": "FedEx or Purolator", "replies": "1 or 2", "word": "maple", "last_four": "3456",
    "until": "Dec 7", "day": "Nov 22", "act_at": "Nov 18 9:02am CT", "record": "C-1042", "pin": "482913",
    "from_hour": "9pm", "until_hour": "8am", "zone": "Chicago", "next": "6", "count": "3", "span": "40 min",
}  # fmt: skip
#: Only in sentences that have room for them.
PLACE, WHEN = "Memphis TN", "Nov 20 8:14am CT"
#: The newest so many texts say what goes out now; older ones are looked at in so many places, some at each.
NEWEST, PLACES, AT_EACH = 5_000, 50, 20


@dataclass(frozen=True)
class Sample:
    text: str
    encoding: str
    units: int
    segments: int


@dataclass(frozen=True)
class Preview:
    """`faults`: what the rules say of it with the longest values; none for a sentence that may go out."""

    key: str
    language: str
    version: int
    template: str
    usual: Sample
    longest: Sample
    faults: tuple[str, ...]


@dataclass(frozen=True)
class Sent:
    """A version of a sentence as it went out: `example` is the id of the newest text seen of it."""

    version: str
    language: str
    first: datetime
    last: datetime
    example: int


def keys() -> list[str]:
    return [str(key) for key in SENTENCES[wording.DEFAULT_LANGUAGE]]


def of_key(key: str, brand: str, help_contact: str) -> list[Preview]:
    """In each language. Raises KeyError for a key that there is not."""
    return [_preview(key, language, brand, help_contact) for language in wording.LANGUAGES]


@cache
def _preview(key: str, language: str, brand: str, help_contact: str) -> Preview:
    version, template = SENTENCES[language][key]
    more = {"place": PLACE, "when": WHEN} if {"p", "w"} & wording_lint.placeholders(template) else {}
    choice = SENTENCES[language]["choice_standard"][1]
    usual = wording.say(
        key, language, brand=brand, help_contact=help_contact, choice=choice, **_usual(language), **more
    )
    longest = wording_lint.said(key, language)
    return Preview(
        key, language, version, template, _sample(usual.text), _sample(longest), tuple(_faults(key, language, longest))
    )


def _usual(language: str) -> dict[str, str]:
    """States as they are called in this language."""
    moving, there = (
        wording.state_words(one, wording.USPS, language) for one in (Milestone.IN_TRANSIT, Milestone.DELIVERED)
    )
    return USUAL | {"state": moving, "items": f"USPS ..3456: {moving}; USPS ..8812: {there}"}


def _sample(text: str) -> Sample:
    size = measure(text)
    return Sample(text, size.encoding, size.units, size.segments)


def _faults(key: str, language: str, text: str) -> Iterator[str]:
    """As tests/structure/test_wording_lint.py asks: parts of sentences know no brand and no full stop."""
    rules: list[Any] = list(wording_lint.FOR_ALL if key in PARTS else wording_lint.FOR_SENTENCES)
    if language != wording.DEFAULT_LANGUAGE:
        rules.append(wording_lint.no_leftover_english)
    if key in wording_lint.CONFIRMATIONS:
        rules.append(wording_lint.five_elements)
    if key == "help":
        rules.append(wording_lint.help_elements)
    yield from (fault for rule in rules if (fault := rule(text)))
    if fault := wording_lint.no_private_placeholder(SENTENCES[language][key][1]):
        yield fault


# -- what went out -----------------------------------------------------------------------------------------------------


def last_sent() -> dict[str, datetime]:
    """key -> when one of the newest texts said it."""
    newest = OutboundMessage.id > (OutboundMessage.select(fn.MAX(OutboundMessage.id)).scalar() or 0) - NEWEST
    rows: Any = (
        OutboundMessage.select(OutboundMessage.wording_version, fn.MAX(OutboundMessage.created_at))
        .where(newest)
        .group_by(OutboundMessage.wording_version)
        .tuples()
    )
    found: dict[str, datetime] = {}
    for said, at in rows:
        key = said.partition("/")[0]
        found[key] = max(at, found.get(key, at))
    return found


def history(key: str) -> list[Sent]:
    """Its versions among texts that were sent, newest first: looked for in places spread over all time, so the moments
    of a change are about right, and a version that was hardly ever sent may be missing."""
    seen: dict[tuple[str, str], Sent] = {}
    for kind in _kinds(key):
        for row in _looked_at(kind):
            said, _, version = row[1].partition("/")
            if said == key:
                _add(seen, version, row[2], row[3], row[0])
    return sorted(seen.values(), key=lambda sent: sent.last, reverse=True)


def _add(seen: dict[tuple[str, str], Sent], version: str, language: str, at: datetime, row_id: int) -> None:
    known = seen.get((version, language), Sent(version, language, at, at, row_id))
    seen[version, language] = Sent(
        version, language, min(known.first, at), max(known.last, at), max(known.example, row_id)
    )


def _kinds(key: str) -> set[str]:
    """The kinds of texts that say it: usually its own, and those that the newest texts show."""
    newest = OutboundMessage.id > (OutboundMessage.select(fn.MAX(OutboundMessage.id)).scalar() or 0) - NEWEST
    said = OutboundMessage.wording_version.startswith(f"{key}/")
    rows: Any = OutboundMessage.select(OutboundMessage.kind).where(newest & said).distinct().tuples()
    return {key, *(kind for (kind,) in rows)}


def _looked_at(kind: str) -> Iterator[tuple[int, str, str, datetime]]:
    """(id, wording and version, language, when) of texts of this kind, from its first to its newest."""
    of_kind = OutboundMessage.kind == kind
    first, last = (
        OutboundMessage.select(OutboundMessage.id).where(of_kind).order_by(order).limit(1).scalar()
        for order in (OutboundMessage.id.asc(), OutboundMessage.id.desc())
    )
    if first is None:
        return
    fields = (
        OutboundMessage.id, OutboundMessage.wording_version, OutboundMessage.language, OutboundMessage.created_at
    )  # fmt: skip
    query: Any = OutboundMessage.select(*fields).where(of_kind).limit(AT_EACH).tuples()
    for start in sorted({first + (last - first) * place // PLACES for place in range(PLACES)}):
        yield from query.where(OutboundMessage.id >= start).order_by(OutboundMessage.id)
    yield from query.order_by(OutboundMessage.id.desc())
