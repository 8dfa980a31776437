"""What one row of the opt-out log says: read for a whole page at once, in a few questions to the database. Reads only;
masks nothing, so the caller shows phones as their reader may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import JOIN

from bot import consent, outbox, questions, text_states
from bot.consent_export_texts import words_as_stored
from bot.text_states import Words
from models.consent import ConsentEvent
from models.contact import Contact
from models.ledger import open_evidence
from models.ledger_badges import Verdict, verdicts
from models.mailpiece import Mailpiece
from models.opt_out import OptOut
from models.outbound import OutboundMessage
from models.program import Program
from models.sender import Sender
from models.subscription import Subscription
from models.vocabulary import ConsentKind, OutboundState, Scope, Source

#: What a text is refused for after a stop.
STOPPED = ("opted_out", *(str(kind) for kind in sorted(consent.ENDS_ALL)))
#: Texts that did not go are counted so far, newest first, for all rows of a page together: somebody who texts on and on
#: after a stop must not make a page slow.
MOST_BLOCKED = 2_000

KINDS: dict[str, str] = {
    ConsentKind.REVOKED: "Stop",
    ConsentKind.PROVIDER_BLOCK: "Blocked at the provider",
    ConsentKind.WRONG_NUMBER: "Wrong number",
    ConsentKind.REASSIGNED: "Phone changed hands",
    ConsentKind.ERASED: "Erased",
    ConsentKind.DOUBTED: "Unclear: may be a stop",
    ConsentKind.DECLINED: "Invitation declined",
    ConsentKind.STANDING_ENDED: "End of all mail of a sender",
}
SOURCES: dict[str, str] = {
    Source.INBOUND_TEXT: "the person, by text",
    Source.WEB: "the person, on a page of ours",
    Source.OPERATOR: "an operator",
    Source.PROVIDER: "the provider",
    Source.NOBODY: "silence: no answer within 24 hours",
    Source.SENDER: "a sender",
}
SCOPES: dict[str, str] = {
    Scope.ALL: "all texts",
    Scope.SENDER: "one sender",
    Scope.MAILPIECE: "one mailpiece",
}


@dataclass(frozen=True)
class Confirmation:
    """Our goodbye, or our question whether it was a stop, and what became of it in plain words."""

    id: int
    reference: str
    kind: str
    state: Words


@dataclass(frozen=True)
class LogRow:
    """`said`: the person's words, or an operator's note; "" where nobody said anything. `without`: why there is no
    confirmation, where there is none. `blocked`: texts that did not go because of it;
    `or_more`: there are older ones that were not looked at."""

    event: ConsentEvent
    contact: Contact
    program: Program
    said: str
    was_erased: bool
    is_note: bool
    kind: str
    source: str
    scope: str
    confirmation: Confirmation | None
    without: str
    blocked: int
    or_more: bool
    verdict: Verdict


def rows_of(logged: Sequence[OptOut], now: datetime) -> list[LogRow]:
    """In the same order."""
    ids = [row.event_id for row in logged]
    events = _by_id(ConsentEvent, ids)
    around = _Around(list(events.values()), now)
    return [around.row_of(events[event_id]) for event_id in ids if event_id in events]


class _Around:
    """What stands beside the events of one page."""

    def __init__(self, events: Sequence[ConsentEvent], now: datetime) -> None:
        self._contacts = _by_id(Contact, [event.contact_id for event in events])
        self._programs = _by_id(Program, [contact.program_id for contact in self._contacts.values()])
        self._pieces = _by_id(Mailpiece, [event.mailpiece_id for event in events])
        self._senders = _by_id(Sender, [event.sender_id for event in events])
        self._verdicts = verdicts("consent", [event.id for event in events], now)
        self._confirmations = _confirmations([event.inbound_id for event in events if event.inbound_id])
        self._blocked, self._or_more = _blocked(events)

    def row_of(self, event: ConsentEvent) -> LogRow:
        contact = self._contacts[event.contact_id]
        said, is_note, was_erased = words_of(event)
        confirmation = self._confirmations.get(event.inbound_id or 0)
        return LogRow(
            event=event,
            contact=contact,
            program=self._programs[contact.program_id],
            said=said,
            was_erased=was_erased,
            is_note=is_note,
            kind=KINDS.get(event.kind, event.kind),
            source=SOURCES.get(event.source, event.source),
            scope=self._scope(event),
            confirmation=confirmation,
            without="" if confirmation else self._why_none(event),
            blocked=self._blocked[event.id],
            or_more=self._or_more,
            verdict=self._verdicts[event.id],
        )

    def _scope(self, event: ConsentEvent) -> str:
        if event.mailpiece_id is not None:
            return f"…{self._pieces[event.mailpiece_id].tracking_number[-4:]}"
        if event.scope == Scope.SENDER and event.sender_id is not None:
            return f"all mail of {self._senders[event.sender_id].name}"
        return SCOPES.get(event.scope, event.scope)

    def _why_none(self, event: ConsentEvent) -> str:
        if event.source != Source.INBOUND_TEXT:
            return _NO_TEXT.get(event.source, "none")
        program = self._programs[self._contacts[event.contact_id].program_id]
        if program.keywords_handled_by == "provider":
            return "the provider's own"
        return "none: stopped before, or too late"


_NO_TEXT: dict[str, str] = {
    Source.WEB: "the page said so",
    Source.OPERATOR: "none: written down here",
    Source.PROVIDER: "none: the provider blocks",
    Source.NOBODY: "none: too late for one",
    Source.SENDER: "none",
}


def words_of(event: ConsentEvent) -> tuple[str, bool, bool]:
    """(the words, are they a note of ours?, are they gone by an erasure?)"""
    evidence = open_evidence(event)
    if evidence is None:
        if event.digest:
            return "", False, True
        return words_as_stored(event.inbound_id) or "", False, False
    text, note = evidence.get("text") or "", evidence.get("note") or ""
    return (text, False, False) if text else (note, bool(note), False)


def _by_id(table: Any, ids: Iterable[int | None]) -> dict[int, Any]:
    wanted = sorted({one for one in ids if one is not None})
    return {row.id: row for row in table.select().where(table.id.in_(wanted))} if wanted else {}


def _confirmations(inbound_ids: Sequence[int]) -> dict[int, Confirmation]:
    """By the text that each answers; of several answers the one that went, else the first."""
    if not inbound_ids:
        return {}
    columns = ("id", "in_reply_to", "reference", "kind", "state", "reason", "error_code")
    query = OutboundMessage.select(*(getattr(OutboundMessage, name) for name in columns))
    found: dict[int, Confirmation] = {}
    for row in query.where(OutboundMessage.in_reply_to.in_(inbound_ids)).order_by(OutboundMessage.id):
        if row.in_reply_to_id not in found or found[row.in_reply_to_id].state.kind != "good":
            found[row.in_reply_to_id] = confirmation_of(row)
    return found


def confirmation_of(text: OutboundMessage) -> Confirmation:
    kind = _CONFIRMS.get(text.kind, "our answer")
    return Confirmation(text.id, text.reference, kind, text_states.words_of(text.state, text.reason, text.error_code))


_CONFIRMS = {questions.STOP: "our question", outbox.GOODBYE: "our goodbye"}


def _blocked(events: Sequence[ConsentEvent]) -> tuple[dict[int, int], bool]:
    """(event -> how many texts did not go because of it, until the person wanted texts again; are there more?)"""
    contacts = sorted({event.contact_id for event in events})
    if not contacts:
        return {}, False
    drops, or_more = _drops(contacts)
    ends = _resumptions(contacts)
    counted = {event.id: sum(map(_because_of(event, ends), drops.get(event.contact_id, ()))) for event in events}
    return counted, or_more


Drop = tuple[datetime, int | None]


def _drops(contacts: Sequence[int]) -> tuple[dict[int, list[Drop]], bool]:
    """(contact -> (when it did not go, of which mailpiece it was); are there older ones?)"""
    which = OutboundMessage.contact.in_(contacts) & (OutboundMessage.state == OutboundState.DROPPED)
    which &= OutboundMessage.reason.in_(STOPPED)
    query = OutboundMessage.select(OutboundMessage.contact, OutboundMessage.finished_at, Subscription.mailpiece).join(
        Subscription, JOIN.LEFT_OUTER
    )
    found: dict[int, list[Drop]] = {}
    rows: Any = list(query.where(which).order_by(OutboundMessage.id.desc()).limit(MOST_BLOCKED + 1).tuples())
    for contact, at, mailpiece in rows[:MOST_BLOCKED]:
        if at is not None:
            found.setdefault(contact, []).append((at, mailpiece))
    return found, len(rows) > MOST_BLOCKED


def _resumptions(contacts: Sequence[int]) -> dict[int, list[datetime]]:
    which = ConsentEvent.contact.in_(contacts) & (ConsentEvent.kind == ConsentKind.RESUMED)
    found: dict[int, list[datetime]] = {}
    rows: Any = ConsentEvent.select(ConsentEvent.contact, ConsentEvent.recorded_at).where(which).tuples()
    for contact, at in rows:
        found.setdefault(contact, []).append(at)
    return found


def _because_of(event: ConsentEvent, ends: dict[int, list[datetime]]) -> Any:
    begin = event.recorded_at
    end = min((at for at in ends.get(event.contact_id, ()) if at > begin), default=None)
    counts = event.kind in consent.ENDS_ALL

    def is_its(drop: Drop) -> bool:
        at, mailpiece = drop
        same = event.mailpiece_id is None or event.mailpiece_id == mailpiece
        return counts and same and at >= begin and (end is None or at < end)

    return is_its


#: What may become of an act afterwards, for the page of one.
_FOLLOWS: dict[str, str] = {
    ConsentKind.RESUMED: "They asked for texts again",
    ConsentKind.KEPT: "They answered that texts stay on",
    **{kind: f"{said}, later" for kind, said in KINDS.items()},
}
MOST_FOLLOWING = 10


def what_followed(event: ConsentEvent) -> list[tuple[ConsentEvent, str]]:
    """Later acts of this person that end, doubt or resume texts, oldest first."""
    later = (ConsentEvent.contact == event.contact_id) & (ConsentEvent.id > event.id)
    found = ConsentEvent.select().where(later & ConsentEvent.kind.in_(list(_FOLLOWS))).order_by(ConsentEvent.id)
    return [(one, _FOLLOWS[one.kind]) for one in found.limit(MOST_FOLLOWING)]


def logged_event(event_id: int) -> OptOut | None:
    found: OptOut | None = OptOut.get_or_none(OptOut.event == event_id)
    return found
