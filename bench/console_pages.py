"""Which pages of the console are measured: every screen of the url map, each value of each filter that a screen offers,
pages far down a list, and every search. A screen, a filter or a search that is not known here is an error.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from werkzeug.routing import Map, Rule

from models.audit import AuditEntry
from models.consent import ConsentEvent
from models.contact import Contact
from models.inquiry import Inquiry
from models.mailpiece import CarrierSlice, Mailpiece
from models.opt_out import OptOut
from models.outbound import OutboundMessage
from models.question import OpenQuestion

#: Doors that are no screens of the console: signing in and joining, and long work, which here has none.
NOT_SCREENS = frozenset({"sign_in", "joining", "oidc"})
NOT_MEASURED = frozenset({"tasks.task"})
#: Of a filter with very many values so many are asked.
MOST_VALUES = 8
#: How far back the dates of filters lie.
LONG_AGO, LATELY = timedelta(days=200), timedelta(days=7)


@dataclass(frozen=True)
class Visit:
    """With a `form` it is sent, and the page that it leads to is part of the visit."""

    name: str
    path: str
    form: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """Rows that stand in the database, to ask about: one in the middle of each table, where most of its kind are."""

    arguments: dict[str, dict[str, str]]
    typed: dict[str, str]
    searches: dict[str, tuple[dict[str, str], ...]]


def known() -> Known:
    now = datetime.now(UTC)
    text = _middle(OutboundMessage)
    person, busy = _middle(Contact), Contact.get_by_id(1)
    piece, event = _middle(Mailpiece), _near(OptOut, OptOut.event, _count(ConsentEvent) // 2)
    sliced = CarrierSlice.select().order_by(CarrierSlice.id.desc()).get()
    arguments: dict[str, dict[str, Any]] = {
        "audit_trail.entry": {"entry": _middle(AuditEntry).id},
        "inbox.inquiry": {"inquiry": _middle(Inquiry).id},
        "mailpieces.piece": {"piece": piece.id},
        "mailpieces.answer": {"piece": sliced.mailpiece_id, "answer": sliced.id},
        "messages.text": {"text": text.id},
        "messages.received": {},
        "opt_outs.event": {"event": event.event_id},
        "opt_outs.unclear": {"question": OpenQuestion.get(OpenQuestion.closed_at.is_null()).id},
        "people.dossier": {"contact": busy.id},
        "people.why": {"contact": text.contact_id, "text": text.id},
        "wordings.wording": {"key": "delivered"},
    }
    typed = {
        "since": (now - LONG_AGO).date(), "until": (now - LATELY).date(), "object": "contact 17",
        "last_four": person.phone[-4:], "reference": text.reference, "number": piece.tracking_number,
        "words": "delivered",
    }  # fmt: skip
    searches: dict[str, tuple[dict[str, str], ...]] = {
        "opt_outs.find": (
            {"phone": busy.phone}, {"phone": person.phone[-4:]}, {"words": "stop"}, {"words": "please remove list"},
        ),
        "people.find": tuple(
            {"words": one} for one in (
                person.phone, person.phone[-4:], f"C-{event.event_id}", text.reference, piece.tracking_number,
                text.provider_reference or text.reference, "nothing of the kind",
            )
        ),
    }  # fmt: skip
    return Known(
        {name: {part: str(value) for part, value in parts.items()} for name, parts in arguments.items()},
        {name: str(value) for name, value in typed.items()},
        searches,
    )


def _count(table: Any) -> int:
    newest: int = table.select(table.id).order_by(table.id.desc()).limit(1).scalar() or 0
    return newest


def _middle(table: Any) -> Any:
    return _near(table, table.id, _count(table) // 2)


def _near(table: Any, key: Any, at: int) -> Any:
    return table.select().where(key >= at).order_by(key).limit(1).get()


# -- from the url map --------------------------------------------------------------------------------------------------


def screens(urls: Map, rows: Known) -> Iterator[Visit]:
    """Each page that can be asked for; KeyError for one whose arguments are not known here."""
    for rule in sorted(urls.iter_rules(), key=lambda rule: rule.rule):
        if not rule.rule.startswith("/console") or rule.endpoint.split(".")[0] in NOT_SCREENS:
            continue
        if "GET" in (rule.methods or set()) and rule.endpoint not in NOT_MEASURED:
            yield Visit(rule.endpoint, _path(rule, rows))
        elif rule.endpoint.endswith(".find"):
            for number, form in enumerate(rows.searches[rule.endpoint], 1):
                yield Visit(f"{rule.endpoint} {number} by {next(iter(form))}", rule.rule, form)


def _path(rule: Rule, rows: Known) -> str:
    if not rule.arguments:
        return rule.rule
    values = rows.arguments[rule.endpoint]
    path = rule.rule
    for name in rule.arguments:
        path = path.replace(f"<int:{name}>", values[name]).replace(f"<{name}>", values[name])
    return path


# -- from what a page offers -------------------------------------------------------------------------------------------


class _Filters(HTMLParser):
    """The fields of the forms that narrow a list, and the addresses of its other pages."""

    def __init__(self) -> None:
        super().__init__()
        self.choices: dict[str, list[str]] = {}
        self.typed: list[str] = []
        self.others: list[str] = []
        self._inside, self._select, self._pager = False, "", False

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in found}
        if tag == "form":
            self._inside = "filters" in said.get("class", "") and said.get("method") == "get"
        elif tag == "nav":
            self._pager = "pager" in said.get("class", "")
        elif tag == "a" and self._pager:
            self.others.append(said["href"])
        elif self._inside:
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        if tag == "select":
            self._select = said["name"]
            self.choices[self._select] = []
        elif tag == "option" and said.get("value"):
            self.choices[self._select].append(said["value"])
        elif tag == "input" and said.get("type") != "hidden":
            self.typed.append(said["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("form", "nav"):
            self._inside = self._pager = False


def narrowed(page: Visit, html: str, rows: Known) -> Iterator[Visit]:
    """The page by each of its filters alone, by each pair of its first values, and its farthest pages."""
    filters = _Filters()
    filters.feed(html)
    values = {name: found[:MOST_VALUES] for name, found in filters.choices.items() if found}
    values |= {name: [rows.typed[name]] for name in filters.typed}
    for name, found in values.items():
        for value in found:
            yield Visit(f"{page.name} {name}={value}"[:90], _with(page, {name: value}))
    names = list(values)
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            both = {name: values[name][0], other: values[other][0]}
            yield Visit(f"{page.name} {name}+{other}", _with(page, both))
    for number, address in enumerate(sorted(set(filters.others))[-3:], 1):
        yield Visit(f"{page.name} other page {number}", address)


def _with(page: Visit, values: dict[str, str]) -> str:
    return f"{page.path}?{urlencode(values)}"


Ask = Callable[[Visit], str]


def all_visits(urls: Map, rows: Known, ask: Ask) -> list[Visit]:
    """`ask` gives the HTML of a page."""
    found = list[Visit]()
    for screen in screens(urls, rows):
        found.append(screen)
        if not screen.form:
            found += narrowed(screen, ask(screen), rows)
    return found
